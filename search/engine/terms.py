"""Many terms at once as arrays: their bytes end to end, and where each ends.

Merging a segment's terms one by one would take longer than merging its postings. A term's first eight
bytes are one number, which orders nearly all of them; hashes are computed a byte of all terms at a time.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from search.engine.arrays import AnyArray

HEAD = 8
"""Bytes of a term that are looked at as one number."""

JOINED_AT_ONCE = 8_000_000
"""Bytes of terms that are copied at a time."""


class Terms(NamedTuple):
    """Terms in a list: `blob` holds their bytes, `ends` where each ends in it."""

    blob: NDArray[np.uint8]
    ends: NDArray[np.uint32]


def terms_of(texts: Sequence[bytes]) -> Terms:
    """Return a list of terms as arrays."""
    ends = np.fromiter(accumulate(map(len, texts)), np.uint32, len(texts))
    return Terms(np.frombuffer(b"".join(texts), dtype=np.uint8), ends)


def union(lists: Sequence[Terms]) -> tuple[Terms, list[NDArray[np.int32]]]:
    """Return the terms of all lists, distinct and in the order of their bytes, and each one's place there."""
    blob = np.concatenate([terms.blob for terms in lists])
    shifts = np.cumsum([0, *(len(terms.blob) for terms in lists[:-1])])
    ends = np.concatenate(
        [terms.ends.astype(np.int64) + shift for terms, shift in zip(lists, shifts, strict=True)]
    )
    begins = _begins(ends)
    heads = _numbers(blob, begins, ends)
    rests = _rests(blob, begins, ends)
    order = np.lexsort((rests, heads))  # of sorted lists, end to end: little is left to do
    heads, rests = heads[order], rests[order]
    is_first = np.ones(len(order), dtype=bool)
    is_first[1:] = (heads[1:] != heads[:-1]) | (rests[1:] != rests[:-1])
    places = np.empty(len(order), dtype=np.int32)
    places[order] = np.cumsum(is_first) - 1
    firsts = order[is_first]
    bounds = np.cumsum([len(terms.ends) for terms in lists])[:-1]
    return _joined(blob, begins[firsts], ends[firsts]), np.split(places, bounds)


def chosen(terms: Terms, used: NDArray[np.bool_]) -> Terms:
    """Return some terms of a list."""
    ends = terms.ends.astype(np.int64)
    return _joined(terms.blob, _begins(ends)[used], ends[used])


def hashes(terms: Terms) -> NDArray[np.uint32]:
    """Return the CRC-32 of each term, as `zlib.crc32` has it."""
    ends = terms.ends.astype(np.int64)
    begins = _begins(ends)
    found = np.full(len(ends), 0xFFFFFFFF, dtype=np.uint32)
    table = _crc_table()
    active = np.flatnonzero(ends > begins)
    places = begins[active]
    while len(active):
        mixed = found[active]
        found[active] = table[(mixed ^ terms.blob[places]) & 0xFF] ^ (mixed >> 8)
        places += 1
        going_on = places < ends[active]
        active, places = active[going_on], places[going_on]
    return ~found


def spans(lengths: AnyArray, budget: int) -> Iterator[tuple[int, int]]:
    """Cut consecutive things into ranges of at most about `budget` in total length, one thing at least."""
    sums = np.cumsum(lengths, dtype=np.int64)
    first = 0
    while first < len(sums):
        before = int(sums[first - 1]) if first else 0
        last = max(int(np.searchsorted(sums, before + budget, side="right")), first + 1)
        yield first, last
        first = last


def _begins(ends: NDArray[np.int64]) -> NDArray[np.int64]:
    found = np.zeros_like(ends)
    found[1:] = ends[:-1]
    return found


def _numbers(
    blob: NDArray[np.uint8], begins: NDArray[np.int64], ends: NDArray[np.int64]
) -> NDArray[np.uint64]:
    """Return the first eight bytes of each term as one number, those that it lacks as zeros."""
    found = np.zeros(len(ends), dtype=np.uint64)
    for place in range(HEAD):
        having = np.flatnonzero(ends - begins > place)
        found[having] |= blob[begins[having] + place].astype(np.uint64) << np.uint64(8 * (HEAD - 1 - place))
    return found


def _rests(blob: NDArray[np.uint8], begins: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return what orders terms of one number: short ones by their length, then others by what follows."""
    lengths = ends - begins
    found: NDArray[np.int64] = np.minimum(lengths, HEAD)
    long = np.flatnonzero(lengths > HEAD)
    content = blob.tobytes()
    tails = [
        content[begin:end]
        for begin, end in zip((begins[long] + HEAD).tolist(), ends[long].tolist(), strict=True)
    ]
    rank = {tail: place for place, tail in enumerate(sorted(set(tails)), HEAD + 1)}
    found[long] = np.fromiter(map(rank.__getitem__, tails), np.int64, len(tails))
    return found


def _joined(blob: NDArray[np.uint8], begins: NDArray[np.int64], ends: NDArray[np.int64]) -> Terms:
    """Copy terms out of a blob, in their order."""
    lengths = ends - begins
    parts = [np.zeros(0, dtype=np.uint8)]
    for first, last in spans(lengths, JOINED_AT_ONCE):
        sizes = lengths[first:last]
        shifts = begins[first:last] - (np.cumsum(sizes) - sizes)
        parts.append(blob[np.repeat(shifts, sizes) + np.arange(int(sizes.sum()))])
    return Terms(np.concatenate(parts), np.cumsum(lengths).astype(np.uint32))


def _crc_table() -> NDArray[np.uint32]:
    """Return CRC-32's table: of each byte the remainder, which is what it changes against a zero byte."""
    return np.array([crc32(bytes([byte])) ^ crc32(b"\0") for byte in range(256)], dtype=np.uint32)
