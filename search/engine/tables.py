"""What kernels are given: a segment's file as plain arrays, and tables of where postings stand in it.

One row of the field table a field, of the term table a term; `int64`, columns as below. Offsets count
entries of the view that they index: `u2`, `u1` or `u4`.
"""

from array import array
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.engine.arrays import ArrayFile
from search.engine.postings import FieldPostings

PLACES = 1 << 16
"""What 16-bit article numbers can index."""

# columns of the field table
DOCS, FREQS, POSITIONS, IS_WIDE, OVERFLOWS, OVERFLOW_FREQS, OVERFLOW_COUNT = range(7)
FIELD_COLUMNS = 7

# columns of the term table
FIELD, FIRST, COUNT, FIRST_POSITION, POSITION_COUNT = range(5)
TERM_COLUMNS = 5

# columns of the segment table: addresses, sizes, the first article's number in the index
FILE, BYTES, FIELDS_TABLE, FIELDS, NORMS, ARTICLES, BASE = range(7)

# kinds of plain questions
ONE_TERM, ALL_OF, ANY_OF, PHRASE = range(4)

FEW = 8
"""Matches that are fewer than one in so many articles are looked up; more are added up for all articles."""

TermRow = tuple[int, int, int, int, int]


class View(NamedTuple):
    """A segment's file in 8, 16 and 32 bits, and its field table, shape (fields, FIELD_COLUMNS)."""

    u1: NDArray[np.uint8]
    u2: NDArray[np.uint16]
    u4: NDArray[np.uint32]
    fields: NDArray[np.int64]


class ScoreTable(NamedTuple):
    """The score terms of one request in one segment.

    `terms` is a term table; a row whose field is `-field - 1` stands for postings that are in no file, in
    `extra_docs` and `extra_freqs` from FIRST on. `weights` are not negative and descend.
    """

    extra_docs: NDArray[np.uint16]
    extra_freqs: NDArray[np.uint32]
    terms: NDArray[np.int64]
    weights: NDArray[np.float64]


def view_of(file: ArrayFile, fields: Iterable[tuple[str, FieldPostings]]) -> View:
    """Return the view of a segment's file."""
    rows = []
    for name, postings in fields:
        width = postings.positions.dtype.itemsize
        offset = file.offsets
        rows.append(
            (
                offset[f"{name}.docs"] // 2,
                offset[f"{name}.freqs"],
                offset[f"{name}.positions"] // width,
                width > 2,
                offset[f"{name}.overflow_postings"] // 4,
                offset[f"{name}.overflow_freqs"] // 4,
                len(postings.overflow_postings),
            )
        )
    table = np.array(rows, dtype=np.int64).reshape(-1, FIELD_COLUMNS)
    table.flags.writeable = False
    size = file.bytes
    return View(
        np.frombuffer(file.map, np.uint8),
        np.frombuffer(file.map, "<u2", size // 2),
        np.frombuffer(file.map, "<u4", size // 4),
        table,
    )


def term_table(rows: Iterable[TermRow]) -> NDArray[np.int64]:
    """Return term rows as an array, shape (terms, TERM_COLUMNS)."""
    flat = array("q")
    for row in rows:
        flat.extend(row)
    return np.frombuffer(flat, dtype=np.int64).reshape(-1, TERM_COLUMNS)
