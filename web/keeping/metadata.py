"""What other programs find on a page: meta tags of an article, COinS of a hit.

Sources: the tags of Highwire Press as Google Scholar's inclusion guidelines list them, Dublin Core in HTML
(DCMI, 2008), PRISM's publicationName, the Open Graph protocol, schema.org's NewsArticle; OpenURL
ContextObject in SPAN (COinS 1.0) with the Dublin Core format, in which Zotero takes its own types.

`citation_journal_title` is left out: Zotero makes a journal's article of whatever has it, and Scholar does
not index newspapers. `DC.type` names the type as Zotero calls it, `prism.publicationName` the newspaper.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote_from_bytes

from flask import Flask

from search import Article
from web.asking import SIZES, Question
from web.keeping.cited import Cited, Day, cite, names, one_line, permalink, today
from web.keeping.downloads import this_archive
from web.links import external
from web.settings import Settings

DESCRIPTION = 160
"""Characters of a description; what shows it cuts about there."""

_CODES = [quote_from_bytes(bytes([byte]), safe="") for byte in range(256)]

ZOTERO_TYPE = "newspaperArticle"


@dataclass(frozen=True, slots=True)
class Tag:
    """One meta tag: `attribute` is `name`, or `property` for Open Graph."""

    name: str
    content: str
    attribute: str = "name"


@dataclass(frozen=True, slots=True)
class Metadata:
    """What an article's page says of it to programs; `graph` is for archives that want to be found."""

    cited: Cited
    tags: tuple[Tag, ...]
    graph: tuple[Tag, ...]
    news: tuple[Tag, ...]


def equip(app: Flask) -> None:
    """Give the templates of `app` what they ask of an article or a question."""
    settings: Settings = app.config["DIBAO"]
    app.jinja_env.globals.update(metadata=metadata, kept=kept, findable=lambda: settings.findable)


def kept(question: Question) -> list[tuple[str, str]]:
    """Return what links to feeds and exports of a question carry: all of it, but no page of it."""
    return question.on_page(1).sized(SIZES[0]).parameters()


def metadata(article: Article) -> Metadata:
    """Return the metadata of an article's page; only inside a request."""
    cited = cite(article, this_archive(), today())
    description = describe(article)
    return Metadata(
        cited,
        tuple(tag for tag in _tags(cited, description) if tag.content),
        tuple(tag for tag in _graph(cited, description) if tag.content),
        tuple(tag for tag in _news(cited, description) if tag.content),
    )


def describe(article: Article) -> str:
    """Return the summary or the beginning of an article, cut to DESCRIPTION characters."""
    text = one_line(article.summary[: 2 * DESCRIPTION]) or one_line(article.body[: 2 * DESCRIPTION])
    return text if len(text) <= DESCRIPTION else f"{text[:DESCRIPTION]}…"


def _tags(cited: Cited, description: str) -> Iterator[Tag]:
    day = str(cited.published)
    yield Tag("description", description)
    yield Tag("citation_title", cited.title)
    for author in cited.authors:
        yield Tag("citation_author", author)
    yield Tag("citation_publication_date", day.replace("-", "/"))
    yield Tag("citation_language", cited.lang)
    yield Tag("citation_public_url", cited.permalink)
    yield Tag("DC.title", cited.title)
    for author in cited.authors:
        yield Tag("DC.creator", author)
    yield Tag("DC.type", ZOTERO_TYPE)
    yield Tag("DC.date", day)
    yield Tag("DC.source", cited.source)
    yield Tag("DC.language", cited.lang)
    yield Tag("DC.identifier", cited.permalink)
    yield Tag("prism.publicationName", cited.source)


def _graph(cited: Cited, description: str) -> Iterator[Tag]:
    yield Tag("og:type", "article", "property")
    yield Tag("og:title", cited.title, "property")
    yield Tag("og:description", description, "property")
    yield Tag("og:url", cited.permalink, "property")
    yield Tag("og:site_name", cited.archive, "property")


def _news(cited: Cited, description: str) -> Iterator[Tag]:
    """Give the properties of NewsArticle whose values are text; the page makes microdata of them."""
    yield Tag("headline", cited.title)
    yield Tag("description", description)
    yield Tag("datePublished", str(cited.published))
    yield Tag("inLanguage", cited.lang)
    yield Tag("articleSection", cited.section)
    yield Tag("keywords", ", ".join(cited.tags))


def coins(article: Article) -> str:
    """Return a hit as the title of a COinS span: key=value pairs, percent-encoded, before HTML escapes them.

    What Zotero needs to list hits of a result page by: half of a kilobyte each, so no more than that.
    """
    pairs = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"),
        ("rft.type", ZOTERO_TYPE),
        ("rft.title", one_line(article.title)[:200]),
        ("rft.source", one_line(article.source)[:100]),
        ("rft.date", str(Day.of(article.local_time))),
        *(("rft.creator", name[:100]) for name in names(article.author)[:3]),
        ("rft.identifier", permalink(external(""), article.id)),
    ]
    return "&".join(f"{name}={_coded(value)}" for name, value in pairs if value)


def _coded(text: str) -> str:
    """Return a text percent-encoded: ten of these a page, each by one look-up a byte."""
    return "".join([_CODES[byte] for byte in text.encode("utf-8", "replace")])
