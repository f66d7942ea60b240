"""The front page: what the index holds."""

from flask import Response

from web.calendars import FEW_MONTHS, calendar_of_months, calendars_of_days
from web.holdings import Holdings, month_name, month_number
from web.library import library
from web.page_cache import kept
from web.pages.blueprint import pages
from web.periods import days_of
from web.wire import page


@pages.get("/")
@kept
def front() -> Response:
    """Show what the index holds: by time, by source, by region, and the newest of it."""
    holdings = library().holdings()
    months = months_between(holdings)
    is_short = 0 < len(months) <= FEW_MONTHS
    days: dict[str, int] = {}
    for year in {month[:4] for month in months} if is_short else ():
        days |= days_of(library().index(), year)
    return page(
        "front.html",
        holdings=holdings,
        calendar=None if days else calendar_of_months(dict(holdings.months)),
        calendars=calendars_of_days(days, months) if days else (),
    )


def months_between(holdings: Holdings) -> list[str]:
    """Return all months from the first to the last that has articles; none where they are too many."""
    if not holdings.months:
        return []
    first, last = month_number(holdings.months[0][0]), month_number(holdings.months[-1][0])
    return [month_name(number) for number in range(first, last + 1)] if last - first < FEW_MONTHS else []
