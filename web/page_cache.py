"""Pages that are kept, for as long as the index stays as it is.

Readers go back, reload, follow the same link from a newsletter, and robots ask what they asked yesterday. A
page depends on its address, the index, the reader's language and this release, all of which are in its
entity tag (`web.caching`); so whoever has the page is told that it still holds, and who has not gets the one
that was made for somebody else. Of what is kept, least lately asked for goes first.
"""

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import ParamSpec, cast

from flask import Flask, Response, current_app, request

from web.caching import tag_of, tagged, unchanged
from web.languages import VARY, current
from web.library import library

EXTENSION = "dibao.pages"

SHARE = 16
"""The largest page that is kept takes one part of so many of the room."""

P = ParamSpec("P")


class PageCache:
    """Pages by their entity tags, of `room` bytes at most; threads may share it."""

    def __init__(self, room: int) -> None:
        """Begin with none."""
        self._room = room
        self._left = room
        self._pages: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, tag: str) -> bytes | None:
        """Return the page of a tag, if it is kept."""
        with self._lock:
            page = self._pages.get(tag)
            if page is not None:
                self._pages.move_to_end(tag)
            return page

    def put(self, tag: str, page: bytes) -> None:
        """Keep a page, and let go of others that there is no room for; a page too large is not kept."""
        if len(page) * SHARE > self._room:
            return
        with self._lock:
            self._left += len(self._pages.pop(tag, b"")) - len(page)
            self._pages[tag] = page
            while self._left < 0:
                _, dropped = self._pages.popitem(last=False)
                self._left += len(dropped)


def keep_pages(app: Flask, room: int) -> None:
    """Let `app` keep pages in `room` bytes; none where it is 0."""
    app.extensions[EXTENSION] = PageCache(room)


def kept(view: Callable[P, Response]) -> Callable[P, Response]:
    """Return a view whose pages are made once for each state of the index, and not sent to who has them."""

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> Response:
        cache = cast(PageCache, current_app.extensions[EXTENSION])
        tag = tag_of(library().index().version, current().tag, request.url_root)
        known = unchanged(tag)
        if known is not None:
            known.vary.update(VARY)
            return known
        page = cache.get(tag)
        if page is not None:
            return tagged(Response(page, content_type="text/html; charset=utf-8"), tag)
        response = view(*args, **kwargs)
        if response.status_code == 200:
            cache.put(tag, response.get_data())
            tagged(response, tag)
        return response

    return answer
