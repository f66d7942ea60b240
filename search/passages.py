"""Passages: a text cut where a reader would, for choosing what a result shows.

A passage is a run of whole sentences of one paragraph; a sentence too long to show is cut at clauses
around its matches.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

SHORT, LONG = 60, 110
"""Characters: a shorter passage takes the next sentence in, a longer sentence is cut."""

COVERED_WORTH = 0.15
"""What a match is worth that another chosen passage shows already."""

_SENTENCE = re.compile(r"[^。！？；!?;\n]*(?:[。！？；!?;]+[”」』’）)\"]*|\n|$)")
_CLAUSE_END = re.compile(r"[，、：,:　 ]")

Range = tuple[int, int]


class Match(NamedTuple):
    """Characters `start` to `end` answer `part` of the query, which is `length` units long."""

    start: int
    end: int
    length: int
    part: object


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


def passages(text: str, section: int, matches: Sequence[Match]) -> list[Passage]:
    """Return the passages of a text that hold matches, or if there are none, its first."""
    found = []
    for start, sentence_end in _spans(text):
        inside = [match for match in matches if start <= match.start < sentence_end]
        end = max([sentence_end, *(match.end for match in inside)])
        if inside:
            found += _cut(text, section, (start, end), inside)
        elif not matches:
            return _cut(text, section, (start, end), [])
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


def _cut(text: str, section: int, span: Range, matches: Sequence[Match]) -> list[Passage]:
    """Return a span as one passage, or where it is too long as the parts of it that hold matches."""
    start, end = span
    if end - start <= LONG:
        return [_passage(section, span, matches)]
    if not matches:
        return [_passage(section, (start, _clause_end(text, start, start + LONG)), ())]
    found = []
    remaining = sorted(matches, key=lambda match: (match.start, match.end))
    while remaining:
        first = remaining[0]
        begin = _clause_start(text, max(start, first.start - LONG // 3), first.start)
        stop = max(min(end, begin + LONG), first.end)
        inside = [match for match in remaining if match.end <= stop]
        if stop < end:
            stop = _clause_end(text, max(match.end for match in inside), stop)
        found.append(_passage(section, (begin, stop), inside))
        remaining = [match for match in remaining if match.end > stop]
        start = min(stop, remaining[0].start) if remaining else stop
    return found


def _passage(section: int, span: Range, matches: Sequence[Match]) -> Passage:
    ranges = tuple((match.start, match.end) for match in matches)
    return Passage(section, *span, ranges, frozenset((match.length, match.part) for match in matches))


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
