"""The kernels, compiled by numba, which keeps what it made beside these files or in its cache."""

from search.engine.compiled.answering import answer
from search.engine.compiled.matching import intersect, listed, mark, phrase
from search.engine.compiled.placing import occurrences, spans
from search.engine.compiled.postings import add_freqs
from search.engine.compiled.ranking import rank_listed, rank_marked
from search.engine.compiled.scoring import score_listed

__all__ = [
    "add_freqs",
    "answer",
    "intersect",
    "listed",
    "mark",
    "occurrences",
    "phrase",
    "rank_listed",
    "rank_marked",
    "score_listed",
    "spans",
]
