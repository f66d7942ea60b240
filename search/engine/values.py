"""The values of keyword fields, and the periods of dates: which articles have which, and how many.

Values are kept as printed; those of one canonical form are one group, and a group counts as one value. What
does not depend on the question is made once for a reader: of each field a row an article and value. Then
counting is one look into a mask and two sums, however many values there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from search.analysis import PATH_SEPARATOR
from search.analysis.bulk import fold_many
from search.engine.dictionary import POSTINGS, sizes
from search.engine.found import Docs, Found, Mask
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


@dataclass(frozen=True, slots=True)
class Values:
    """One field's values in all segments.

    `printed` are the distinct values in order; `groups` says of each which group it is in, `canonicals` what
    the values of a group have in common. `docs` and `numbers` are rows of one article and one of its values,
    for each segment.
    """

    printed: list[str]
    groups: Numbers
    canonicals: list[str]
    docs: list[Docs]
    numbers: list[NDArray[np.int32]]

    def count(self, masks: Sequence[Mask], limit: int, below: str = "") -> FacetCounts:
        """Count the articles of one mask a segment, as `Reader.facets` says."""
        rows = [mask[docs] for mask, docs in zip(masks, self.docs, strict=True)]
        total = sum(int(np.count_nonzero(mask)) for mask in masks)
        having = self._articles(rows)
        counts = np.zeros(len(self.printed), dtype=np.int64)
        for numbers, row in zip(self.numbers, rows, strict=True):
            counts += np.bincount(numbers[row], minlength=len(self.printed))
        if below:
            counts[~self._are_below(below)[self.groups]] = 0
        labels, sums = self._labelled(counts, limit)
        is_shown = np.zeros(len(self.canonicals), dtype=bool)
        is_shown[self.groups[labels]] = True
        shown = is_shown[self.groups]
        covered = self._articles(
            [row & shown[numbers] for row, numbers in zip(rows, self.numbers, strict=True)]
        )
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

    def _articles(self, rows: Sequence[NDArray[np.bool_]]) -> int:
        """Return how many articles the rows of the segments are of."""
        count = 0
        for docs, row in zip(self.docs, rows, strict=True):
            mask = np.zeros(PLACES, dtype=bool)
            mask[docs[row]] = True
            count += int(np.count_nonzero(mask))
        return count

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


def values_of(segments: Sequence[SegmentReader], name: str) -> Values:
    """Return the values of a keyword field, named without its `_k`, or of a unit of the date."""
    parts = [_rows(segment, name) for segment in segments]
    printed = sorted(set(chain.from_iterable(values for values, _, _ in parts)))
    places = {value: place for place, value in enumerate(printed)}
    folded = fold_many(printed) if printed else []
    groups: dict[str, int] = {}
    numbers = []
    for values, _, codes in parts:
        shared = np.fromiter(map(places.__getitem__, values), np.int32, len(values))
        numbers.append(shared[codes])
    return Values(
        printed,
        np.fromiter((groups.setdefault(value, len(groups)) for value in folded), np.int64, len(folded)),
        list(groups),
        [docs for _, docs, _ in parts],
        numbers,
    )


def _rows(segment: SegmentReader, name: str) -> tuple[list[str], Docs, Numbers]:
    """Return a segment's values, and the article and the value's place of each row."""
    if name in DATE_UNITS:
        labels, codes = segment.coded(name)
        docs = np.flatnonzero(codes != NO_VALUE)
        return labels, docs.astype(np.uint16), codes[docs]
    postings = segment.field(f"{name}_k")
    counts = sizes(postings.bounds[:, POSTINGS])
    return postings.terms.texts(), postings.docs, np.repeat(np.arange(len(counts)), counts)
