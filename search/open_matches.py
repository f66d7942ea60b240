"""Where patterns, and texts near each other, stand in a text as printed.

Slower than `search.matches`, which knows what each mark is; here every unit is cut. Asked of a page's
articles only, for the few queries that have such marks.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from search.analysis import fold, units
from search.query.marks import GAP, UNIT_END, OpenMark

REMEMBERED = 256
"""Compiled expressions that are kept."""


class _Span(NamedTuple):
    """Positions `first` to `last`, and the characters that are printed there."""

    first: int
    last: int
    start: int
    end: int


def open_matches(text: str, marks: Sequence[OpenMark]) -> list[list[tuple[int, int]]]:
    """Return of each mark the characters of a text that it matches, start and end, ascending."""
    cut = units(fold(text))
    written: list[str] = []
    position = 0
    for unit in cut:
        written.append((GAP if unit.position > position else "") + unit.text + UNIT_END)
        position = unit.position + 1
    string = "".join(written)
    ends = list(accumulate(map(len, written)))
    begins = [end - len(unit.text) - 1 for end, unit in zip(ends, cut, strict=True)]

    def spans(expression: str) -> list[_Span]:
        found = []
        for match in _compiled(expression).finditer(string):
            first, last = bisect_left(begins, match.start(1)), bisect_left(ends, match.end(1))
            found.append(_Span(cut[first].position, cut[last].position + 1, cut[first].start, cut[last].end))
        return found

    return [_matched(mark, spans(mark.first), spans(mark.second) if mark.second else []) for mark in marks]


def _matched(mark: OpenMark, firsts: list[_Span], seconds: list[_Span]) -> list[tuple[int, int]]:
    """Return what of both sides stands near the other; of a mark with one side all."""
    if not mark.second:
        return [(span.start, span.end) for span in firsts]
    near = _near(firsts, seconds, mark.distance)
    if not mark.is_ordered:
        near |= _near(seconds, firsts, mark.distance)
    return sorted(near)


def _near(before: list[_Span], after: list[_Span], distance: int) -> set[tuple[int, int]]:
    """Return the spans with one of the others at most so many positions behind, and those others."""
    found: set[tuple[int, int]] = set()
    for span in before:
        place = bisect_left(after, span.last, key=lambda other: other.first)
        while place < len(after) and after[place].first <= span.last + distance:
            found |= {(span.start, span.end), (after[place].start, after[place].end)}
            place += 1
    return found


@lru_cache(maxsize=REMEMBERED)
def _compiled(expression: str) -> re.Pattern[str]:
    """Compile an expression to find every place, also where places overlap."""
    return re.compile(f"(?<![^{UNIT_END}])(?=({expression}))")
