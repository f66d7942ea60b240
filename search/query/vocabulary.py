"""What other regions print for a word: how a plan asks for it, and what it tells of it.

Looked up are the words that are wanted, and several that stand side by side where the segmenter cut what a
vocabulary has whole (人工智慧). Never asked for phrases and exact written forms. What is excluded is excluded
in all its words, so that NOT takes away what the word alone finds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from search.query.words import WantedWord, wanted_words

LONGEST = 4
"""Words side by side that are looked up together."""


class Vocabulary(Protocol):
    """Knows what other regions print for a word."""

    def also(self, text: str) -> tuple[str, ...]:
        """Return what else to look for beside a word as typed, in any script; () where there is nothing."""

    def is_form(self, text: str) -> bool:
        """Tell whether it has this very text."""


@dataclass(frozen=True, slots=True)
class AlsoSearched:
    """What was searched beside a word as typed, at a lower weight."""

    typed: str
    texts: tuple[str, ...]


class Looked(NamedTuple):
    """Words of a text that are looked for as one, and what else is looked for in their place."""

    typed: str
    words: tuple[WantedWord, ...]
    also: tuple[str, ...]


def looked_for(text: str, vocabulary: Vocabulary | None) -> Iterator[Looked]:
    """Give the words of unquoted text in order, the longest that the vocabulary has taken together."""
    words = wanted_words(text)
    place = 0
    while place < len(words):
        chosen, also = words[place : place + 1], tuple[str, ...]()
        if vocabulary is not None:
            chosen, also = _longest_known(text, words[place : place + LONGEST], vocabulary)
        yield Looked(text[chosen[0].start : chosen[-1].end], chosen, also)
        place += len(chosen)


def _longest_known(
    text: str, words: tuple[WantedWord, ...], vocabulary: Vocabulary
) -> tuple[tuple[WantedWord, ...], tuple[str, ...]]:
    """Return as many of the first words, side by side, as the vocabulary has as one, else the first."""
    count = 1
    while count < len(words) and words[count].start == words[count - 1].end:
        count += 1
    for taken in range(count, 1, -1):
        joined = text[words[0].start : words[taken - 1].end]
        if vocabulary.is_form(joined) and (also := vocabulary.also(joined)):
            return words[:taken], also
    return words[:1], vocabulary.also(text[words[0].start : words[0].end])
