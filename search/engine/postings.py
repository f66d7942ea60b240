"""One field's inverted index as flat arrays.

Terms are sorted by their UTF-8 bytes and stand end to end in `terms`, `term_ends` cutting them.
Postings stand in the order of terms, then articles: `docs` and `freqs`, `term_postings` saying where
each term's begin. `positions` stand in the order of postings, `freqs` many each, `term_positions`
saying where each term's begin. So the postings of all terms that share a beginning are one slice.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from search.engine.arrays import AnyArray

ENCODING = "utf-8"
LAST_CODE_POINT = b"\xff"
"""Sorts after every UTF-8 text."""

SAMPLED = 256
"""One term of so many is kept in memory, so that a look-up reads eight terms of the file, not twenty."""

REMEMBERED = 4096
"""Look-ups that a field remembers: a query asks for most of its terms twice, to match and to rank."""


@dataclass(frozen=True, slots=True)
class TermPostings:
    """Where some terms occur: article numbers, frequencies, positions (none where not kept)."""

    docs: NDArray[np.int32]
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


POSITION_BASE = 1 << 20
"""Added to positions in keys, so that none of them falls below its article's first key."""


class FieldPostings:
    """Reads one field of a segment."""

    def __init__(self, arrays: Mapping[str, AnyArray], field: str) -> None:
        """Take the field's arrays; raises ValueError where one is no plain list."""

        def array(name: str) -> AnyArray:
            found = arrays[f"{field}.{name}"]
            if found.ndim != 1:
                raise ValueError(f"{field}.{name} has {found.ndim} dimensions")
            return found

        self._docs, self._freqs, self._positions = array("docs"), array("freqs"), array("positions")
        self._term_postings, self._term_positions = array("term_postings"), array("term_positions")
        self.terms = SortedTerms(array("terms"), array("term_ends"))
        self._places: dict[str, tuple[int, int]] = {}

    def find(self, text: str) -> tuple[int, int]:
        """Return the range of the exact term: one term or none."""
        place = self._places.get(text)
        if place is None:
            encoded = text.encode(ENCODING, "surrogatepass")
            first = self.terms.place_of(encoded)
            place = first, first + (first < len(self.terms) and self.terms[first] == encoded)
            if len(self._places) >= REMEMBERED:
                self._places.clear()
            self._places[text] = place
        return place

    def find_prefix(self, text: str) -> tuple[int, int]:
        """Return the range of the terms that begin so."""
        encoded = text.encode(ENCODING, "surrogatepass")
        return self.terms.place_of(encoded), self.terms.place_of(encoded + LAST_CODE_POINT)

    def postings(self, first: int, last: int) -> TermPostings:
        """Return the postings of the terms `first` to `last`, the latter left out."""
        begins = self._term_postings
        chosen = slice(int(begins[first]), int(begins[last]))
        positions = self._positions
        if len(positions):
            positions = positions[int(self._term_positions[first]) : int(self._term_positions[last])]
        return TermPostings(self._docs[chosen], self._freqs[chosen], positions)

    def doc_frequency(self, term: int) -> int:
        """Return in how many articles of this segment a term occurs."""
        return int(self._term_postings[term + 1] - self._term_postings[term])

    def all_postings(self) -> tuple[NDArray[np.int64], TermPostings]:
        """Return how many postings each term has, and the postings of all terms."""
        count = len(self.terms)
        return np.diff(self._term_postings), self.postings(0, count)


class SortedTerms(Sequence[bytes]):
    """Terms end to end in one array of bytes, as a sequence to bisect."""

    def __init__(self, blob: AnyArray, ends: AnyArray) -> None:
        """Take the bytes, and where each term ends."""
        self._blob = memoryview(blob.data)
        self._ends = ends

    def __len__(self) -> int:
        """Return the number of terms."""
        return len(self._ends)

    def __getitem__(self, index):  # type: ignore[no-untyped-def]
        """Return one term; slices are not offered."""
        begin = self._ends[index - 1] if index else 0
        return bytes(self._blob[begin : self._ends[index]])

    @cached_property
    def _samples(self) -> list[bytes]:
        """Every so-manieth term, to search in without looking into the file."""
        return [self[index] for index in range(0, len(self), SAMPLED)]

    def place_of(self, term: bytes) -> int:
        """Return the number of the first term that is not before `term`."""
        first = max(bisect_right(self._samples, term) - 1, 0) * SAMPLED
        return bisect_left(self, term, first, min(first + SAMPLED, len(self)))

    def texts(self, first: int = 0, last: int | None = None) -> list[str]:
        """Return the terms of a range as text."""
        last = len(self) if last is None else last
        return [self[index].decode(ENCODING, "surrogatepass") for index in range(first, last)]


@dataclass(frozen=True, slots=True)
class FieldContent:
    """What one field holds, in the order of the file: distinct sorted terms, then their postings.

    `doc_frequencies` and `frequencies` say of each term in how many articles it occurs, and how often
    in all. `positions` is None for a field that keeps none.
    """

    terms: Sequence[str]
    doc_frequencies: NDArray[np.int64]
    frequencies: NDArray[np.int64]
    docs: NDArray[np.int32]
    freqs: AnyArray
    positions: AnyArray | None

    def pack(self, field: str) -> dict[str, AnyArray]:
        """Return the field's arrays by name."""
        encoded = [term.encode(ENCODING, "surrogatepass") for term in self.terms]
        is_positional = self.positions is not None
        arrays: dict[str, AnyArray] = {
            "terms": np.frombuffer(b"".join(encoded), dtype=np.uint8),
            "term_ends": np.cumsum([len(term) for term in encoded], dtype=np.int64),
            "term_postings": _begins(self.doc_frequencies),
            "docs": self.docs.astype(np.int32, copy=False),
            "freqs": smallest(self.freqs),
            "positions": np.zeros(0, dtype=np.uint8) if self.positions is None else smallest(self.positions),
            "term_positions": _begins(self.frequencies[: len(self.frequencies) * is_positional]),
        }
        return {f"{field}.{name}": array for name, array in arrays.items()}


def invert(
    terms: Sequence[str],
    tids: NDArray[np.int32],
    docs: NDArray[np.int32],
    positions: NDArray[np.int32] | None,
) -> FieldContent:
    """Return a field's content from its occurrences.

    `terms` are distinct and sorted. `tids` and `docs` say of each occurrence which term it is and in
    which article; occurrences come by article, then position.
    """
    order = np.argsort(tids, kind="stable")
    tids, docs = tids[order], docs[order]
    is_new = np.ones(len(tids), dtype=bool)
    is_new[1:] = (tids[1:] != tids[:-1]) | (docs[1:] != docs[:-1])
    begins = np.flatnonzero(is_new)
    return FieldContent(
        terms,
        np.bincount(tids[begins], minlength=len(terms)),
        np.bincount(tids, minlength=len(terms)),
        docs[begins],
        np.diff(begins, append=len(tids)),
        None if positions is None else positions[order],
    )


def smallest(values: AnyArray) -> AnyArray:
    """Return non-negative values in the smallest unsigned type that holds them all."""
    highest = int(values.max()) if len(values) else 0
    for dtype in (np.uint8, np.uint16, np.uint32):
        if highest <= np.iinfo(dtype).max:
            return values.astype(dtype)
    raise OverflowError(f"{highest} does not fit into 32 bits")


def _begins(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    begins = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=begins[1:])
    return begins
