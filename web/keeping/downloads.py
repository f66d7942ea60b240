"""Answers that are kept: the names of their files, of which archive and of which day they are.

Source: RFC 6266 and RFC 8187 (a name outside of ASCII stands in `filename*`, after an ASCII one for old
programs).
"""

import re
from datetime import UTC, datetime
from urllib.parse import quote

from flask import current_app, request

from search import Index
from web.keeping.cited import Archive, one_line
from web.links import external
from web.settings import OWN_NAME, Settings

LONGEST_NAME = 60
"""Characters of a title or question in a file's name: 180 bytes of UTF-8, where file systems allow 255."""

OWN_NAMES = "Dibao 邸報"
"""What an archive without a name of its own is called in what is kept, whatever its reader's language."""

_NO_NAME = re.compile(r'[\\/:*?"<>|%\s.~`$&\';]+')


def disposition(text: str, suffix: str) -> str:
    """Return the Content-Disposition of a file about `text`: `dibao-TEXT.suffix`, safe on any system."""
    words = _NO_NAME.sub(" ", one_line(text))[:LONGEST_NAME].strip(" -").replace(" ", "-")
    name = f"dibao-{words}.{suffix}" if words else f"dibao.{suffix}"
    return f"attachment; filename=\"dibao.{suffix}\"; filename*=UTF-8''{quote(name, safe='')}"


def this_archive() -> Archive:
    """Return what the archive that answers the current request is called, and its address."""
    settings: Settings = current_app.config["DIBAO"]
    name = OWN_NAMES if settings.name == OWN_NAME else one_line(settings.name)
    return Archive(name or OWN_NAMES, external(""))


def changed(index: Index) -> datetime:
    """Return when the index was last committed to."""
    try:
        moment = datetime.fromisoformat(index.status().changed)
    except ValueError:  # an index from elsewhere may say anything
        return datetime.fromtimestamp(0, UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def state(index: Index) -> tuple[str, str, str]:
    """Return what a feed or sitemap depends on beside its address, for `web.caching.tag_of`.

    The index; the host, which stands in every link; the reader's languages.
    """
    return index.version, external(""), str(request.accept_languages)
