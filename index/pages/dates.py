"""Dates as Chinese pages print them become ISO 8601, local to where the page was printed.

Understood: 2019-06-09, 2019/6/9, 2019.6.9, 2019年6月9日, 二〇一九年六月九日, 民國108年6月9日,
發布日期：108-06-09, Jun 9, 2019 and 9 June 2019, each with a time or without; where a machine wrote
them (`parse_date`, `date_of_url`) also 20190609 and seconds since 1970. A printed time gets the zone of
its site, UTC+8 where none is known (all of China, Hong Kong, Macau and Taiwan keep it). A time that
comes with its own offset keeps it: the instant is exact, and the day is the one that the page states.
A time is never invented: what has none stays a bare date, and a day without a year gets one only from
`with_year`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

FIRST_YEAR = 1872
"""The Shen Bao's first year: an earlier one is a misreading."""
LAST_YEAR = 2100

CHINA = timezone(timedelta(hours=8))

LONGEST_DATE_TEXT = 2_000
"""Characters of a machine's value that are looked at."""

_ROC_OFFSET = 1911
_FULLWIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_TIME = (
    r"(?:[\sT,，(（|｜]{0,8}(?:星期.|週.|周.)?[)）\s]{0,3}"
    r"(?P<half>上午|下午|晚上|凌晨|中午|[AaPp][Mm])?\s?"
    r"(?P<hour>\d{1,2})\s?[:：時时点點]\s?(?P<minute>\d{2})(?:\s?[:：分]\s?(?P<second>\d{2}))?(?:\.\d+)?"
    r"\s?(?P<after>[AaPp][Mm])?\s?(?P<zone>Z|(?:GMT|UTC)|[+-]\d{2}:?\d{2})?)?"
)
_PRINTED = re.compile(
    r"(?<![\d.])(?:(?P<roc>民[國国]\s?\d{1,3})|(?P<year>(?:1[89]|20)\d{2}))"
    r"\s?(?P<sep>[-/.年－／])\s?(?P<month>\d{1,2})\s?(?:(?P=sep)|月|-)\s?(?P<day>\d{1,2})(?![\d.]*\d%)(?!\d)日?"
    + _TIME
)
_LABELLED = re.compile(
    r"(?:日期|[时時][间間]|[发發][布佈]|更新|刊登)\s?[:：]?\s?(?P<roc>1[01]\d)(?P<sep>[-/.])(?P<month>0?[1-9]|1[0-2])"
    r"(?P=sep)(?P<day>0?[1-9]|[12]\d|3[01])(?![\d.])" + _TIME
)
_ENGLISH = re.compile(
    rf"(?<![\w.])(?:(?P<name>{_MONTH_NAME})\s(?P<day>\d{{1,2}})|(?P<day2>\d{{1,2}})\s(?P<name2>{_MONTH_NAME}))"
    rf",?\s(?P<year>(?:19|20)\d{{2}})(?!\d)" + _TIME,
    re.IGNORECASE,
)
_COMPACT = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})[-/_]?(?P<month>0[1-9]|1[0-2])[-/_]?(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:T?(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?)?(?:\d{3})?(?!\d)"
)
_SINCE_1970 = re.compile(r"(1\d{9})(?:\d{3})?")
_NUMERALS = re.compile(
    r"[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
)
_YEARLESS = re.compile(
    r"(?<![\d年./-])(?P<month>0?[1-9]|1[0-2])\s?(?:(?P<han>月)|[-/])\s?(?P<day>0?[1-9]|[12]\d|3[01])"
    r"(?(han)[日号號]|(?=\s+\d{1,2}[:：]\d{2}))" + _TIME
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text: its ISO form and where it was printed."""

    iso: str
    start: int
    end: int


def find_dates(text: str, zone: tzinfo = CHINA) -> Iterator[FoundDate]:
    """Yield the complete dates that are printed in `text`, in order of their kinds; times are in `zone`."""
    plain = _plain_numerals(text)
    for pattern in (_PRINTED, _LABELLED, _ENGLISH):
        for match in pattern.finditer(plain):
            iso = _iso(match, zone)
            if iso:
                start = match.start("roc") if pattern is _LABELLED else match.start()
                yield FoundDate(iso, start, match.end())


def parse_date(text: str, zone: tzinfo = CHINA) -> str:
    """Return the ISO form of the first date in `text`, a machine-written one too, or an empty string.

    >>> parse_date("2019年6月9日 19:32:03"), parse_date("20251127183600")
    ('2019-06-09T19:32:03+08:00', '2025-11-27T18:36:00+08:00')
    """
    text = text.strip()[:LONGEST_DATE_TEXT]
    for found in find_dates(text, zone):
        return found.iso
    for match in _COMPACT.finditer(text):
        iso = _iso(match, zone)
        if iso:
            return iso
    since = _SINCE_1970.fullmatch(text)
    if since:
        return datetime.fromtimestamp(int(since[1]), zone).isoformat(timespec="seconds")
    return ""


def date_of_url(url: str) -> str:
    """Return the ISO date that an address holds (`/2019-06/09/`, `/20190609/`, `/201906/09/`), or an
    empty string.
    """
    for match in _COMPACT.finditer(url[:LONGEST_DATE_TEXT]):
        iso = _iso(match, CHINA)
        if iso:
            return iso[:10]
    return ""


def find_yearless(text: str) -> re.Match[str] | None:
    """Return the first day in `text` that is printed without a year (6月9日, 06-09 19:32)."""
    return _YEARLESS.search(_plain_numerals(text))


def with_year(match: re.Match[str], latest: str, zone: tzinfo = CHINA) -> str:
    """Return the ISO form of a day that `find_yearless` found, as the last one not after `latest`.

    `latest` is an ISO day or time by which the page was there: its capture, or another date of the page.
    Returns an empty string where there is no such day.
    """
    limit = latest[:10]
    for year in (int(limit[:4]), int(limit[:4]) - 1):
        iso = _iso(match, zone, year)
        if iso and iso[:10] <= limit:
            return iso
    return ""


def _iso(match: re.Match[str], zone: tzinfo, year: int = 0) -> str:
    groups = match.groupdict()
    roc = groups.get("roc")
    if roc:
        year = int(roc.removeprefix("民國").removeprefix("民国")) + _ROC_OFFSET
    year = year or int(groups.get("year") or 0)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return ""
    name = groups.get("name") or groups.get("name2")
    month = _MONTHS.index(name[:3].lower()) + 1 if name else int(groups["month"] or 0)
    try:
        day = datetime(year, month, int(groups.get("day") or groups.get("day2") or 0), tzinfo=zone)
    except ValueError:
        return ""
    if not groups["hour"]:
        return day.date().isoformat()
    return _with_time(day, groups)


def _with_time(day: datetime, groups: dict[str, str | None]) -> str:
    hour, minute, second = int(groups["hour"] or 0), int(groups["minute"] or 0), int(groups["second"] or 0)
    half = (groups.get("half") or groups.get("after") or "").lower()
    if half in {"下午", "晚上", "pm"} and hour < 12:
        hour += 12
    try:
        moment = day.replace(hour=hour, minute=minute, second=second)
    except ValueError:
        return day.date().isoformat()
    zone = groups.get("zone")
    if zone:
        moment = moment.replace(tzinfo=_offset(zone))
    return moment.isoformat(timespec="seconds" if groups["second"] else "minutes")


def _offset(zone: str) -> tzinfo:
    """Return the time zone of `Z`, `GMT`, `+0800` or `+08:00`; an impossible one is UTC."""
    if zone[0] not in "+-":
        return UTC
    ahead = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    if ahead >= timedelta(hours=24):
        return UTC
    return timezone(-ahead if zone[0] == "-" else ahead)


def _plain_numerals(text: str) -> str:
    """Write dates in Chinese numerals with digits, padded so that offsets stay."""
    return _NUMERALS.sub(_digits, text.translate(_FULLWIDTH))


def _digits(match: re.Match[str]) -> str:
    year, rest = match[0].split("年")
    month, day = rest.rstrip("日").split("月")
    written = f"{year.translate(_DIGITS)}年{_number(month)}月{_number(day)}日"
    return written.ljust(len(match[0]))


def _number(numeral: str) -> int:
    """Return the value of 一 to 三十一, or 0."""
    if "十" not in numeral:
        return int(numeral.translate(_DIGITS))
    tens, _, ones = numeral.partition("十")
    try:
        return int((tens or "一").translate(_DIGITS)) * 10 + int((ones or "〇").translate(_DIGITS))
    except ValueError:
        return 0
