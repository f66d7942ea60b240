"""The access log: one JSON object a line, without what anybody typed and without who it was.

A line has `time` (UTC), `method`, `path`, `route`, `status`, `bytes`, `ms`. The path is that of the address
without its query; an address that is no page's may be anything, a question that somebody typed there for
one, so its path is left out. `query` and `address` are there only where the settings ask for them.
Referrers, user agents and cookies are never there.

Each line is written by one call to the end of the file, so lines of several processes do not mix. A file
that was moved away is made anew when the server reloads (SIGHUP).
"""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

from web.serving.account import Entry
from web.settings import Settings

METHODS = frozenset(("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"))
STDERR = 2


class AccessLog:
    """Writes a line for each answer."""

    def __init__(self, settings: Settings) -> None:
        """Open the file that `settings` name; raises OSError."""
        self._file = _open(settings.access_log)
        self._has_queries = settings.log_queries
        self._has_addresses = settings.log_addresses

    def write(self, entry: Entry) -> None:
        """Write the line of one answer."""
        if self._file is None:
            return
        environ = entry.environ
        method = environ["REQUEST_METHOD"]
        now = datetime.now(UTC)
        line = {
            "time": f"{now:%Y-%m-%dT%H:%M:%S}.{now.microsecond // 1000:03}Z",
            "method": method if method in METHODS else "other",
            "path": _path(environ["PATH_INFO"]) if entry.route or self._has_queries else None,
            "route": entry.route or None,
            "status": entry.status,
            "bytes": entry.sent,
            "ms": round(entry.seconds * 1000, 1),
        }
        if self._has_queries:
            line["query"] = unquote(environ.get("QUERY_STRING", ""), errors="replace")
        if self._has_addresses:
            line["address"] = environ.get("REMOTE_ADDR", "")
        text = json.dumps(line, ensure_ascii=False) + "\n"
        os.write(self._file, text.encode("utf-8", "replace"))


def check(settings: Settings) -> None:
    """Raise OSError where the log cannot be written."""
    file = _open(settings.access_log)
    if file is not None and file != STDERR:
        os.close(file)


def _open(name: str) -> int | None:
    if name == "off":
        return None
    if name == "-":
        return STDERR
    return os.open(Path(name), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)


def _path(path: str) -> str:
    """Return a path of WSGI, whose bytes stand as Latin-1, as text (PEP 3333)."""
    return path.encode("latin-1", "replace").decode("utf-8", "replace")
