"""Highlighting: which characters of the printed article answer the query, and which lines show it.

A fragment is data, text and ranges into the original; HTML is made where pages are. What is marked
are the units that were looked for, in sequence, so a mark covers whole matches and falls on the
characters as printed, whatever script was typed.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from search.analysis import TEXTS, fold, units
from search.analysis.units import SOFT, Kind, piece_kind
from search.article import SECTIONS, Article
from search.passages import Match, Passage, Range, passages
from search.query import Query, parse_query
from search.query.plan import Mark, plan_query

MAX_FRAGMENTS = 3
"""Fragments of running text a hit shows, besides its title."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of an article as printed, with its matches.

    `text` is `article.<section>[start:end]`; `ranges` are the matches within it, as offsets into
    `article.<section>`, ascending, apart. `lang` is the BCP 47 tag of the article's script.
    """

    section: str
    text: str
    start: int
    end: int
    ranges: tuple[Range, ...]
    lang: str

    @property
    def marks(self) -> tuple[Range, ...]:
        """The matches as offsets into `text`."""
        return tuple((first - self.start, last - self.start) for first, last in self.ranges)

    def pieces(self) -> Iterator[tuple[str, bool]]:
        """Give the text cut at the marks: each piece, and whether it is marked."""
        place = 0
        for first, last in self.marks:
            if first > place:
                yield self.text[place:first], False
            yield self.text[first:last], True
            place = last
        if place < len(self.text):
            yield self.text[place:], False

    def to_dict(self) -> dict[str, Any]:
        """Return the fragment, ready for JSON."""
        return {
            "section": self.section,
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "ranges": [list(found) for found in self.ranges],
            "marks": [list(found) for found in self.marks],
            "lang": self.lang,
        }


def fragments(article: Article, marks: Iterable[Mark]) -> tuple[Fragment, ...]:
    """Return what a result shows of an article.

    First the whole title, if it has a match; then up to three passages that together hold the most
    of what was looked for, in reading order; of the page's furniture only where nothing else has a
    match. Where no running text has one, its opening stands there unmarked.
    """
    marks = tuple(marks)
    found = []
    title = mark_section(article, "title", marks)
    if title.ranges:
        found.append(title)
    text = _best_passages(article, ("summary", "body"), marks)
    if not any(fragment.ranges for fragment in text) and not title.ranges:
        furniture = _best_passages(article, ("furniture",), marks)
        text = [fragment for fragment in furniture if fragment.ranges] or text
    return (*found, *text)


def mark_article(article: Article, query: str | Query) -> dict[str, Fragment]:
    """Return the whole sections of an article, those that are not empty, with every match marked.

    Raises QueryError, of it EmptyQuery, for a query that cannot be read.
    """
    marks = plan_query(parse_query(query) if isinstance(query, str) else query).marks
    return {name: mark_section(article, name, marks) for name in SECTIONS if getattr(article, name)}


def mark_section(article: Article, section: str, marks: Iterable[Mark]) -> Fragment:
    """Return a whole section with every match marked."""
    text: str = getattr(article, section)
    found = find_matches(text, _for_section(marks, section))
    ranges = merge_ranges((match.start, match.end) for match in found)
    return Fragment(section, text, 0, len(text), ranges, article.lang)


def find_matches(text: str, marks: Iterable[Mark]) -> Iterator[Match]:
    """Give every place where a mark's units stand in sequence, as offsets into `text`."""
    canonical = fold(text)
    cut: _CutText | None = None
    for mark in marks:
        if not all(unit in canonical for _, unit in mark.parts):
            continue
        pattern = _han_pattern(mark)
        if pattern is None:
            cut = cut or _CutText(canonical)
            spans = cut.spans(mark)
        else:
            spans = map(_span, pattern.finditer(canonical))
        for start, end in spans:
            yield Match(start, with_combining(text, end), len(mark.parts), mark)


def merge_ranges(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Return ranges ascending, those that overlap or touch made one."""
    merged: list[Range] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return tuple(merged)


@lru_cache(maxsize=1024)
def _han_pattern(mark: Mark) -> re.Pattern[str] | None:
    """Return what finds an unbroken sequence of Han characters; None for a mark that holds anything else.

    Each of them is a unit wherever it stands, so no text has to be cut into units to find them.
    """
    texts = [text for _, text in mark.parts]
    is_unbroken = mark.parts[-1][0] - mark.parts[0][0] == len(texts) - 1
    if not is_unbroken or any(piece_kind(text) is not Kind.HAN for text in texts):
        return None
    return re.compile(f"(?=({f'{SOFT}*'.join(map(re.escape, texts))}))")


def _span(found: re.Match[str]) -> Range:
    return found.span(1)


class _CutText:
    """A canonical text cut into units, once for all the marks that need it."""

    def __init__(self, canonical: str) -> None:
        self._units = units(canonical)
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        for place, unit in enumerate(self._units):
            self._places[unit.text].append(place)

    def spans(self, mark: Mark) -> Iterator[Range]:
        """Give every place where a mark's units stand in sequence."""
        for place in self._places.get(mark.parts[0][1], ()):
            if self._stands_at(place, mark):
                yield self._units[place].start, self._units[place + len(mark.parts) - 1].end

    def _stands_at(self, place: int, mark: Mark) -> bool:
        found = self._units[place : place + len(mark.parts)]
        origin = found[0].position - mark.parts[0][0]
        return len(found) == len(mark.parts) and all(
            unit.text == text and unit.position - origin == position
            for unit, (position, text) in zip(found, mark.parts, strict=True)
        )


def unit_spans(canonical: str, mark: Mark) -> Iterator[Range]:
    """Give every place where a mark's units stand in sequence, found by cutting the text into units."""
    return _CutText(canonical).spans(mark)


def with_combining(text: str, end: int) -> int:
    """Return the end moved past the characters that combine with the one before it."""
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


def _for_section(marks: Iterable[Mark], section: str) -> list[Mark]:
    """Return the marks that were looked for in the text that this section belongs to."""
    return [mark for mark in marks if any(section in TEXTS[name] for name in mark.texts)]


def _best_passages(article: Article, sections: tuple[str, ...], marks: tuple[Mark, ...]) -> list[Fragment]:
    """Return up to MAX_FRAGMENTS passages with matches, or the opening of the text without."""
    candidates: list[Passage] = []
    for place, section in enumerate(sections):
        text: str = getattr(article, section)
        if text:
            candidates += passages(text, place, list(find_matches(text, _for_section(marks, section))))
    chosen: list[Passage] = []
    covered: set[object] = set()
    while candidates and len(chosen) < MAX_FRAGMENTS:
        best = max(candidates, key=lambda passage: passage.worth(covered))
        if chosen and not best.matches:
            break
        candidates.remove(best)
        covered |= best.wanted
        chosen.append(best)
    return [
        _fragment(article, sections[passage.section], passage)
        for passage in sorted(chosen, key=lambda passage: (passage.section, passage.start))
    ]


def _fragment(article: Article, section: str, passage: Passage) -> Fragment:
    text: str = getattr(article, section)
    return Fragment(
        section,
        text[passage.start : passage.end],
        passage.start,
        passage.end,
        merge_ranges(passage.matches),
        article.lang,
    )
