"""Which other sites' pages may read the API in a browser (the Fetch standard's CORS protocol).

None, unless the operator names them. Only `/api/v1/` answers them, without credentials, which Dibao
has none of anyway; programs outside of browsers are not concerned.
"""

import re
from collections.abc import Iterable

from flask import Flask, Response, request

ANY = "*"
READABLE = "ETag, Retry-After, Content-Disposition, Dibao-Articles"
"""Headers of an answer that a page elsewhere may read beside those that it always may."""

SECONDS = 24 * 3600
"""How long a browser may remember what was allowed; browsers themselves keep it for two hours or a day."""

PREFIX = "/api/v1/"

_ORIGIN = re.compile(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")


def check_origin(origin: str) -> str:
    """Return an origin as browsers send it; raises ValueError for what none sends.

    >>> check_origin("https://Reader.example.org")
    'https://reader.example.org'
    """
    lowered = origin.strip().lower()
    if lowered != ANY and not _ORIGIN.fullmatch(lowered):
        raise ValueError(
            f"{origin!r} is not an origin; write scheme, host and perhaps a port, such as "
            "https://reader.example.org, or * for every site"
        )
    return lowered


def allow_origins(app: Flask, origins: Iterable[str]) -> None:
    """Let pages of `origins` read the API of `app`; raises ValueError where one is none."""
    allowed = frozenset(map(check_origin, origins))
    if not allowed:
        return

    @app.after_request
    def add_headers(response: Response) -> Response:
        if not request.path.startswith(PREFIX):
            return response
        if ANY not in allowed:
            response.vary.add("Origin")
        origin = request.headers.get("Origin", "")
        if ANY not in allowed and origin not in allowed:
            return response
        response.headers["Access-Control-Allow-Origin"] = ANY if ANY in allowed else origin
        response.headers["Access-Control-Expose-Headers"] = READABLE
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD"
            response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
            response.headers["Access-Control-Max-Age"] = str(SECONDS)
        return response
