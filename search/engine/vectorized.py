"""The kernels in NumPy: what each gives, said once for `search.engine.compiled` too.

`norms` has shape (fields, 65,536): `k1 * (1 - b + b * length / average)` of each article. Masks have 65,536
places.
"""

import numpy as np
from numpy.typing import NDArray

from search.engine.postings import POSITION_BASE, unpacked
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
    TERM_COLUMNS,
    ScoreTable,
    View,
)

Docs = NDArray[np.uint16]
Scores = NDArray[np.float64]
Row = NDArray[np.int64]
Mask = NDArray[np.bool_]


def intersect(rare: Docs, common: Docs) -> Docs:
    """Return the articles of two ascending lists that are in both; `rare` is the shorter one."""
    mask = np.zeros(PLACES, dtype=bool)
    mask[common] = True
    return rare[mask[rare]]


def mark(docs: Docs, mask: Mask) -> None:
    """Set the places of articles in a mask."""
    mask[docs] = True


def listed(mask: Mask, articles: int) -> Docs:
    """Return the marked ones of the first `articles`, ascending."""
    return np.flatnonzero(mask[:articles]).astype(np.uint16)


def phrase(view: View, terms: NDArray[np.int64], offsets: NDArray[np.int64]) -> Docs:
    """Return the articles in which each term of one field stands at its offset from a common position."""
    order = np.argsort(terms[:, COUNT], kind="stable")
    candidates: Docs | None = None
    for row in terms[order]:
        docs = _docs(view, row)
        candidates = docs if candidates is None else intersect(candidates, docs)
        if not len(candidates):
            return candidates
    wanted = np.zeros(PLACES, dtype=bool)
    wanted[candidates] = True
    keys: NDArray[np.int64] | None = None
    for place in order:
        found = _keys(view, terms[place], wanted) - offsets[place]
        keys = found if keys is None else keys[contained(keys, found)]
    return np.zeros(0, dtype=np.uint16) if keys is None else np.unique(keys >> 32).astype(np.uint16)


