"""Answers requests over the segments of one commit.

Scores are BM25 with the statistics of the whole index, whatever segment an article is in, summed
over the request's score terms in double precision. Equal scores keep the order of the articles in
the index, so the same question always has the same page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from search.article import Article
from search.engine.matching import Mask, match, postings_of
from search.engine.protocol import Answer, Answers, Ranking, Request
from search.engine.segment import SegmentReader
from search.engine.tree import Everything, Node, Prefix, ScoreTerm, Term

Scores = NDArray[np.float64]

DATE_FACETS = {"year": 10**10, "month": 10**8}
"""Facets made from the date, and what divides it down to them."""


@dataclass(frozen=True, slots=True)
class _Matched:
    """One segment's matches: all words, some words, and each word alone."""

    complete: Mask
    partial: Mask
    words: tuple[Mask, ...]


class Searcher:
    """Evaluates requests; holds no state between them, so threads may share it."""

    def __init__(self, segments: Sequence[SegmentReader]) -> None:
        """Take the segments in the order of their commit."""
        self.segments = tuple(segments)
        self.bases = (0, *accumulate(segment.count for segment in segments))

    @cached_property
    def article_count(self) -> int:
        """How many articles can be found."""
        return sum(int(segment.live.sum()) for segment in self.segments)

    def search(self, request: Request) -> Answers:
        """Answer a request."""
        matched = [self._match(segment, request) for segment in self.segments]
        total = sum(int(found.complete.sum()) for found in matched)
        partial = sum(int(found.partial.sum()) for found in matched)
        last = request.offset + request.limit
        scores = self._scores(request)
        ranked = _best([found.complete for found in matched], self._order(request.sort, scores), last)
        if last > total and partial:
            ranked = np.concatenate(
                [ranked, _best([found.partial for found in matched], scores, last - total)]
            )
        page = [self._answer(int(number), scores, matched) for number in ranked[request.offset : last]]
        words = tuple(
            sum(int((found.words[index] & segment.live).sum()) for segment, found in self._pairs(matched))
            for index in range(len(request.words))
        )
        return Answers(total, partial, tuple(page), words)

    def article(self, number: int) -> Article:
        """Return the article of an answer's number."""
        place, local = self._locate(number)
        return self.segments[place].article(local)

    def number_of(self, article_id: str) -> int | None:
        """Return the number of the article with that id, or None."""
        for base, segment in zip(self.bases, self.segments, strict=False):
            local = segment.number_of(article_id)
            if local is not None:
                return base + local
        return None

    def facets(self, node: Node, name: str, limit: int) -> list[tuple[str, int]]:
        """Count the matching articles by the values of a keyword field, `year` or `month`."""
        counts: dict[str, int] = {}
        for segment in self.segments:
            mask = match(segment, node) & segment.live
            for value, count in _segment_facets(segment, mask, name):
                counts[value] = counts.get(value, 0) + count
        return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))[:limit]

    def terms(self, name: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return the terms of a field that begin so, in order, with their document frequencies."""
        counts: dict[str, int] = {}
        for segment in self.segments:
            field = segment.field(name)
            first, last = field.find_prefix(prefix)
            for offset, term in enumerate(field.terms.texts(first, min(last, first + limit))):
                counts[term] = counts.get(term, 0) + field.doc_frequency(first + offset)
        return sorted(counts.items())[:limit]

    def _match(self, segment: SegmentReader, request: Request) -> _Matched:
        wanted = segment.live
        if not isinstance(request.match, Everything):
            wanted = wanted & match(segment, request.match)
        words = tuple(match(segment, word) for word in request.words)
        if not words:
            return _Matched(wanted, np.zeros(segment.count, dtype=bool), ())
        complete = wanted & np.logical_and.reduce(words)
        return _Matched(complete, wanted & np.logical_or.reduce(words) & ~complete, words)

    def _pairs(self, matched: list[_Matched]) -> list[tuple[SegmentReader, _Matched]]:
        return list(zip(self.segments, matched, strict=True))

    def _order(self, sort: str, scores: list[Scores]) -> list[Scores]:
        """Return what to sort by, highest first; articles without a date come last."""
        if sort == "relevance":
            return scores
        dates = [segment.dates.astype(np.float64) for segment in self.segments]
        return dates if sort == "newest" else [np.where(date > 0, -date, -np.inf) for date in dates]

    def _scores(self, request: Request) -> list[Scores]:
        """Return the score of every article of every segment."""
        scores = [np.zeros(segment.count) for segment in self.segments]
        for term in request.score:
            self._add_scores(scores, term, request.ranking)
        return scores

    def _add_scores(self, scores: list[Scores], term: ScoreTerm, ranking: Ranking) -> None:
        node = Prefix(term.field, term.text) if term.prefix else Term(term.field, term.text)
        found = []
        for segment in self.segments:
            postings = postings_of(segment, node)
            docs, freqs = postings.docs, postings.freqs
            if term.prefix:
                freqs = np.bincount(docs, weights=freqs, minlength=1)
                docs = np.flatnonzero(freqs).astype(np.int32)
                freqs = freqs[docs]
            found.append((docs, freqs))
        frequency = sum(len(docs) for docs, _ in found)
        if not frequency:
            return
        count = self.bases[-1]
        weight = term.weight * np.log1p((count - frequency + 0.5) / (frequency + 0.5)) * (ranking.k1 + 1)
        average = self._average_length(term.field)
        for place, (docs, freqs) in enumerate(found):
            lengths = self.segments[place].lengths(term.field)[docs]
            norms = ranking.k1 * (1 - ranking.b + ranking.b / average * lengths)
            scores[place][docs] += weight * freqs / (freqs + norms)

    def _average_length(self, field: str) -> float:
        """Return the average length of the field over the articles that have it."""
        if field not in self._averages:
            lengths = [segment.lengths(field) for segment in self.segments]
            having = sum(int(np.count_nonzero(array)) for array in lengths)
            self._averages[field] = sum(int(array.sum()) for array in lengths) / max(having, 1)
        return self._averages[field]

    @cached_property
    def _averages(self) -> dict[str, float]:
        return {}

    def _answer(self, number: int, scores: list[Scores], matched: list[_Matched]) -> Answer:
        place, local = self._locate(number)
        had = tuple(bool(word[local]) for word in matched[place].words)
        return Answer(number, float(scores[place][local]), had)

    def _locate(self, number: int) -> tuple[int, int]:
        """Return the segment and the number within it."""
        place = int(np.searchsorted(self.bases, number, side="right")) - 1
        return place, number - self.bases[place]


def _best(masks: list[Mask], keys: list[Scores], limit: int) -> NDArray[np.int64]:
    """Return the numbers of the `limit` highest keys among the masked, highest first, ties in order."""
    if not masks or limit <= 0:
        return np.zeros(0, dtype=np.int64)
    numbers = np.flatnonzero(np.concatenate(masks))
    values = np.concatenate(keys)[numbers]
    if len(numbers) > limit:
        threshold = np.partition(values, len(values) - limit)[len(values) - limit]
        kept = values >= threshold
        numbers, values = numbers[kept], values[kept]
    best: NDArray[np.int64] = numbers[np.argsort(-values, kind="stable")][:limit]
    return best


def _segment_facets(segment: SegmentReader, mask: Mask, name: str) -> list[tuple[str, int]]:
    if name in DATE_FACETS:
        dates = segment.dates[mask]
        known = dates[dates > 0] // DATE_FACETS[name]
        if name == "month":
            known = known[known % 100 > 0]
        values, counts = np.unique(known, return_counts=True)
        return [(_date_label(int(value)), int(count)) for value, count in zip(values, counts, strict=True)]
    field = segment.field(f"{name}_k")
    sizes, postings = field.all_postings()
    terms = np.repeat(np.arange(len(sizes)), sizes)[mask[postings.docs]]
    counts = np.bincount(terms, minlength=len(sizes))
    return [
        (field.terms.texts(int(term), int(term) + 1)[0], int(counts[term])) for term in np.flatnonzero(counts)
    ]


def _date_label(value: int) -> str:
    return str(value) if value < 10000 else f"{value // 100}-{value % 100:02}"
