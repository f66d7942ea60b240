"""Kernels that rank, compiled; `search.engine.vectorized` says what each gives.

Articles that many terms may raise are added up in one array of all articles (term at a time). Once the terms
left cannot lift an article past the best so far, they are looked up for those alone that are still near
enough: MaxScore (Turtle and Flood, "Query evaluation: strategies and optimizations", 1995), with exact
results.
"""

import numpy as np
from numba import njit, types

from search.engine.compiled import types as typed
from search.engine.compiled.postings import FULL, U, first_not_below, overflow_at, overflow_from, stored_freq
from search.engine.compiled.scoring import extra_score, scores_of_listed, stored_score
from search.engine.tables import COUNT, DOCS, FIELD, FIRST, PLACES

WORTH_BOUNDING = 2
"""Postings left, in articles of the segment, from which on a bound is looked for."""

LOOK_UP_COST = 20
"""Looking an article up in a term's postings takes as long as adding up so many of them."""

SLACK = 1 + 1e-9
"""Keeps what rounding could make a bound too low by."""


@njit(inline="always")
def offer(docs, scores, size, doc, score):
    """Put an article into its place among the best so far; an earlier one stays before its equals."""
    if size == len(docs):
        if size == 0 or score <= scores[size - 1]:
            return size
        place = size - 1
    else:
        place = size
        size += 1
    while place > 0 and scores[place - 1] < score:
        scores[place] = scores[place - 1]
        docs[place] = docs[place - 1]
        place -= 1
    scores[place] = score
    docs[place] = doc
    return size


@njit
def _select(acc, mask, articles, limit):
    """Return the best of the marked articles."""
    docs = np.empty(limit, dtype=np.uint16)
    scores = np.empty(limit, dtype=np.float64)
    size = 0
    lowest = -1.0
    for doc in range(U(articles)):
        if mask[doc] and (size < limit or acc[doc] > lowest):
            size = offer(docs, scores, size, doc, acc[doc])
            if 0 < limit == size:
                lowest = scores[limit - 1]
    return docs[:size], scores[:size]


@njit(inline="always")
def _add(view, table, term, norms, acc):
    """Add a term's scores to those of all articles that have it."""
    row, weight = table.terms[term], table.weights[term]
    field, first = row[FIELD], U(row[FIRST])
    last = first + U(row[COUNT])
    if field < 0:
        for posting in range(first, last):
            doc = table.extra_docs[posting]
            acc[doc] += extra_score(table, row, posting, weight, norms, doc)
        return
    base, norms_row = U(view.fields[field, DOCS]), U(field)
    over = overflow_from(view, field, first)
    for posting in range(first, last):
        doc = view.u2[base + posting]
        stored = stored_freq(view, field, posting)
        if stored == FULL:
            stored, over = overflow_at(view, field, posting, over)
        freq = np.float64(stored)
        acc[doc] += weight * freq / (freq + norms[norms_row, doc])


@njit(inline="always")
def _looked_up(view, table, term, norms, place, doc):
    """Return where a term has an article, from `place` of its postings on, and what it adds to its score."""
    row, weight = table.terms[term], table.weights[term]
    field, first, high = row[FIELD], U(row[FIRST]), U(row[FIRST]) + U(row[COUNT])
    if field < 0:
        posting = first_not_below(table.extra_docs, first + place, high, doc)
        if posting < high and table.extra_docs[posting] == doc:
            return posting - first, extra_score(table, row, posting, weight, norms, doc)
        return posting - first, 0.0
    base = U(view.fields[field, DOCS])
    posting = first_not_below(view.u2, base + first + place, base + high, doc) - base
    if posting < high and view.u2[base + posting] == doc:
        return posting - first, stored_score(view, field, posting, weight, norms, doc)
    return posting - first, 0.0


@njit
def _rank_hopeful(view, table, norms, mask, acc, articles, limit, term, rest, needed):
    """Look the terms from `term` on up for those articles alone that can still be among the best."""
    count = len(table.weights)
    docs = np.empty(limit, dtype=np.uint16)
    scores = np.empty(limit, dtype=np.float64)
    size = 0
    places = np.zeros(count, dtype=np.uint64)
    threshold = needed + rest[term] * SLACK
    for doc in range(U(articles)):
        if not mask[doc] or acc[doc] < needed:
            continue
        score = acc[doc]
        is_hopeful = True
        for later in range(term, count):
            if score + rest[later] * SLACK < threshold:
                is_hopeful = False
                break
            places[later], added = _looked_up(view, table, later, norms, places[later], doc)
            score += added
        if is_hopeful:
            size = offer(docs, scores, size, doc, score)
            if size == limit:
                threshold = max(threshold, scores[limit - 1])
    return docs[:size], scores[:size]


@njit
def marked_best(view, table, norms, mask, limit):
    """Return the best of the marked articles."""
    articles = len(mask)
    count = len(table.weights)
    acc = np.empty(PLACES, dtype=np.float64)
    acc[:articles] = 0.0
    rest = np.zeros(count + 1)
    left = np.zeros(count + 1, dtype=np.int64)
    for term in range(count - 1, -1, -1):
        rest[term] = rest[term + 1] + table.weights[term]
        left[term] = left[term + 1] + table.terms[term, COUNT]
    limit = min(limit, articles)
    tried = rest[0]
    for term in range(count):
        # what was added up must be able to outweigh the rest, and more so than when last tried
        is_bound_near = rest[term] * 2 < rest[0] - rest[term] and rest[term] * 2 < tried
        if is_bound_near and left[term] > WORTH_BOUNDING * articles:
            tried = rest[term]
            docs, scores = _select(acc, mask, articles, limit)
            if 0 < limit == len(docs) and scores[limit - 1] > rest[term] * SLACK:
                needed = scores[limit - 1] - rest[term] * SLACK
                hopeful = 0
                for doc in range(U(articles)):
                    hopeful += mask[doc] & (acc[doc] >= needed)
                if hopeful * (count - term) * LOOK_UP_COST < left[term]:
                    return _rank_hopeful(view, table, norms, mask, acc, articles, limit, term, rest, needed)
        _add(view, table, term, norms, acc)
    return _select(acc, mask, articles, limit)


@njit(
    typed.RANKED(typed.VIEW, typed.SCORE_TABLE, typed.NORMS, typed.MASK, types.int64), cache=True, nogil=True
)
def rank_marked(view, table, norms, mask, limit):
    return marked_best(view, table, norms, mask, limit)


@njit(typed.RANKED(typed.VIEW, typed.SCORE_TABLE, typed.NORMS, typed.U2, types.int64), cache=True, nogil=True)
def rank_listed(view, table, norms, docs, limit):
    acc = scores_of_listed(view, table, norms, docs)
    limit = min(limit, len(docs))
    best = np.empty(limit, dtype=np.uint16)
    scores = np.empty(limit, dtype=np.float64)
    size = 0
    lowest = -1.0
    for at in range(U(len(docs))):
        if size < limit or acc[at] > lowest:
            size = offer(best, scores, size, docs[at], acc[at])
            if 0 < limit == size:
                lowest = scores[limit - 1]
    return best[:size], scores[:size]
