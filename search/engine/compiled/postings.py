"""Kernels that read postings, compiled; `search.engine.vectorized` says what each gives.

Indices are unsigned: numba then leaves out what it does for negative ones, and loops run in parallel lanes.
"""

import numpy as np
from numba import njit, types

from search.engine.compiled import types as typed
from search.engine.tables import DOCS, FREQS, OVERFLOW_COUNT, OVERFLOW_FREQS, OVERFLOWS

U = np.uint64
ONE = U(1)

HALF = U(4)
FULL = U(15)
"""A stored frequency that may stand for a greater one."""


@njit
def overflow_from(view, field, posting):
    """Return the place of a field's first overflowing posting that is not before `posting`."""
    low = U(view.fields[field, OVERFLOWS])
    end = low + U(view.fields[field, OVERFLOW_COUNT])
    while low < end:
        middle = (low + end) >> ONE
        if U(view.u4[middle]) < posting:
            low = middle + ONE
        else:
            end = middle
    return low


@njit(inline="always")
def stored_freq(view, field, posting):
    """Return a frequency as it is stored, in 4 bits."""
    held = U(view.u1[U(view.fields[field, FREQS]) + (posting >> ONE)])
    return held >> HALF if posting & ONE else held & FULL


@njit
def overflow_at(view, field, posting, place):
    """Return the frequency of a posting that is stored as FULL, and the place where it was looked for.

    `place` is not behind its place among the overflowing ones.
    """
    begin = U(view.fields[field, OVERFLOWS])
    end = begin + U(view.fields[field, OVERFLOW_COUNT])
    while place < end and U(view.u4[place]) < posting:
        place += ONE
    if place < end and U(view.u4[place]) == posting:
        return U(view.u4[U(view.fields[field, OVERFLOW_FREQS]) + place - begin]), place
    return FULL, place


@njit
def freq_of(view, field, posting):
    """Return the frequency of any posting of a field."""
    found = stored_freq(view, field, posting)
    if found == FULL:
        return overflow_at(view, field, posting, overflow_from(view, field, posting))[0]
    return found


@njit(inline="always")
def first_not_below(docs, place, high, doc):
    """Return the first index from `place` on, below `high`, at which stands `doc` or a later article."""
    step = U(16)
    while place + step <= high and docs[place + step - ONE] < doc:
        place += step
        step <<= ONE
    while step > 0:
        if place + step <= high and docs[place + step - ONE] < doc:
            place += step
        step >>= ONE
    return place


@njit(
    types.void(typed.VIEW, types.int64, types.int64, types.int64, typed.FREQS),
    cache=True,
    nogil=True,
)
def add_freqs(view, field, first, count, freqs):
    base = U(view.fields[field, DOCS])
    over = overflow_from(view, field, U(first))
    for posting in range(U(first), U(first + count)):
        freq = stored_freq(view, field, posting)
        if freq == FULL:
            freq, over = overflow_at(view, field, posting, over)
        freqs[view.u2[base + posting]] += np.uint32(freq)


@njit
def _stored_occurrences(view, field, begin, end):
    """Return the sum of the stored frequencies of the postings `begin` to `end`, and how many are FULL."""
    total = U(0)
    full = np.uint32(0)
    if begin < end and begin & ONE:
        freq = stored_freq(view, field, begin)
        total += freq
        full += np.uint32(freq == FULL)
        begin += ONE
    if begin < end and end & ONE:
        freq = stored_freq(view, field, end - ONE)
        total += freq
        full += np.uint32(freq == FULL)
        end -= ONE
    base = U(view.fields[field, FREQS])
    paired = np.uint32(0)
    for place in range(base + (begin >> ONE), base + (end >> ONE)):
        held = np.uint32(view.u1[place])
        low, high = held & np.uint32(15), held >> np.uint32(4)
        paired += low + high
        full += np.uint32(low == 15) + np.uint32(high == 15)
    return total + U(paired), full


@njit
def occurrences(view, field, begin, end):
    """Return how many occurrences the postings `begin` to `end` have."""
    total, full = _stored_occurrences(view, field, begin, end)
    if full and view.fields[field, OVERFLOW_COUNT]:
        over = overflow_from(view, field, begin)
        high = U(view.fields[field, OVERFLOWS]) + U(view.fields[field, OVERFLOW_COUNT])
        while over < high and U(view.u4[over]) < end:
            freq, over = overflow_at(view, field, U(view.u4[over]), over)
            total += freq - FULL
            over += ONE
    return total
