"""Plain questions, answered by one call of a compiled kernel for all segments.

A term, all or any of some terms, or a phrase of terms, ranked by terms: what most questions are. Where the
kernels are not compiled, articles were deleted, or anything else is asked, `search.engine.searcher` goes
segment by segment and node by node, to the same results.
"""

from array import array
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.engine.kernels import KERNELS
from search.engine.requests import Answer, Answers, Request
from search.engine.scoring import MANY, Scores, Statistics, rarity_of
from search.engine.segment import SegmentReader
from search.engine.tables import ALL_OF, ANY_OF, COUNT, ONE_TERM, PHRASE, TERM_COLUMNS
from search.engine.tree import And, Or, Phrase, Term

MOST_MATCHES = {ONE_TERM: 4000, ALL_OF: 1000, PHRASE: 500}
"""Where more may match in a segment, calls take a small part of the time, and loops over a file's own arrays
are faster than those over addresses: up to four times for phrases, measured."""

_ABSENT = (0,) * TERM_COLUMNS
_NO_OFFSETS = np.zeros(0, dtype=np.int64)


class PlainQuestion(NamedTuple):
    """What must match: a kind of `search.engine.tables`, its terms, and for a phrase where each stands."""

    kind: int
    terms: Sequence[Term]
    offsets: NDArray[np.int64] = _NO_OFFSETS


def plain_question(request: Request) -> PlainQuestion | None:
    """Return a request as a plain question, or None where it is not one."""
    is_plain = request.sort == "relevance" and request.collapse is None and not request.words
    is_plain = is_plain and (request.first, request.rescoring, request.filter) == (None, None, None)
    if not is_plain or not 0 < request.limit <= MANY - request.offset:
        return None
    for term in request.score:
        if term.prefix:
            return None
    node = request.match
    if isinstance(node, Term):
        return PlainQuestion(ONE_TERM, (node,))
    question = None
    if isinstance(node, And | Or):
        terms = [child for child in node.children if type(child) is Term]
        if terms and len(terms) == len(node.children):
            question = PlainQuestion(ALL_OF if isinstance(node, And) else ANY_OF, terms)
    elif isinstance(node, Phrase):
        terms = [part for _, part in node.parts if type(part) is Term]
        if len(terms) == len(node.parts):
            offsets = np.array([offset for offset, _ in node.parts], dtype=np.int64)
            question = PlainQuestion(PHRASE, terms, offsets)
    return question


class PlainAnswerer:
    """Answers plain questions over segments that nothing was deleted from."""

    def __init__(
        self, segments: Sequence[SegmentReader], bases: Sequence[int], statistics: Statistics
    ) -> None:
        """Take the segments, the number of each one's first article, and the statistics of all."""
        self._segments = segments
        self._bases = bases
        self._statistics = statistics
        self._known: tuple[list[Scores], NDArray[np.int64]] | None = None

    def answer(self, question: PlainQuestion, request: Request) -> Answers | None:
        """Return the answers of a request that is this plain question, None where it matches too many."""
        flat = array("q")
        frequencies = [0] * len(request.score)
        matching = [0] * len(question.terms)
        for segment in self._segments:
            for place, term in enumerate(question.terms):
                row = segment.term_row(term.field, term.text) or _ABSENT
                flat.extend(row)
                matching[place] += row[COUNT]
            for place, scored in enumerate(request.score):
                row = segment.term_row(scored.field, scored.text) or _ABSENT
                flat.extend(row)
                frequencies[place] += row[COUNT]
        most = MOST_MATCHES.get(question.kind)
        if most is not None and min(matching) > most * len(self._segments):
            return None
        articles, factor = self._statistics.articles, request.ranking.k1 + 1
        weights = [
            scored.weight * rarity_of(articles, frequency, request.ranking) * factor
            for scored, frequency in zip(request.score, frequencies, strict=True)
        ]
        total, numbers, scores = KERNELS.module.answer(
            self._table(self._statistics.norms(request.ranking)),
            np.frombuffer(flat, dtype=np.int64).reshape(len(self._segments), -1, TERM_COLUMNS),
            question.kind,
            len(question.terms),
            question.offsets,
            np.array(weights, dtype=np.float64),
            request.offset + request.limit,
        )
        page = list(map(Answer, numbers.tolist(), scores.tolist()))
        return Answers(total, 0, tuple(page[request.offset :] if request.offset else page), ())

    def _table(self, norms: list[Scores]) -> NDArray[np.int64]:
        """Return the segment table, which holds addresses of what this object keeps alive."""
        known = self._known
        if known is None or known[0] is not norms:
            rows = [
                (
                    segment.view.u1.ctypes.data,
                    segment.file.bytes,
                    segment.view.fields.ctypes.data,
                    len(segment.fields),
                    norm.ctypes.data,
                    segment.count,
                    base,
                )
                for segment, base, norm in zip(self._segments, self._bases, norms, strict=False)
            ]
            known = self._known = (norms, np.array(rows, dtype=np.int64))
        return known[1]
