"""Phrases: neighbouring words that titles and first sentences repeat (逃犯條例, 功能組別).

A segmenter knows the words of its dictionary; what an archive writes about is often two or three of them.
All words of a part are numbered and pairs counted as numbers: as tuples they would take ten times the memory.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import count
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.analysis import default_segmenter
from search.analysis.units import Kind, piece_kind, runs

MIN_COUNT = 3
"""Times that a phrase must stand there."""

MIN_SHARE = 0.05
"""Of the times that the rarer of its words stands there, those that must be in the phrase."""

MOST_OF = 0.8
"""A phrase that is so often a part of one longer phrase is no phrase itself."""

MAX_CHARACTERS = 8
"""Of a phrase."""

NO_WORD = -1
"""Stands between runs of words, and between texts."""

_LOW = 0xFFFFFFFF


class Phrase(NamedTuple):
    """A phrase: how often it stands there, and the numbers of some of the texts that have it."""

    times: int
    texts: tuple[int, ...]


class _Counted(NamedTuple):
    """Distinct pairs as numbers, which of them stands at each place (NO_WORD: none), how often, and where."""

    pairs: NDArray[np.int64]
    numbers: NDArray[np.int64]
    counts: NDArray[np.int64]
    places: NDArray[np.int64]


def frequent_phrases(texts: Sequence[str]) -> dict[str, Phrase]:
    """Return phrases of two and three words of canonical texts, by what they are."""
    words, ids, begins = _numbered(texts)
    if len(ids) < 2:
        return {}
    counts = np.bincount(ids[ids >= 0], minlength=len(words))
    lengths = np.array([len(word) for word in words])
    two = _counted(ids[:-1], ids[1:], (ids[:-1] >= 0) & (ids[1:] >= 0))
    first, second = two.pairs >> 32, two.pairs & _LOW
    is_pair = _are_phrases(counts, lengths, two.counts, first, second, lengths[first] + lengths[second])
    is_frequent = np.append(two.counts >= MIN_COUNT, False)[two.numbers]
    three = _counted(two.numbers[:-1], ids[2:], is_frequent[:-1] & is_frequent[1:])
    head, last = three.pairs >> 32, three.pairs & _LOW
    long = lengths[first[head]] + lengths[second[head]] + lengths[last]
    is_triple = _are_phrases(counts, lengths, three.counts, first[head], last, long)
    tail = np.searchsorted(two.pairs, (second[head] << 32) + last)
    found: dict[str, Phrase] = {}

    def add(text: str, counted: _Counted, number: int) -> None:
        places = np.searchsorted(begins, counted.places[number], side="right") - 1
        found[text] = Phrase(int(counted.counts[number]), tuple(set(places.tolist())))

    for number in np.flatnonzero(is_triple).tolist():
        pair = int(head[number])
        add(words[first[pair]] + words[second[pair]] + words[last[number]], three, number)
        for part in (pair, int(tail[number])):
            is_pair[part] &= three.counts[number] < MOST_OF * two.counts[part]
    for pair in np.flatnonzero(is_pair).tolist():
        add(words[first[pair]] + words[second[pair]], two, pair)
    return found


def _numbered(texts: Sequence[str]) -> tuple[list[str], NDArray[np.int64], NDArray[np.int64]]:
    """Return all words, which stand one after the other (NO_WORD at breaks), and where each text begins."""
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    cut = default_segmenter().cut
    ids: list[int] = []
    begins: list[int] = []
    for text in texts:
        begins.append(len(ids))
        for run, _ in runs(text):
            if piece_kind(run[0]) is Kind.HAN and len(run) > 1:
                ids += map(numbers.__getitem__, cut(run))
                ids.append(NO_WORD)
    return list(numbers), np.array(ids, dtype=np.int64), np.array(begins, dtype=np.int64)


def _counted(first: NDArray[np.int64], second: NDArray[np.int64], wanted: NDArray[np.bool_]) -> _Counted:
    """Count the pairs at the wanted places."""
    joined = (first[wanted] << 32) + second[wanted]
    pairs, inverse, counts = np.unique(joined, return_inverse=True, return_counts=True)
    inverse = inverse.reshape(-1)
    numbers = np.full(len(wanted), NO_WORD, dtype=np.int64)
    numbers[wanted] = inverse
    order = np.flatnonzero(wanted)[np.argsort(inverse, kind="stable")]
    ends = np.cumsum(counts)
    samples = np.stack([ends - counts, ends - counts // 2 - 1, ends - 1], axis=1)
    return _Counted(pairs, numbers, counts, order[samples])


def _are_phrases(  # noqa: PLR0913, PLR0917 - arrays of one table
    counts: NDArray[np.int64],
    lengths: NDArray[np.int64],
    together: NDArray[np.int64],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    characters: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Tell which sequences, from a first word to a last one, are phrases."""
    rarer = np.minimum(counts[first], counts[last])
    has_word = np.maximum(lengths[first], lengths[last]) > 1
    found: NDArray[np.bool_] = (
        (together >= MIN_COUNT) & (together >= MIN_SHARE * rarer) & has_word & (characters <= MAX_CHARACTERS)
    )
    return found
