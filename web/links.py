"""Addresses inside the site, as they stand in pages.

A page of results has some two hundred links that differ in one value, and each carries the whole question: so
they are made here, by one pass over the text, and not by the router; and Chinese characters stand in
them as themselves, which HTML allows (an IRI, RFC 3987) and which is a third as long. What would end a value
or a link early is written as its code.
"""

from collections.abc import Iterable
from urllib.parse import quote

from flask import current_app, g, has_request_context, request

from web.settings import Settings

Pairs = Iterable[tuple[str, str]]

_CODES = {code: f"%{code:02X}" for code in (*range(0x21), 0x7F, *b"\"#%&'+;<>[\\]^`{|}")}
_CODES |= {code: quote(chr(code)) for code in (*range(0x80, 0xA1), 0x2028, 0x2029, 0x3000, 0xFEFF)}
_HALVES = dict.fromkeys(range(0xD800, 0xE000), "%EF%BF%BD")
"""Half surrogate pairs have no UTF-8; they become U+FFFD."""

_IN_QUERY = _CODES | _HALVES
_IN_SEGMENT = _IN_QUERY | {code: f"%{code:02X}" for code in b"/?"}


def segment(text: str) -> str:
    """Return any text, an article's id for one, as one segment of a path."""
    written = text.translate(_IN_SEGMENT)
    return written.replace(".", "%2E") if written in {".", ".."} else written


def query_string(pairs: Pairs) -> str:
    """Return names and values as the query of an address, without its question mark.

    >>> query_string([("q", "寶坻 100%"), ("page", "2")])
    'q=寶坻%20100%25&page=2'
    """
    return "&".join(f"{name}={value.translate(_IN_QUERY)}" for name, value in pairs)


def link(path: str, pairs: Pairs = (), anchor: str = "") -> str:
    """Return the address of a page, which keeps the language that was chosen in the present one's address."""
    query = query_string((*pairs, *_language()))
    return f"{path}{'?' if query else ''}{query}{'#' if anchor else ''}{anchor}"


def external(path: str) -> str:
    """Return the absolute address of a page whose `path` begins with a slash.

    It begins with the server's `base_url`, or with what the present request says where there is none.
    """
    settings: Settings = current_app.config["DIBAO"]
    return f"{(settings.base_url or request.url_root).rstrip('/')}{path}"


def _language() -> Pairs:
    if not has_request_context():
        return ()
    known: Pairs | None = g.get("language_pairs")
    if known is None:
        known = g.language_pairs = tuple(
            ("lang", value) for value in request.args.getlist("lang")[:1] if value
        )
    return known
