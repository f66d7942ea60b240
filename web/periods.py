"""A day, month, year or decade of ISO 8601 in the reader's words.

A page of results writes up to a hundred of them and an interface has three languages: each is written
once, for Babel takes longer for one date than a template for its whole line.
"""

from datetime import date
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton
from flask_babel import get_locale, gettext  # type: ignore[import-untyped]

_KEPT = 20_000  # days of half a century; a few megabytes

_SHAPES = {4: "y", 7: "yMMMM", 10: ""}
"""Which parts of a date are written, by how long its ISO form is; a whole day has a form of its own."""


def period_text(period: str, unit: str = "") -> str:
    """Return an ISO year, month or day in the reader's words; with the unit `decade`, that of its first year.

    What is no date comes back as it is: an archive may say anything.

    >>> period_text("2019-06")                                      # doctest: +SKIP
    '2019年6月'
    """
    if unit == "decade":
        return str(gettext("%(year)ss", year=period))
    return _written(period, str(get_locale() or "en"))


@lru_cache(maxsize=_KEPT)
def _written(period: str, locale: str) -> str:
    shape = _SHAPES.get(len(period))
    if shape is None:
        return period
    try:
        day = date.fromisoformat(period + "0001-01-01"[len(period) :])
    except ValueError:
        return period
    language = Locale.parse(locale)
    if not shape:
        return format_date(day, "long", locale=language)
    return format_skeleton(shape, day, locale=language)
