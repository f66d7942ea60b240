"""Feeds: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed. Each entry is an input of its own.

feedparser reads XML feeds, well-formed or not; it is given text that was decoded here, so that a wrong
encoding declaration costs nothing, and a stream, so that it never takes a text for an address to fetch.
It holds the whole feed and takes some microseconds a byte and a tag: a feed has limits on both.
"""

import calendar
import io
import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import feedparser

from index.charset import Decoded, decode
from index.errors import PageRejected, Reason
from index.inputs import Input, InputKind
from index.pages.dates import parse_date
from index.pages.entries import Entry
from index.pages.page import without_monsters
from index.records import Rejected

MOST_TAGS = 500_000
"""Tags of a feed: real ones have ten an entry."""

FEW_TAGS, LEAST_PER_TAG = 100_000, 12
"""Tags from which on a feed must have that many characters for each, as it has that holds any text."""

MOST_ENTRIES = 100_000

MOST_PREFIXES = 500
"""Prefixes of namespaces: feedparser looks at all of them at each tag. Real feeds have ten."""

_PREFIX = re.compile(r"\bxmlns:([^\s=]{1,100})")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,500}\?>")
_DECLARATION = re.compile(r"<!(?:DOCTYPE|ENTITY)[^>\[]{0,500}+", re.IGNORECASE)
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_DECLARATION_END = re.compile(r"\s{0,100}+>")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,20})|([0-9]{1,20}))[0-9a-fA-F]{0,2000};?")
_HTML_TYPES = ("text/html", "application/xhtml+xml")


def feed_inputs(data: bytes, name: str) -> Iterator[Input | Rejected]:
    """Yield an input for each entry of an XML feed, numbered from 1: `name@number`.

    Raises PageRejected where the feed is too big or gives no entry though it is damaged.
    """
    decoded = decode(data)
    text = _CONTROL.sub("", _without_declarations(_XML_DECLARATION.sub("", decoded.text)))
    tags = text.count("<")
    if tags > MOST_TAGS or (tags > FEW_TAGS and len(text) < LEAST_PER_TAG * tags):
        raise PageRejected(
            Reason.TOO_BIG, f"the feed has {tags:,} tags, the limit is {MOST_TAGS:,}: split it into several"
        )
    if len(set(_PREFIX.findall(text))) > MOST_PREFIXES:
        message = f"the feed declares more than {MOST_PREFIXES} prefixes: `xmllint --nsclean` may repair it"
        raise PageRejected(Reason.CORRUPT_FEED, message)
    feed = _parsed(_REFERENCE.sub(_checked, without_monsters(text)))
    if not feed.entries:
        damage = f": {feed.get('bozo_exception')}" if feed.get("bozo") else ""
        raise PageRejected(Reason.CORRUPT_FEED if damage else Reason.EMPTY, f"the feed has no entry{damage}")
    site = _text(feed.feed.get("title"))
    entries = (_xml_entry(entry, site) for entry in feed.entries)
    yield from _inputs(entries, decoded, name)


def json_feed_inputs(data: bytes, name: str) -> Iterator[Input | Rejected]:
    """Yield an input for each item of a JSON Feed (https://www.jsonfeed.org/version/1.1/).

    Raises PageRejected where it is no JSON or has no list of items.
    """
    decoded = decode(data)
    try:
        feed = json.loads(decoded.text, strict=False)
    except (ValueError, RecursionError) as error:
        raise PageRejected(Reason.MALFORMED_JSON, f"no JSON: {error}") from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise PageRejected(Reason.CORRUPT_FEED, "the JSON Feed has no list of items")
    if not items:
        raise PageRejected(Reason.EMPTY, "the feed has no entry")
    site = _text(feed.get("title"))
    entries = (_json_entry(item if isinstance(item, dict) else {}, site) for item in items)
    yield from _inputs(entries, decoded, name)


