"""Feeds of a question: Atom (RFC 4287) and JSON Feed 1.1, for who wants to hear of what is new.

An entry is called by a tag URI (RFC 4151) of the archive's host and the article's id, so it stays the same
whatever scheme, path or index it comes from. `updated` is when the article was printed, as far as that is
known, for an article does not change once it is; without a date it is the beginning of 1970, which puts it
last. The feed's own time is the index's last commit. XML has no place for control characters and half
surrogate pairs; they are taken out before feedgen sees them.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from feedgen.ext.base import BaseEntryExtension  # type: ignore[import-untyped]
from feedgen.feed import FeedGenerator  # type: ignore[import-untyped]

from search import Article, Fragment, Hit
from web.keeping.cited import LOCAL, Archive, Day, names, one_line, permalink
from web.presenting import ends_within, original_url, starts_within

ENTRIES = 50
"""Articles in a feed: more than most questions find in a week, small enough to be asked for every hour."""

BEGINNING = 300
"""Characters of an article that are shown where no fragment is."""

FIRST_KEPT = 2026
"""The year of the tag URIs: one in which an archive that serves them had its host's name."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_URL_SIGNS = "%:/?#[]@!$&'()*+,;=~"
_FARTHEST = timedelta(hours=14)
"""From UTC, of any place, and in XML Schema, whose date RFC 4287 has."""

_UNKNOWN = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed is of: its title, when the index last changed, addresses of page and feed, the archive."""

    title: str
    lang: str
    changed: datetime
    page: str
    feed: str
    archive: Archive


@dataclass(frozen=True, slots=True)
class Item:
    """One hit as an entry; everything is clean text. `content` is the fragments, or the beginning."""

    id: str
    permalink: str
    url: str
    title: str
    content: str
    lang: str
    authors: tuple[str, ...]
    source: str
    tags: tuple[str, ...]
    updated: datetime


def item(hit: Hit, base: str) -> Item:
    """Return a hit as an entry of a feed, in an archive at `base`."""
    article = hit.article
    return Item(
        id=tag_uri(article.id, base),
        permalink=permalink(base, article.id),
        url=quote(one_line(original_url(article)), safe=_URL_SIGNS),
        title=one_line(article.title) or one_line(article.body)[:40] or one_line(article.id),
        content=_content(hit),
        lang=article.lang,
        authors=names(article.author),
        source=one_line(article.source),
        tags=tuple(tag for tag in map(one_line, article.tags) if tag),
        updated=printed_at(article),
    )


def atom(channel: Channel, items: list[Item]) -> bytes:
    """Return the feed in Atom."""
    feed = FeedGenerator()
    feed.id(channel.feed)
    feed.title(xml_text(channel.title))
    feed.language(channel.lang)
    feed.updated(channel.changed)
    feed.author(name=xml_text(channel.archive.name))
    feed.generator("Dibao")
    feed.link(href=channel.feed, rel="self", type="application/atom+xml")
    feed.link(href=channel.page, rel="alternate", type="text/html")
    for each in items:
        entry = feed.add_entry(order="append")
        entry.register_extension("printed", Printed, atom=True, rss=False)
        entry.printed.lang, entry.printed.url = each.lang, each.url
        entry.id(each.id)
        entry.title(xml_text(each.title))
        entry.updated(each.updated)
        if each.updated != _UNKNOWN:
            entry.published(each.updated)
        entry.link(href=each.permalink)
        for author in each.authors or ((each.source,) if each.source else ()):
            entry.author(name=xml_text(author))
        for tag in each.tags:
            entry.category(term=xml_text(tag))
        entry.content(xml_text(each.content), type="text")
    written: bytes = feed.atom_str(pretty=True)
    return written


def json_feed(channel: Channel, items: list[Item]) -> dict[str, Any]:
    """Return the feed as JSON Feed 1.1 (jsonfeed.org/version/1.1), ready for JSON."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": xml_text(channel.title),
        "home_page_url": channel.page,
        "feed_url": channel.feed,
        "language": channel.lang,
        "authors": [{"name": xml_text(channel.archive.name)}],
        "items": [_json_item(each) for each in items],
    }


def _json_item(each: Item) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": each.id,
        "url": each.permalink,
        "external_url": each.url,
        "title": each.title,
        "content_text": each.content,
        "date_published": each.updated.isoformat() if each.updated != _UNKNOWN else None,
        "authors": [{"name": name} for name in each.authors or ((each.source,) if each.source else ())],
        "tags": list(each.tags),
        "language": each.lang,
    }
    return {name: value for name, value in item.items() if value or name == "content_text"}


class Printed(BaseEntryExtension):  # type: ignore[misc]
    """Puts on an entry what feedgen has no field for, or leaves out.

    The language that an article is printed in, and what its links are: without `rel` the address of the print
    would be a second alternate, which RFC 4287 forbids (4.1.2).
    """

    lang = "zh"
    url = ""

    def extend_atom(self, entry: Any) -> Any:
        """Set `xml:lang`, say what the link to the archive is, add the one to the print."""
        entry.set(_LANG, self.lang)
        for own in entry.findall("link"):
            own.attrib.update({"rel": "alternate", "type": "text/html"})
        if self.url:
            entry.append(entry.makeelement("link", href=self.url, rel="via"))
        return entry


def tag_uri(article_id: str, base: str) -> str:
    """Return the name of an article in feeds: `tag:HOST,2026:article/ID`."""
    host = re.sub(r"[^a-z0-9.-]", "-", urlsplit(base).hostname or "localhost")
    return f"tag:{host},{FIRST_KEPT}:article/{quote(article_id, safe='', errors='replace')}"


def printed_at(article: Article) -> datetime:
    """Return when an article was printed, on the press's own clock where it does not say; 1970 if unknown."""
    day = Day.of(article.local_time)
    if not day:
        return _UNKNOWN
    try:
        moment = datetime.fromisoformat(article.local_time)
    except ValueError:  # a month or a year alone
        return datetime(day.year, day.month or 1, day.day or 1, tzinfo=LOCAL)
    offset = moment.utcoffset()
    return moment.replace(tzinfo=LOCAL) if offset is None or abs(offset) > _FARTHEST else moment


def xml_text(text: str) -> str:
    """Return `text` without what XML 1.0 cannot hold (its production Char)."""
    return _NOT_XML.sub("\ufffd", text)


def _content(hit: Hit) -> str:
    shown = [_shown(fragment, hit.article) for fragment in hit.fragments if fragment.section != "title"]
    if any(shown):
        return "\n\n".join(text for text in shown if text)
    beginning = one_line(hit.article.summary or hit.article.body[: 2 * BEGINNING])
    return beginning if len(beginning) <= BEGINNING else f"{beginning[:BEGINNING]}…"


def _shown(fragment: Fragment, article: Article) -> str:
    text = one_line(fragment.text)
    before = "…" if text and starts_within(fragment, article) else ""
    return f"{before}{text}{'…' if text and ends_within(fragment, article) else ''}"
