"""What is marked in a found article: the sequences of units that were looked for."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from search.analysis import fold, units
from search.analysis.units import positions
from search.engine.wildcards import wildcard_regex
from search.query.grammar import FEW
from search.query.nodes import Exactly, Nearby, Printed, Wild, Words
from search.query.patterns import pattern_elements
from search.query.sought import Sought
from search.query.words import wanted_words

UNIT_END, GAP = "\x1f", "\n\x1f"
"""What ends each unit, and what a hard break is, in the strings that expressions of an OpenMark fit."""

_LETTER = "[^\x1f\n]"
_UNIT = f"{_LETTER}+{UNIT_END}"


@dataclass(frozen=True, slots=True)
class Mark:
    """A sequence of units to mark: `parts` are offset and unit, `texts` where it was looked for.

    With `printed`, only where its units are printed so.
    """

    parts: tuple[tuple[int, str], ...]
    texts: tuple[str, ...]
    printed: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        """How many units it has: what showing it is worth."""
        return len(self.parts)


@dataclass(frozen=True, slots=True)
class OpenMark:
    """What only a regular expression tells: a pattern, or two texts near each other.

    `first` fits units as canonical text, each ended by UNIT_END, hard breaks written as GAP. With a `second`
    one, both are marked where there are at most `distance` positions between them.
    """

    first: str
    texts: tuple[str, ...]
    length: int
    second: str = ""
    distance: int = 0
    is_ordered: bool = False


AnyMark = Mark | OpenMark


def marks(sought: Iterable[Sought]) -> Iterator[AnyMark]:
    """Give what is to be marked: phrases and words whole, and unquoted text whole where it stands so.

    Each mark is given once.
    """
    found: dict[AnyMark, None] = {}
    for node, texts in sought:
        match node:
            case Wild():
                found[OpenMark(_expression(node), texts, len(pattern_elements(node.text)))] = None
            case Nearby(first=first, second=second, distance=distance, is_ordered=is_ordered):
                sides = _expression(first), _expression(second)
                length = len(units(fold(first.text))) + len(units(fold(second.text)))
                found[OpenMark(sides[0], texts, length, sides[1], distance, is_ordered)] = None
            case Printed(text=text):
                canonical = fold(text)
                printed = tuple(text[unit.start : unit.end] for unit in units(canonical))
                found[Mark(tuple(positions(canonical)), texts, printed)] = None
            case _:
                found.update(dict.fromkeys(_plain(node, texts)))
    yield from found


def _plain(node: Words | Exactly, texts: tuple[str, ...]) -> Iterator[Mark]:
    canonical = fold(node.text)
    spans = [(0, len(canonical))]
    if isinstance(node, Words):
        spans += [(word.start, word.end) for word in wanted_words(node.text) if not word.is_remnant]
    for start, end in dict.fromkeys(spans):
        parts = tuple(positions(canonical[start:end]))
        if parts:
            yield Mark(parts, texts)


def _expression(node: Words | Exactly | Wild) -> str:
    """Return the regular expression of a text or pattern."""
    if not isinstance(node, Wild):
        return _literal(fold(node.text))
    written = ""
    for element in pattern_elements(node.text):
        if element.is_wild:
            written += _UNIT if element.text == "?" else f"(?:{_UNIT}){{0,{FEW}}}?"
        elif element.is_open:
            written += wildcard_regex(element.text, _LETTER, UNIT_END)
        else:
            written += _literal(element.text)
    return written


def _literal(canonical: str) -> str:
    written, following = "", 0
    for position, text in positions(canonical):
        written += GAP * (position - following) + re.escape(text) + UNIT_END
        following = position + 1
    return written
