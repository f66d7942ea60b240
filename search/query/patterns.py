"""Wildcards: `?` is one character, `*` a few; in Latin words letters, between Han characters units.

A wildcard is meant only where it touches a word: a star behind a character or letter, a question mark
before one, or behind a word with other wildcards, so that a pasted question keeps its mark. In an address,
or in a text longer than any word, both are punctuation. A wildcard belongs to the Latin word before it; else
it stands for whole units, all of one run: no sentence ends within a match.
"""

import re
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from search.analysis import fold, units
from search.analysis.units import HAN, LATIN, LETTER, Kind, piece_kind
from search.query.grammar import FEW, QUESTION, STAR
from search.query.notice import QueryNotice, error, explanation

WILDCARDS = frozenset(STAR + QUESTION)

MAX_UNITS = 12
"""Units of a text with wildcards; a longer one is a headline, and they are its punctuation."""

MAX_STARS = 2
"""Stars in one pattern: between characters, each stands for one of six lengths."""

_OTHER = rf"[^\W_{HAN}{LATIN}]"
_ELEMENT = re.compile(
    rf"(?P<han>[{HAN}])"
    rf"|(?P<word>[{LETTER}](?:[{LATIN}*?]|(?<=[0-9])\.(?=[0-9]))*|{_OTHER}(?:{_OTHER}|[*?])*)"
    r"|(?P<wild>[*?])"
)
_PIECE = re.compile(rf"[\w\ue000-\uf8ff{re.escape(STAR + QUESTION)}.\-]+")
_ADDRESS = re.compile(r"://|@|\bwww\.|[?&]\w+=")
_WILD = re.compile(r"[*?]+")
_HEAD = re.compile(r"^[^\w\ue000-\uf8ff?*]+|_+")


class Piece(NamedTuple):
    """A part of a typed word: a pattern, or plain text, and where it was typed."""

    text: str
    start: int
    end: int
    is_pattern: bool


class Element(NamedTuple):
    """One element of a pattern: a `text` of literal units, a word with wildcards, `?` or `*` for units."""

    text: str

    @property
    def is_wild(self) -> bool:
        """Tell whether it stands for whole units."""
        return self.text in {"?", "*"}

    @property
    def is_open(self) -> bool:
        """Tell whether it is a word with wildcards in it."""
        return not self.is_wild and not WILDCARDS.isdisjoint(self.text)


def cut_patterns(typed: str, place: int) -> tuple[list[Piece] | None, list[QueryNotice]]:
    """Return the parts of a typed word that holds wildcards, None where they are only its punctuation.

    `place` is where it was typed; the notices say which wildcards were not taken as such.
    """
    if _ADDRESS.search(typed):
        return None, []
    if len(units(fold(typed))) > MAX_UNITS:
        inner = _WILD.search(typed.rstrip("?*"))
        if inner is None:
            return None, []
        message = (
            f"{inner[0]} at character {place + inner.start() + 1} was read as punctuation: a word with "
            f"wildcards has at most {MAX_UNITS} characters"
        )
        return None, [explanation("literal_wildcard", message, place + inner.start(), place + inner.end())]
    pieces: list[Piece] = []
    notices: list[QueryNotice] = []
    for found in _PIECE.finditer(typed):
        for piece, notice in _cut(found.group(), place + found.start()):
            pieces += [piece] if piece else []
            notices += [notice] if notice else []
    return pieces, notices


def _cut(typed: str, place: int) -> Iterator[tuple[Piece | None, QueryNotice | None]]:
    """Give the pattern or the texts of a piece without inner breaks, with what is to be said."""
    text = _collapsed(typed.replace("＊", "*"))
    end = place + len(typed)
    canonical = fold(text)
    held = units(canonical)
    if not held:
        return
    first, last = held[0].start, held[-1].end
    head, body = text[:first], text[first:last]
    behind = _WILD.match(canonical, last)
    if behind:  # a question mark at the end of a word is punctuation, unless the word has wildcards anyway
        body += behind[0].rstrip("?") if WILDCARDS.isdisjoint(body) else behind[0]
    wild = "".join(char for char in head if char in "*?")
    if wild:
        if "*" in wild or piece_kind(canonical[first]) is not Kind.HAN:
            message = (
                f"a word cannot begin with {wild} (character {place + 1}); it was left out and {body!r} "
                "searched"
            )
            yield None, error("leading_wildcard", message, place, place + 1)
        else:
            body = wild + body
    if WILDCARDS.isdisjoint(body):
        yield Piece(body, place, end, is_pattern=False), None
        return
    stars = sum(element.text.count("*") for element in pattern_elements(body))
    if stars <= MAX_STARS:
        yield Piece(body, place, end, is_pattern=True), None
        return
    message = (
        f"{body!r} has {stars} stars; at most {MAX_STARS} are possible, and its parts were searched as words"
    )
    yield None, error("too_many_stars", message, place, end)
    for part in _WILD.split(body):
        inner = units(fold(part))
        if inner:
            yield Piece(part[inner[0].start : inner[-1].end], place, end, is_pattern=False), None


def pattern_elements(text: str) -> list[Element]:
    """Return the elements of a pattern in order, literal neighbours joined, a star at its end left out.

    >>> [element.text for element in pattern_elements("中*大學covid*")]
    ['中', '*', '大学', 'covid*']
    """
    elements: list[Element] = []
    joined = ""
    canonical, end = fold(text), 0
    for found in _ELEMENT.finditer(canonical):
        element = Element(found.group())
        if element.is_wild or element.is_open:
            elements += [Element(joined)] if joined else []
            elements.append(element)
            joined = ""
        else:
            joined += canonical[end : found.start()] + element.text if joined else element.text
        end = found.end()
    elements += [Element(joined)] if joined else []
    while elements and elements[-1].text == "*":
        elements.pop()
    return elements


def lengths_of_stars(elements: list[Element]) -> Iterator[dict[int, int]]:
    """Give every choice of how many units each star stands for, by the star's place."""
    stars = [place for place, element in enumerate(elements) if element.text == "*"]
    for chosen in product(range(FEW + 1), repeat=len(stars)):
        yield dict(zip(stars, chosen, strict=True))


def _collapsed(text: str) -> str:
    """Make several stars in a row one."""
    return re.sub(r"\*+", "*", text)
