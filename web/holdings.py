"""What an archive holds, of everything or of one region, source, year or month: what the pages about it tell.

Counted by the index itself, a few milliseconds for each field; `web.library` keeps what is of the whole
archive for as long as the index stays as it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from search import Article, Facet, Filters, Index, RegionTree

NEWEST = 8
LISTED = 2_000
"""Sources, sections and authors that are named at most: more than anyone reads down."""

PLACES = 2_000
PERIODS = 100_000
"""Months that are counted: no archive has more, whatever its dates say."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """The articles that some filters leave, by field; `newest` are the last published of them.

    `months` has the articles of each month `2019-06`, in order; those dated to a year alone are only in
    `years`, and `undated` have no date at all. Facets come with the most articles first.
    """

    articles: int
    sources: Facet
    sections: Facet
    authors: Facet
    regions: RegionTree
    years: tuple[tuple[str, int], ...]
    months: tuple[tuple[str, int], ...]
    undated: int
    newest: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Months without any article, from `first` to `last`, which may be the same one."""

    first: str
    last: str
    months: int


def count_holdings(index: Index, filters: Filters | None = None) -> Holdings:
    """Count what `index` holds, or what `filters` leave of it."""

    def facet(field: str, limit: int = LISTED) -> Facet:
        return index.facets(None, field, limit=limit, filters=filters)

    years = facet("year", PERIODS)
    if filters:
        newest = tuple(hit.article for hit in index.search(None, limit=NEWEST, filters=filters).hits)
    else:
        newest = index.newest(NEWEST)
    return Holdings(
        articles=years.total,
        sources=facet("source"),
        sections=facet("section"),
        authors=facet("author"),
        regions=index.regions(None, limit=PLACES, filters=filters),
        years=tuple(sorted(years.values)),
        months=tuple(sorted(facet("month", PERIODS).values)),
        undated=years.missing,
        newest=newest,
    )


def gaps(months: tuple[tuple[str, int], ...]) -> tuple[Gap, ...]:
    """Return the months without any article between the first and the last of `months`, as ranges.

    >>> gaps((("2018-11", 3), ("2019-02", 1), ("2019-03", 2)))
    (Gap(first='2018-12', last='2019-01', months=2),)
    """
    return tuple(_gaps([month_number(month) for month, _ in months]))


def month_number(month: str) -> int:
    """Return the number of a month `2019-06`: neighbours differ by 1."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def month_name(number: int) -> str:
    """Return the month of a number as `2019-06`."""
    return f"{number // 12:04}-{number % 12 + 1:02}"


def _gaps(numbers: list[int]) -> Iterator[Gap]:
    for before, after in pairwise(numbers):
        if after - before > 1:
            yield Gap(month_name(before + 1), month_name(after - 1), after - before - 1)
