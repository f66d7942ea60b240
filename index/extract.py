"""An article out of an HTML page, in numbered steps.

1. parse (`index.page`)  2. what the page says of itself (`index.metadata`)  3. title (`index.title`)
4. the article's lines (`index.body`)  5. byline, summary, body, furniture (`index.layout`)  6. the
date  7. who and where.

There is no rule for any one site: every step weighs what pages of all sites share, so that an unknown
site is read like a known one. Of a page's furniture only what stood inside the article's element is
kept (editor's line, notices), not the menus and other headlines around it: those would make every
page of a day match every headline of that day.
"""

import re
from collections.abc import Sequence

from index.body import Body, find_body
from index.byline import Byline, is_byline, read_byline
from index.dates import date_of_url, find_dates, parse_date
from index.errors import PageRejected, Reason
from index.layout import Layout, lay_out
from index.markup import (
    AUTHOR_META,
    DATE_META,
    EDITOR_META,
    SECTION_META,
    SITE_META,
    SOURCE_META,
    SUMMARY_META,
)
from index.metadata import Metadata, read_metadata
from index.page import Block, blocks, parse
from index.plaintext import clean_text
from index.script import script_of
from index.title import find_title
from search import Article

NEAR = 40
"""Blocks above and below the article's lines in which its byline and date are looked for."""

LONGEST_NAME = 40
"""Characters of a source's, site's or author's name: what is longer is something else."""

SHORTEST_SUMMARY = 20
SHINGLE = 8
"""A description of which every other piece of this many characters stands in the article repeats it."""

_SPACES = re.compile(r"\s+")
_EMPTY_LABEL = re.compile(r"[:：]\s*$")
_ADDRESS = re.compile(r"https?://|\.(?:com|cn|hk|tw)/|@")


def extract(text: str, raw_ref: str, url: str = "") -> Article:
    """Return the article that a page holds; its id is still empty.

    `url` is the page's address where the source knows it; else the page's own canonical address is taken.
    Raises PageRejected where the page cannot be parsed or holds neither title nor body.
    """
    root = parse(clean_text(text))
    metadata = read_metadata(root)
    title = find_title(root, metadata)
    page = blocks(root)
    body = find_body(page, title)
    layout = lay_out(body.lines)
    if not title and not layout.body:
        raise PageRejected(Reason.NO_TEXT, "the page holds neither a title nor running text")
    url = url or metadata.canonical
    byline = _byline(page, body, title, layout)
    summary = layout.summary or _summary(metadata, title, layout.body)
    return Article(
        id="",
        title=title,
        summary=summary,
        body=layout.body,
        source=byline.source or _name(metadata.first(SOURCE_META)),
        site=_name(metadata.first(SITE_META) or metadata.ld("publisher")),
        author=byline.author or _name(metadata.ld("author") or metadata.first(AUTHOR_META)),
        editor=byline.editor or _name(metadata.ld("editor") or metadata.first(EDITOR_META)),
        published=_published(metadata, byline, url, page),
        script=script_of(title + layout.summary + layout.body),
        section=_name(metadata.ld("articleSection") or metadata.first(SECTION_META)),
        tags=tuple(dict.fromkeys(metadata.meta.get("article:tag", ()))),
        url=url,
        furniture=layout.furniture,
        raw_ref=raw_ref,
    )


def _byline(page: Sequence[Block], body: Body, title: str, layout: Layout) -> Byline:
    """Return what the lines around the article say: first above the body, then in it, then below."""
    head = _head_lines(page, body, title)
    foot = [block.text for block in page[body.end : body.end + NEAR // 4]]
    found = [layout.byline, *(read_byline(line) for line in (*head, *foot) if is_byline(line))]
    dates = [read_byline(line).published for line in head if is_byline(line)]
    return Byline(
        source=next((byline.source for byline in found if byline.source), ""),
        author=next((byline.author for byline in found if byline.author), ""),
        editor=next((byline.editor for byline in found if byline.editor), ""),
        published=next((date for date in (*dates, layout.byline.published) if date), ""),
    )


def _head_lines(page: Sequence[Block], body: Body, title: str) -> list[str]:
    """Return the lines above the body, from the title on; a label alone is joined with the next."""
    start = max(0, body.start - NEAR)
    for number in range(body.start - 1, start - 1, -1):
        if title and page[number].text == title:
            start = number + 1
            break
    lines: list[str] = []
    for block in page[start : body.start]:
        if lines and _EMPTY_LABEL.search(lines[-1]) and len(lines[-1]) <= 12:
            lines[-1] += block.text
        else:
            lines.append(block.text)
    return lines


def _published(metadata: Metadata, byline: Byline, url: str, page: Sequence[Block]) -> str:
    """Return the date: JSON-LD, `<meta>`, byline, address, last the first date that is printed."""
    claimed = parse_date(metadata.ld("datePublished"))
    if not claimed:
        values = (value for name in DATE_META for value in metadata.meta.get(name, ()))
        claimed = next((date for date in map(parse_date, values) if date), "")
    if claimed and "T" not in claimed and byline.published.startswith(claimed):
        return byline.published
    if claimed or byline.published:
        return claimed or byline.published
    printed = date_of_url(url)
    if printed:
        return printed
    return next((date.iso for block in page if len(block.text) <= 200 for date in find_dates(block.text)), "")


def _summary(metadata: Metadata, title: str, body: str) -> str:
    """Return the page's description where it does not repeat title or body."""
    description = clean_text(metadata.first(SUMMARY_META)).strip()
    if len(description) < SHORTEST_SUMMARY or not script_of(description):
        return ""
    said, plain = _SPACES.sub("", description), _SPACES.sub("", title + body)
    pieces = [said[at : at + SHINGLE] for at in range(0, len(said) - SHINGLE + 1, SHINGLE)]
    repeated = sum(piece in plain for piece in pieces)
    return "" if repeated * 2 >= len(pieces) else description


def _name(value: str) -> str:
    value = value.strip()
    return value if len(value) <= LONGEST_NAME and not _ADDRESS.search(value) else ""
