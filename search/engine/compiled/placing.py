"""Kernels that say where sequences stand in some articles, compiled; `search.engine.vectorized` says more."""

import numpy as np
from numba import njit, types

from search.engine.compiled import types as typed
from search.engine.compiled.matching import extents, meet, position_at
from search.engine.compiled.postings import ONE, U, first_not_below
from search.engine.postings import POSITION_BASE
from search.engine.tables import COUNT, DOCS, FIELD, FIRST, IS_WIDE, POSITIONS


@njit
def _having_all(view, terms, docs):
    """Return those of the articles that have all of the terms."""
    kept = docs.copy()
    for part in range(len(terms)):
        begin = U(view.fields[terms[part, FIELD], DOCS]) + U(terms[part, FIRST])
        end = begin + U(terms[part, COUNT])
        place, size = begin, U(0)
        for doc in kept:
            place = first_not_below(view.u2, place, end, doc)
            if place == end:
                break
            if view.u2[place] == doc:
                kept[size] = doc
                size += ONE
        kept = kept[:size]
        if size == 0:
            break
    return kept


@njit
def _placed(view, terms, offsets, docs):
    """Return where one sequence stands in the articles."""
    parts = len(terms)
    order = np.argsort(terms[:, COUNT], kind="mergesort")
    kept = _having_all(view, terms[order], docs)
    begins = np.empty((parts, len(kept)), dtype=np.uint64)
    ends = np.empty((parts, len(kept)), dtype=np.uint64)
    for part in range(parts):
        extents(view, terms[order[part]], kept, begins[part], ends[part])
    field = terms[0, FIELD]
    base, is_wide = U(view.fields[field, POSITIONS]), view.fields[field, IS_WIDE] != 0
    most = U(0)
    for at in range(len(kept)):
        most += ends[0, at] - begins[0, at]
    keys = np.empty(most, dtype=np.int64)
    size = U(0)
    for at in range(len(kept)):
        for first in range(begins[0, at], ends[0, at]):
            start = position_at(view, base, is_wide, first) - offsets[order[0]]
            if meet(view, base, is_wide, offsets, order, begins, ends, at, start):
                keys[size] = (np.int64(kept[at]) << 32) + start + POSITION_BASE
                size += ONE
    return keys[:size]


@njit(
    types.Tuple((typed.NUMBERS, typed.NUMBERS))(
        typed.VIEW, typed.TERMS, typed.OFFSETS, typed.OFFSETS, typed.U2
    ),
    cache=True,
    nogil=True,
)
def occurrences(view, terms, offsets, ends, docs):
    keys = np.empty(64, dtype=np.int64)
    sizes = np.empty(len(ends), dtype=np.int64)
    size = 0
    begin = 0
    for sequence in range(len(ends)):
        end = ends[sequence]
        if begin < end:
            found = _placed(view, terms[begin:end], offsets[begin:end], docs)
            if size + len(found) > len(keys):
                grown = np.empty(2 * (size + len(found)), dtype=np.int64)
                grown[:size] = keys[:size]
                keys = grown
            keys[size : size + len(found)] = found
            size += len(found)
        sizes[sequence] = size
        begin = end
    return keys[:size].copy(), sizes


@njit(
    typed.SCORES(typed.NUMBERS, typed.NUMBERS, typed.SCORES, types.int64),
    cache=True,
    nogil=True,
)
def spans(keys, texts, weights, span):
    sums = np.zeros(len(keys), dtype=np.float64)
    nearest = np.full(len(weights), np.iinfo(np.int64).max, dtype=np.int64)
    last = len(keys)
    while last > 0:
        first = last - 1
        while first > 0 and keys[first - 1] == keys[last - 1]:
            first -= 1
        for place in range(first, last):
            nearest[texts[place]] = keys[place]
        total = 0.0
        for text in range(len(weights)):
            total += weights[text] if nearest[text] - keys[first] < span else 0.0
        for place in range(first, last):
            sums[place] = total
        last = first
    return sums
