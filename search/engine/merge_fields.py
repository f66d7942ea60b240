"""Merges one field of several segments in bounded memory.

Terms are merged first; then postings and positions, a range of terms at a time: within a range each
segment's are one slice, and a term's from one segment stay together, so that where each goes is arithmetic.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike, NDArray

from search.engine.arrays import AnyArray, ArrayWriter
from search.engine.dictionary import POSITIONS, POSTINGS, sizes, write_dictionary
from search.engine.postings import OVERFLOW, FieldPostings, packed, position_type
from search.engine.segment import SegmentReader
from search.engine.terms import chosen, spans, union

GONE = -1
"""In a map of article numbers: the article is not in the merged segment."""

MERGED_AT_ONCE = 4_000_000
"""Occurrences that are merged at a time: some 150 MB."""

Share = tuple[NDArray[np.int32], NDArray[np.int64], AnyArray]
"""What one segment gives to a range of terms: which of them, how many values for each, the values."""


@dataclass(slots=True)
class _Part:
    """One segment's share of a field: its numbers in the merged segment, its terms' places there."""

    postings: FieldPostings
    numbers: NDArray[np.int32]
    terms: NDArray[np.int32]
    has_deletions: bool


@dataclass(slots=True)
class _Slice:
    """What one segment gives to a range of terms: per term its merged place, postings and occurrences."""

    terms: NDArray[np.int32]
    doc_frequencies: NDArray[np.int64]
    frequencies: NDArray[np.int64]
    docs: NDArray[np.uint16]
    freqs: NDArray[np.int64]
    positions: AnyArray


class FieldMerge:
    """Merges one field."""

    def __init__(
        self,
        out: ArrayWriter,
        field: str,
        segments: Sequence[SegmentReader],
        numbers: Sequence[NDArray[np.int32]],
    ) -> None:
        """Take the segments, and each one's map from old to new article numbers."""
        self._out = out
        self._field = field
        readers = [segment.fields[field] for segment in segments]
        self._terms, places = union([reader.terms.arrays for reader in readers])
        self._parts = [
            _Part(reader, renumbered, terms, bool(len(segment.deleted)))
            for reader, renumbered, terms, segment in zip(readers, numbers, places, segments, strict=True)
        ]
        self._positional = any(len(reader.positions) for reader in readers)

    def write(self) -> None:
        """Write the merged field."""
        doc_frequencies, frequencies = self._counts()
        used = doc_frequencies > 0
        if not used.all():
            self._terms = chosen(self._terms, used)
            places = (np.cumsum(used) - 1).astype(np.int32)
            for part in self._parts:
                part.terms = places[part.terms]
            doc_frequencies, frequencies = doc_frequencies[used], frequencies[used]
        self._write(doc_frequencies, frequencies)

    def _counts(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return in how many live articles each term occurs, and how often in all."""
        doc_frequencies = np.zeros(len(self._terms.ends), dtype=np.int64)
        frequencies = np.zeros(len(self._terms.ends), dtype=np.int64)
        for part in self._parts:
            reader = part.postings
            if not part.has_deletions:
                doc_frequencies[part.terms] += sizes(reader.bounds[:, POSTINGS])
                frequencies[part.terms] += sizes(reader.bounds[:, POSITIONS])
                continue
            for first, last in self._ranges(reader):
                slice_ = self._slice(part, first, last)
                doc_frequencies[slice_.terms] += slice_.doc_frequencies
                frequencies[slice_.terms] += slice_.frequencies
        return doc_frequencies, frequencies

    def _ranges(self, reader: FieldPostings) -> Iterator[tuple[int, int]]:
        column = POSITIONS if len(reader.positions) else POSTINGS
        return spans(sizes(reader.bounds[:, column]), MERGED_AT_ONCE)

    def _slice(self, part: _Part, first: int, last: int) -> _Slice:
        """Return the live postings of a segment's terms `first` to `last`, the latter left out."""
        found = part.postings.postings(first, last)
        doc_frequencies = sizes(part.postings.bounds[first : last + 1, POSTINGS])
        freqs = found.freqs.astype(np.int64)
        docs = part.numbers[found.docs]
        positions = found.positions
        if part.has_deletions:
            kept = docs != GONE
            owners = np.repeat(np.arange(last - first), doc_frequencies)
            if len(positions):
                positions = positions[np.repeat(kept, freqs)]
            docs, freqs, owners = docs[kept], freqs[kept], owners[kept]
            doc_frequencies = np.bincount(owners, minlength=last - first)
        frequencies = _sums(freqs, doc_frequencies)
        return _Slice(
            part.terms[first:last], doc_frequencies, frequencies, docs.astype(np.uint16), freqs, positions
        )

    def _write(self, doc_frequencies: NDArray[np.int64], frequencies: NDArray[np.int64]) -> None:
        out, field = self._out, self._field
        kept = frequencies if self._positional else None
        write_dictionary(out, field, self._terms, doc_frequencies, kept)
        total = int(doc_frequencies.sum())
        docs = out.region(f"{field}.docs", np.uint16, (total,))
        freqs = out.region(f"{field}.freqs", np.uint8, ((total + 1) // 2,))
        width = position_type(*(part.postings.positions for part in self._parts))
        occurrences = int(frequencies.sum()) if self._positional else 0
        positions = out.region(f"{field}.positions", width, (occurrences,))
        over, over_freqs = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        waiting = np.zeros(0, dtype=np.int64)  # a frequency that shares its byte with the next one
        written = 0
        for first, last in spans(np.maximum(doc_frequencies, frequencies), MERGED_AT_ONCE):
            slices = [self._slice(part, *np.searchsorted(part.terms, (first, last))) for part in self._parts]
            counts = doc_frequencies[first:last]
            docs.append(
                _interleaved(
                    [(one.terms - first, one.doc_frequencies, one.docs) for one in slices], counts, np.uint16
                )
            )
            merged_freqs = _interleaved(
                [(one.terms - first, one.doc_frequencies, one.freqs) for one in slices], counts, np.int64
            )
            waiting = np.concatenate([waiting, merged_freqs])
            ready = len(waiting) - (len(waiting) % 2 if last < len(self._terms.ends) else 0)
            freqs.append(packed(waiting[:ready]))
            waiting = waiting[ready:]
            large = np.flatnonzero(merged_freqs > OVERFLOW)
            over.append(large + written)
            over_freqs.append(merged_freqs[large])
            written += len(merged_freqs)
            if self._positional:
                positions.append(
                    _interleaved(
                        [(one.terms - first, one.frequencies, one.positions) for one in slices],
                        frequencies[first:last],
                        width,
                    )
                )
        out.write(f"{field}.overflow_postings", np.concatenate(over).astype(np.uint32))
        out.write(f"{field}.overflow_freqs", np.concatenate(over_freqs).astype(np.uint32))


def _interleaved(shares: Sequence[Share], totals: NDArray[np.int64], dtype: DTypeLike) -> AnyArray:
    """Return the values of all segments, term by term, within a term in the order of the segments."""
    cursors = np.cumsum(totals) - totals
    joined = np.empty(int(totals.sum()), dtype=dtype)
    for terms, counts, values in shares:
        shifts = cursors[terms] - (np.cumsum(counts) - counts)
        joined[np.repeat(shifts, counts) + np.arange(len(values))] = values
        np.add.at(cursors, terms, counts)  # a term that is left out shares its place with the one before
    return joined


def _sums(values: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the sums of consecutive runs of values."""
    sums = np.zeros(len(values) + 1, dtype=np.int64)
    np.cumsum(values, out=sums[1:])
    ends = np.cumsum(lengths)
    found: NDArray[np.int64] = sums[ends] - sums[ends - lengths]
    return found
