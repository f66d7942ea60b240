"""Finds what begins as typed on a shelf: as written, by pinyin, by initials, or by a mixture of these.

    立法 -> 立法會選舉    lifahui, li fa hui, li'fa'hui, lfh, 立fa, li法, lifh -> 立法會

As written comes first, then whole pinyin, initials, mixtures, last what sounds as the characters typed.
"""

import re
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from search.analysis import fold
from search.suggest.gathering import key_of
from search.suggest.keys import first_of
from search.suggest.pinyin import as_typed, is_han, readings
from search.suggest.shelf import NO_ENTRIES, Shelf

WRITTEN, SOUND, INITIALS, MIXED, HOMOPHONE = range(5)
"""In what way an entry was found, the surest first."""

MAX_TYPED = 64
"""Characters of a key that are looked up."""

COMPARED = 128
"""Entries that are compared unit by unit, the best of those that begin alike."""

_PINYIN = re.compile(r"[a-z]+(?:[ '’-]*[a-z]+)*[ '’-]*")
_SEPARATORS = re.compile(r"[ '’-]+")
_PART = re.compile(r"[a-z]+|[^\sa-z'’-]")


def found(shelf: Shelf, typed: str, limit: int) -> dict[int, int]:
    """Return the best entries that begin as typed, at most `limit` of each way, each with its way."""
    key = key_of(fold(typed))
    if not key or len(key) > MAX_TYPED:
        return {}
    entries: dict[int, int] = {}
    for way, look_up in _ways(shelf, typed, key, limit):
        if way < MIXED or not entries:
            for entry in look_up():
                entries.setdefault(entry, way)
    return entries


def _ways(shelf: Shelf, typed: str, key: str, limit: int) -> Iterator[tuple[int, Callable[[], list[int]]]]:
    """Give the ways in which something could begin as typed, each with how to look it up."""
    yield WRITTEN, lambda: first_of(shelf.by_key.beginning(key), limit)
    latin = as_typed(typed.strip())
    if _PINYIN.fullmatch(latin):
        parts = _SEPARATORS.split(latin.strip(" '’-"))
        joined = "".join(parts)
        if len(parts) > 1:
            yield SOUND, lambda: _compared(shelf, parts, limit)
            return
        yield SOUND, lambda: first_of(shelf.by_sound.beginning(joined), limit)
        yield INITIALS, lambda: first_of(shelf.by_initials.beginning(joined), limit)
        yield MIXED, lambda: _compared(shelf, parts, limit)
    elif any(map(is_han, key)) and re.search("[a-z]", latin):
        yield MIXED, lambda: _compared(shelf, _PART.findall(latin), limit)
    elif len(key) > 1 and all(map(is_han, key)):
        yield HOMOPHONE, lambda: _compared(shelf, readings([typed])[0], limit, whole=True)


def _compared(shelf: Shelf, parts: list[str], limit: int, *, whole: bool = False) -> list[int]:
    """Return entries that begin with the parts: Han characters, and pinyin of any number of units."""
    first = parts[0]
    if whole or (len(parts) > 1 and first.isascii()):
        joined = "".join(parts if all(map(str.isascii, parts)) else parts[:1])
        candidates = shelf.by_sound.beginning(joined)
        shortened = shelf.by_initials.beginning(first) if not whole else NO_ENTRIES
    elif first.isascii():
        candidates = _longest(shelf, first)
        shortened = NO_ENTRIES
    else:
        head = "".join(parts[: next((at for at, part in enumerate(parts) if part.isascii()), len(parts))])
        candidates, shortened = shelf.by_key.beginning(fold(head)), NO_ENTRIES
    numbers = first_of(candidates, COMPARED) + first_of(shortened, COMPARED)
    folded = [fold(part) for part in parts]
    kept = [entry for entry in dict.fromkeys(numbers) if begins(shelf.pronounced(entry), folded, whole=whole)]
    return kept[:limit]


def _longest(shelf: Shelf, pinyin: str) -> NDArray[np.int32]:
    """Return what shares the longest beginning with pinyin that anything has, by sound and by initials."""
    best = []
    for keys in (shelf.by_sound, shelf.by_initials):
        for length in range(len(pinyin), 0, -1):
            entries = keys.beginning(pinyin[:length])
            if len(entries):
                best.append(entries)
                break
    return np.concatenate(best) if best else NO_ENTRIES


def begins(pronounced: list[tuple[str, str]], parts: list[str], *, whole: bool = False) -> bool:
    """Tell whether a text's units begin as the parts: characters, their readings or their first letters.

    A part of Latin letters may stand for several units, and ends where a unit's reading does, unless it is
    the last; with `whole`, each part is a whole reading.

    >>> text = list(zip("立法会", ("li", "fa", "hui")))
    >>> [begins(text, parts) for parts in (["lifah"], ["li", "法"], ["lf", "hui"], ["立", "f"], ["fa"])]
    [True, True, True, True, False]
    """
    if whole:
        return [reading for _, reading in pronounced[: len(parts)]] == parts
    states = {(0, 0)}
    for unit, reading in pronounced:
        following: set[tuple[int, int]] = set()
        for place, offset in states:
            part = parts[place]
            if not offset and part == unit:
                following.add((place + 1, 0))
                continue
            rest = part[offset:]
            if place == len(parts) - 1 and reading.startswith(rest):
                return True
            for length in {1, len(reading)}:
                if rest.startswith(reading[:length]):
                    ended = length == len(rest)
                    following.add((place + 1, 0) if ended else (place, offset + length))
        if any(place == len(parts) for place, _ in following):
            return True
        states = following
        if not states:
            return False
    return False
