"""One field's inverted index in a segment's file.

Postings stand in the order of terms, then articles: `docs`, the article's number within its segment in 16
bits, for a segment holds 65,536 articles at most, and `freqs` in 4 bits, two to a byte, the first one in its
lower half; 15 means that `overflow_postings` and `overflow_freqs` may hold a greater one. `positions` stand
in the order of postings; 16 bits where no article of the segment is longer than that. So nothing is decoded
but halves of bytes, the postings of all terms that share a beginning are one slice, and a term costs less
than half of what 32-bit numbers would.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from search.analysis.bulk import fold_many
from search.engine.arrays import AnyArray, ArrayFile, ArrayWriter
from search.engine.dictionary import BOUNDS, POSITIONS, POSTINGS, Dictionary, write_dictionary
from search.engine.inversion import Inverted
from search.engine.terms import terms_of
from search.errors import REPAIR, CorruptIndex

MAX_ARTICLES = 1 << 16
"""Articles in a segment: their numbers have 16 bits."""

OVERFLOW = 15
"""A frequency that does not fit into 4 bits, or just does."""

POSITION_BASE = 1 << 20
"""Added to positions in keys, so that none of them falls below its article's first key."""


@dataclass(frozen=True, slots=True)
class TermPostings:
    """Where some terms occur: article numbers, frequencies, positions (none where not kept)."""

    docs: NDArray[np.uint16]
    freqs: AnyArray
    positions: AnyArray

    def keys(self, wanted: NDArray[np.bool_], shift: int) -> NDArray[np.int64]:
        """Return `doc << 32 | position - shift` of every occurrence in the wanted articles.

        Ascending for a single term. A position left of its article's start becomes negative within
        its article and meets nothing. Raises ValueError where there are not as many positions as
        occurrences.
        """
        if int(self.freqs.sum(dtype=np.int64)) != len(self.positions):
            raise ValueError("frequencies and positions differ in number")
        chosen = wanted[self.docs]
        docs = np.repeat(self.docs.astype(np.int64), self.freqs * chosen)
        positions = self.positions[np.repeat(chosen, self.freqs)]
        return (docs << 32) + positions.astype(np.int64) + (POSITION_BASE - shift)


class FieldPostings:
    """Reads one field of a segment."""

    def __init__(self, file: ArrayFile, field: str) -> None:
        """Take the field's arrays; raises CorruptIndex where they are not what a field has."""
        self.terms = Dictionary(file, field)
        self.docs: NDArray[np.uint16] = file.plain(f"{field}.docs", "<u2")
        self.freqs: NDArray[np.uint8] = file.plain(f"{field}.freqs", "|u1")
        self.positions = file.plain(f"{field}.positions", "<u2", "<u4")
        self.overflow_postings: NDArray[np.uint32] = file.plain(f"{field}.overflow_postings", "<u4")
        self.overflow_freqs: NDArray[np.uint32] = file.plain(f"{field}.overflow_freqs", "<u4")
        self.bounds = self.terms.bounds
        self._bounds = self.bounds.reshape(-1).data
        *_, postings, positions = self.bounds[-1].tolist()
        if (
            postings != len(self.docs)
            or len(self.freqs) != (len(self.docs) + 1) // 2
            or len(self.overflow_postings) != len(self.overflow_freqs)
            or positions != len(self.positions)
        ):
            raise CorruptIndex(f"{file.path} holds a field {field!r} of unequal arrays; {REPAIR}")

    @cached_property
    def by_canonical(self) -> dict[str, list[int]]:
        """The numbers of a keyword field's terms by their canonical form."""
        printed = self.terms.texts()
        found: dict[str, list[int]] = {}
        for term, canonical in enumerate(fold_many(printed) if printed else []):
            found.setdefault(canonical, []).append(term)
        return found

    def extent(self, first: int, last: int) -> tuple[int, int]:
        """Return where the postings of the terms `first` to `last` (left out) begin, and how many they are.

        Raises ValueError where that is outside of the field.
        """
        begin, end = self._bounds[first * BOUNDS + POSTINGS], self._bounds[last * BOUNDS + POSTINGS]
        if not begin <= end <= len(self.docs):
            raise ValueError(f"terms {first} to {last} reach from posting {begin} to {end}")
        return begin, end - begin

    def occurrences(self, first: int, last: int) -> tuple[int, int]:
        """Return where the positions of the terms begin, and how many they are; raises ValueError."""
        begin, end = self._bounds[first * BOUNDS + POSITIONS], self._bounds[last * BOUNDS + POSITIONS]
        if not begin <= end <= len(self.positions):
            raise ValueError(f"terms {first} to {last} reach from position {begin} to {end}")
        return begin, end - begin

    def postings(self, first: int, last: int) -> TermPostings:
        """Return the postings of the terms `first` to `last`, the latter left out."""
        begin, count = self.extent(first, last)
        place, size = self.occurrences(first, last)
        return TermPostings(
            self.docs[begin : begin + count],
            self.frequencies(begin, begin + count),
            self.positions[place : place + size],
        )

    def frequencies(self, begin: int, end: int) -> AnyArray:
        """Return the frequencies of the postings `begin` to `end`, those over 4 bits put in."""
        freqs = unpacked(self.freqs, begin, end)
        first, last = np.searchsorted(self.overflow_postings, (begin, end))
        if first == last:
            return freqs
        widened = freqs.astype(np.uint32)
        widened[self.overflow_postings[first:last] - begin] = self.overflow_freqs[first:last]
        return widened

    def doc_frequency(self, term: int) -> int:
        """Return in how many articles of this segment a term occurs."""
        return self.extent(term, term + 1)[1]


def write_field(out: ArrayWriter, field: str, content: Inverted) -> None:
    """Write a field's postings."""
    frequencies = None if content.positions is None else content.frequencies
    write_dictionary(out, field, terms_of(content.terms), content.doc_frequencies, frequencies)
    out.write(f"{field}.docs", content.docs)
    out.write(f"{field}.freqs", packed(content.freqs))
    over = np.flatnonzero(content.freqs > OVERFLOW)
    out.write(f"{field}.overflow_postings", over.astype(np.uint32))
    out.write(f"{field}.overflow_freqs", content.freqs[over].astype(np.uint32))
    positions = np.zeros(0, dtype=np.uint16) if content.positions is None else content.positions
    out.write(f"{field}.positions", positions.astype(position_type(positions)))


def packed(freqs: AnyArray) -> NDArray[np.uint8]:
    """Return frequencies in 4 bits each, two to a byte; greater ones as OVERFLOW."""
    halves = np.zeros(len(freqs) + len(freqs) % 2, dtype=np.uint8)
    np.minimum(freqs, OVERFLOW, out=halves[: len(freqs)], casting="unsafe")
    return (halves[::2] | halves[1::2] << 4).astype(np.uint8)


def unpacked(freqs: NDArray[np.uint8], begin: int, end: int) -> NDArray[np.uint8]:
    """Return the frequencies `begin` to `end` of those that were packed."""
    held = freqs[begin // 2 : (end + 1) // 2]
    halves = np.empty(len(held) * 2, dtype=np.uint8)
    halves[::2] = held & OVERFLOW
    halves[1::2] = held >> 4
    return halves[begin % 2 : begin % 2 + end - begin]


def position_type(*positions: AnyArray) -> type[np.uint16 | np.uint32]:
    """Return the smallest type that holds all positions."""
    highest = max((int(array.max()) for array in positions if len(array)), default=0)
    return np.uint16 if highest <= np.iinfo(np.uint16).max else np.uint32
