"""Passages: a text cut where a reader would, for choosing what a result shows.

A passage is a run of whole sentences of one paragraph; a sentence too long to show is cut at clauses
around its matches.
"""

import re
from collections import deque
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

    def worth(self, covered: Collection[object]) -> tuple[float, int, int, int]:
        """Return what to choose by: long parts of the query first, then many matches, then early."""
        shown = sum(
            length**1.5 * (COVERED_WORTH if (length, part) in covered else 1.0)
            for length, part in self.wanted
        )
        return shown, len(self.matches), -self.section, -self.start


def passages(text: str, section: int, matches: Sequence[Match]) -> list[Passage]:
    """Return the passages of a text that hold matches, or if there are none, its first."""
    spans = _spans(text)
    if not matches:
        return [passage for start, end in spans[:1] for passage in _cut(text, section, (start, end), [])]
    found = []
    remaining = deque(sorted(matches, key=lambda match: (match.start, match.end)))
    for start, sentence_end in spans:
        inside = _taken(remaining, sentence_end)
        if inside:
            end = max([sentence_end, *(match.end for match in inside)])
            found += _cut(text, section, (start, end), inside)
    return found


def _taken(remaining: deque[Match], end: int) -> list[Match]:
    """Take the matches that begin before `end` from the front."""
    taken = []
    while remaining and remaining[0].start < end:
        taken.append(remaining.popleft())
    return taken


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
    remaining = deque(matches)
    while remaining:
        first = remaining[0]
        begin = _clause_start(text, max(start, first.start - LONG // 3), first.start)
        stop = max(min(end, begin + LONG), first.end)
        taken = _taken(remaining, stop)
        inside = [match for match in taken if match.end <= stop]
        remaining.extendleft(match for match in reversed(taken) if match.end > stop)
        if stop < end:
            stop = _clause_end(text, max(match.end for match in inside), stop)
        found.append(_passage(section, (begin, stop), inside))
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
