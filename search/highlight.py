"""Highlighting: which characters of the printed article answer the query, and which lines show it.

A fragment is data, text and ranges into the original; HTML is made where pages are. What is marked
are the units that were looked for, in sequence, so a mark covers whole matches and falls on the
characters as printed, whatever script was typed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from search.article import SECTIONS, Article
from search.matches import Match, find_matches
from search.passages import Passage, Range, passages
from search.query import Query, parse_query
from search.query.marks import AnyMark
from search.query.planner import plan_query
from search.query.vocabulary import Vocabulary

MAX_FRAGMENTS = 3
"""Fragments of running text a hit shows, besides its title."""

COVERED_WORTH = 0.15
"""What a match is worth that another fragment shows already."""

_TITLE, _TEXT, _FURNITURE = ("title",), ("summary", "body"), ("furniture",)


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


def fragments(articles: Sequence[Article], marks: Iterable[AnyMark]) -> list[tuple[Fragment, ...]]:
    """Return what a result shows of each article of a page.

    First the whole title, if it has a match; then up to three passages that together hold the most
    of what was looked for, in reading order; of the page's furniture only where nothing else has a
    match. Where no running text has one, its opening stands there unmarked.
    """
    marks = tuple(marks)
    worths = [mark.length**1.5 for mark in marks]
    matched = _matched(articles, _TITLE + _TEXT, marks)
    bare = [place for place, found in enumerate(matched) if not any(found.values())]
    furniture = _matched([articles[place] for place in bare], _FURNITURE, marks)
    for place, found in zip(bare, furniture, strict=True):
        matched[place] |= found
    return [_fragments(article, found, worths) for article, found in zip(articles, matched, strict=True)]


def mark_article(
    article: Article, query: str | Query, vocabulary: Vocabulary | None = None
) -> dict[str, Fragment]:
    """Return the whole sections of an article, those that are not empty, with every match marked.

    With a vocabulary (`Index.vocabulary`), also what it has for the query's words. A query that was refused
    marks nothing.
    """
    marks = plan_query(parse_query(query) if isinstance(query, str) else query, vocabulary).marks
    (matched,) = _matched([article], SECTIONS, marks)
    return {name: _whole(article, name, found) for name, found in matched.items()}


def merge_ranges(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Return ranges ascending, those that overlap or touch made one."""
    merged: list[Range] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return tuple(merged)


def _matched(
    articles: Sequence[Article], sections: Sequence[str], marks: Sequence[AnyMark]
) -> list[dict[str, list[Match]]]:
    """Return the matches of each article by section, empty sections left out."""
    held = [
        (place, section, text)
        for place, article in enumerate(articles)
        for section in sections
        if (text := getattr(article, section))
    ]
    matched: list[dict[str, list[Match]]] = [{} for _ in articles]
    found = find_matches([(section, text) for _, section, text in held], marks)
    for (place, section, _), matches in zip(held, found, strict=True):
        matched[place][section] = matches
    return matched


def _fragments(
    article: Article, matched: dict[str, list[Match]], worths: Sequence[float]
) -> tuple[Fragment, ...]:
    """Return what a result shows of an article with these matches by section."""
    sections = _FURNITURE if matched.get("furniture") else _TEXT
    text = _best_passages(article, {name: matched[name] for name in sections if name in matched}, worths)
    return (_whole(article, "title", matched["title"]), *text) if matched.get("title") else tuple(text)


def _whole(article: Article, section: str, matches: Sequence[Match]) -> Fragment:
    """Return a whole section with its matches."""
    text: str = getattr(article, section)
    return Fragment(section, text, 0, len(text), _ranges(matches), article.lang)


def _best_passages(
    article: Article, matched: dict[str, list[Match]], worths: Sequence[float]
) -> Iterator[Fragment]:
    """Give up to MAX_FRAGMENTS passages with matches, or the opening of the text without."""
    sections = list(matched)
    candidates: list[Passage] = []
    for place, (section, matches) in enumerate(matched.items()):
        candidates += passages(getattr(article, section), place, matches)
    chosen: list[Passage] = []
    left = list(worths)
    while candidates and len(chosen) < MAX_FRAGMENTS:
        best = max(candidates, key=lambda passage: passage.worth(left))
        if chosen and not best.matches:
            break
        candidates.remove(best)
        for mark in best.marks:
            left[mark] = worths[mark] * COVERED_WORTH
        chosen.append(best)
    for passage in sorted(chosen, key=lambda passage: (passage.section, passage.start)):
        section = sections[passage.section]
        shown: str = getattr(article, section)[passage.start : passage.end]
        ranges = _ranges(passage.matches)
        yield Fragment(section, shown, passage.start, passage.end, ranges, article.lang)


def _ranges(matches: Sequence[Match]) -> tuple[Range, ...]:
    return merge_ranges([(match.start, match.end) for match in matches])
