"""Facets as lists of links: what else could be chosen, and what is.

A value that is chosen is known in whatever script it was chosen, for a facet names it as this result prints
it most. Everything is worked out here once, so that the template only writes it down.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext  # type: ignore[import-untyped]

from search import Counts, Facet, Filters, RegionNode, RegionTree
from web.asking import Question
from web.chips import field_name, script_name
from web.narrowing import Narrowing
from web.periods import in_words

_ISO = re.compile(r"(\d{4})(?:-\d\d){0,2}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of a facet: its link adds it, or takes it away where it `is_active`; `below` has its parts.

    `count` is written as readers read it; `is_open` tells that something below is chosen.
    """

    label: str
    href: str
    count: str
    is_active: bool = False
    below: tuple["Entry", ...] = ()
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet to show: `others` articles have values that are not listed, `missing` have none; or "".

    `is_chinese` tells that the values are the archive's words, not the interface's.
    """

    name: str
    heading: str
    entries: tuple[Entry, ...]
    missing: str
    others: str
    is_chinese: bool


def chosen_year(question: Question) -> str:
    """Return the year in which the chosen days lie, nothing where they lie in several or are open."""
    first, last = _ISO.fullmatch(question.filters.first), _ISO.fullmatch(question.filters.last)
    return first[1] if first and last and first[1] == last[1] else ""


def facet_views(counts: Counts, links: Narrowing) -> tuple[FacetView, ...]:
    """Return what of the facets is worth showing: those in which there is something to choose, or chosen."""
    question = links.question
    facets = counts.facets
    views = (
        _view(
            "source",
            field_name("source"),
            _listed(facets["source"], links, _Chosen.of(question, "source")),
            facets["source"],
        ),
        _view("region", field_name("region"), _places(counts, links), counts.regions),
        _view("year", gettext("Year"), tuple(_years(counts, links)), facets["year"]),
        _view(
            "script",
            field_name("script"),
            _listed(facets["script"], links, _Chosen.of(question, "script")),
            facets["script"],
        ),
    )
    return tuple(view for view in views if view.entries)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The values of a filter that are chosen, by what they are whatever their script."""

    name: str
    values: tuple[tuple[Any, str], ...]

    @classmethod
    def of(cls, question: Question, name: str) -> "_Chosen":
        values = getattr(question.filters, name)
        return cls(name, tuple((_meaning(name, value), value) for value in values))

    def like(self, value: str) -> tuple[str, ...]:
        """Return those that are the same as a value, as they were chosen."""
        if not self.values:
            return ()
        meaning = _meaning(self.name, value)
        return tuple(chosen for meant, chosen in self.values if meant == meaning)


def _meaning(name: str, value: str) -> object:
    """Return what is equal for values that the same articles have, in whatever script they are written."""
    alone: dict[str, Any] = {name: (value,)}
    return Filters(**alone).node()


def _view(name: str, heading: str, entries: tuple[Entry, ...], counted: Facet | RegionTree) -> FacetView:
    return FacetView(
        name=name,
        heading=heading,
        entries=entries,
        missing=f"{counted.missing:,}" if counted.missing else "",
        others=f"{counted.others:,}" if counted.others else "",
        is_chinese=name in {"source", "region"},
    )


def _listed(facet: Facet, links: Narrowing, chosen: _Chosen) -> tuple[Entry, ...]:
    name = facet.field
    entries = []
    for value, articles in facet.values:
        same = chosen.like(value)
        href = links.dropping(name, *same) if same else links.adding(name, value)
        label = script_name(value) if name == "script" else value
        entries.append(Entry(label, href, f"{articles:,}", bool(same)))
    return tuple(entries)


def _places(counts: Counts, links: Narrowing) -> tuple[Entry, ...]:
    chosen = _Chosen.of(links.question, "region")

    def entries(nodes: Iterable[RegionNode]) -> tuple[Entry, ...]:
        made = []
        for node in nodes:
            same = chosen.like(node.path)
            below = entries(node.children)
            href = links.dropping("region", *same) if same else links.adding("region", node.path)
            is_open = any(entry.is_active or entry.is_open for entry in below)
            made.append(Entry(node.name, href, f"{node.count:,}", bool(same), below, is_open))
        return tuple(made)

    return entries(counts.regions.children)


def _years(counts: Counts, links: Narrowing) -> Iterator[Entry]:
    """Give the years, the latest first; the one that the chosen days lie in has its months."""
    question = links.question
    opened = chosen_year(question)
    for year, articles in sorted(counts.facets["year"].values, reverse=True):
        is_active = year == opened and _are_days(question, year)
        below = tuple(_months(counts, links, year)) if year == opened else ()
        href = links.always() if is_active else links.during(year, year)
        yield Entry(in_words(year), href, f"{articles:,}", is_active, below, bool(below))


def _months(counts: Counts, links: Narrowing, year: str) -> Iterator[Entry]:
    for month, articles in sorted(counts.facets["month"].values):
        if month.startswith(f"{year}-"):
            is_active = _are_days(links.question, month)
            href = links.during(year, year) if is_active else links.during(month, month)
            yield Entry(in_words(month), href, f"{articles:,}", is_active)


def _are_days(question: Question, period: str) -> bool:
    """Tell whether the days that were chosen are just those of a period."""
    filters = question.filters
    chosen = Filters(first=filters.first, last=filters.last)
    return chosen.node() == Filters(first=period, last=period).node()
