"""Hits as lines to write down: title, origin and fragments, each cut at its marks, and their links.

A page has up to fifty of them with three fragments each, so whatever they share is made once and what a
template would ask again and again is asked here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from search import Article, Fragment, Hit
from web.asking import Question
from web.keeping.metadata import coins
from web.links import link, segment
from web.presenting import day, ends_within, place, starts_within

MOST_WITH_COINS = 20
"""Hits of a page that have metadata for reference managers, half a kilobyte each."""

Pieces = tuple[tuple[str, bool], ...]
"""A text cut at its marks: each piece, and whether it is marked."""


@dataclass(frozen=True, slots=True)
class Line:
    """A fragment; `before` and `after` tell that its sentence goes on there."""

    pieces: Pieces
    before: bool
    after: bool
    is_furniture: bool


@dataclass(frozen=True, slots=True)
class HitView:
    """One hit, number `rank` of the result; `copies_href` is where the `copies` it stands for are listed.

    `coins` is its metadata for reference managers, empty on a page of so many that it would be a third of it.
    """

    rank: int
    lang: str
    href: str
    title: Pieces
    source: str
    place: str
    published: str
    day: str
    missing: tuple[str, ...]
    lines: tuple[Line, ...]
    copies: int
    copies_href: str
    coins: str


def hit_views(hits: Iterable[Hit], question: Question, first: int) -> tuple[HitView, ...]:
    """Return the hits of a page, the first of which is number `first` of the result."""
    asked = link("", question.on_page(1).parameters())
    has_coins = question.size <= MOST_WITH_COINS
    return tuple(_view(hit, rank, asked, has_coins=has_coins) for rank, hit in enumerate(hits, start=first))


def _view(hit: Hit, rank: int, asked: str, *, has_coins: bool) -> HitView:
    article = hit.article
    id_segment = segment(article.id)
    titles = [fragment for fragment in hit.fragments if fragment.section == "title"]
    return HitView(
        rank=rank,
        lang=article.lang,
        href=f"/article/{id_segment}{asked}&hit={rank}",
        title=tuple(titles[0].pieces()) if titles else ((article.title or article.id, False),),
        source=article.source,
        place=place(article.regions[0]) if article.regions else "",
        published=article.published,
        day=day(article.local_time) if article.published else "",
        missing=hit.missing,
        lines=tuple(
            _line(fragment, article)
            for fragment in hit.fragments
            if fragment.section != "title" and fragment.text.strip()
        ),
        copies=hit.copies,
        copies_href=f"/copies/{id_segment}{asked}" if hit.copies else "",
        coins=coins(article) if has_coins else "",
    )


def _line(fragment: Fragment, article: Article) -> Line:
    return Line(
        pieces=tuple(fragment.pieces()),
        before=starts_within(fragment, article),
        after=ends_within(fragment, article),
        is_furniture=fragment.section == "furniture",
    )
