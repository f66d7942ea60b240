"""Answers that are kept: the names of their files, and "not modified" for those who come again.

Sources: RFC 6266 and RFC 8187 (a name outside of ASCII stands in `filename*`, after an ASCII one for old
programs); RFC 9110, 8.8 and 13 (entity tags, If-None-Match, If-Modified-Since).
"""

import re
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import quote

from flask import Response, request

from search import Index
from web.keeping.cited import one_line

LONGEST_NAME = 60
"""Characters of a title or question in a file's name: 180 bytes of UTF-8, where file systems allow 255."""

_NO_NAME = re.compile(r'[\\/:*?"<>|%\s.~`$&\';]+')


def disposition(text: str, suffix: str) -> str:
    """Return the Content-Disposition of a file about `text`: `dibao-TEXT.suffix`, safe on any system."""
    words = _NO_NAME.sub(" ", one_line(text))[:LONGEST_NAME].strip(" -").replace(" ", "-")
    name = f"dibao-{words}.{suffix}" if words else f"dibao.{suffix}"
    return f"attachment; filename=\"dibao.{suffix}\"; filename*=UTF-8''{quote(name, safe='')}"


def changed(index: Index) -> datetime:
    """Return when the index was last committed to."""
    try:
        moment = datetime.fromisoformat(index.status().changed)
    except ValueError:  # an index from elsewhere may say anything
        return datetime.fromtimestamp(0, UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def unchanged(index: Index) -> Response | None:
    """Return the answer 304 where the asker has what this address gives of this commit, else None."""
    answer = Response()
    stamp(answer, index)
    answer.make_conditional(request)
    return answer if answer.status_code == 304 else None


def stamp(answer: Response, index: Index) -> None:
    """Put on an answer of which commit it is, and that who keeps it must ask before it is shown again.

    The tag is of the commit, the archivist's vocabulary and the address: known before anything is searched,
    and the same in every process of a server.
    """
    status = index.status()
    commit = replace(status, path="")  # two copies of an archive give the same
    address = f"{request.url} {request.accept_languages}"
    text = f"{commit} {_digest(index.vocabulary.groups)} {address}"
    answer.set_etag(blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest(), weak=True)
    answer.last_modified = changed(index)
    answer.cache_control.no_cache = True
    answer.vary.add("Accept-Language")


@lru_cache(maxsize=2)
def _digest(groups: tuple[object, ...]) -> str:
    return blake2b(repr(groups).encode(), digest_size=12).hexdigest()
