"""Who wrote an article, where and when, each a link to what else the archive has of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from search import Article
from web.links import link, segment

LONGEST = 200
"""Characters of a name that a filter takes; `search` cuts longer ones there too."""

_MONTH = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?")


@dataclass(frozen=True, slots=True)
class Linked:
    """A name, and the address of what there is of it; empty where there can be none."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Byline:
    """The metadata of an article as links; None and empty where it has none.

    `regions` are paths, each step a link of its own.
    """

    source: Linked | None
    site: Linked | None
    author: Linked | None
    editor: Linked | None
    section: Linked | None
    day_url: str
    regions: tuple[tuple[Linked, ...], ...]
    tags: tuple[Linked, ...]


def byline(article: Article) -> Byline:
    """Return the byline of an article."""
    source, editor = article.source, article.editor
    site = article.site if article.site != source else ""
    return Byline(
        source=Linked(source, link(f"/sources/{segment(source)}")) if source.strip() else None,
        site=_filtered("site", site),
        author=_filtered("author", article.author),
        editor=Linked(editor, _phrase_url(editor, "editor:")) if editor.strip() else None,
        section=_filtered("section", article.section),
        day_url=day_url(article.local_time),
        regions=tuple(steps for region in article.regions if (steps := tuple(_steps(region)))),
        tags=tuple(Linked(tag, _phrase_url(tag)) for tag in article.tags if tag.strip()),
    )


def day_url(published: str) -> str:
    """Return the address of the day, month or year of an ISO date or time; nothing where it is none.

    >>> day_url("2019-06-09T19:32:03+08:00"), day_url("2019-06"), day_url("2019-02-30")
    ('/days/2019-06-09', '/days/2019-06', '')
    """
    if _MONTH.fullmatch(published):
        return link(f"/days/{published}")
    try:
        return link(f"/days/{date.fromisoformat(published[:10]).isoformat()}")
    except ValueError:
        return ""


def _filtered(name: str, value: str) -> Linked | None:
    """Return a name with the address of all articles that have it in the filter `name`."""
    return Linked(value, link("/search", [(name, value[:LONGEST])])) if value.strip() else None


def _phrase_url(value: str, field: str = "") -> str:
    """Return the address of all articles with a phrase; a quotation mark cannot stand inside one."""
    phrase = value.replace('"', " ").replace("＂", " ")
    return link("/search", [("q", f'{field}"{phrase}"')])


def _steps(region: str) -> Iterator[Linked]:
    """Give the steps of a region's path, each with the address of the place that it leads to."""
    path = "/regions"
    for step in region.split("/"):
        if step.strip():
            path = f"{path}/{segment(step)}"
            yield Linked(step, link(path))
