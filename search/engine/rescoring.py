"""Looks once more at the first articles of a ranking: where what was typed stands, and whose they are.

`search.engine.weights` says what is added. The kernels give places as whole numbers; what is made of them is
computed here, once for both kinds of kernels, column by column, so that an article's score does not depend
on the articles beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.engine.arrays import AnyArray
from search.engine.clusters import are_heads
from search.engine.collapse import Groups
from search.engine.found import Docs, Found, frozen
from search.engine.kernels import kernels
from search.engine.periods import DAY
from search.engine.postings import POSITION_BASE
from search.engine.scoring import Scores, Statistics, rarity_of
from search.engine.segment import SegmentReader
from search.engine.tables import COUNT, TermRow, term_table
from search.engine.tree import Phrase, Term
from search.engine.weights import (
    LEAD_UNITS,
    OPENING,
    SATURATION,
    TIME_DAYS,
    UNSEEN,
    WITNESSES,
    Ranking,
    Rescoring,
)

PARTS = 3
"""Columns of one sought text: frequency, lead, opening. Behind them proximity, source, time, head."""

OTHER_PARTS = 4

_LOW = (1 << 32) - 1


class Rescorer:
    """What is added to the scores of one request's first articles."""

    def __init__(
        self,
        segments: Sequence[SegmentReader],
        statistics: Statistics,
        ranking: Ranking,
        rescoring: Rescoring,
    ) -> None:
        """Look up how rare the sought texts are."""
        self.window = rescoring.window
        self._segments = segments
        self._rescoring = rescoring
        self._rarities = [
            text.weight * _rarity(segments, statistics.articles, text.body[0], ranking)
            for text in rescoring.sought
        ]
        self._proximities = [
            text.proximity * rarity for text, rarity in zip(rescoring.sought, self._rarities, strict=True)
        ]
        self._shares: Scores | None = None
        self._sources = np.zeros(0, dtype=np.int64)
        self._witnesses: _Witnesses | None = None

    def count_sources(self, sources: Groups, bases: Sequence[int], complete: Sequence[Found]) -> None:
        """Take from all complete matches what share of them each article's source has."""
        total = sum(map(len, complete))
        if not total or not self._rescoring.source or not self._rarities:
            return
        counts = np.zeros(sources.count)
        for base, found in zip(bases, complete, strict=False):
            codes = sources.codes[found.as_docs().astype(np.int64) + base]
            counts += np.bincount(codes, minlength=sources.count)
        shares = (counts + UNSEEN * sources.usual) / (total + UNSEEN)
        self._shares = self._rescoring.source * max(self._rarities) * shares
        self._sources = sources.codes

    def look_around(self, bases: Sequence[int], numbers: NDArray[np.int64], scores: Scores) -> None:
        """Take the first articles, in order, as witnesses of when what is asked for was in the news."""
        numbers, scores = numbers[:WITNESSES], scores[:WITNESSES]
        self._witnesses = None
        if not self._rescoring.time or not self._rarities or not scores.sum():
            return
        places = np.searchsorted(bases, numbers, side="right") - 1
        days = [
            _days(self._segments[place].dates[number - bases[place]])
            for place, number in zip(places.tolist(), numbers.tolist(), strict=True)
        ]
        weights = scores / scores.sum() * (self._rescoring.time * max(self._rarities))
        self._witnesses = _Witnesses(numbers, np.array(days), weights)

    def parts(self, place: int, base: int, docs: Docs, scores: Scores) -> Scores:
        """Return what is added to ascending articles of the segment at `place`, shape (articles, columns).

        `scores` are their scores by BM25, `base` the number of the segment's first article.
        """
        sought = self._rescoring.sought
        added = np.zeros((len(docs), PARTS * len(sought) + OTHER_PARTS))
        keys, ends = self._places(place, [text.body for text in sought], docs)
        titles, title_ends = self._places(place, [text.title for text in sought], docs)
        begin = title_begin = 0
        for column, (text, rarity) in enumerate(zip(sought, self._rarities, strict=True)):
            at = np.searchsorted(docs, keys[begin : ends[column]] >> 32)
            counts = np.bincount(at, minlength=len(docs))
            firsts = np.full(len(docs), np.inf)
            np.minimum.at(firsts, at, (keys[begin : ends[column]] & _LOW) - POSITION_BASE)
            opening = titles[title_begin : title_ends[column]]
            firsts[np.searchsorted(docs, opening >> 32)] = 0
            added[:, PARTS * column] = text.frequency * rarity * (counts / (counts + SATURATION))
            added[:, PARTS * column + 1] = text.lead * rarity * np.exp(-firsts / LEAD_UNITS)
            opening = opening[(opening & _LOW) - POSITION_BASE < OPENING] >> 32
            added[np.searchsorted(docs, opening), PARTS * column + 2] = text.opening * rarity
            begin, title_begin = ends[column], title_ends[column]
        added[:, -4] = self._proximity(keys, ends, docs)
        if self._shares is not None:
            added[:, -3] = self._shares[self._sources[docs.astype(np.int64) + base]]
        if self._witnesses is not None:
            added[:, -2] = self._witnesses.near(
                _days(self._segments[place].dates[docs]), docs + np.int64(base)
            )
        added[:, -1] = self._rescoring.head * scores * are_heads(self._segments[place].clusters[docs])
        return added

    def _places(
        self, place: int, texts: Sequence[tuple[Phrase, ...]], docs: Docs
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return where each text's sequences stand in the articles, as `occurrences` does, text by text."""
        segment = self._segments[place]
        rows: list[TermRow] = []
        offsets: list[int] = []
        ends: list[int] = []
        last_of_text: list[int] = []
        for sequences in texts:
            for phrase in sequences:
                found = [segment.term_row(part.field, part.text) for _, part in _terms(phrase)]
                known = [row for row in found if row is not None]
                if len(known) == len(found):
                    rows += known
                    offsets += [offset for offset, _ in phrase.parts]
                ends.append(len(rows))
            last_of_text.append(len(ends))
        keys, sizes = kernels().occurrences(
            segment.view,
            term_table(rows),
            np.array(offsets, dtype=np.int64),
            np.array(ends, dtype=np.int64),
            frozen(docs),
        )
        bounds = np.concatenate([np.zeros(1, dtype=np.int64), sizes])
        return keys, bounds[last_of_text]

    def _proximity(self, keys: NDArray[np.int64], ends: NDArray[np.int64], docs: Docs) -> Scores:
        """Return of each article what the texts weigh that its best span holds."""
        best = np.zeros(len(docs))
        texts = np.repeat(np.arange(len(ends)), np.diff(ends, prepend=0))
        weights = np.array(self._proximities)
        near = weights[texts] > 0
        if np.count_nonzero(weights) < 2 or not near.any():
            return best
        keys, texts = keys[near], texts[near]
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        sums = kernels().spans(keys, texts[order], weights, self._rescoring.span)
        np.maximum.at(best, np.searchsorted(docs, keys >> 32), sums)
        return best


@dataclass(frozen=True, slots=True)
class _Witnesses:
    """The first articles by number, the days on which they were published (0: unknown), what each weighs."""

    numbers: NDArray[np.int64]
    days: Scores
    weights: Scores

    def near(self, days: Scores, numbers: NDArray[np.int64]) -> Scores:
        """Return what the witnesses weigh for articles of these days and numbers."""
        total = np.zeros(len(days))
        for number, day, weight in zip(self.numbers, self.days, self.weights, strict=True):
            counts = (days > 0) & (day > 0) & (numbers != number)
            total += np.where(counts, weight * np.exp(-(((days - day) / TIME_DAYS) ** 2) / 2), 0.0)
        return total


def _days(times: AnyArray) -> Scores:
    """Return of times YYYYMMDDhhmmss numbers that grow by about one a day; 0 where the day is unknown."""
    dates = times // DAY
    return np.where(dates % 100 > 0, dates // 10000 * 372.0 + dates // 100 % 100 * 31.0 + dates % 100, 0.0)


def added_up(scores: Scores, parts: Scores) -> Scores:
    """Return scores with what is added to them, one column after the other."""
    total = scores.copy()
    for column in parts.T:
        total += column
    return total


def _rarity(segments: Sequence[SegmentReader], articles: int, phrase: Phrase, ranking: Ranking) -> float:
    """Return the rarity of the rarest term of a sequence."""
    rarities = []
    for _, term in _terms(phrase):
        rows = [segment.term_row(term.field, term.text) for segment in segments]
        rarities.append(rarity_of(articles, sum(row[COUNT] for row in rows if row is not None), ranking))
    return max(rarities)


def _terms(phrase: Phrase) -> list[tuple[int, Term]]:
    """Return a sequence's parts; raises TypeError for one that is not made of terms alone."""
    parts = [(offset, part) for offset, part in phrase.parts if isinstance(part, Term)]
    if len(parts) < len(phrase.parts):
        raise TypeError(f"{phrase!r} is sought, but is not made of terms alone")
    return parts
