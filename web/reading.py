"""An article laid out for reading: paragraphs of pieces, with a number for each match.

Matches are stops that a reader walks along (`#m1`, `#m2`, …), numbered through summary and text.
Those in the title need no walk, they are in sight; those in the page's furniture are only counted,
for the furniture is folded away and a link into a closed fold leads nowhere in some browsers.

Every piece is text, never HTML: the template escapes each and puts its own mark around it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from search import Article, Fragment

_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `stop` is the number of the match that it is, from 1, and 0 for plain text."""

    text: str
    stop: int = 0


Paragraph = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """An article's running text as paragraphs of pieces.

    `stops` is how many matches can be walked along, `title` the title cut at its matches,
    `furniture_matches` how many more are in the furniture.
    """

    title: Paragraph
    summary: tuple[Paragraph, ...]
    body: tuple[Paragraph, ...]
    furniture: tuple[Paragraph, ...]
    stops: int
    title_matches: int
    furniture_matches: int


def lay_out(article: Article, sections: Mapping[str, Fragment]) -> Reading:
    """Lay `article` out with the marks of `sections` (from `search.mark_article`; may be empty)."""
    stops = count(1)

    def paragraphs(section: str, text: str, numbers: Iterator[int]) -> tuple[Paragraph, ...]:
        fragment = sections.get(section)
        return _paragraphs(text, fragment.ranges if fragment else (), numbers)

    title = paragraphs("title", article.title, count(1))
    summary = paragraphs("summary", article.summary, stops)
    body = paragraphs("body", article.body, stops)
    furniture = paragraphs("furniture", article.furniture, count(1))
    return Reading(
        title=tuple(piece for paragraph in title for piece in paragraph),
        summary=summary,
        body=body,
        furniture=furniture,
        stops=next(stops) - 1,
        title_matches=_count_stops(title),
        furniture_matches=_count_stops(furniture),
    )


def _paragraphs(
    text: str, ranges: tuple[tuple[int, int], ...], numbers: Iterator[int]
) -> tuple[Paragraph, ...]:
    """Cut `text` into its non-empty lines, each cut at the `ranges`, which are in order."""
    lines = []
    for line in _LINE.finditer(text):
        if line[0].strip():
            lines.append(tuple(_pieces(text, line.start(), line.end(), ranges, numbers)))
    return tuple(lines)


def _pieces(
    text: str, start: int, end: int, ranges: tuple[tuple[int, int], ...], numbers: Iterator[int]
) -> Iterator[Piece]:
    at = start
    for first, last in ranges:
        low, high = max(first, at), min(last, end)
        if low >= high:
            continue
        if low > at:
            yield Piece(text[at:low])
        yield Piece(text[low:high], next(numbers))
        at = high
    if at < end:
        yield Piece(text[at:end])


def _count_stops(paragraphs: tuple[Paragraph, ...]) -> int:
    return sum(piece.stop > 0 for paragraph in paragraphs for piece in paragraph)
