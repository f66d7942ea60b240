"""An article laid out for reading: paragraphs of pieces, with a number for each match.

Matches are stops that a reader walks along (`#m1`, `#m2`, …), numbered through summary and text.
Those in the title need no walk, they are in sight; those in the page's furniture are only counted,
for the furniture is folded away and a link into a closed fold leads nowhere in some browsers. So are those
after MAX_STOPS: nobody walks that far, and each stop carries its own links for those without JavaScript.

Every piece is text, never HTML: the template escapes each and puts its own mark around it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from search import Article, Fragment

MAX_STOPS = 500
"""Matches of an article that can be walked along."""

_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, which may be a match; `stop` is its number, from 1, where it can be walked to."""

    text: str
    is_match: bool = False
    stop: int = 0


Paragraph = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """An article's running text as paragraphs of pieces.

    `matches` is how many matches the running text has, `stops` how many of them can be walked along, `title`
    the title cut at its matches, `furniture_matches` how many more are in the furniture.
    """

    title: Paragraph
    summary: tuple[Paragraph, ...]
    body: tuple[Paragraph, ...]
    furniture: tuple[Paragraph, ...]
    matches: int
    stops: int
    title_matches: int
    furniture_matches: int


def lay_out(article: Article, sections: Mapping[str, Fragment]) -> Reading:
    """Lay `article` out with the marks of `sections` (from `search.mark_article`; may be empty)."""
    stops = iter(range(1, MAX_STOPS + 1))

    def paragraphs(section: str, text: str, numbers: Iterator[int]) -> tuple[Paragraph, ...]:
        fragment = sections.get(section)
        return tuple(_paragraphs(text, fragment.ranges if fragment else (), numbers))

    title = paragraphs("title", article.title, iter(()))
    summary = paragraphs("summary", article.summary, stops)
    body = paragraphs("body", article.body, stops)
    furniture = paragraphs("furniture", article.furniture, iter(()))
    matches = _count_matches(summary) + _count_matches(body)
    return Reading(
        title=tuple(piece for paragraph in title for piece in paragraph),
        summary=summary,
        body=body,
        furniture=furniture,
        matches=matches,
        stops=min(matches, MAX_STOPS),
        title_matches=_count_matches(title),
        furniture_matches=_count_matches(furniture),
    )


def _paragraphs(text: str, ranges: Sequence[tuple[int, int]], numbers: Iterator[int]) -> Iterator[Paragraph]:
    """Give the non-empty lines of `text`, each cut at the `ranges`, which are ascending and apart."""
    place = 0
    for line in _LINE.finditer(text):
        start, end = line.span()
        while place < len(ranges) and ranges[place][1] <= start:
            place += 1
        first = place
        while place < len(ranges) and ranges[place][0] < end:
            place += 1
        if line[0].strip():
            yield tuple(_pieces(text, start, end, ranges[first:place], numbers))
        if place > first and ranges[place - 1][1] > end:
            place -= 1  # a match over the end of a line goes on in the next


def _pieces(
    text: str, start: int, end: int, ranges: Sequence[tuple[int, int]], numbers: Iterator[int]
) -> Iterator[Piece]:
    at = start
    for first, last in ranges:
        low, high = max(first, at), min(last, end)
        if low > at:
            yield Piece(text[at:low])
        yield Piece(text[low:high], is_match=True, stop=next(numbers, 0))
        at = high
    if at < end:
        yield Piece(text[at:end])


def _count_matches(paragraphs: tuple[Paragraph, ...]) -> int:
    return sum(piece.is_match for paragraph in paragraphs for piece in paragraph)
