"""Finds where marks stand in texts: all marks in all texts of a page at once.

The texts are folded as one array and written as one string in which each unit is a character: a Han
unit is itself, another unit that a mark has is a character that stands for its text. Hard breaks are
line ends, soft breaks are nothing. There a mark is a plain string: `str.find` finds it, and one look-up
says where it is printed. Of units that are not Han only those are cut that may be of a mark.

This is the definition in `search.analysis.units` computed another way; tests hold it against that.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import NamedTuple
from unicodedata import combining

import numpy as np
from numpy.typing import NDArray

from search.analysis import TEXTS, fold, units
from search.analysis.bulk import (
    HAN_KIND,
    HARD_KIND,
    LETTER_KIND,
    MARK_KIND,
    batch_of,
    fold_codes,
    kind_table,
    look_up,
    text_of,
)
from search.analysis.grams import END
from search.analysis.units import LATIN_UNIT, OTHER_UNIT, Kind, piece_kind
from search.open_matches import open_matches
from search.query.marks import AnyMark, Mark, OpenMark

SEARCHED_IN = {section: name for name, sections in TEXTS.items() for section in sections}
"""The searched text that each section of an article belongs to."""

_SOFT, _TEXT_END, _OTHER, _HARD = 0, 1, 2, ord(END)
"""What is no unit of a mark: a soft break, the end of a text, a letter, a hard break."""

_FIRST_LETTERS = 0xF0000
"""The character of the first unit of letters that a mark has: planes 15 and 16 hold no unit."""

_LETTERS = re.compile(f"{LATIN_UNIT}|{OTHER_UNIT}")


class Match(NamedTuple):
    """Characters `start` to `end` of a text as printed hold the mark with this number."""

    start: int
    end: int
    mark: int


@dataclass(frozen=True, slots=True)
class _Sequence:
    """Texts written as one string.

    `offsets`, of the string's length, says where among all texts' characters each of its own is printed;
    `begins`, shape (texts,), where each text begins.
    """

    string: str
    offsets: NDArray[np.int64]
    begins: NDArray[np.int64]


def find_matches(sections: Sequence[tuple[str, str]], marks: Sequence[AnyMark]) -> list[list[Match]]:
    """Return of each section every place where a mark stands that was looked for in it.

    `sections` are pairs of a section's name and its text as printed; a mark's number is its place in
    `marks`. Matches are ordered by start, then end, then mark, and end after the characters that combine
    with their last. Raises KeyError for a section that is not searched.
    """
    plain = [(number, mark) for number, mark in enumerate(marks) if isinstance(mark, Mark)]
    found = _find_plain(sections, [mark for _, mark in plain])
    if len(plain) == len(marks) and not any(mark.printed for _, mark in plain):
        return found
    opened = [(number, mark) for number, mark in enumerate(marks) if isinstance(mark, OpenMark)]
    matches = []
    for (section, text), here in zip(sections, found, strict=True):
        held = [
            match._replace(mark=plain[match.mark][0])
            for match in here
            if _is_printed(text[match.start : match.end], plain[match.mark][1].printed)
        ]
        wanted = [(number, mark) for number, mark in opened if SEARCHED_IN[section] in mark.texts]
        places = open_matches(text, [mark for _, mark in wanted])
        for (number, _), spans in zip(wanted, places, strict=True):
            held += [Match(start, with_combining(text, end), number) for start, end in spans]
        matches.append(sorted(held))
    return matches


def _is_printed(text: str, printed: tuple[str, ...]) -> bool:
    """Tell whether a match's units are printed as a mark demands, if it does."""
    return not printed or tuple(text[unit.start : unit.end] for unit in units(fold(text))) == printed


def _find_plain(sections: Sequence[tuple[str, str]], marks: Sequence[Mark]) -> list[list[Match]]:
    """Return the places of sequences of units."""
    if not sections or not marks:
        return [[] for _ in sections]
    letters = _letters(marks)
    written = [_written(mark, letters) for mark in marks]
    has_gaps = any(END in mark for mark in written)
    sequence = _sequence([text for _, text in sections], letters, has_gaps=has_gaps)
    places, which = _places(sequence.string, written)
    to_last = np.array([len(mark) - 1 for mark in written])
    last_length = np.array([len(mark.parts[-1][1]) for mark in marks])
    starts = sequence.offsets[places]
    ends = sequence.offsets[places + to_last[which]] + last_length[which]
    owners = np.searchsorted(sequence.begins, starts, side="right") - 1
    order = np.lexsort((ends, starts))
    order = order[_is_wanted(sections, marks, owners[order], which[order])]
    owners = owners[order]
    begins = sequence.begins[owners]
    found = zip(
        (starts[order] - begins).tolist(), (ends[order] - begins).tolist(), which[order].tolist(), strict=True
    )
    counts = np.bincount(owners, minlength=len(sections)).tolist()
    return [
        [Match(start, with_combining(text, end), mark) for start, end, mark in islice(found, count)]
        for (_, text), count in zip(sections, counts, strict=True)
    ]


