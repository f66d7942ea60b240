"""How browsers and search engines find the archive: its description, suggestions, robots.txt, the sitemap.

Sources: OpenSearch 1.1 draft 6 and its Suggestions extension 1.1; for the rest `web.keeping.findable`.
"""

from collections.abc import Iterator

from flask import Response, current_app, render_template, request
from flask_babel import format_decimal, ngettext  # type: ignore[import-untyped]
from werkzeug.exceptions import NotFound
from werkzeug.urls import iri_to_uri

from search import Suggestion
from web.asking import read_number
from web.caching import tag_of, tagged, unchanged
from web.keeping.cited import permalink
from web.keeping.downloads import changed, state
from web.keeping.findable import count_parts, entries, robots
from web.languages import current
from web.library import library
from web.links import external, link
from web.pages.blueprint import pages, settings

TYPED = 200
"""Characters of what is being typed that are completed; longer text is a headline already."""

BUFFERED = 500
"""Addresses of a sitemap that are sent at once."""


@pages.get("/opensearch.xml")
def opensearch() -> Response:
    """Describe the archive's search to a browser, in the language of `lang`."""
    template = render_template("opensearch.xml", base=external(""), tag=current().tag)
    return Response(template, content_type="application/opensearchdescription+xml; charset=utf-8")


@pages.get("/suggest.json")
def suggestions() -> Response:
    """Complete `q`: what was typed, texts, how many articles each finds, and their addresses."""
    typed = request.args.get("q", "")
    offered = library().index().suggest(typed[:TYPED])
    record = [
        typed,
        [suggestion.text for suggestion in offered],
        [_counted(suggestion.articles) for suggestion in offered],
        [_address(suggestion) for suggestion in offered],
    ]
    answer = Response(
        current_app.json.dumps(record), content_type="application/x-suggestions+json; charset=utf-8"
    )
    answer.cache_control.max_age = 300  # browsers ask with every key
    answer.vary.add("Accept-Language")
    return answer


def _counted(articles: int) -> str:
    number = format_decimal(articles)
    return str(ngettext("%(number)s article", "%(number)s articles", articles, number=number))


def _address(suggestion: Suggestion) -> str:
    if suggestion.article_id:
        return permalink(external(""), suggestion.article_id)
    return iri_to_uri(external(link("/search", [("q", suggestion.text)])))


@pages.get("/robots.txt")
def robots_txt() -> Response:
    """Tell robots what to leave alone."""
    text = robots(findable=settings().findable, base=external(""))
    return Response(text, content_type="text/plain; charset=utf-8")


@pages.get("/sitemap.xml")
def sitemap() -> Response:
    """List the parts of the sitemap, or the articles of `part`, where the archive wants to be found."""
    if not settings().findable:
        raise NotFound("this archive has no sitemap")
    index = library().index()
    last = count_parts(len(index))
    part = read_number(request.args, "part", default=0, low=1, high=last)
    tag = tag_of(*state(index))
    answer = unchanged(tag)
    if answer is not None:
        return answer
    base = external("")
    if part:
        content = _streamed("sitemap.xml", entries=entries(index, part, base))
    else:
        content = _streamed("sitemaps.xml", base=base, last=last, day=changed(index).isoformat())
    answer = tagged(Response(content, content_type="application/xml; charset=utf-8"), tag)
    answer.last_modified = changed(index)
    return answer


def _streamed(template: str, **context: object) -> Iterator[str]:
    stream = current_app.jinja_env.get_template(template).stream(context)
    stream.enable_buffering(BUFFERED)
    return iter(stream)
