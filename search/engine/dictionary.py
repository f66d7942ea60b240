"""The terms of one field: sorted by their UTF-8 bytes, end to end in one array, with a hash table.

The order serves beginnings and patterns, by bisection; the table serves single terms, which a query
asks for by the dozen: one bucket of about two terms is compared instead of twenty halvings. A bucket is
named by the lowest bits of a term's CRC-32.
"""

from bisect import bisect_left
from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from search.engine.arrays import AnyArray, ArrayFile, ArrayWriter
from search.engine.terms import Terms, hashes
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
        self._terms = Terms(file.plain(f"{field}.terms", "|u1"), file.plain(f"{field}.term_ends", "<u4"))
        self._ends = self._terms.ends.data
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

    @property
    def arrays(self) -> Terms:
        """All terms."""
        return self._terms


def write_dictionary(out: ArrayWriter, field: str, terms: Terms) -> None:
    """Write distinct sorted terms."""
    count = len(terms.ends)
    out.write(f"{field}.terms", terms.blob)
    out.write(f"{field}.term_ends", terms.ends)
    buckets = 1 << max(count // TERMS_PER_BUCKET - 1, 0).bit_length()
    places = hashes(terms) & np.uint32(buckets - 1)
    out.write(f"{field}.term_buckets", begins(np.bincount(places, minlength=buckets)))
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
