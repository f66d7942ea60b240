"""Article ids in paths.

An id is whatever the archive calls its article: a number, a path, a whole URL. Werkzeug's `path`
converter refuses a leading slash and a newline, and by default the router folds `//` into `/`,
which turns `http://a/b` into another id; so ids have a converter of their own, and every character
that means something in a URL is written as its code.
"""

from urllib.parse import quote

from flask import Flask
from werkzeug.routing import BaseConverter


class ArticleIdConverter(BaseConverter):
    """Any text at all, slashes too."""

    regex = r"(?s:.+)"
    part_isolating = False
    weight = 200

    def to_url(self, value: str) -> str:
        """Write the id as one segment of a path."""
        return quote(value, safe="", errors="replace")


def article_path(article_id: str) -> str:
    """Return the path of an article in the characters that an address is sent with (RFC 3986)."""
    return f"/article/{quote(article_id, safe='', errors='replace')}"


def route_ids(app: Flask) -> None:
    """Let `<id:id>` in the routes of `app` take any id."""
    app.url_map.merge_slashes = False
    app.url_map.converters["id"] = ArticleIdConverter
