"""The types that compiled kernels take, so that they are compiled once, before the first question."""

from numba import types

from search.engine.tables import ScoreTable, View

U2 = types.Array(types.uint16, 1, "C", readonly=True)
U4 = types.Array(types.uint32, 1, "C", readonly=True)
VIEW = types.NamedTuple(
    (
        types.Array(types.uint8, 1, "C", readonly=True),
        U2,
        U4,
        types.Array(types.int64, 2, "C", readonly=True),
    ),
    View,
)
TERMS = types.Array(types.int64, 2, "C")
SCORES = types.Array(types.float64, 1, "C")
SCORE_TABLE = types.NamedTuple((U2, U4, TERMS, SCORES), ScoreTable)
NORMS = types.Array(types.float64, 2, "C", readonly=True)
OFFSETS = types.Array(types.int64, 1, "C")
MASK = types.Array(types.boolean, 1, "C")
DOCS = types.Array(types.uint16, 1, "C")
FREQS = types.Array(types.uint32, 1, "C")
RANKED = types.Tuple((DOCS, SCORES))
NUMBERS = types.Array(types.int64, 1, "C")
ALL_ROWS = types.Array(types.int64, 3, "C")