def _parsed(text: str) -> Any:
    """Return what feedparser makes of a feed; what it raises, and it raises much, is damage."""
    try:
        return feedparser.parse(
            io.BytesIO(text.encode()),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:
        raise PageRejected(Reason.CORRUPT_FEED, f"the feed cannot be parsed: {error}") from error


def _without_declarations(text: str) -> str:
    """Cut out document types, and what would declare an entity: so a small feed becomes a large one."""
    kept: list[str] = []
    done = closing = 0
    for opening in _DECLARATION.finditer(text):
        end = opening.end()
        if opening.start() < done:
            continue
        if text.startswith("[", end):
            if closing >= 0 and closing < end:
                closing = text.find("]", end)
            if closing < 0:
                continue
            end = closing + 1
        if last := _DECLARATION_END.match(text, end):
            kept.append(text[done : opening.start()])
            done = last.end()
    kept.append(text[done:])
    return _ENTITY.sub(" ", "".join(kept))


def _checked(reference: re.Match[str]) -> str:
    """Return a reference to a character, or nothing where there is none: feedparser fails there."""
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    return "" if number > sys.maxunicode or 0xD800 <= number < 0xE000 else reference[0]


def _inputs(entries: Iterator[Entry], decoded: Decoded, name: str) -> Iterator[Input | Rejected]:
    """Yield the entries as inputs, with what was decided on their feed's charset."""
    declared = f"page {decoded.declared}" if decoded.declared else ""
    for number, entry in enumerate(entries, 1):
        if number > MOST_ENTRIES:
            yield Rejected(name, Reason.TOO_BIG, f"the feed has more than {MOST_ENTRIES:,} entries; split it")
            return
        data = entry.to_json(declared=declared, charset=decoded.charset, rule=decoded.rule)
        yield Input(f"{name}@{number}", InputKind.ENTRY, data, url=entry.url, is_place=False)


def _xml_entry(entry: Any, site: str) -> Entry:
    """Return what feedparser found of an entry; a full text may stand in its content or its summary."""
    contents = [part for part in entry.get("content", ()) if _text(part.get("value"))]
    markup = [part for part in contents if part.get("type") in _HTML_TYPES]
    chosen = max(markup or contents, key=lambda part: len(part["value"]), default=None)
    tags = tuple(dict.fromkeys(_text(tag.get("term")) for tag in entry.get("tags", ())))
    source = entry.get("source")
    return Entry(
        title=_text(entry.get("title")),
        content=_text(chosen["value"]) if chosen is not None else "",
        summary=_text(entry.get("summary")),
        url=_address(_text(entry.get("link")) or _text(entry.get("id"))),
        published=_date(entry, "published") or _date(entry, "created") or _date(entry, "updated"),
        author=_text(entry.get("author")),
        source=_text(source.get("title")) if isinstance(source, dict) else "",
        site=site,
        tags=tuple(tag for tag in tags if tag),
    )


def _json_entry(item: dict[str, Any], site: str) -> Entry:
    """Return what an item of a JSON Feed says."""
    authors = item.get("authors")
    people = authors if isinstance(authors, list) else [item.get("author")]
    names = (_text(person.get("name")) for person in people if isinstance(person, dict))
    tags = item.get("tags")
    dates = (parse_date(_text(item.get(key))) for key in ("date_published", "date_modified"))
    return Entry(
        title=_text(item.get("title")),
        content=_text(item.get("content_html")),
        text=_text(item.get("content_text")),
        summary=_text(item.get("summary")),
        url=_address(_text(item.get("url")) or _text(item.get("external_url")) or _text(item.get("id"))),
        published=next((date for date in dates if date), ""),
        author="、".join(name for name in names if name),
        site=site,
        tags=tuple(_text(tag) for tag in tags if _text(tag)) if isinstance(tags, list) else (),
    )


def _date(entry: Any, key: str) -> str:
    """Return a date in ISO 8601: as it was printed where that is understood, else as feedparser reads it.

    feedparser gives UTC also where the feed gives no zone: a printed local time must not be moved.
    """
    printed = parse_date(_text(dict.get(entry, key)))  # entry.get takes one date for another, and warns
    parsed = dict.get(entry, f"{key}_parsed")
    if printed or parsed is None:
        return printed
    try:
        return parse_date(datetime.fromtimestamp(calendar.timegm(parsed), UTC).isoformat())
    except (ValueError, OverflowError, OSError, TypeError):
        return ""


def _address(url: str) -> str:
    return url if url.startswith(("http://", "https://")) else ""


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
