"""When what was found was published: counts by day, month, year or decade, with empty ones between.

Beside the hits each bucket has the holdings, all articles of that time, so that a reader can tell a busy
month of the subject from one of the archive. Dates are local, as readers see them (`Article.local_time`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from search.engine import Reader
from search.engine.tree import Everything, Node

UNITS = ("day", "month", "year", "decade")
"""From the finest to the coarsest."""

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


def histogram(reader: Reader, match: Node, unit: str) -> Histogram:
    """Count the articles that match by time; `Index.histogram` says the rest."""
    if unit not in (AUTO, *UNITS):
        raise ValueError(f"unit is {unit!r}; it must be one of {', '.join((AUTO, *UNITS))}")
    years, total, undated, _ = reader.facets(match, "year", ALL)
    chosen = _chosen(reader, match, unit, years)
    hits = _counts(reader, match, chosen)
    if not hits:
        return Histogram(chosen, (), total, undated, total - undated)
    holdings = _counts(reader, Everything(), chosen)
    buckets = tuple(
        Bucket(_start(place, chosen), hits.get(place, 0), holdings.get(place, 0))
        for place in range(min(hits), max(hits) + 1)
    )
    return Histogram(chosen, buckets, total, undated, total - undated - sum(hits.values()))


def _chosen(reader: Reader, match: Node, unit: str, years: Sequence[tuple[str, int]]) -> str:
    """Return the finest unit, from the one asked for on, that needs no more buckets than allowed.

    `auto` passes over units that less than half of the dated hits are dated to.
    """
    if not years:
        return "year" if unit == AUTO else unit
    dated = sum(count for _, count in years)
    between = max(int(year) for year, _ in years) - min(int(year) for year, _ in years) - 1
    for candidate in UNITS if unit == AUTO else UNITS[UNITS.index(unit) :]:
        limit = AUTO_BUCKETS.get(candidate, MAX_BUCKETS) if unit == AUTO else MAX_BUCKETS
        if between * A_YEAR[candidate] > limit:
            continue
        hits = _counts(reader, match, candidate)
        if unit == AUTO and sum(hits.values()) * 2 < dated:
            continue
        if not hits or max(hits) - min(hits) < limit:
            return candidate
    return UNITS[-1]


def _counts(reader: Reader, match: Node, unit: str) -> dict[int, int]:
    """Count the articles that match by the ordinal numbers of their periods."""
    counts: dict[int, int] = {}
    for period, count in reader.facets(match, "year" if unit == "decade" else unit, ALL).values:
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
