"""When a page was published: JSON-LD, `<meta>`, `<time>`, the byline, the address, the text, in this order.

What machines read is believed before what is printed, since a page prints many days and means one. A
printed day that agrees with a bare machine day brings its time. A day without a year takes it from when
the page was captured, else from its address or another date on it; where nothing tells, it is left out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from index.pages.dates import (
    CHINA,
    LONGEST_DATE_TEXT,
    date_of_url,
    find_dates,
    find_yearless,
    parse_date,
    with_year,
)
from index.pages.markup import DATE_META
from index.pages.metadata import Metadata
from index.pages.page import Block

LONGEST_LINE = 200
"""Characters of a line in which a date is looked for last."""

MOST_LINES_SEARCHED = 1_000
"""Lines of a page in which a date is looked for last; real pages have up to 900."""

LONGEST_DATE_LINE = 40
"""Characters of a line whose day without a year may be the page's date."""

MOST_TEXT_BESIDE = 12

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_URL_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})[-/]?(?:0[1-9]|1[0-2])?(?!\d)")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What there is to tell a page's date from: its claims, the byline's date, its address and lines, when
    it was captured, and its site's time zone. What is not known is empty.
    """

    metadata: Metadata
    byline: str
    url: str
    blocks: Sequence[Block]
    captured: str = ""
    zone: tzinfo = CHINA


def published(evidence: Evidence) -> str:
    """Return the date as ISO 8601, with time and offset where they are given, or an empty string."""
    zone = evidence.zone
    claimed = next((date for value in _claims(evidence.metadata) if (date := parse_date(value, zone))), "")
    if claimed and "T" not in claimed and evidence.byline.startswith(claimed):
        return evidence.byline
    found = claimed or evidence.byline or date_of_url(evidence.url)
    if found:
        return found
    lines = [block.text for block in evidence.blocks[:MOST_LINES_SEARCHED] if len(block.text) <= LONGEST_LINE]
    full = next((date.iso for line in lines for date in find_dates(line, zone)), "")
    day = next((match for line in lines if (match := _lone_day(line))), None)
    if day is None:
        return full
    year = _URL_YEAR.search(evidence.url[:LONGEST_DATE_TEXT])
    latest = evidence.captured or (f"{year[1]}-12-31" if year else "") or full
    return (with_year(day, latest, zone) if _ISO_DAY.match(latest) else "") or full


def _claims(metadata: Metadata) -> Iterator[str]:
    yield metadata.ld("datePublished")
    for name in DATE_META:
        yield from metadata.meta.get(name, ())
    yield from metadata.times


def _lone_day(line: str) -> re.Match[str] | None:
    """Return the day without a year of a line that holds hardly anything else."""
    if len(line) > LONGEST_DATE_LINE:
        return None
    day = find_yearless(line)
    if day is None or len(line) - (day.end() - day.start()) > MOST_TEXT_BESIDE:
        return None
    return day
