"""What is refused before anything is looked up, and how.

Every page is read with GET. Another method is 405, and a body, which no page wants, is 413 without being
read. Where there is a rate limit, who asks more often is 429. Answers without an end in sight (exports,
sitemaps) hold a thread of the process for as long as their reader takes, so few go on at once and one more
is 503.

A reader gets a page that says what to do, a program the same as JSON; both get `Retry-After` where waiting
helps. Health checks, metrics and static files are not counted.
"""

from collections.abc import Iterator
from threading import BoundedSemaphore, Lock
from typing import Any

from flask import Flask, Response, g, request
from flask_babel import gettext  # type: ignore[import-untyped]

from web.errors import is_asked_by_program
from web.problems import problem
from web.serving.board import RATE_LIMITED, Row
from web.serving.gate import STREAMED
from web.serving.rates import Allowance, RateLimit
from web.wire import page

METHODS = ("GET", "HEAD", "OPTIONS")
UNCOUNTED = ("static", "serving.")
"""How the names of routes begin that the rate limit does not count."""

STREAM_WAIT = 30
"""Seconds after which it is worth asking again for a stream."""


def refuse_bodies(app: Flask) -> None:
    """Answer requests that want to change something, or bring a body, without reading it."""

    @app.before_request
    def check_request() -> Response | None:
        if request.method not in METHODS:
            response = _refuse(405, "method_not_allowed", gettext("Pages here can only be read."))
            response.headers["Allow"] = ", ".join(METHODS)
            return response
        if request.content_length or "HTTP_TRANSFER_ENCODING" in request.environ:
            return _refuse(413, "content_too_large", gettext("Requests here have no body."))
        return None


def limit_rate(app: Flask, rates: RateLimit, row: Row) -> None:
    """Answer addresses that ask too often with 429, and tell each what it has left.

    The headers are those of draft-ietf-httpapi-ratelimit-headers-10.
    """

    @app.before_request
    def check_rate() -> Response | None:
        if (request.endpoint or "").startswith(UNCOUNTED):
            return None
        g.allowance = rates.take(request.remote_addr or "")
        if not g.allowance.is_spent:
            return None
        row.add(RATE_LIMITED)
        seconds = g.allowance.seconds
        message = gettext(
            "More than %(limit)s pages a minute were asked for from your address. Please wait %(seconds)s s.",
            limit=rates.limit,
            seconds=seconds,
        )
        response = _refuse(429, "too_many_requests", message)
        response.headers["Retry-After"] = str(seconds)
        return response

    @app.after_request
    def tell_allowance(response: Response) -> Response:
        allowance: Allowance | None = g.get("allowance")
        if allowance is not None:
            response.headers["RateLimit-Policy"] = f'"minute";q={rates.limit};w=60'
            response.headers["RateLimit"] = f'"minute";r={allowance.remaining};t={allowance.seconds}'
        return response


def limit_streams(app: Flask, most: int) -> None:
    """Let `most` streamed answers go on at once in this process.

    Registered before whatever packs answers, so that it sees them last.
    """
    places = BoundedSemaphore(most)

    @app.after_request
    def take_place(response: Response) -> Response:
        if not response.is_streamed or request.endpoint == "static":
            return response
        if not places.acquire(blocking=False):
            response.close()
            message = gettext("Others are downloading at the moment. Please try again in half a minute.")
            busy = _refuse(503, "busy", message)
            busy.headers["Retry-After"] = str(STREAM_WAIT)
            return busy
        request.environ[STREAMED] = True
        response.response = _Place(response.response, places)
        return response


class _Place:
    """The pieces of a streamed answer, which has a place until it ends, is closed or is forgotten."""

    def __init__(self, pieces: Any, places: BoundedSemaphore) -> None:
        self._pieces: Iterator[Any] = iter(pieces)
        self._close = getattr(pieces, "close", None)
        self._places = places
        self._lock = Lock()
        self._has_place = True

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        try:
            return next(self._pieces)
        except BaseException:
            self._leave()
            raise

    def close(self) -> None:
        try:
            if self._close is not None:
                self._close()
        finally:
            self._leave()

    def __del__(self) -> None:
        self._leave()

    def _leave(self) -> None:
        with self._lock:
            has_place, self._has_place = self._has_place, False
        if has_place:
            self._places.release()


def _refuse(status: int, code: str, message: str) -> Response:
    if is_asked_by_program():
        return problem(status, code, message)
    return page("error.html", status, title=gettext("This cannot be answered"), message=message)
