"""The archive by place and by source: lists of both, and a page for each."""

from difflib import get_close_matches

from flask import Response
from flask_babel import gettext  # type: ignore[import-untyped]

from search import Filters, RegionNode
from web.asking import Question
from web.calendars import calendar_of_months
from web.holdings import count_holdings
from web.library import library
from web.links import link
from web.page_cache import kept
from web.pages.blueprint import pages
from web.presenting import region_url, source_url
from web.wire import page

NEAR = 8
"""Names that are offered in the place of one that is not there."""

LIKENESS = 0.4
"""How much of two names must agree (`difflib`): of three characters, two."""

COMPARED = 500
"""Names that are compared, those with the most articles: the comparison takes some 20 microseconds each."""

SHOWN_NAME = 60


@pages.get("/sources")
@kept
def sources() -> Response:
    """List all sources."""
    return page("sources.html", holdings=library().holdings())


@pages.get("/regions")
@kept
def regions() -> Response:
    """Show all places as a tree."""
    return page("regions.html", holdings=library().holdings())


@pages.get("/sources/<id:name>")
@kept
def source(name: str) -> Response:
    """Show what there is of one source: times, regions, sections, authors, its newest."""
    filters = _filters("source", name)
    held = count_holdings(library().index(), filters) if filters else None
    if filters is None or held is None or not held.articles:
        known = {value.value: source_url(value.value) for value in library().holdings().sources.values}
        return _nowhere(
            gettext("There is no source of that name"),
            name,
            known,
            (link("/sources"), gettext("All sources")),
        )
    printed = held.sources.of(name)
    return page(
        "holding.html",
        kind="source",
        name=printed.value if printed else name.strip(),
        trail=(),
        below=(),
        question_here=Question("", filters=filters),
        holdings=held,
        calendar=calendar_of_months(dict(held.months)),
    )


@pages.get("/regions/<id:path>")
@kept
def region(path: str) -> Response:
    """Show what there is about one region: the places in it, times, sources, the newest."""
    filters = _filters("region", path)
    held = count_holdings(library().index(), filters) if filters else None
    if filters is None or held is None or not held.articles:
        known = {node.name: region_url(node.path) for node in _all(library().holdings().regions.children)}
        return _nowhere(
            gettext("There is no region of that name"),
            path.rstrip("/").rpartition("/")[2],
            known,
            (link("/regions"), gettext("All regions")),
        )
    trail = held.regions.trail(path)
    return page(
        "holding.html",
        kind="region",
        name=trail[-1].name if trail else path.strip("/ "),
        trail=trail[:-1],
        below=trail[-1].children if trail else (),
        question_here=Question("", filters=filters),
        holdings=held,
        calendar=calendar_of_months(dict(held.months)),
    )


def _filters(field: str, value: str) -> Filters | None:
    """Return the filter for a value that stood in an address; None for one that no article can have."""
    try:
        return Filters(source=(value,)) if field == "source" else Filters(region=(value,))
    except ValueError:
        return None


def _all(nodes: tuple[RegionNode, ...]) -> list[RegionNode]:
    """Return places and all below them, each before those below it."""
    return [node for top in nodes for node in (top, *_all(top.children))]


def _nowhere(title: str, name: str, known: dict[str, str], way_out: tuple[str, str]) -> Response:
    """Say that there is no such name, and name those that are most like it: `known` has their addresses."""
    asked = name.strip()[:SHOWN_NAME]
    compared = list(known)[:COMPARED]
    near = [other for other in compared if asked and (asked in other or other in asked)]
    near += get_close_matches(asked, compared, NEAR, LIKENESS)
    return page(
        "nowhere.html",
        404,
        title=title,
        message=gettext("The archive has nothing under “%(name)s”.", name=asked),
        near=[(known[other], other) for other in dict.fromkeys(near)][:NEAR],
        ways_out=[way_out],
    )
