"""Calendars of counts as geometry: where each month or day stands, in CSS pixels; the templates draw them.

Two kinds: months over years (a column a year, a row a month) for an archive of many years, and days of a
month as on a wall calendar. Cells are 24 pixels wide and high, the least that WCAG 2.2 asks of a target.
Dates are what archives say, so a year 1 or 9999 may be somebody's mistake: long runs of empty years are one
narrow gap, and of more years than fit only the last are drawn.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from web.shades import Scale, scale_of

CELL = 24
PITCH = 25
"""From one cell to the next."""

WIDE = 64
"""The widest that a year becomes where there are few."""

LEFT, TOP = 34, 24
"""Room for the names of the rows, and for those of the columns."""

FULL = 910
"""What the columns fill where the years allow it."""

MONTHS, WEEKDAYS = 12, 7
MAX_YEARS = 200
EMPTY_YEARS = 4
"""Years without anything that are still drawn; a longer run is a gap."""

FEW_MONTHS = 24
"""An archive of at most so many months is shown by days."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A month `2019-06` or a day `2019-06-09` and how many articles it has; `shade` is 0 for none."""

    period: str
    count: int
    shade: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Column:
    """A year, and whether its name is written out (`2010`) or short (`11`); a gap where `year` is empty.

    `has_any` tells whether anything is from it.
    """

    year: str
    x: int
    is_round: bool
    has_any: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """Cells in the order of time; `pitch` is the width of a column, `columns` the years of months over years.

    `period` is what the calendar is of, empty for months over years.
    """

    width: int
    height: int
    cells: tuple[Cell, ...]
    scale: Scale
    pitch: int = PITCH
    columns: tuple[Column, ...] = ()
    period: str = ""

    @property
    def has_any(self) -> bool:
        """Tell whether any cell has articles."""
        return any(cell.count for cell in self.cells)

    @property
    def cell_width(self) -> int:
        """How wide each cell is."""
        return self.pitch - (PITCH - CELL)


def calendar_of_months(counts: Mapping[str, int]) -> Calendar:
    """Return months over years; `counts` has the articles of each month `2019-06` that has any."""
    scale = scale_of(counts.values())
    years = sorted({int(month[:4]) for month in counts})[-MAX_YEARS:]
    if not years:
        return Calendar(0, 0, (), scale)
    known = set(years)
    drawn = list(_with_gaps(years))
    pitch = max(PITCH, min(WIDE, FULL // len(drawn)))
    first, last = min(counts), max(counts)
    columns: list[Column] = []
    cells: list[Cell] = []
    for place, year in enumerate(drawn):
        x = LEFT + place * pitch
        if year is None:
            columns.append(Column("", x, is_round=False, has_any=False))
            continue
        is_first = not columns or not columns[-1].year
        columns.append(Column(f"{year:04}", x, is_first or year % 10 == 0, year in known))
        for row in range(MONTHS):
            month = f"{year:04}-{row + 1:02}"
            if first <= month <= last:
                count = counts.get(month, 0)
                cells.append(Cell(month, count, scale.shade(count), x, TOP + row * PITCH))
    return Calendar(
        LEFT + len(drawn) * pitch, TOP + MONTHS * PITCH, tuple(cells), scale, pitch, tuple(columns)
    )


def calendar_of_days(month: str, counts: Mapping[str, int], scale: Scale | None = None) -> Calendar:
    """Return the days of a month `2019-06` by weeks that begin on Sunday, as wall calendars in Chinese do.

    `scale` is one that several months share. Raises ValueError for what is no month.
    """
    first = date(int(month[:4]), int(month[5:]), 1)
    scale = scale or scale_of(counts.values())
    before = first.isoweekday() % WEEKDAYS
    cells = []
    for number, day in enumerate(_days(first), before):
        period = day.isoformat()
        count = counts.get(period, 0)
        row, column = divmod(number, WEEKDAYS)
        cells.append(Cell(period, count, scale.shade(count), column * PITCH, TOP + row * PITCH))
    height = cells[-1].y + PITCH
    return Calendar(WEEKDAYS * PITCH, height, tuple(cells), scale, period=month)


def calendars_of_days(counts: Mapping[str, int], months: Iterable[str]) -> tuple[Calendar, ...]:
    """Return the days of several months on one scale."""
    scale = scale_of(counts.values())
    return tuple(calendar_of_days(month, counts, scale) for month in months)


def _with_gaps(years: list[int]) -> Iterator[int | None]:
    """Give the years from the first to the last; None once for a long run of years that have nothing."""
    before = years[0]
    for year in years:
        if year - before - 1 > EMPTY_YEARS:
            yield None
        else:
            yield from range(before + 1, year)
        yield year
        before = year


def _days(first: date) -> Iterator[date]:
    """Give the days of the month that begins with `first`; the last month there is has an end too."""
    day = first
    while day.month == first.month:
        yield day
        if day == date.max:
            return
        day += timedelta(days=1)
