"""Passages: a text cut where a reader would, for choosing what a result shows.

A passage is a run of whole sentences of one paragraph; a sentence too long to show is cut at clauses
around its matches.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

SHORT, LONG = 60, 110
"""Characters: a shorter passage takes the next sentence in, a longer sentence is cut."""

COVERED_WORTH = 0.15
"""What a match is worth that another chosen passage shows already."""

_SENTENCE = re.compile(r"[^。！？；!?;\n]*(?:[。！？；!?;]+[”」』’）)\"]*|\n|$)")
_CLAUSE_END = re.compile(r"[，、：,:　 ]")

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters `start` to `end` of a section, the matches within, and what of the query they show.

    `wanted` pairs each shown part of the query with its length in units.
    """

    section: int
    start: int
    end: int
    matches: tuple[Range, ...]
    wanted: frozenset[tuple[int, object]]

    def worth(self, covered: Collection[object]) -> tuple[float, int, int]:
        """Return what to choose by: long parts of the query first, then many matches, then early."""
        shown = sum(
            length**1.5 * (COVERED_WORTH if (length, part) in covered else 1.0)
            for length, part in self.wanted
        )
        return shown, len(self.matches), -self.start - self.section


def passages(text: str, section: int, matches: Sequence[tuple[Range, int, object]]) -> list[Passage]:
    """Return the passages of a text, those with matches, or if there are none, the first.

    `matches` are a range, its length in units, and which part of the query it is.
    """
    found = []
    for start, end in _spans(text):
        inside = [match for match in matches if start <= match[0][0] and match[0][1] <= end]
        crossing = [match for match in matches if match[0][0] < end < match[0][1]]
        if crossing:
            end = max(match[0][1] for match in crossing)
            inside += crossing
        if inside:
            found += _cut(text, section, start, end, inside)
        elif not matches:
            return _cut(text, section, start, end, [])
    return found


def _spans(text: str) -> list[Range]:
    """Return runs of whole sentences of one paragraph, each at least SHORT if the paragraph is."""
    spans: list[Range] = []
    is_open = False
    for sentence in _SENTENCE.finditer(text):
        start, end = sentence.span()
        body = text[start:end]
        if not body.strip():
            is_open = is_open and "\n" not in body
            continue
        start += len(body) - len(body.lstrip())
        end -= len(body) - len(body.rstrip())
        if is_open and end - spans[-1][0] <= LONG and spans[-1][1] - spans[-1][0] < SHORT:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        is_open = not body.endswith("\n")
    return spans


def _cut(
    text: str, section: int, start: int, end: int, matches: Sequence[tuple[Range, int, object]]
) -> list[Passage]:
    """Return a span as one passage, or where it is too long as the parts of it that hold matches."""
    if end - start <= LONG:
        return [_passage(section, start, end, matches)]
    if not matches:
        return [_passage(section, start, _clause_end(text, start, start + LONG), ())]
    found = []
    remaining = sorted(matches, key=lambda match: match[0])
    while remaining:
        first = remaining[0][0][0]
        begin = _clause_start(text, max(start, first - LONG // 3), first)
        stop = max(min(end, begin + LONG), remaining[0][0][1])
        inside = [match for match in remaining if match[0][1] <= stop]
        last = max(match[0][1] for match in inside)
        if stop < end:
            stop = _clause_end(text, last, stop)
        found.append(_passage(section, begin, stop, inside))
        remaining = [match for match in remaining if match[0][1] > stop]
        start = min(stop, remaining[0][0][0]) if remaining else stop
    return found


def _passage(section: int, start: int, end: int, matches: Sequence[tuple[Range, int, object]]) -> Passage:
    return Passage(
        section,
        start,
        end,
        tuple(found for found, _, _ in matches),
        frozenset((length, part) for _, length, part in matches),
    )


def _clause_start(text: str, earliest: int, latest: int) -> int:
    """Return where a clause begins between the two places, or the first of them."""
    if earliest == 0 or text[earliest - 1] in "。！？；!?;\n":
        return earliest
    found = _CLAUSE_END.search(text, earliest, latest)
    return found.end() if found else earliest


def _clause_end(text: str, earliest: int, latest: int) -> int:
    """Return the end of the last clause between the two places, or the latter."""
    ends = [found.end() for found in _CLAUSE_END.finditer(text, earliest, latest)]
    return ends[-1] if ends else latest
