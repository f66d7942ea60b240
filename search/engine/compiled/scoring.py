"""Kernels that score listed articles, compiled; `search.engine.vectorized` says what each gives."""

import numpy as np
from numba import njit

from search.engine.compiled import types as typed
from search.engine.compiled.postings import (
    FULL,
    ONE,
    U,
    first_not_below,
    freq_of,
    overflow_at,
    overflow_from,
    stored_freq,
)
from search.engine.tables import COUNT, DOCS, FIELD, FIRST, PLACES

LOOK_UPS, WALK_BEGIN = 8, 3000
"""Looking one article up takes as long as walking past so many postings; beginning a walk as past so many."""


@njit(inline="always")
def stored_score(view, field, posting, weight, norms, doc):
    """Return what a term's posting adds to its article's score."""
    freq = np.float64(freq_of(view, field, posting))
    return weight * freq / (freq + norms[U(field), doc])


@njit(inline="always")
def extra_score(table, row, posting, weight, norms, doc):
    """Return the same of a posting that is in no file."""
    freq = np.float64(table.extra_freqs[posting])
    return weight * freq / (freq + norms[U(-row[FIELD] - 1), doc])


@njit
def _add_slotted(view, row, weight, norms, docs, acc):
    """Add a term's scores to those of listed articles, walking through its postings."""
    field, first = row[FIELD], U(row[FIRST])
    base = U(view.fields[field, DOCS])
    slots = np.zeros(PLACES, dtype=np.uint32)  # 1 more than an article's place in the list
    for at in range(U(len(docs))):
        slots[docs[at]] = at + ONE
    over, norms_row = overflow_from(view, field, first), U(field)
    for posting in range(first, first + U(row[COUNT])):
        doc = view.u2[base + posting]
        slot = U(slots[doc])
        if slot:
            stored = stored_freq(view, field, posting)
            if stored == FULL:
                stored, over = overflow_at(view, field, posting, over)
            freq = np.float64(stored)
            acc[slot - ONE] += weight * freq / (freq + norms[norms_row, doc])


@njit
def _add_looked_up(view, row, weight, norms, docs, acc):
    """Add a term's scores to those of listed articles, looking each up in its postings."""
    field, base = row[FIELD], U(view.fields[row[FIELD], DOCS])
    posting, high = U(row[FIRST]), U(row[FIRST]) + U(row[COUNT])
    over, norms_row = overflow_from(view, field, posting), U(field)
    for at in range(U(len(docs))):
        doc = docs[at]
        if view.u2[base + posting] != doc:  # often the list is the term's own
            posting = first_not_below(view.u2, base + posting, base + high, doc) - base
            if posting == high:
                return
        if view.u2[base + posting] == doc:
            stored = stored_freq(view, field, posting)
            if stored == FULL:
                stored, over = overflow_at(view, field, posting, over)
            freq = np.float64(stored)
            acc[at] += weight * freq / (freq + norms[norms_row, doc])
            posting += ONE
            if posting == high:
                return


@njit
def _add_extra(table, row, weight, norms, docs, acc):
    """Add the scores of postings that are in no file."""
    posting, high = U(row[FIRST]), U(row[FIRST]) + U(row[COUNT])
    for at in range(U(len(docs))):
        doc = docs[at]
        posting = first_not_below(table.extra_docs, posting, high, doc)
        if posting < high and table.extra_docs[posting] == doc:
            acc[at] += extra_score(table, row, posting, weight, norms, doc)


@njit
def scores_of_listed(view, table, norms, docs):
    """Return the scores of an ascending list of articles."""
    acc = np.zeros(len(docs), dtype=np.float64)
    for term in range(len(table.weights)):
        row, weight = table.terms[term], table.weights[term]
        if row[FIELD] < 0:
            _add_extra(table, row, weight, norms, docs, acc)
        elif row[COUNT] == len(docs) or len(docs) * LOOK_UPS < row[COUNT] + WALK_BEGIN:
            _add_looked_up(view, row, weight, norms, docs, acc)
        elif row[COUNT]:
            _add_slotted(view, row, weight, norms, docs, acc)
    return acc


@njit(typed.SCORES(typed.VIEW, typed.SCORE_TABLE, typed.NORMS, typed.U2), cache=True, nogil=True)
def score_listed(view, table, norms, docs):
    return scores_of_listed(view, table, norms, docs)
