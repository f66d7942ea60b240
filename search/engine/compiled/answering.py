"""The commonest questions in one call: a term, all or any of some terms, a phrase, in all segments.

Calling a kernel takes as long as answering a rare term, so these are matched and ranked in the same call,
by the same loops as everything else and to the same results. Segments are named by the addresses of their
memory maps and tables, which the caller keeps alive.
"""

import numpy as np
from numba import carray, njit, types
from numba.core import cgutils
from numba.extending import intrinsic

from search.engine.compiled import types as typed
from search.engine.compiled.matching import MUCH_SHORTER, phrase_docs
from search.engine.compiled.postings import ONE, U, first_not_below
from search.engine.compiled.ranking import marked_best, offer
from search.engine.compiled.scoring import scores_of_listed
from search.engine.tables import (
    ALL_OF,
    ANY_OF,
    ARTICLES,
    BASE,
    BYTES,
    COUNT,
    DOCS,
    FEW,
    FIELD,
    FIELD_COLUMNS,
    FIELDS,
    FIELDS_TABLE,
    FILE,
    FIRST,
    NORMS,
    PHRASE,
    PLACES,
    ScoreTable,
    View,
)


@intrinsic
def _pointer(typing_context, address):
    """Return a number as the pointer that it is."""

    def build(context, builder, signature, arguments):
        return builder.inttoptr(arguments[0], cgutils.voidptr_t)

    return types.voidptr(address), build


@njit
def _postings(view, row):
    """Return the articles of a term."""
    begin = U(view.fields[row[FIELD], DOCS]) + U(row[FIRST])
    return view.u2[begin : begin + U(row[COUNT])]


@njit
def _having_all(view, rows):
    """Return the articles that have all terms, the rarest first."""
    order = np.argsort(rows[:, COUNT], kind="mergesort")
    kept = _postings(view, rows[order[0]]).copy()
    for place in order[1:]:
        others = _postings(view, rows[place])
        size = U(0)
        if len(kept) * MUCH_SHORTER < len(others):
            at, high = U(0), U(len(others))
            for doc in kept:
                at = first_not_below(others, at, high, doc)
                if at == high:
                    break
                if others[at] == doc:
                    kept[size] = doc
                    size += ONE
        else:
            is_there = np.zeros(PLACES, dtype=np.uint8)
            for doc in others:
                is_there[doc] = 1
            for doc in kept:
                kept[size] = doc  # never ahead of what is read
                size += U(is_there[doc])
        kept = kept[:size]
    return kept


@njit
def _in_order(rows, weights):
    """Return the terms that the segment has, the weightiest first."""
    order = np.argsort(-weights, kind="mergesort")
    kept = np.empty(rows.shape, dtype=np.int64)
    kept_weights = np.empty(len(weights), dtype=np.float64)
    size = 0
    for place in order:
        if rows[place, COUNT] and weights[place] > 0:
            kept[size] = rows[place]
            kept_weights[size] = weights[place]
            size += 1
    return kept[:size], kept_weights[:size]


@njit
def _opened(segment):
    """Return a segment's view and norms."""
    file, length, fields = segment[FILE], segment[BYTES], segment[FIELDS]
    view = View(
        carray(_pointer(file), (length,), np.uint8),
        carray(_pointer(file), (length // 2,), np.uint16),
        carray(_pointer(file), (length // 4,), np.uint32),
        carray(_pointer(segment[FIELDS_TABLE]), (fields, FIELD_COLUMNS), np.int64),
    )
    return view, carray(_pointer(segment[NORMS]), (fields, PLACES), np.float64)


@njit
def _having(view, kind, rows, offsets):
    """Return the articles that have the one term, all of the terms, or the phrase of them."""
    for row in range(len(rows)):
        if rows[row, COUNT] == 0:
            return np.empty(0, dtype=np.uint16)
    if kind == PHRASE:
        return phrase_docs(view, rows, offsets)
    if kind == ALL_OF:
        return _having_all(view, rows)
    return _postings(view, rows[0]).copy()


@njit
def _marked(view, kind, rows, listed):
    """Return a mask of the articles that have any of the terms, or of those listed."""
    mask = np.zeros(PLACES, dtype=np.bool_)
    if kind == ANY_OF:
        for row in range(len(rows)):
            for doc in _postings(view, rows[row]):
                mask[doc] = True
    else:
        for doc in listed:
            mask[doc] = True
    return mask


@njit(
    types.Tuple((types.int64, typed.NUMBERS, typed.SCORES))(
        typed.TERMS, typed.ALL_ROWS, types.int64, types.int64, typed.OFFSETS, typed.SCORES, types.int64
    ),
    cache=True,
    nogil=True,
)
def answer(segments, rows, kind, wanted, offsets, weights, limit):
    numbers = np.empty(limit, dtype=np.int64)
    scores = np.empty(limit, dtype=np.float64)
    size = 0
    total = 0
    for place in range(len(segments)):
        articles, base = segments[place, ARTICLES], segments[place, BASE]
        view, norms = _opened(segments[place])
        matching = rows[place, :wanted]
        terms, ordered = _in_order(rows[place, wanted:], weights)
        table = ScoreTable(np.empty(0, dtype=np.uint16), np.empty(0, dtype=np.uint32), terms, ordered)
        listed = _having(view, kind, matching, offsets) if kind != ANY_OF else np.empty(0, dtype=np.uint16)
        if kind != ANY_OF and (len(listed) * FEW < articles or len(ordered) == 1):
            total += len(listed)
            acc = scores_of_listed(view, table, norms, listed)
            for at in range(len(listed)):
                if size < limit or acc[at] > scores[limit - 1]:
                    size = offer(numbers, scores, size, base + listed[at], acc[at])
        else:
            mask = _marked(view, kind, matching, listed)[:articles]
            for doc in range(articles):
                total += mask[U(doc)]
            docs, found = marked_best(view, table, norms, mask, limit)
            for at in range(len(docs)):
                size = offer(numbers, scores, size, base + docs[at], found[at])
    return total, numbers[:size], scores[:size]
