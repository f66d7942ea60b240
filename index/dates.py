"""Dates as Chinese pages print them become ISO 8601, local to where the page was printed.

Understood: 2019-06-09, 2019/6/9, 2019.6.9, 2019年6月9日, 二〇一九年六月九日, 民國108年6月9日,
20190609 (only where the caller asks for machine-written dates), each with a time or without. All of
China, Hong Kong, Macau and Taiwan keep UTC+8, so a printed time gets `+08:00`, and a time given in
UTC is brought there, since the day that readers mean is the local one. A time is never invented: what
has none stays a bare date.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

FIRST_YEAR = 1872
"""The Shen Bao's first year: an earlier one is a misreading."""
LAST_YEAR = 2100

_CHINA = timezone(timedelta(hours=8))
_ROC_OFFSET = 1911
_FULLWIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_TIME = (
    r"(?:[\sT,，(（|｜]{0,8}(?:星期.|週.|周.)?[)）\s]{0,3}"
    r"(?P<half>上午|下午|晚上|凌晨|中午|[AaPp][Mm])?\s?"
    r"(?P<hour>\d{1,2})\s?[:：時时点點]\s?(?P<minute>\d{2})(?:\s?[:：分]\s?(?P<second>\d{2}))?(?:\.\d+)?"
    r"\s?(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
_PRINTED = re.compile(
    r"(?<![\d.])(?:(?P<roc>民[國国]\s?\d{1,3})|(?P<year>(?:1[89]|20)\d{2}))"
    r"\s?(?P<sep>[-/.年－／])\s?(?P<month>\d{1,2})\s?(?:(?P=sep)|月|-)\s?(?P<day>\d{1,2})(?![\d.]*\d%)(?!\d)日?"
    + _TIME
)
_COMPACT = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})[-/_]?(?P<month>0[1-9]|1[0-2])[-/_]?(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:T?(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?)?(?:\d{3})?(?!\d)"
)
_NUMERALS = re.compile(
    r"[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text: its ISO form and where it was printed."""

    iso: str
    start: int
    end: int


def find_dates(text: str) -> Iterator[FoundDate]:
    """Yield the complete dates that are printed in `text`, in order."""
    plain = _plain_numerals(text)
    for match in _PRINTED.finditer(plain):
        iso = _iso(match)
        if iso:
            yield FoundDate(iso, match.start(), match.end())


def parse_date(text: str) -> str:
    """Return the ISO form of the first date in `text`, a machine-written one too, or an empty string.

    >>> parse_date("2019年6月9日 19:32:03"), parse_date("20251127183600")
    ('2019-06-09T19:32:03+08:00', '2025-11-27T18:36:00+08:00')
    """
    text = text.strip()
    for found in find_dates(text):
        return found.iso
    for match in _COMPACT.finditer(text):
        iso = _iso(match)
        if iso:
            return iso
    return ""


def date_of_url(url: str) -> str:
    """Return the ISO date that an address holds (`/2019-06/09/`, `/20190609/`, `/201906/09/`), or an
    empty string.
    """
    for match in _COMPACT.finditer(url):
        iso = _iso(match)
        if iso:
            return iso[:10]
    return ""


def _iso(match: re.Match[str]) -> str:
    groups = match.groupdict()
    roc = groups.get("roc")
    year = int(roc[2:]) + _ROC_OFFSET if roc else int(groups["year"])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return ""
    try:
        day = datetime(year, int(groups["month"]), int(groups["day"]), tzinfo=_CHINA)
    except ValueError:
        return ""
    if not groups["hour"]:
        return day.date().isoformat()
    return _with_time(day, groups)


def _with_time(day: datetime, groups: dict[str, str | None]) -> str:
    hour, minute, second = int(groups["hour"] or 0), int(groups["minute"] or 0), int(groups["second"] or 0)
    if (groups.get("half") or "").lower() in {"下午", "晚上", "pm"} and hour < 12:
        hour += 12
    try:
        moment = day.replace(hour=hour, minute=minute, second=second)
    except ValueError:
        return day.date().isoformat()
    zone = groups.get("zone")
    if zone:
        offset = "+00:00" if zone == "Z" else zone
        moment = datetime.fromisoformat(moment.strftime("%Y-%m-%dT%H:%M:%S") + offset).astimezone(_CHINA)
    return moment.isoformat(timespec="seconds" if groups["second"] else "minutes")


def _plain_numerals(text: str) -> str:
    """Write dates in Chinese numerals with digits, padded so that offsets stay."""
    return _NUMERALS.sub(_digits, text.translate(_FULLWIDTH))


def _digits(match: re.Match[str]) -> str:
    year, rest = match[0].split("年")
    month, day = rest.rstrip("日").split("月")
    written = f"{year.translate(_DIGITS)}年{_number(month)}月{_number(day)}日"
    return written.ljust(len(match[0]))


def _number(numeral: str) -> int:
    """Return the value of 一 to 三十一."""
    if "十" not in numeral:
        return int(numeral.translate(_DIGITS))
    tens, _, ones = numeral.partition("十")
    return int((tens or "一").translate(_DIGITS)) * 10 + int((ones or "〇").translate(_DIGITS))
