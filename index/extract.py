"""An article out of an HTML page, in numbered steps.

1. parse (`index.pages.page`)  2. what the page says of itself (`index.pages.metadata`), its address
(`index.pages.address`) and its site's rule, if there is one (`index.pages.sites`)  3. title
(`index.pages.title`)  4. the article's lines (`index.pages.body`), once more with what is hidden where next
to nothing is shown  5. byline, summary, body, furniture (`index.pages.layout`), the body from JSON-LD where
the page leaves it to a script  6. the date (`index.pages.publication`)  7. who and where.

No step needs a rule of a site: every one weighs what pages of all sites share, so that an unknown
site is read like a known one; `site_rules=False` shows it. Of a page's furniture only what stood inside
the article's element is kept (editor's line, notices), not the menus and other headlines around it:
those would make every page of a day match every headline of that day.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import tzinfo

from index.errors import PageRejected, Reason
from index.pages.address import own_address
from index.pages.body import Body, find_body
from index.pages.byline import Byline, find_reporter, is_byline, read_byline
from index.pages.layout import Layout, lay_out
from index.pages.markup import AUTHOR_META, EDITOR_META, SECTION_META, SITE_META, SOURCE_META, SUMMARY_META
from index.pages.metadata import Metadata, read_metadata
from index.pages.page import Block, Page, parse, prune, read_lines, without_scripts
from index.pages.publication import Evidence, published
from index.pages.sites import UNKNOWN, site_at
from index.pages.title import find_title, site_in
from index.plaintext import clean_text
from index.script import script_of
from search import Article

NEAR = 40
BELOW = 16
"""Blocks above and below the article's lines in which its byline and date are looked for."""

LONGEST_NAME = 40
"""Characters of a source's, site's or author's name: what is longer is something else."""

LEAST_SHOWN = 80
"""Characters of body from which on what is hidden on the page is left hidden."""

LEAST_HIDDEN = 100
"""Characters of body for which hidden text is believed to be the article."""

LEAST_OF_WRITTEN = 0.3
"""Share of JSON-LD's `articleBody` below which the page does not show its article."""

SHORTEST_SUMMARY = 20
MOST_COMPARED = 2_000
"""Characters of a description that are looked for in the article."""

SHINGLE = 8
"""A description of which every other piece of this many characters stands in the article repeats it."""

_SPACES = re.compile(r"\s+")
_EMPTY_LABEL = re.compile(r"[:：]\s*$")
_RIGHTS = re.compile(r"\s*(?:版[权權]所有|©|[Cc]opyright|[Aa]ll [Rr]ights).*")
_ADDRESS = re.compile(r"https?://|\.(?:com|cn|hk|tw)/|@")


def extract(
    text: str, raw_ref: str, url: str = "", captured: str = "", *, site_rules: bool = True
) -> Article:
    """Return the article that a page holds; its id is still empty.

    `url` is the page's address where the source knows it; the page's own canonical address goes before
    it where that plausibly is this page's. `captured` is the ISO time at which the page was there: it
    gives a year to a date that is printed without one, and nothing else. Without `site_rules` nothing
    is known of any single site.
    Raises PageRejected where the page cannot be parsed or holds neither title nor body.
    """
    text = clean_text(without_scripts(text))
    root = parse(text)
    metadata = read_metadata(root)
    address = own_address(url, metadata.canonical)
    site = site_at(address) if site_rules else UNKNOWN
    is_hiding = prune(root)
    title = find_title(root, metadata, site.titles)
    page = read_lines(root)
    body = find_body(page, title)
    if is_hiding and sum(map(len, body.lines)) < LEAST_SHOWN:
        page, body = _unhidden(text, title, page, body)
    layout = lay_out(body.lines, site.zone)
    written = metadata.article_body()
    if len(layout.body) < LEAST_OF_WRITTEN * len(written) and script_of(written):
        layout = replace(layout, body=written)
    if not title and not layout.body:
        raise PageRejected(Reason.NO_TEXT, "the page holds neither a title nor running text")
    byline = _byline(page.blocks, body, title, layout, site.zone)
    publisher = site.name or _publisher(metadata, title)
    names = {publisher, *site.titles}
    return Article(
        id="",
        title=title,
        summary=layout.summary or _summary(metadata, title, layout.body),
        body=layout.body,
        source=byline.source or _name(metadata.first(SOURCE_META)) or publisher,
        site=publisher,
        author=find_reporter(byline.author)
        or byline.author
        or _author(metadata, names)
        or find_reporter(layout.body),
        editor=byline.editor or _name(metadata.ld("editor") or metadata.first(EDITOR_META)),
        published=published(Evidence(metadata, byline.published, address, page.blocks, captured, site.zone)),
        script=script_of(title + layout.summary + layout.body),
        section=_name(metadata.ld("articleSection") or metadata.first(SECTION_META)),
        tags=tuple(dict.fromkeys(metadata.meta.get("article:tag", ()))),
        url=address,
        furniture=layout.furniture,
        raw_ref=raw_ref,
    )


def _unhidden(text: str, title: str, page: Page, body: Body) -> tuple[Page, Body]:
    """Return the page with what is hidden on it, if an article is there: a script would have shown it.

    WeChat's articles come with `visibility: hidden`, others fold theirs.
    """
    root = parse(text)
    prune(root, hidden=False)
    whole = read_lines(root)
    found = find_body(whole, title)
    if sum(map(len, found.lines)) < LEAST_HIDDEN:
        return page, body
    return whole, found


def _byline(page: Sequence[Block], body: Body, title: str, layout: Layout, zone: tzinfo) -> Byline:
    """Return what the lines around the article say: first above the body, then in it, then below."""
    head = _head_lines(page, body, title)
    foot = [block.text for block in page[body.end : body.end + BELOW]]
    found = [layout.byline, *(read_byline(line, zone) for line in (*head, *foot) if is_byline(line))]
    dates = [read_byline(line, zone).published for line in head if is_byline(line)]
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


def _publisher(metadata: Metadata, title: str) -> str:
    """Return who published the page, by its claims or by what stands behind the headline in `<title>`."""
    claimed = _RIGHTS.sub("", metadata.first(SITE_META) or metadata.ld("publisher"))
    return _name(claimed) or site_in(metadata.page_title, title)


def _author(metadata: Metadata, publisher: Collection[str]) -> str:
    """Return the author that the page claims, unless that is the publisher."""
    claims = (metadata.ld("author"), metadata.first(AUTHOR_META))
    names = (find_reporter(claim) or _name(claim) for claim in claims)
    return next((name for name in names if name and name not in publisher), "")


def _summary(metadata: Metadata, title: str, body: str) -> str:
    """Return the page's description where it does not repeat title or body."""
    description = clean_text(metadata.first(SUMMARY_META)).strip()
    if len(description) < SHORTEST_SUMMARY or not script_of(description):
        return ""
    said, plain = _SPACES.sub("", description[:MOST_COMPARED]), _SPACES.sub("", title + body)
    pieces = [said[at : at + SHINGLE] for at in range(0, len(said) - SHINGLE + 1, SHINGLE)]
    repeated = sum(piece in plain for piece in pieces)
    return "" if repeated * 2 >= len(pieces) else description


def _name(value: str) -> str:
    value = value.strip()
    return value if len(value) <= LONGEST_NAME and not _ADDRESS.search(value) else ""
