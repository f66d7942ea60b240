"""Days, months and years as they stand in addresses (`2019-06-09`, `2019-06`, `2019`), and in words."""

import re
from datetime import date
from functools import lru_cache

from babel.dates import format_date, format_skeleton, get_day_names

from search import Filters, Index
from web.holdings import Holdings
from web.languages import current

YEAR, MONTH, DAY = 4, 7, 10
"""How many characters a period has."""

MONTHS_WALKED = 60
"""Months with articles that are looked through for the day before or after: most have some dated to a day."""

_PERIOD = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")


def is_period(text: str) -> bool:
    """Tell whether `text` is a day, month or year that a calendar has.

    >>> is_period("2019-06"), is_period("2019-13"), is_period("2019-02-30"), is_period("0000")
    (True, False, False, False)
    """
    if not _PERIOD.fullmatch(text):
        return False
    try:
        _first_day(text)
    except ValueError:
        return False
    return True


def within(period: str) -> Filters:
    """Return the filter that leaves the articles of a period."""
    return Filters(first=period, last=period)


def days_of(index: Index, period: str) -> dict[str, int]:
    """Return how many articles each day of a month or year has, days without any left out."""
    counted = index.histogram(None, "day", filters=within(period))
    return (
        {bucket.start: bucket.hits for bucket in counted.buckets if bucket.hits}
        if counted.unit == "day"
        else {}
    )


def neighbours(index: Index, holdings: Holdings, period: str) -> tuple[str, str]:
    """Return the periods before and after, of the same length, that have articles; empty where none has."""
    if len(period) == YEAR:
        known = [year for year, _ in holdings.years]
    elif len(period) == MONTH:
        known = [month for month, _ in holdings.months]
    else:
        return _nearest_day(index, holdings, period, -1), _nearest_day(index, holdings, period, 1)
    before = [other for other in known if other < period]
    after = [other for other in known if other > period]
    return before[-1] if before else "", after[0] if after else ""


def _nearest_day(index: Index, holdings: Holdings, day: str, step: int) -> str:
    """Return the nearest day with articles before (`step` -1) or after a day."""
    month = day[:MONTH]
    months = [known for known, _ in holdings.months if (known <= month if step < 0 else known >= month)]
    for known in months[::step][:MONTHS_WALKED]:
        days = sorted(days_of(index, known))[::step]
        found = next((other for other in days if (other < day if step < 0 else other > day)), "")
        if found:
            return found
    return ""


def in_words(period: str) -> str:
    """Return a period in the reader's words: 2019年6月, June 2019; what is none as it is."""
    return _in_words(period, current().catalogue)


def month_label(number: int) -> str:
    """Return the short name of a month, from 1."""
    return _month_label(number, current().catalogue)


def weekday_labels() -> tuple[str, ...]:
    """Return the narrow names of the days of the week, from Sunday."""
    return _weekday_labels(current().catalogue)


@lru_cache(maxsize=4096)  # a calendar has hundreds, and the words for a date never change
def _in_words(period: str, locale: str) -> str:
    if not is_period(period):
        return period
    first = _first_day(period)
    if len(period) == DAY:
        return str(format_date(first, "long", locale=locale))
    return str(format_skeleton("y" if len(period) == YEAR else "yMMMM", first, locale=locale))


@lru_cache(maxsize=64)
def _month_label(number: int, locale: str) -> str:
    return str(format_date(date(2000, number, 1), "LLL", locale=locale))


@lru_cache(maxsize=8)
def _weekday_labels(locale: str) -> tuple[str, ...]:
    names = get_day_names("narrow", "stand-alone", locale=locale)
    return tuple(names[number] for number in (6, 0, 1, 2, 3, 4, 5))


def _first_day(period: str) -> date:
    parts = [int(part) for part in period.split("-")]
    year, month, day = (*parts, 1, 1)[:3]
    return date(year, month, day)
