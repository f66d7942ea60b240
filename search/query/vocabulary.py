"""What other regions print for a word: how a plan asks for it, and what it tells of it.

Looked up are the words that are wanted, and several that stand side by side where the segmenter cut what a
vocabulary has whole (人工智慧). Never asked for phrases, exact written forms or what is excluded.
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
        taken, also = 1, ()
        longest = _side_by_side(words, place) if vocabulary is not None else 0
        for count in range(longest, 0, -1):
            found = vocabulary.also(text[words[place].start : words[place + count - 1].end])
            if found:
                taken, also = count, found
                break
        chosen = words[place : place + taken]
        yield Looked(text[chosen[0].start : chosen[-1].end], chosen, also)
        place += taken


def _side_by_side(words: tuple[WantedWord, ...], place: int) -> int:
    """Return how many words from a place on stand side by side, `LONGEST` at most."""
    count = 1
    while (
        count < LONGEST
        and place + count < len(words)
        and words[place + count].start == words[place + count - 1].end
    ):
        count += 1
    return count