def occurrences(
    view: View, terms: NDArray[np.int64], offsets: NDArray[np.int64], ends: NDArray[np.int64], docs: Docs
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where sequences stand in an ascending list of articles, and where each one's places end.

    Sequence s has the terms up to `ends[s]`, each at its offset from a common position: its places are
    ascending keys `article << 32 | position + POSITION_BASE`.
    """
    parts = [np.zeros(0, dtype=np.int64)]
    sizes = []
    begin = 0
    wanted = np.zeros(PLACES, dtype=bool)
    wanted[docs] = True
    for end in ends.tolist():
        order = begin + np.argsort(terms[begin:end, COUNT], kind="stable")
        keys: NDArray[np.int64] | None = None
        for place in order:
            found = _keys(view, terms[place], wanted) - offsets[place]
            keys = found if keys is None else keys[contained(keys, found)]
        if keys is not None:
            parts.append(keys)
        sizes.append(0 if keys is None else len(keys))
        begin = end
    return np.concatenate(parts), np.cumsum(sizes, dtype=np.int64)


def spans(keys: NDArray[np.int64], texts: NDArray[np.int64], weights: Scores, span: int) -> Scores:
    """Return of each place what the texts weigh that begin within `span` positions from it.

    `keys` ascend, `texts` says whose places they are; a text counts once, in the order of `weights`.
    """
    sums = np.zeros(len(keys))
    for text, weight in enumerate(weights.tolist()):
        own = keys[texts == text]
        if len(own):
            places = np.searchsorted(own, keys)
            nearest = own[np.minimum(places, len(own) - 1)]
            sums += np.where((places < len(own)) & (nearest - keys < span), weight, 0.0)
    return sums


def rank_marked(view: View, table: ScoreTable, norms: Scores, mask: Mask, limit: int) -> tuple[Docs, Scores]:
    """Return the `limit` best of the marked articles and their BM25 scores, best first, ties in order.

    This mask has as many places as the segment has articles. The sum is taken in the order of the terms,
    so that it is the same whichever articles are looked at.
    """
    return rank_listed(view, table, norms, listed(mask, len(mask)), limit)


def rank_listed(view: View, table: ScoreTable, norms: Scores, docs: Docs, limit: int) -> tuple[Docs, Scores]:
    """Return the same of an ascending list of articles."""
    return best(docs, score_listed(view, table, norms, docs), limit)


def score_listed(view: View, table: ScoreTable, norms: Scores, docs: Docs) -> Scores:
    """Return the scores of an ascending list of articles, in its order."""
    scores = np.zeros(PLACES)
    for row, weight in zip(table.terms, table.weights, strict=True):
        if row[FIELD] < 0:
            chosen = slice(row[FIRST], row[FIRST] + row[COUNT])
            found, counts = table.extra_docs[chosen], table.extra_freqs[chosen].astype(np.int64)
            norms_row = norms[-row[FIELD] - 1]
        else:
            found, counts = _docs(view, row), _freqs(view, row)
            norms_row = norms[row[FIELD]]
        freqs = counts.astype(np.float64)
        scores[found] += weight * freqs / (freqs + norms_row[found])
    return scores[docs]


def add_freqs(view: View, field: int, first: int, count: int, freqs: NDArray[np.uint32]) -> None:
    """Add the frequencies of `count` postings from `first` on to those of their articles, 65,536 places."""
    row = np.zeros(TERM_COLUMNS, dtype=np.int64)
    row[[FIELD, FIRST, COUNT]] = field, first, count
    summed = np.bincount(_docs(view, row), weights=_freqs(view, row), minlength=PLACES)
    freqs += summed.astype(np.uint32)


def best(docs: Docs, scores: Scores, limit: int) -> tuple[Docs, Scores]:
    """Return the `limit` articles of the highest scores, highest first, ties in order."""
    if 0 < limit < len(docs):
        threshold = np.partition(scores, len(scores) - limit)[len(scores) - limit]
        kept = scores >= threshold
        docs, scores = docs[kept], scores[kept]
    order = np.argsort(-scores, kind="stable")[:limit]
    return docs[order], scores[order]


def contained(keys: NDArray[np.int64], others: NDArray[np.int64]) -> Mask:
    """Tell of each key whether the ascending `others` hold it."""
    if not len(others):
        return np.zeros(len(keys), dtype=bool)
    places = np.searchsorted(others, keys)
    places[places == len(others)] = 0
    found: Mask = others[places] == keys
    return found


def _docs(view: View, row: Row) -> Docs:
    begin = view.fields[row[FIELD], DOCS] + row[FIRST]
    return view.u2[begin : begin + row[COUNT]]


def _freqs(view: View, row: Row) -> NDArray[np.int64]:
    field, first = view.fields[row[FIELD]], row[FIRST]
    freqs = unpacked(view.u1[field[FREQS] :], first, first + row[COUNT]).astype(np.int64)
    if field[OVERFLOW_COUNT]:
        postings = view.u4[field[OVERFLOWS] : field[OVERFLOWS] + field[OVERFLOW_COUNT]]
        low, high = np.searchsorted(postings, (first, first + row[COUNT]))
        freqs[postings[low:high] - first] = view.u4[
            field[OVERFLOW_FREQS] + low : field[OVERFLOW_FREQS] + high
        ]
    return freqs


def _keys(view: View, row: Row, wanted: Mask) -> NDArray[np.int64]:
    """Return `article << 32 | position + POSITION_BASE` of a term's occurrences in the wanted articles."""
    docs, freqs = _docs(view, row), _freqs(view, row)
    field = view.fields[row[FIELD]]
    begin = field[POSITIONS] + row[FIRST_POSITION]
    held = slice(begin, begin + row[POSITION_COUNT])
    positions = (view.u4[held] if field[IS_WIDE] else view.u2[held]).astype(np.int64)
    if int(freqs.sum()) != len(positions):
        raise ValueError("frequencies and positions differ in number")
    chosen = wanted[docs]
    keys = np.repeat((docs.astype(np.int64) << 32) + POSITION_BASE, freqs * chosen)
    return keys + positions[np.repeat(chosen, freqs)]
