"""A text cut for comparing it with another: lines, sentences or words, each with what is compared of it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from search.analysis import fold, words

LINES, SENTENCES, WORDS = range(3)
"""What a text is cut into, one after the other."""

SENTENCE_ENDS = "。!?;"
"""What ends a sentence, in canonical form."""

_LINE = re.compile(r"\s*\S[^\n]*(?:\n\s*)?|\s+")
_SENTENCE = re.compile(rf"[^{SENTENCE_ENDS}]*(?:[{SENTENCE_ENDS}]+[\")\]]*\s*|\Z)")
_PIECE = re.compile(r"\S\s*")
SPACES = re.compile(r"\s+")

_QUOTES = str.maketrans(
    dict.fromkeys("「」『』“”‘’＂＇'〝〞«»《》〈〉", '"') | {"—": "-", "–": "-", "─": "-"}
)
"""What both sides print differently and mean alike; titles of works stand in 《》 here and in 「」 there."""


class Span(NamedTuple):
    """Characters of a text, with the canonical form that is compared; `key` may be empty for spaces."""

    key: str
    start: int
    end: int


def canonical_text(text: str) -> str:
    """Return what is compared, as long as the text."""
    return fold(text).translate(_QUOTES)


def cut(canonical: str, area: tuple[int, int], level: int) -> list[Span]:
    """Return the spans of an area, which cover it; spaces belong to what stands before them."""
    if level == WORDS:
        return _cut_words(canonical, area)
    pattern = _LINE if level == LINES else _SENTENCE
    return [
        Span(SPACES.sub("", found[0]), *found.span())
        for found in pattern.finditer(canonical, *area)
        if found[0]
    ]


def _cut_words(canonical: str, area: tuple[int, int]) -> list[Span]:
    """Return the words of an area, and every sign between them."""
    first, last = area
    spans: list[Span] = []
    place = first
    for token in words(canonical[first:last]):
        start, end = first + token.start, first + token.end
        spans += _signs(canonical, place, start)
        spans.append(Span(token.text, start, end))
        place = end
    spans += _signs(canonical, place, last)
    return spans


def _signs(canonical: str, start: int, end: int) -> Iterator[Span]:
    """Give what stands between words: each sign with the spaces behind it, spaces before the first alone."""
    bare = SPACES.match(canonical, start, end)
    if bare:
        yield Span("", start, bare.end())
    for sign in _PIECE.finditer(canonical, bare.end() if bare else start, end):
        yield Span(sign[0][0], *sign.span())


def covered(spans: list[Span], first: int, last: int, area: tuple[int, int]) -> tuple[int, int]:
    """Return the characters that some neighbouring spans cover: none, where there are none."""
    if first == last:
        place = spans[first].start if first < len(spans) else area[1]
        return place, place
    return spans[first].start, spans[last - 1].end
