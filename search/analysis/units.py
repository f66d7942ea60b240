"""Units: what a text is a sequence of, once it is folded.

Each Han character is a unit. Each run of Latin letters and digits is one (`covid`, `5g`, `h7n9`,
`14.5`, `c++`), and so is each run of letters of another script. Everything else is a break. A soft
break (space, comma, quotation mark, bracket, hyphen, 、 ·) is skipped, so 北京、天津 holds 北京天津;
a hard break (。！？； end of line) ends a run and leaves a gap of one in the positions, so
北京。天津 does not.

What was decided where the field has no rule: a dot joins digits only (14.5 is one unit, but
enorth.com.cn three, so that enorth finds it); `+` and `-` are soft, so 2+4+46 and COVID-19 are
sequences of units, found as typed; `c++`, `c#` and their like are one unit.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache

UNITS_VERSION = 1
"""Raised when a rule here changes; part of the analyzer's fingerprint."""

GAP = 1
"""What a hard break adds to the next position."""

HAN = (
    "\\u3005\\u3007"  # 々 〇
    "\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff"
    "\\ue000-\\uf8ff"  # private use: Hong Kong's characters before Unicode had them
    "\\U00020000-\\U000323af"
)
LETTER = "0-9a-z\\u00df-\\u00f6\\u00f8-\\u024f"
LATIN = rf"{LETTER}\u0300-\u036f"  # combining marks go on a unit, but begin none
HARD = "。!?;\\n\\r\\x0b\\x0c\\x85\\u2028\\u2029"

LATIN_UNIT = (
    rf"[a-z]+\+\+(?![{LATIN}+])"  # c++
    rf"|(?<![{LATIN}])[a-z]\#(?![{LATIN}])"  # c#
    rf"|[{LETTER}][{LATIN}]*(?:(?<=[0-9])\.(?=[0-9])[{LATIN}]+)*"  # covid, 5g, 14.5
)
OTHER_UNIT = rf"[^\W_{HAN}{LATIN}]+"
SOFT = rf"(?:[^\w\ue000-\uf8ff{HARD}]|_)"
"""What matches a character of a soft break, where no letter stands before it."""

_PIECE = re.compile(rf"[{HAN}]|{LATIN_UNIT}|{OTHER_UNIT}|[{HARD}]")
_RUN = re.compile(rf"[{HAN}]+|{LATIN_UNIT}|{OTHER_UNIT}")
_HAN_RUN = re.compile(rf"[{HAN}]+")
_IS_HAN = re.compile(rf"[{HAN}]")
_IS_HARD = re.compile(rf"[{HARD}]")


class Kind(Enum):
    """What a piece of text is."""

    HAN = "han"
    OTHER = "other"
    HARD = "hard break"


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: its canonical text, its ordinal with gaps counted, its characters in the original."""

    text: str
    position: int
    start: int
    end: int


def pieces(canonical: str) -> list[str]:
    """Return units and hard breaks in order, soft breaks left out."""
    return _PIECE.findall(canonical)


def units(canonical: str) -> list[Unit]:
    """Return the units of a canonical text with positions and offsets."""
    found: list[Unit] = []
    position, gap = 0, 0
    for match in _PIECE.finditer(canonical):
        text = match.group()
        if piece_kind(text[0]) is Kind.HARD:
            gap = GAP if found else 0
            continue
        position += gap
        gap = 0
        found.append(Unit(text, position, match.start(), match.end()))
        position += 1
    return found


def positions(canonical: str) -> list[tuple[int, str]]:
    """Return the units of a canonical text by their positions: what `units` gives, without offsets.

    >>> positions("北京、天津。5g")
    [(0, '北'), (1, '京'), (2, '天'), (3, '津'), (5, '5g')]
    """
    if _HAN_RUN.fullmatch(canonical):
        return list(enumerate(canonical))
    found: list[tuple[int, str]] = []
    position, gap = 0, 0
    for text in pieces(canonical):
        if piece_kind(text[0]) is Kind.HARD:
            gap = GAP if found else 0
            continue
        position += gap
        gap = 0
        found.append((position, text))
        position += 1
    return found


def has_unit(canonical: str) -> bool:
    """Tell whether a canonical text holds any unit."""
    return _RUN.search(canonical) is not None


def runs(canonical: str) -> Iterator[tuple[str, int]]:
    """Give every unbroken run of Han characters, and every other unit, with its offset."""
    for match in _RUN.finditer(canonical):
        yield match.group(), match.start()


@cache
def piece_kind(first_char: str) -> Kind:
    """Return what a piece that begins with this character is."""
    if _IS_HAN.match(first_char):
        return Kind.HAN
    return Kind.HARD if _IS_HARD.match(first_char) else Kind.OTHER
