"""The values of keyword fields, and the periods of dates: which articles have which, and how many.

Values are kept as printed; those of one canonical form are one group, and a group counts as one value. What
does not depend on the question is made once for a reader: the values of each article, end to end. Then
counting takes what the articles found have, and sums, however many others there are.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.analysis import PATH_SEPARATOR
from search.analysis.bulk import fold_many
from search.engine.dictionary import POSTINGS, sizes
from search.engine.found import Docs, Found
from search.engine.periods import DATE_UNITS
from search.engine.requests import FacetCounts
from search.engine.segment import NO_VALUE, SegmentReader
from search.engine.tables import PLACES

Numbers = NDArray[np.int64]


def match_value(segment: SegmentReader, field: str, canonical: str) -> Found:
    """Return the articles of a segment that have a value of that canonical form, deleted ones included."""
    postings = segment.field(field)
    mask = np.zeros(PLACES, dtype=bool)
    for term in postings.by_canonical.get(canonical, ()):
        begin, count = postings.extent(term, term + 1)
        mask[postings.docs[begin : begin + count]] = True
    return Found(mask=mask)


class Rows(NamedTuple):
    """The values of one segment's articles, by article: those of article n begin at `starts[n]`.

    `numbers` are values, by their places in `Values.printed`; `sizes` says how many each article has, shape
    (65,536,), as `starts`. `is_single` where none has two.
    """

    numbers: NDArray[np.int32]
    starts: NDArray[np.int32]
    sizes: NDArray[np.int32]
    is_single: bool

    def of(self, docs: Docs) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return the values of some articles end to end, and how many each of those has that have any."""
        sizes = self.sizes[docs]
        starts = self.starts[docs]
        if self.is_single:
            has = sizes > 0
            return self.numbers[starts[has]], sizes[has]
        if not sizes.all():
            starts, sizes = starts[sizes > 0], sizes[sizes > 0]
        ends = np.cumsum(sizes)
        places = np.repeat(starts - (ends - sizes), sizes) + np.arange(ends[-1] if len(ends) else 0)
        return self.numbers[places], sizes


@dataclass(frozen=True, slots=True)
class Values:
    """One field's values in all segments.

    `printed` are the distinct values in order; `groups` says of each which group it is in, `canonicals` what
    the values of a group have in common. `rows` has the values of each segment's articles.
    """

    printed: list[str]
    groups: Numbers
    canonicals: list[str]
    rows: list[Rows]

    def count(self, docs: Sequence[Docs], limit: int, below: str = "") -> FacetCounts:
        """Count articles, given of each segment, as `Selection.facets` says."""
        found = [rows.of(some) for rows, some in zip(self.rows, docs, strict=True)]
        total, having = sum(map(len, docs)), sum(len(sizes) for _, sizes in found)
        counts = np.zeros(len(self.printed), dtype=np.int64)
        for numbers, _ in found:
            counts += np.bincount(numbers, minlength=len(self.printed))
        if below:
            counts[~self._are_below(below)[self.groups]] = 0
        labels, sums = self._labelled(counts, limit)
        is_shown = np.zeros(len(self.canonicals), dtype=bool)
        is_shown[self.groups[labels]] = True
        shown = is_shown[self.groups]
        covered = sum(_articles_with(shown[numbers], sizes) for numbers, sizes in found)
        values = tuple(zip([self.printed[label] for label in labels.tolist()], sums.tolist(), strict=True))
        return FacetCounts(values, total, total - having, having - covered)

    def _labelled(self, counts: Numbers, limit: int) -> tuple[Numbers, Numbers]:
        """Return of each of the first groups the value that is printed most, and the group's sum."""
        there = np.flatnonzero(counts)
        groups = self.groups[there]
        order = np.lexsort((there, -counts[there], groups))
        there, groups = there[order], groups[order]
        firsts = np.flatnonzero(np.diff(groups, prepend=-1))
        if not len(firsts):
            return firsts, firsts
        sums = np.add.reduceat(counts[there], firsts)
        first = np.lexsort((there[firsts], -sums))[:limit]
        return there[firsts][first], sums[first]

    def _are_below(self, path: str) -> NDArray[np.bool_]:
        """Tell which groups are one step below a path, which ends in what separates them."""
        return np.fromiter(
            (
                canonical.startswith(path) and PATH_SEPARATOR not in canonical[len(path) :]
                for canonical in self.canonicals
            ),
            dtype=bool,
            count=len(self.canonicals),
        )


def _articles_with(is_wanted: NDArray[np.bool_], sizes: NDArray[np.int32]) -> int:
    """Return how many articles have a wanted value; `sizes` says how many values each has, at least one."""
    if len(is_wanted) == len(sizes):
        return int(np.count_nonzero(is_wanted))
    firsts = np.cumsum(sizes) - sizes
    return int(np.count_nonzero(np.logical_or.reduceat(is_wanted, firsts)))


class Selected:
    """Articles that match, found once and counted as often as asked."""

    def __init__(
        self, count: Callable[[Sequence[Docs], str, int, str], FacetCounts], docs: Sequence[Docs]
    ) -> None:
        """Take them, given of each segment, and what counts such by a field, up to a limit, below a path."""
        self._count = count
        self._docs = docs

    def facets(self, name: str, limit: int, below: str = "") -> FacetCounts:
        """Count them by the values of a keyword field, `year`, `month` or `day`."""
        return self._count(self._docs, name, limit, below)


def values_of(segments: Sequence[SegmentReader], name: str) -> Values:
    """Return the values of a keyword field, named without its `_k`, or of a unit of the date."""
    parts = [_rows(segment, name) for segment in segments]
    printed = sorted(set(chain.from_iterable(values for values, _, _ in parts)))
    places = {value: place for place, value in enumerate(printed)}
    folded = fold_many(printed) if printed else []
    groups: dict[str, int] = {}
    rows = []
    for values, docs, codes in parts:
        shared = np.fromiter(map(places.__getitem__, values), np.int32, len(values))
        rows.append(_by_article(docs, shared[codes]))
    return Values(
        printed,
        np.fromiter((groups.setdefault(value, len(groups)) for value in folded), np.int64, len(folded)),
        list(groups),
        rows,
    )


def _by_article(docs: Docs, numbers: NDArray[np.int32]) -> Rows:
    sizes = np.bincount(docs, minlength=PLACES).astype(np.int32)
    order = np.argsort(docs, kind="stable")
    starts = (np.cumsum(sizes) - sizes).astype(np.int32)
    return Rows(numbers[order], starts, sizes, bool(sizes.max() <= 1))


def _rows(segment: SegmentReader, name: str) -> tuple[list[str], Docs, Numbers]:
    """Return a segment's values, and the article and the value's place of each row."""
    if name in DATE_UNITS:
        labels, codes = segment.coded(name)
        docs = np.flatnonzero(codes != NO_VALUE)
        return labels, docs.astype(np.uint16), codes[docs]
    postings = segment.field(f"{name}_k")
    counts = sizes(postings.bounds[:, POSTINGS])
    return postings.terms.texts(), postings.docs, np.repeat(np.arange(len(counts)), counts)
