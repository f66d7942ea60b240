"""The archive by time: all of it, a year, a month, a day."""

from collections.abc import Iterable
from itertools import islice

from flask import Response
from flask_babel import gettext  # type: ignore[import-untyped]

from search import Article
from web.asking import Question
from web.calendars import calendar_of_months, calendars_of_days
from web.holdings import count_holdings
from web.library import library
from web.links import link
from web.page_cache import kept
from web.pages.blueprint import pages
from web.periods import DAY, MONTH, YEAR, days_of, in_words, is_period, neighbours, within
from web.wire import page

DAY_ARTICLES = 500
"""Articles of one day that are listed; who wants more of it searches in it."""


@pages.get("/days")
@kept
def days() -> Response:
    """Show the archive by month, and every year."""
    holdings = library().holdings()
    return page("days.html", holdings=holdings, calendar=calendar_of_months(dict(holdings.months)))


@pages.get("/days/<id:period>")
@kept
def day(period: str) -> Response:
    """Show a year or a month as a calendar of its days, a day with all its articles by source."""
    if not is_period(period):
        return page(
            "nowhere.html",
            404,
            title=gettext("There is no such day"),
            message=gettext("Days are written 2019-06-09, months 2019-06, years 2019."),
            near=(),
            ways_out=[(link("/days"), gettext("The archive by month and year"))],
        )
    index = library().index()
    before, after = neighbours(index, library().holdings(), period)
    question = Question("", filters=within(period))
    shared = {
        "period": period,
        "question_here": question,
        "before": before,
        "after": after,
        "above": [above for above in (period[:YEAR], period[:MONTH]) if len(above) < len(period)],
        "name": in_words(period),
    }
    if len(period) == DAY:
        found = index.search(None, limit=0, filters=question.filters).total
        articles = list(islice(index.found(None, sort="oldest", filters=question.filters), DAY_ARTICLES))
        return page(
            "day.html",
            200 if found else 404,
            found=found,
            sources=by_source(articles),
            listed=len(articles),
            **shared,
        )
    held = count_holdings(index, question.filters)
    counts = days_of(index, period)
    months = [period] if len(period) == MONTH else [f"{period}-{number:02}" for number in range(1, 13)]
    return page(
        "period.html",
        200 if held.articles else 404,
        holdings=held,
        calendars=calendars_of_days(counts, months),
        coarser=held.articles - sum(counts.values()),
        **shared,
    )


def by_source(articles: Iterable[Article]) -> list[tuple[str, list[Article]]]:
    """Return articles by their source as printed, the one with the most first, those without one last."""
    groups: dict[str, list[Article]] = {}
    for article in articles:
        groups.setdefault(article.source, []).append(article)
    return sorted(groups.items(), key=lambda group: (not group[0], -len(group[1]), group[0]))