def with_combining(text: str, end: int) -> int:
    """Return the end moved past the characters that combine with the one before it."""
    while end < len(text) and combining(text[end]):
        end += 1
    return end


def _letters(marks: Iterable[Mark]) -> dict[str, int]:
    """Return the character that stands for each unit of the marks that is not Han."""
    texts = {text for mark in marks for _, text in mark.parts if piece_kind(text[0]) is not Kind.HAN}
    return {text: _FIRST_LETTERS + place for place, text in enumerate(texts)}


def _written(mark: Mark, letters: dict[str, int]) -> str:
    """Return a mark as it stands in a sequence, a character a position: a gap is one hard break."""
    written: list[str] = []
    first = mark.parts[0][0]
    for position, text in mark.parts:
        written += END * (position - first - len(written))
        written.append(chr(letters[text]) if text in letters else text)
    return "".join(written)


def _sequence(texts: Sequence[str], letters: dict[str, int], *, has_gaps: bool) -> _Sequence:
    """Return texts as one string; hard breaks in a row are made one where a mark `has_gaps`."""
    batch = batch_of(texts)
    codes = look_up(_characters(), batch.codes)
    if letters:
        _write_letters(codes, look_up(fold_codes(), batch.codes), letters)
    codes[batch.begins[1:] - len(END)] = _TEXT_END
    offsets = np.flatnonzero(codes)
    codes = codes[offsets]
    if has_gaps:
        is_kept = codes != _HARD
        is_kept[1:] |= is_kept[:-1]
        offsets, codes = offsets[is_kept], codes[is_kept]
    return _Sequence(text_of(codes), offsets, batch.begins)


def _write_letters(codes: NDArray[np.uint32], canonical: NDArray[np.uint32], letters: dict[str, int]) -> None:
    """Write the units that marks have, each as one character where it begins.

    Only stretches of letters that hold the text of such a unit are cut, here as where they stand: the
    character after a stretch, which belongs to no unit, keeps it apart from the next.
    """
    is_inside = look_up(kind_table(), canonical) >= MARK_KIND
    is_kept = is_inside.copy()
    is_kept[1:] |= is_inside[:-1]
    offsets = np.flatnonzero(is_kept)
    stretches = text_of(canonical[offsets])
    ends = np.flatnonzero(~is_inside[offsets])
    places, _ = _places(stretches, letters)
    begins = np.concatenate(([0], ends + 1))
    starts: list[int] = []
    written: list[int] = []
    blank: list[int] = []
    for stretch in np.unique(np.searchsorted(ends, places)).tolist():
        for unit in _LETTERS.finditer(stretches, begins[stretch], ends[stretch]):
            if unit.group() in letters:
                starts.append(unit.start())
                written.append(letters[unit.group()])
                blank += range(unit.start() + 1, unit.end())
    codes[offsets[blank]] = _SOFT
    codes[offsets[starts]] = written


def _places(string: str, wanted: Iterable[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return every place where any of the wanted strings begins, and which of them."""
    places: list[int] = []
    counts: list[int] = []
    for part in wanted:
        before = len(places)
        place = string.find(part)
        while place >= 0:
            places.append(place)
            place = string.find(part, place + 1)
        counts.append(len(places) - before)
    return np.array(places, dtype=np.int64), np.repeat(np.arange(len(counts)), counts)


def _is_wanted(
    sections: Sequence[tuple[str, str]],
    marks: Sequence[Mark],
    owners: NDArray[np.int64],
    which: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Return of each match, by its section's place and its mark, whether the mark was looked for there."""
    names = list({name: None for name, _ in sections})
    kinds = np.array([names.index(name) for name, _ in sections])
    wanted = np.array([[SEARCHED_IN[name] in mark.texts for mark in marks] for name in names])
    found: NDArray[np.bool_] = wanted[kinds[owners], which]
    return found


@cache
def _characters() -> NDArray[np.uint32]:
    """Return what each code point as printed is in a sequence, where no letters are looked for."""
    canonical = fold_codes()
    kinds = kind_table()[canonical]
    table = np.full(len(canonical), _SOFT, dtype=canonical.dtype)
    table[kinds == HARD_KIND] = _HARD
    table[kinds == LETTER_KIND] = _OTHER
    is_han = kinds == HAN_KIND
    table[is_han] = canonical[is_han]
    return table
