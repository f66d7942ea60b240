"""Requests for a host that cannot be one are turned away before anything makes links for them."""

from collections.abc import Callable, Iterable
from typing import Any

Environ = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]

REFUSAL = b"The Host header names no host.\n"


def refuse_impossible_hosts(application: Application) -> Application:
    """Return `application` behind a check that the Host header is a name that IDNA can hold (RFC 3490)."""

    def checked(environ: Environ, start: Start) -> Iterable[bytes]:
        try:
            environ.get("HTTP_HOST", "").split(":")[0].encode("idna")
        except UnicodeError:
            headers = [("Content-Type", "text/plain; charset=utf-8"), ("X-Content-Type-Options", "nosniff")]
            start("400 Bad Request", headers)
            return [REFUSAL]
        return application(environ, start)

    return checked
