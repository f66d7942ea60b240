"""Whether search engines find the archive: robots.txt, X-Robots-Tag, the parts of the sitemap.

Sources: RFC 9309 (robots.txt), the sitemap protocol 0.90 of sitemaps.org (50,000 addresses a file, each
shorter than 2,048 characters), Google's X-Robots-Tag.

An archive is not to be found unless its settings say so. Then robots.txt shuts everything, and each answer
says `noindex` to those who do not read it. Where it is to be found, articles and the pages that browse are;
results are `noindex, follow`, for there is one for every question that anyone can think of, and robots.txt
spares the server the endless ones: further pages, filters, exports.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from flask import Flask, Response, request

from search import Index
from web.keeping.cited import Day, permalink
from web.settings import Settings

PART = 50_000
LONGEST = 2_047

UNLISTED = ("/search", "/cite/", "/copies/", "/compare/", "/qr/", "/suggest.json", "/api/", "/static/")
"""Pages that are no destination of their own, by how their paths begin."""

SPARED = (
    "/search?*&",
    "/search.atom",
    "/search.json",
    "/suggest.json",
    "/cite/",
    "/compare/",
    "/qr/",
    "/api/",
)
"""What robots need not ask for."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One address of a sitemap, and the day it is from, in ISO 8601 or empty."""

    location: str
    day: str


def robots(*, findable: bool, base: str) -> str:
    """Return robots.txt."""
    if not findable:
        return "User-agent: *\nDisallow: /\n"
    spared = "".join(f"Disallow: {path}\n" for path in SPARED)
    return f"User-agent: *\n{spared}\nSitemap: {base}/sitemap.xml\n"


def count_parts(articles: int) -> int:
    """Return how many files the sitemap of so many articles has: one at least."""
    return max(-(-articles // PART), 1)


def entries(index: Index, part: int, base: str) -> Iterator[Entry]:
    """Give the addresses of one part, from 1, one by one; those that are too long are left out."""
    for article in islice(index.articles((part - 1) * PART), PART):
        location = permalink(base, article.id)
        if len(location) <= LONGEST:
            day = Day.of(article.local_time)
            yield Entry(location, str(day))


def mark(app: Flask) -> None:
    """Say on every answer of `app` whether search engines may keep it."""

    @app.after_request
    def add_tag(response: Response) -> Response:
        settings: Settings = app.config["DIBAO"]
        if not settings.findable:
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        elif request.path.startswith(UNLISTED):
            response.headers["X-Robots-Tag"] = "noindex, follow"
        return response
