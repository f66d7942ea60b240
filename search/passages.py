"""Passages: a text cut where a reader would, for choosing what a result shows.

A passage is a run of whole sentences of one paragraph; a sentence too long to show is cut at clauses
around its matches. Only paragraphs that hold matches are looked at.
"""

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Sequence
from math import fsum
from operator import itemgetter
from typing import NamedTuple

from search.matches import Match

SHORT, LONG = 60, 110
"""Characters: a shorter passage takes the next sentence in, a longer sentence is cut."""

_SENTENCE = re.compile(r"[^。！？；!?;\n]*(?:[。！？；!?;]+[”」』’）)\"]*|\n|$)")
_CLAUSE_END = re.compile(r"[，、：,:　 ]")

_START = itemgetter(0)

Range = tuple[int, int]


class Passage(NamedTuple):
    """Characters `start` to `end` of a section, the matches within, and the numbers of their marks."""

    section: int
    start: int
    end: int
    matches: Sequence[Match]
    marks: frozenset[int]

    def worth(self, worths: Sequence[float]) -> tuple[float, int, int, int]:
        """Return what to choose by: long parts of the query first, then many matches, then early.

        `worths` says what showing each mark is worth. Their sum is rounded once, so that it is the same
        in whatever order a set gives its members.
        """
        return fsum([worths[mark] for mark in self.marks]), len(self.matches), -self.section, -self.start


def passages(text: str, section: int, matches: Sequence[Match]) -> list[Passage]:
    """Return the passages of a text that hold matches, or if there are none, its first.

    `matches` are ordered by where they start.
    """
    if not matches:
        return _opening(text, section)
    found: list[Passage] = []
    place = 0
    while place < len(matches):
        begin, line_end = _line(text, matches[place].start)
        line_last = bisect_left(matches, line_end + 1, place, key=_START)
        for start, sentence_end in _spans(text, begin, line_end):
            first, place = place, bisect_left(matches, sentence_end, place, line_last, key=_START)
            if place > first:
                inside = matches[first:place]
                end = max([sentence_end, *[match.end for match in inside]])
                found += _cut(text, section, (start, end), inside)
            if place == line_last:
                break
        place = line_last
    return found


def _opening(text: str, section: int) -> list[Passage]:
    """Return the first passage of a text, or none where it is blank."""
    begin, end = _line(text, len(text) - len(text.lstrip()))
    span = next(_spans(text, begin, end), None)
    return [] if span is None else _cut(text, section, span, ())


def _line(text: str, place: int) -> Range:
    """Return the line that holds a place, its end left out."""
    end = text.find("\n", place)
    return text.rfind("\n", 0, place) + 1, len(text) if end < 0 else end


def _taken(remaining: deque[Match], end: int) -> list[Match]:
    """Take the matches that begin before `end` from the front."""
    taken = []
    while remaining and remaining[0].start < end:
        taken.append(remaining.popleft())
    return taken


def _spans(text: str, begin: int, end: int) -> Iterator[Range]:
    """Give runs of whole sentences of one line, each at least SHORT if the line is."""
    run: Range | None = None
    for sentence in _SENTENCE.finditer(text, begin, end):
        printed = sentence[0]
        bare = printed.strip()
        if not bare:
            continue
        start = sentence.start() + printed.index(bare)
        stop = start + len(bare)
        if run is not None and stop - run[0] <= LONG and run[1] - run[0] < SHORT:
            run = run[0], stop
            continue
        if run is not None:
            yield run
        run = start, stop
    if run is not None:
        yield run


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
    return Passage(section, *span, matches, frozenset([match.mark for match in matches]))


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
