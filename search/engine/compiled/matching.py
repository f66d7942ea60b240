"""Kernels that find, compiled; `search.engine.vectorized` says what each gives.

Indices are unsigned: numba then leaves out what it does for negative ones, and loops run in parallel lanes.
"""

import numpy as np
from numba import njit, types

from search.engine.compiled import types as typed
from search.engine.tables import (
    COUNT,
    DOCS,
    FIELD,
    FIRST,
    FIRST_POSITION,
    FREQS,
    IS_WIDE,
    OVERFLOW_COUNT,
    OVERFLOW_FREQS,
    OVERFLOWS,
    PLACES,
    POSITION_COUNT,
    POSITIONS,
)

U = np.uint64
ONE = U(1)

HALF = U(4)
FULL = U(15)
"""A stored frequency that may stand for a greater one."""

LOOKED_UP = 12
"""Looking an article up takes as long as walking past so many postings and adding up their frequencies."""

MUCH_SHORTER = 32
"""A list so many times shorter than another is looked up in it; else both are walked through."""


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


@njit(typed.DOCS(typed.U2, typed.U2), cache=True, nogil=True)
def intersect(rare, common):
    size = U(0)
    high = U(len(common))
    if len(rare) * MUCH_SHORTER < len(common):
        out = np.empty(len(rare), dtype=np.uint16)
        place = U(0)
        for doc in rare:
            place = first_not_below(common, place, high, doc)
            if place == high:
                break
            if common[place] == doc:
                out[size] = doc
                size += ONE
        return out[:size]
    is_common = np.zeros(PLACES, dtype=np.uint8)
    for doc in common:
        is_common[doc] = 1
    out = np.empty(len(rare) + 1, dtype=np.uint16)
    for doc in rare:
        out[size] = doc
        size += U(is_common[doc])
    return out[:size]


@njit(types.void(typed.U2, typed.MASK), cache=True, nogil=True)
def mark(docs, mask):
    for doc in docs:
        mask[doc] = True


@njit(typed.DOCS(typed.MASK, types.int64), cache=True, nogil=True)
def listed(mask, articles):
    out = np.empty(articles, dtype=np.uint16)
    words = mask.view(np.uint64)
    size = U(0)
    for word in range((articles + 7) >> 3):
        if words[U(word)]:
            for doc in range(word << 3, min((word + 1) << 3, articles)):
                if mask[U(doc)]:
                    out[size] = doc
                    size += ONE
    return out[:size]


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
def _candidates(view, terms, order):
    """Return the articles that have all of the terms, the rarest first."""
    base = U(view.fields[terms[0, FIELD], DOCS])
    rarest = order[0]
    begin = base + U(terms[rarest, FIRST])
    kept = view.u2[begin : begin + U(terms[rarest, COUNT])].copy()
    for part in order[1:]:
        begin = base + U(terms[part, FIRST])
        end = begin + U(terms[part, COUNT])
        size = U(0)
        if len(kept) * MUCH_SHORTER < terms[part, COUNT]:
            place = begin
            for doc in kept:
                place = first_not_below(view.u2, place, end, doc)
                if place == end:
                    break
                if view.u2[place] == doc:
                    kept[size] = doc
                    size += ONE
        else:
            is_there = np.zeros(PLACES, dtype=np.uint8)
            for other in range(begin, end):
                is_there[view.u2[other]] = 1
            for doc in kept:
                kept[size] = doc  # never ahead of what is read
                size += U(is_there[doc])
        kept = kept[:size]
        if size == 0:
            break
    return kept


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
def _occurrences(view, field, begin, end):
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


@njit(inline="always")
def position_at(view, base, is_wide, place):
    return np.int64(view.u4[base + place]) if is_wide else np.int64(view.u2[base + place])


@njit
def extents(view, row, docs, begins, ends):
    """Fill in where a term's positions in each of the articles, which all have it, begin and end."""
    field = row[FIELD]
    base = U(view.fields[field, DOCS])
    posting = U(row[FIRST])
    last = posting + U(row[COUNT])
    place = U(row[FIRST_POSITION])
    limit = place + U(row[POSITION_COUNT])
    if len(docs) * LOOKED_UP < row[COUNT]:
        for at in range(len(docs)):
            found = first_not_below(view.u2, base + posting, base + last, docs[at]) - base
            if found >= last:
                begins[at:] = limit
                ends[at:] = limit
                return
            place += _occurrences(view, field, posting, found)
            posting = found
            begins[at] = min(place, limit)
            ends[at] = min(place + freq_of(view, field, posting), limit)
        return
    over = overflow_from(view, field, posting)
    at, size = U(0), U(len(docs))
    while posting < last and at < size:
        freq = stored_freq(view, field, posting)
        if freq == FULL:
            freq, over = overflow_at(view, field, posting, over)
        if view.u2[base + posting] == docs[at]:
            begins[at] = min(place, limit)
            ends[at] = min(place + freq, limit)
            at += ONE
        place += freq
        posting += ONE
    begins[at:] = limit
    ends[at:] = limit


@njit
def phrase_docs(view, terms, offsets):
    """Return the articles in which each term of one field stands at its offset from a common position."""
    parts = len(terms)
    order = np.argsort(terms[:, COUNT], kind="mergesort")
    docs = _candidates(view, terms, order)
    if len(docs) == 0 or parts == 1:
        return docs
    begins = np.empty((parts, len(docs)), dtype=np.uint64)
    ends = np.empty((parts, len(docs)), dtype=np.uint64)
    for part in range(parts):
        extents(view, terms[order[part]], docs, begins[part], ends[part])
    field = terms[0, FIELD]
    base, is_wide = U(view.fields[field, POSITIONS]), view.fields[field, IS_WIDE] != 0
    size = U(0)
    for at in range(len(docs)):
        met = False
        for first in range(begins[0, at], ends[0, at]):
            start = position_at(view, base, is_wide, first) - offsets[order[0]]
            met = True
            for part in range(1, parts):
                wanted = start + offsets[order[part]]
                place, end = begins[part, at], ends[part, at]
                while place < end and position_at(view, base, is_wide, place) < wanted:
                    place += ONE
                begins[part, at] = place
                if place >= end or position_at(view, base, is_wide, place) != wanted:
                    met = False
                    break
            if met:
                break
        docs[size] = docs[at]
        size += U(met)
    return docs[:size]


@njit(typed.DOCS(typed.VIEW, typed.TERMS, typed.OFFSETS), cache=True, nogil=True)
def phrase(view, terms, offsets):
    return phrase_docs(view, terms, offsets)
