"""Phrases: neighbouring words that titles and first sentences use together again and again (逃犯條例, 功能組別).

A segmenter knows the words of its dictionary; what an archive writes about is often two or three of them. All
words of a part are numbered and pairs counted as numbers: as Python tuples they would take ten times the memory.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import count

import numpy as np
from numpy.typing import NDArray

from search.analysis import default_segmenter
from search.analysis.units import Kind, piece_kind, runs

MIN_COUNT = 3
"""Times that a phrase must stand there."""

MIN_SHARE = 0.05
"""Of the times that the rarer of its words stands there, how often it must be in the phrase; else it met by chance."""

MOST_OF = 0.8
"""A phrase that is so often a part of one longer phrase is no phrase itself."""

MAX_CHARACTERS = 8
"""Of a phrase."""

NO_WORD = -1
"""Stands between runs of words, and between texts."""


def frequent_phrases(texts: Sequence[str]) -> dict[str, int]:
    """Return phrases of two and three words of canonical texts, by how often they stand there."""
    words, ids = _numbered(texts)
    if len(ids) < 2:
        return {}
    counts = np.bincount(ids[ids >= 0], minlength=len(words))
    lengths = np.array([len(word) for word in words])
    firsts, seconds = ids[:-1], ids[1:]
    pairs, pair_ids, pair_counts = _counted(firsts, seconds, (firsts >= 0) & (seconds >= 0))
    first, second = pairs >> 32, pairs & 0xFFFFFFFF
    is_phrase = _are_phrases(counts, lengths, pair_counts, first, second, lengths[first] + lengths[second])
    frequent = np.where(pair_ids >= 0, pair_counts[pair_ids] >= MIN_COUNT, False)
    both = frequent[:-1] & frequent[1:]
    triples, _, triple_counts = _counted(pair_ids[:-1], ids[2:], both)
    head, last = triples >> 32, triples & 0xFFFFFFFF
    long = lengths[first[head]] + lengths[second[head]] + lengths[last]
    is_triple = _are_phrases(counts, lengths, triple_counts, first[head], last, long)
    tails = np.searchsorted(pairs, (second[head] << 32) + last)
    found: dict[str, int] = {}
    for triple in np.flatnonzero(is_triple).tolist():
        pair = int(head[triple])
        found["".join((words[first[pair]], words[second[pair]], words[last[triple]]))] = int(
            triple_counts[triple]
        )
        for part in (pair, int(tails[triple])):
            is_phrase[part] &= triple_counts[triple] < MOST_OF * pair_counts[part]
    for pair in np.flatnonzero(is_phrase).tolist():
        found[words[first[pair]] + words[second[pair]]] = int(pair_counts[pair])
    return found


def _numbered(texts: Sequence[str]) -> tuple[list[str], NDArray[np.int64]]:
    """Return the words of all texts, and which of them stand one after the other, NO_WORD at breaks."""
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    cut = default_segmenter().cut
    ids: list[int] = []
    for text in texts:
        for run, _ in runs(text):
            if piece_kind(run[0]) is Kind.HAN and len(run) > 1:
                ids += map(numbers.__getitem__, cut(run))
                ids.append(NO_WORD)
    return list(numbers), np.array(ids, dtype=np.int64)


def _counted(
    first: NDArray[np.int64], second: NDArray[np.int64], wanted: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return distinct pairs as numbers, which of them stands at each place (NO_WORD: none), and how often."""
    pairs, places, counts = np.unique(
        (first[wanted] << 32) + second[wanted], return_inverse=True, return_counts=True
    )
    numbers = np.full(len(wanted), NO_WORD, dtype=np.int64)
    numbers[wanted] = places.reshape(-1)
    return pairs, numbers, counts


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
