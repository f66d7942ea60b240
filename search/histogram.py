"""When what was found was published: counts by day, month, year or decade, with empty ones between.

Beside the hits each bucket has the holdings, all articles of that time, so that a reader can tell a busy
month of the subject from one of the archive. Dates are local, as readers see them (`Article.local_time`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from search.engine import Selection

UNITS = ("day", "month", "year", "decade")
"""From the finest to the coarsest."""

YEARLY = ("year", "decade")
"""Those that are counted by years."""

AUTO = "auto"

MAX_BUCKETS = 1_000
"""Buckets of one histogram; the years 1 to 9999 are as many decades."""

AUTO_BUCKETS = {"day": 92, "month": 120, "year": 200}
"""How many buckets `auto` shows at most of each unit, before it takes the next: a quarter, ten years, …"""

A_YEAR = {"day": 365, "month": 12, "year": 1, "decade": 0}
"""Buckets that a whole year takes at least."""

ALL = 1 << 30
"""More values than there are: no limit."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """A day `2019-06-09`, month `2019-06`, year `2019` or decade `2010` (its first year), with its articles.

    `hits` of those found, `holdings` of all in the index.
    """

    start: str
    hits: int
    holdings: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """Ascending buckets from the first to the last hit, none left out.

    All `hits` with `coarser`, hits dated only to a coarser unit than this one, and `undated`, those without
    a date, add up to `total`. `unit` is the one that was counted by.
    """

    unit: str
    buckets: tuple[Bucket, ...]
    total: int
    undated: int
    coarser: int


def histogram(selection: Selection, held: Callable[[str], Mapping[int, int]], unit: str) -> Histogram:
    """Count articles by time, beside what is held of each; `Index.histogram` says the rest.

    `held` gives the `period_counts` of all articles.
    """
    if unit not in (AUTO, *UNITS):
        raise ValueError(f"unit is {unit!r}; it must be one of {', '.join((AUTO, *UNITS))}")
    years, total, undated, _ = selection.facets("year", ALL)
    chosen, hits = _chosen(selection, unit, years)
    if not hits:
        return Histogram(chosen, (), total, undated, total - undated)
    holdings = held(chosen)
    buckets = tuple(
        Bucket(_start(place, chosen), hits.get(place, 0), holdings.get(place, 0))
        for place in range(min(hits), max(hits) + 1)
    )
    return Histogram(chosen, buckets, total, undated, total - undated - sum(hits.values()))


def period_counts(selection: Selection, unit: str) -> dict[int, int]:
    """Count articles by the ordinal numbers of their periods."""
    return _numbered(selection.facets("year" if unit == "decade" else unit, ALL).values, unit)


def _chosen(selection: Selection, unit: str, years: Sequence[tuple[str, int]]) -> tuple[str, dict[int, int]]:
    """Return the finest unit, from the one asked for on, that needs no more buckets than allowed; its counts.

    `auto` passes over units that less than half of the dated hits are dated to.
    """
    if not years:
        return "year" if unit == AUTO else unit, {}
    dated = sum(count for _, count in years)
    between = max(int(year) for year, _ in years) - min(int(year) for year, _ in years) - 1
    for candidate in UNITS if unit == AUTO else UNITS[UNITS.index(unit) :]:
        limit = AUTO_BUCKETS.get(candidate, MAX_BUCKETS) if unit == AUTO else MAX_BUCKETS
        if between * A_YEAR[candidate] > limit:
            continue
        hits = _numbered(years, candidate) if candidate in YEARLY else period_counts(selection, candidate)
        if unit == AUTO and sum(hits.values()) * 2 < dated:
            continue
        if not hits or max(hits) - min(hits) < limit:
            return candidate, hits
    return UNITS[-1], _numbered(years, UNITS[-1])


def _numbered(values: Iterable[tuple[str, int]], unit: str) -> dict[int, int]:
    counts: dict[int, int] = {}
    for period, count in values:
        place = _place(period, unit)
        counts[place] = counts.get(place, 0) + count
    return counts


def _place(period: str, unit: str) -> int:
    """Return the ordinal number of an ISO 8601 year, month or day among the units: neighbours differ by 1."""
    if unit == "day":
        return date.fromisoformat(period).toordinal()
    year = int(period[:4])
    if unit == "month":
        return year * 12 + int(period[5:]) - 1
    return year if unit == "year" else year // 10


def _start(place: int, unit: str) -> str:
    """Return the period of an ordinal number; of a decade the first year."""
    if unit == "day":
        return date.fromordinal(place).isoformat()
    if unit == "month":
        return f"{place // 12:04}-{place % 12 + 1:02}"
    return f"{place:04}" if unit == "year" else f"{place * 10:04}"
