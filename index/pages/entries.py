"""An entry of a feed becomes an article: its text is HTML, mostly of the article alone.

`index.archives.feeds` writes entries as JSON, with the keys of `Entry`; here the markup becomes paragraphs.
An entry that gives only a summary becomes a short article.
"""

import json
from dataclasses import dataclass, fields
from typing import Any

from index.errors import PageRejected, Reason
from index.pages.layout import lay_out
from index.pages.page import blocks, line_of, parse
from index.plaintext import clean_text
from index.records import CharsetDecision, Read
from index.script import script_of
from search import Article

LONGEST_NAME = 200
"""Characters of a source's, site's or author's name."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as its feed gives it: `title`, `content` and `summary` may hold HTML, `text` does not.

    `published` is ISO 8601 or empty; `charset` and `rule` tell how the feed became text.
    """

    title: str = ""
    content: str = ""
    text: str = ""
    summary: str = ""
    url: str = ""
    published: str = ""
    author: str = ""
    source: str = ""
    site: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    declared: str = ""
    charset: str = ""
    rule: str = ""

    def to_json(self, **changes: str) -> bytes:
        """Return the entry with `changes` as UTF-8 JSON; halves of surrogate pairs become `?`."""
        text = json.dumps({name: getattr(self, name) for name in _NAMES} | changes, ensure_ascii=False)
        return text.encode("utf-8", "replace")


_NAMES = tuple(field.name for field in fields(Entry))


def read_entry(data: bytes, raw_ref: str) -> Read:
    """Return the article of an entry, without id and regions.

    Raises PageRejected where there is neither title nor text.
    """
    entry = _parsed(data)
    title = _one_line(entry.title)
    paragraphs = _paragraphs(entry.content) or _plain(entry.text)
    summaries = _paragraphs(entry.summary)
    summary = " ".join(summaries)
    if not paragraphs:
        paragraphs, summary = summaries, ""
    layout = lay_out(paragraphs)
    if not title and not layout.body:
        raise PageRejected(Reason.NO_TEXT, "the entry has neither a title nor a text")
    plain = "".join(paragraphs)
    summary = layout.summary or ("" if summary.rstrip("….") in plain else summary)
    article = Article(
        id="",
        title=title,
        summary=summary,
        body=layout.body,
        source=layout.byline.source or entry.source[:LONGEST_NAME],
        site=entry.site[:LONGEST_NAME],
        author=layout.byline.author or entry.author[:LONGEST_NAME],
        editor=layout.byline.editor,
        published=entry.published or layout.byline.published,
        script=script_of(title + summary + layout.body),
        section=entry.section[:LONGEST_NAME],
        tags=entry.tags,
        url=entry.url,
        furniture=layout.furniture,
        raw_ref=raw_ref,
    )
    return Read(article, decision=CharsetDecision(entry.declared, entry.charset, entry.rule))


def _parsed(data: bytes) -> Entry:
    try:
        record = json.loads(data)
        values: dict[str, Any] = {name: record[name] for name in _NAMES}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise PageRejected(Reason.MALFORMED_JSON, f"no entry of a feed: {error!r}") from error
    return Entry(**{**values, "tags": tuple(values["tags"])})


def _one_line(markup: str) -> str:
    """Return the text of a title, which feeds give with markup and without."""
    if "<" not in markup and "&" not in markup:
        return " ".join(markup.split())
    try:
        return line_of(parse(f"<div>{clean_text(markup)}</div>"))
    except PageRejected:
        return " ".join(markup.split())


def _paragraphs(markup: str) -> list[str]:
    """Return the lines of a piece of HTML, as a reader sees them."""
    if not markup.strip():
        return []
    if "<" not in markup and "&" not in markup:
        return _plain(markup)
    return [block.text for block in blocks(parse(f"<div>{clean_text(markup)}</div>"))]


def _plain(text: str) -> list[str]:
    return [line.strip() for line in clean_text(text).split("\n") if line.strip()]
