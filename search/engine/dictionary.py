"""The terms of one field: sorted by their UTF-8 bytes, end to end in one array, with a hash table.

The order serves beginnings and patterns, by bisection; the table serves single terms, which a query asks for
by the dozen. It is probed linearly from a term's CRC-32, modulo its size, up to the first free place, where a
term is not; a place holds a term's number plus 1, or 0. A term's bounds stand together, three a row, so that
to find out all about it takes four pages of the file: where its text begins, where its postings do, where its
positions do.
"""

from bisect import bisect_left
from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from search.engine.arrays import AnyArray, ArrayFile, ArrayWriter
from search.engine.terms import Terms, hashes
from search.errors import REPAIR, CorruptIndex

ENCODING = "utf-8"
SURROGATES = "surrogatepass"

LAST_CODE_POINT = b"\xff"
"""Sorts after every UTF-8 text."""

PLACES_FOR_TERMS = 3, 2
"""Places in the table for terms."""

MAX_PROBES = 4096
"""No table that was written here is so full anywhere: a guard against a forged one."""

TEXT, POSTINGS, POSITIONS = range(3)
BOUNDS = 3
"""Columns of the bounds: where a term's text, postings and positions begin; the last row, where all end."""

ABSENT = -1


class Dictionary(Sequence[bytes]):
    """The terms of a field, read from its segment's file; a term's number is its place in the order."""

    def __init__(self, file: ArrayFile, field: str) -> None:
        """Take the field's arrays; raises CorruptIndex where they are not what a field has."""
        blob = file.plain(f"{field}.terms", "|u1")
        bounds = file.plain(f"{field}.bounds", "<u4")
        self._map = file.map
        self._size = len(blob)
        self._offset = file.offsets[f"{field}.terms"]
        self._bounds = bounds.data
        self._table = file.plain(f"{field}.term_table", "<u4").data
        self._count = len(bounds) // BOUNDS - 1
        self._places = table_places(self._count)
        if self._count < 0 or len(bounds) % BOUNDS or len(self._table) <= self._places:
            raise CorruptIndex(f"{file.path} holds a field {field!r} of unequal arrays; {REPAIR}")
        self.bounds = bounds.reshape(-1, BOUNDS)
        self.arrays = Terms(blob, self.bounds[1:, TEXT])

    def __len__(self) -> int:
        """Return the number of terms."""
        return self._count

    def __getitem__(self, index):  # type: ignore[no-untyped-def]
        """Return one term; slices are not offered."""
        if index >= self._count:
            raise IndexError(f"there is no term {index}")
        begin, end = self._bounds[index * BOUNDS], self._bounds[index * BOUNDS + BOUNDS]
        if not begin <= end <= self._size:
            raise ValueError(f"term {index} reaches from {begin} to {end}")
        return self._map[self._offset + begin : self._offset + end]

    def find(self, text: str) -> int:
        """Return the number of the term, ABSENT where there is none."""
        encoded = text.encode(ENCODING, SURROGATES)
        place = crc32(encoded) % self._places
        for probe in range(place, place + MAX_PROBES):
            number = self._table[probe] - 1
            if number < 0:
                return ABSENT
            if self[number] == encoded:
                return number
        raise ValueError(f"the term table is full from place {place} on")

    def find_prefix(self, text: str) -> tuple[int, int]:
        """Return the range of the terms that begin so, the second number left out."""
        encoded = text.encode(ENCODING, SURROGATES)
        return bisect_left(self, encoded), bisect_left(self, encoded + LAST_CODE_POINT)

    def texts(self, first: int = 0, last: int | None = None) -> list[str]:
        """Return the terms of a range as text."""
        last = len(self) if last is None else last
        return [self[index].decode(ENCODING, SURROGATES) for index in range(first, last)]


def table_places(terms: int) -> int:
    """Return how many places a table has that terms are dealt out to; some may stand behind the last."""
    places, per = PLACES_FOR_TERMS
    return terms * places // per + 1


def write_dictionary(
    out: ArrayWriter,
    field: str,
    terms: Terms,
    doc_frequencies: NDArray[np.int64],
    frequencies: NDArray[np.int64] | None,
) -> None:
    """Write distinct sorted terms, their postings' numbers and, where positions are kept, their numbers."""
    count = len(terms.ends)
    bounds = np.zeros((count + 1, BOUNDS), dtype=np.uint32)
    bounds[1:, TEXT] = terms.ends
    bounds[:, POSTINGS] = begins(doc_frequencies)
    if frequencies is not None:
        bounds[:, POSITIONS] = begins(frequencies)
    out.write(f"{field}.terms", terms.blob)
    out.write(f"{field}.bounds", bounds.reshape(-1))
    out.write(f"{field}.term_table", _table(hashes(terms)))


def _table(hashed: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Deal terms out to places by their hashes, each to the first free one; the last place stays free."""
    wanted = (hashed % table_places(len(hashed))).astype(np.int64)
    order = np.argsort(wanted, kind="stable")
    ordinals = np.arange(len(order))
    places = np.maximum.accumulate(wanted[order] - ordinals) + ordinals
    size = max(table_places(len(hashed)), int(places[-1]) + 1 if len(places) else 0) + 1
    table = np.zeros(size, dtype=np.uint32)
    table[places] = order + 1
    return table


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
