"""Dates as numbers YYYYMMDDhhmmss, where what is not known is 0: a date may be known to its year or month."""

import numpy as np
from numpy.typing import NDArray

from search.engine.arrays import AnyArray

DAY = 1_000_000
"""A day in the unit of `SegmentReader.dates`."""

DATE_UNITS = {"year": 10**10, "month": 10**8, "day": 10**6}
"""Facets made from the date, and what divides it down to them."""

LAST_YEAR = 9999

LAST_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
"""The last day of each month, but for leap years."""


def first_and_last_days(days: AnyArray) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first and the last day YYYYMMDD that each of the days, possibly of month or day 0, means."""
    months = days // 100 % 100
    first = days + np.where(months == 0, 101, np.where(days % 100 == 0, 1, 0))
    last_days = LAST_DAYS[months.clip(0, 12)] + ((months == 2) & _is_leap(days // 10000))
    last = days + np.where(months == 0, 1231, np.where(days % 100 == 0, last_days, 0))
    return first, last


def date_label(value: int, unit: str) -> str:
    """Write 2019, 201906 or 20190609 as ISO 8601 has it."""
    if unit == "year":
        return f"{value:04}"
    if unit == "month":
        return f"{value // 100:04}-{value % 100:02}"
    return f"{value // 10000:04}-{value // 100 % 100:02}-{value % 100:02}"


def are_dated(days: NDArray[np.int64], unit: str) -> NDArray[np.bool_]:
    """Tell which days YYYYMMDD, of a file from anywhere, are dates of the calendar down to a unit."""
    years, months = days // 10000, days // 100 % 100
    known: NDArray[np.bool_] = (years >= 1) & (years <= LAST_YEAR)
    if unit != "year":
        known &= (months >= 1) & (months < len(LAST_DAYS))
    if unit == "day":
        leap_day = (months == 2) & _is_leap(years)
        known &= (days % 100 >= 1) & (days % 100 <= LAST_DAYS[months.clip(0, 12)] + leap_day)
    return known


def _is_leap(years: NDArray[np.int64]) -> NDArray[np.bool_]:
    leap: NDArray[np.bool_] = (years % 4 == 0) & ((years % 100 != 0) | (years % 400 == 0))
    return leap
