"""The terms of one field: sorted by their UTF-8 bytes, end to end in one array, with a hash table.

The order serves beginnings and patterns, by bisection; the table serves single terms, which a query
asks for by the dozen: one bucket of about two terms is compared instead of twenty halvings. A bucket is
named by the lowest bits of a term's CRC-32.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from search.engine.arrays import AnyArray, ArrayFile, ArrayWriter
from search.errors import REBUILD, CorruptIndex

ENCODING = "utf-8"
SURROGATES = "surrogatepass"

LAST_CODE_POINT = b"\xff"
"""Sorts after every UTF-8 text."""

TERMS_PER_BUCKET = 2
MAX_BUCKET = 4096
"""No table that was written here has such a bucket: a guard against a forged one."""

ABSENT = -1


class Dictionary(Sequence[bytes]):
    """The terms of a field, read from its segment's file; a term's number is its place in the order."""

    def __init__(self, file: ArrayFile, field: str) -> None:
        """Take the field's arrays; raises CorruptIndex where they are not what a field has."""
        self._map = file.map
        self._blob = len(file.plain(f"{field}.terms", "|u1"))
        self._offset = file.offsets[f"{field}.terms"]
        self._ends = file.plain(f"{field}.term_ends", "<u4").data
        self._buckets = file.plain(f"{field}.term_buckets", "<u4").data
        self._hashed = file.plain(f"{field}.terms_hashed", "<u4").data
        buckets = len(self._buckets) - 1
        if buckets < 1 or buckets & (buckets - 1) or len(self._hashed) != len(self._ends):
            raise CorruptIndex(f"{file.path} holds a term table of {buckets} buckets; {REBUILD}")
        self._bits = buckets - 1

    def __len__(self) -> int:
        """Return the number of terms."""
        return len(self._ends)

    def __getitem__(self, index):  # type: ignore[no-untyped-def]
        """Return one term; slices are not offered."""
        begin = self._ends[index - 1] if index else 0
        end = self._ends[index]
        if not begin <= end <= self._blob:
            raise ValueError(f"term {index} reaches from {begin} to {end}")
        return self._map[self._offset + begin : self._offset + end]

    def find(self, text: str) -> int:
        """Return the number of the term, ABSENT where there is none."""
        encoded = text.encode(ENCODING, SURROGATES)
        bucket = crc32(encoded) & self._bits
        begin, end = self._buckets[bucket], self._buckets[bucket + 1]
        if end - begin > MAX_BUCKET:
            raise ValueError(f"a bucket of the term table holds {end - begin} terms")
        for place in range(begin, end):
            number = self._hashed[place]
            if self[number] == encoded:
                return number
        return ABSENT

    def find_prefix(self, text: str) -> tuple[int, int]:
        """Return the range of the terms that begin so, the second number left out."""
        encoded = text.encode(ENCODING, SURROGATES)
        return bisect_left(self, encoded), bisect_left(self, encoded + LAST_CODE_POINT)

    def texts(self, first: int = 0, last: int | None = None) -> list[str]:
        """Return the terms of a range as text."""
        last = len(self) if last is None else last
        return [self[index].decode(ENCODING, SURROGATES) for index in range(first, last)]

    def all(self) -> list[bytes]:
        """Return every term, in order."""
        begins, ends = chain((0,), self._ends), self._ends
        blob = self._map[self._offset : self._offset + self._blob]
        return [blob[begin:end] for begin, end in zip(begins, ends, strict=False)]


def write_dictionary(out: ArrayWriter, field: str, terms: Sequence[bytes]) -> None:
    """Write distinct sorted terms; raises OverflowError where they have over four gigabytes."""
    out.write(f"{field}.terms", np.frombuffer(b"".join(terms), dtype=np.uint8))
    out.write(f"{field}.term_ends", np.fromiter(accumulate(map(len, terms)), np.uint32, len(terms)))
    count = 1 << max(len(terms) // TERMS_PER_BUCKET - 1, 0).bit_length()
    places = np.fromiter(map(crc32, terms), np.uint32, len(terms)) & np.uint32(count - 1)
    out.write(f"{field}.term_buckets", begins(np.bincount(places, minlength=count)))
    out.write(f"{field}.terms_hashed", np.argsort(places, kind="stable").astype(np.uint32))


def begins(counts: NDArray[np.int64]) -> NDArray[np.uint32]:
    """Return where each of the consecutive runs begins, and where the last one ends.

    Raises OverflowError past 32 bits: a segment holds 65,536 articles at most.
    """
    sums = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=sums[1:])
    if sums[-1] > np.iinfo(np.uint32).max:
        raise OverflowError(f"a field of {sums[-1]} entries does not fit into a segment")
    return sums.astype(np.uint32)


def sizes(bounds: AnyArray) -> NDArray[np.int64]:
    """Return how long the runs are that begin, and at last end, at `bounds`."""
    wide = bounds.astype(np.int64)
    return wide[1:] - wide[:-1]


def union(dictionaries: Sequence[Sequence[bytes]]) -> tuple[list[bytes], list[NDArray[np.int32]]]:
    """Return the terms of all lists, distinct and in order, and each list's numbers among them."""
    merged = list(dict.fromkeys(sorted(chain.from_iterable(dictionaries))))  # sorts runs: nearly linear
    place = dict(zip(merged, range(len(merged)), strict=True))
    return merged, [
        np.fromiter(map(place.__getitem__, terms), np.int32, len(terms)) for terms in dictionaries
    ]


def spans(lengths: AnyArray, budget: int) -> Iterator[tuple[int, int]]:
    """Cut consecutive things into ranges of at most about `budget` in total size, one thing at least."""
    sums = np.cumsum(lengths, dtype=np.int64)
    first = 0
    while first < len(sums):
        before = int(sums[first - 1]) if first else 0
        last = max(int(np.searchsorted(sums, before + budget, side="right")), first + 1)
        yield first, last
        first = last
