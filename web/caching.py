"""Conditional requests: who has an answer already is told so before anything is searched (RFC 9110, 13).

An answer depends on the address, the index (`search.Index.version`) and this release of Dibao, and on nothing
else but what the caller adds (a page's language). A digest of these is its entity tag, known before the
answer is made. The tag is weak: two answers of one tag say the same, but each says how long it took, and a
proxy may pack one of them. `Cache-Control: no-cache` lets anyone keep an answer and makes them ask whether
it still holds, for the next commit may come at any moment.

    tag = tag_of(index.version, language.tag)
    answer = unchanged(tag) or tagged(make_answer(), tag)
"""

from functools import cache
from hashlib import blake2b
from importlib.resources import files
from importlib.resources.abc import Traversable

from flask import Response, request

PACKAGES = ("search", "web")
"""What a release is made of, as far as answers depend on it."""

LEFT_OUT = frozenset({"__pycache__"})


def tag_of(*state: str) -> str:
    """Return the entity tag of the current request's answer, which depends on `state`."""
    environ = request.environ
    depends_on = (release(), environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", ""), *state)
    return blake2b(repr(depends_on).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def unchanged(tag: str) -> Response | None:
    """Return 304 where the client of the current request holds the answer of that tag, else None.

    `If-None-Match: *` asks for no answer if there is any at all; it is for writing, and is not heeded.
    """
    if "If-None-Match" not in request.headers or tag not in request.if_none_match.as_set(include_weak=True):
        return None
    response = Response(status=304)
    del response.headers["Content-Type"]
    return tagged(response, tag)


def tagged(response: Response, tag: str) -> Response:
    """Put the tag on an answer, and that it may be kept but must be asked for again."""
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "no-cache"
    return response


@cache
def release() -> str:
    """Return a digest of the program's files: a new release gives new answers to old questions."""
    digest = blake2b(digest_size=12)
    for package in PACKAGES:
        _add(digest, files(package))
    return digest.hexdigest()


def _add(digest: blake2b, folder: Traversable) -> None:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir() and entry.name not in LEFT_OUT:
            _add(digest, entry)
        elif entry.is_file():
            digest.update(f"{entry.name}\0".encode())
            digest.update(entry.read_bytes())
