"""Kernels that find, compiled; `search.engine.vectorized` says what each gives."""

import numpy as np
from numba import njit, types

from search.engine.compiled import types as typed
from search.engine.compiled.postings import (
    FULL,
    ONE,
    U,
    first_not_below,
    freq_of,
    occurrences,
    overflow_at,
    overflow_from,
    stored_freq,
)
from search.engine.tables import (
    COUNT,
    DOCS,
    FIELD,
    FIRST,
    FIRST_POSITION,
    IS_WIDE,
    PLACES,
    POSITION_COUNT,
    POSITIONS,
)

LOOKED_UP = 12
"""Looking an article up takes as long as walking past so many postings and adding up their frequencies."""

MUCH_SHORTER = 32
"""A list so many times shorter than another is looked up in it; else both are walked through."""


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
            place += occurrences(view, field, posting, found)
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


@njit(inline="always")
def meet(view, base, is_wide, offsets, order, begins, ends, at, start):
    """Tell whether all terms but the first stand at their offsets from `start` in an article.

    Starts are asked for ascending: `begins` is moved past what stands before.
    """
    for part in range(1, len(order)):
        wanted = start + offsets[order[part]]
        place, end = begins[part, at], ends[part, at]
        while place < end and position_at(view, base, is_wide, place) < wanted:
            place += ONE
        begins[part, at] = place
        if place >= end or position_at(view, base, is_wide, place) != wanted:
            return False
    return True


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
            met = meet(view, base, is_wide, offsets, order, begins, ends, at, start)
            if met:
                break
        docs[size] = docs[at]
        size += U(met)
    return docs[:size]


@njit(typed.DOCS(typed.VIEW, typed.TERMS, typed.OFFSETS), cache=True, nogil=True)
def phrase(view, terms, offsets):
    return phrase_docs(view, terms, offsets)
