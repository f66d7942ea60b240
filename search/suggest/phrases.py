"""Phrases: neighbouring words that titles use together again and again (逃犯條例, 中央流行疫情).

A segmenter knows the words of its dictionary; what an archive writes about is often two or three of them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from search.analysis import default_segmenter
from search.analysis.units import Kind, piece_kind, runs

MIN_TITLES = 3
"""Titles that must have a phrase."""

MIN_SHARE = 0.08
"""Of the titles that have either of its words, how many must have the phrase; rarer ones met by chance."""

MOST_OF = 0.8
"""A phrase that in so many of its titles is a part of one longer phrase is no phrase itself."""

LONGEST, MAX_CHARACTERS = 3, 8
"""Words of a phrase, and its characters."""

MAX_TITLE = 100
"""Characters of a title that are looked at."""


def frequent_phrases(titles: Iterable[str]) -> dict[str, int]:
    """Return phrases by how many of the titles have them; titles are canonical, each given once."""
    cut_titles = [[tuple(words) for words in _han_words(title[:MAX_TITLE])] for title in titles]
    counted: dict[tuple[str, ...], int] = dict(_counts(cut_titles, 1))
    singles = counted
    found: dict[tuple[str, ...], int] = {}
    for length in range(2, LONGEST + 1):
        longer = {
            grams: count
            for grams, count in _counts(cut_titles, length).items()
            if count >= MIN_TITLES and _is_phrase(grams, count, singles)
        }
        for grams, count in longer.items():
            for part in (grams[1:], grams[:-1]):
                if count >= MOST_OF * found.get(part, count + count):
                    del found[part]
        found |= longer
    return {"".join(grams): count for grams, count in found.items()}


def _han_words(title: str) -> Iterator[list[str]]:
    cut = default_segmenter().cut
    for run, _ in runs(title):
        if piece_kind(run[0]) is Kind.HAN and len(run) > 1:
            yield cut(run)


def _counts(titles: list[list[tuple[str, ...]]], length: int) -> Counter[tuple[str, ...]]:
    counts: Counter[tuple[str, ...]] = Counter()
    for title in titles:
        counts.update({grams for words in title for grams in _grams(words, length)})
    return counts


def _grams(words: tuple[str, ...], length: int) -> Iterator[tuple[str, ...]]:
    if length == 1:
        return ((word,) for word in words)
    if length == 2:
        return pairwise(words)
    return zip(*(words[start:] for start in range(length)), strict=False)


def _is_phrase(grams: tuple[str, ...], count: int, singles: dict[tuple[str, ...], int]) -> bool:
    if sum(map(len, grams)) > MAX_CHARACTERS or max(map(len, grams)) < 2:
        return False
    return count >= MIN_SHARE * min(singles[(grams[0],)], singles[(grams[-1],)])
