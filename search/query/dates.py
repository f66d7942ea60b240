"""Dates as readers type them: of either calendar, in digits or characters, whole or in part."""

import re
from calendar import monthrange
from datetime import date, timedelta

from search.analysis import fold

ROC_EPOCH = 1911
"""Year 1 of the Republic's calendar (民國) is 1912."""

ROC_BEFORE = 1000
"""A year below this is of the Republic's calendar, also without 民國."""

FULL_YEAR = 4
"""Digits of a year that is of the common calendar however low: 0999."""

EARLIEST, LATEST = 1_01_01, 9999_12_31
RANGE = re.compile(r"\s*(?:\.\.+|…+|~|〜|–|—+|至今?|到今?)\s*")

_NUMERAL = r"\d〇零元一二三四五六七八九十百"
SPACED_RANGE = re.compile(
    rf"[{_NUMERAL}年月日民國国中華华/.\-]{{1,20}}\s{{0,9}}(?:\.{{2,3}}|…{{1,2}}|[~～〜–]|—{{1,2}}|[至到])\s{{1,9}}"
    rf"[{_NUMERAL}民][{_NUMERAL}年月日國国/.\-]{{0,20}}(?=[\s)）]|$)"
)
"""A range whose ends stand apart: 2019年5月 至 7月. What is no number does not belong to it."""

_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_TENS = re.compile(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)")
_HUNDREDS = re.compile(
    r"([一二三四五六七八九])百(?:[零〇]([一二三四五六七八九])|(([一二三四五六七八九]?)十([一二三四五六七八九]?)))?"
)
_DATE = re.compile(
    r"(?P<roc>(?:中华)?民国)?(?P<year>\d{1,4})年?(?:(?:(?<=年)|[-/.])(?P<month>\d{1,2})月?(?:(?:(?<=月)|[-/.])(?P<day>\d{1,2})日?)?)?"
)
_YEAR, _MONTH = re.compile("[^年]+年"), re.compile("[^年]+年[^月]+月")
_ONLY_MONTH, _ONLY_DAY = re.compile("[^年月]+月(?:[^年月日]+日)?"), re.compile("[^年月日]+日")
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")


def parse_date_range(text: str) -> tuple[int, int]:
    """Return the first and last day that `text` covers, as numbers YYYYMMDD.

    Understands `2019-06-09`, `2019/6/9`, `20190609`, `2019年6月`, `2019`, `108年6月` and
    `民國108年` (the Republic's calendar), `二〇一九年六月九日`, full-width digits, and ranges
    `2019-05..2019-07`, either end of which may be left out. Raises ValueError for anything else, and
    for a day that no calendar has.

    >>> parse_date_range("108年6月"), parse_date_range("2019-05..2019-07")
    ((20190601, 20190630), (20190501, 20190731))
    """
    canonical = fold(text).strip()
    ends = RANGE.split(canonical)
    if len(ends) == 1:
        return parse_period(canonical)
    if len(ends) > 2 or not any(ends):
        raise ValueError(f"{text!r} is not a range of dates")
    first = parse_period(ends[0])[0] if ends[0] else EARLIEST
    last = parse_period(_completed(ends[0], ends[1]))[1] if ends[1] else LATEST
    if first > last:
        raise ValueError(f"{text!r} ends before it begins")
    return first, last


def _completed(first: str, last: str) -> str:
    """Put before the end of a range what only its beginning says: 2019年5月至7月, 6月9日至12日 of a year."""
    year, month = _YEAR.match(first), _MONTH.match(first)
    if month and _ONLY_DAY.fullmatch(last):
        return month[0] + last
    return year[0] + last if year and _ONLY_MONTH.fullmatch(last) else last


def parse_period(text: str) -> tuple[int, int]:
    """Return the first and last day of a year, month or day; raises ValueError."""
    canonical = _arabic(fold(text).strip())
    found = _COMPACT.fullmatch(canonical) or _DATE.fullmatch(canonical)
    if found is None:
        raise ValueError(f"{text!r} is not a date")
    parts = found.groupdict()
    year = int(parts["year"])
    if parts.get("roc") or (year < ROC_BEFORE and len(parts["year"]) < FULL_YEAR):
        year += ROC_EPOCH
    month, day = (int(parts[name]) if parts[name] else None for name in ("month", "day"))
    first_month, last_month = (month, month) if month else (1, 12)
    try:
        first = date(year, first_month, day or 1)
        last = date(year, last_month, day or monthrange(year, last_month)[1])
    except ValueError as error:
        raise ValueError(f"{text!r} is in no calendar") from error
    return _number(first), _number(last)


def neighbour(number: int, days: int) -> int:
    """Return the day so many days after a day, both as numbers YYYYMMDD; ValueError beyond the calendar."""
    try:
        return _number(date(number // 10000, number // 100 % 100, number % 100) + timedelta(days))
    except OverflowError as error:
        raise ValueError(f"no calendar goes beyond {number}") from error


def _arabic(text: str) -> str:
    """Write Chinese numerals in digits: 二〇一九年十二月 becomes 2019年12月."""
    hundreds = _HUNDREDS.sub(_hundred, text.replace("元年", "1年"))
    tens = _TENS.sub(lambda found: f"{found[1] or '一'}{found[2] or '〇'}", hundreds)
    return tens.translate(_DIGITS)


def _hundred(found: re.Match[str]) -> str:
    hundreds, unit, is_ten, ten, ten_unit = found.groups()
    if is_ten:
        return f"{hundreds}{ten or '一'}{ten_unit or '〇'}"
    return f"{hundreds}〇{unit or '〇'}"


def _number(day: date) -> int:
    return day.year * 10000 + day.month * 100 + day.day
