"""`dibao-web`: serve an index on an address.

The server is waitress: threads for queries, buffers for slow readers, pure Python, the same on
every system. This is the one place in `web` where the environment is read (by way of
`search.default_index_path`) and settings are made.
"""

import errno
import os
import signal
import socket
import sys
from pathlib import Path
from typing import NoReturn

import click
from waitress import create_server  # type: ignore[import-untyped]

from search import SearchError, default_index_path
from web.app import create_app
from web.library import installed
from web.settings import Settings

BACKLOG = 1024  # connections that wait while all threads are busy
MAX_HEADER_BYTES = 256 * 1024  # so that even a question far too long is answered by a page that says so


@click.command(context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.option(
    "--index",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    show_default="$DIBAO_INDEX, else .dibao",
    help="Folder of the index (made by dibao-index build).",
)
@click.option("--host", default="127.0.0.1", help="Address to listen on; 0.0.0.0 for all of the machine's.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, help="Port to listen on; 0 takes any free one."
)
@click.option("--threads", type=click.IntRange(1, 256), default=8, help="Requests answered at once.")
def main(index: Path | None, host: str, port: int, threads: int) -> None:
    """Serve an index of Dibao to browsers, and as JSON to programs."""
    settings = Settings(index=index or default_index_path(), host=host, port=port, threads=threads)
    try:
        app = create_app(settings)
        articles = len(installed(app).index())
    except SearchError as error:
        fail(str(error))
    listener = listen(settings)
    server = create_server(
        app,
        sockets=[listener],
        threads=settings.threads,
        backlog=BACKLOG,
        max_request_header_size=MAX_HEADER_BYTES,
        ident=None,
    )
    signal.signal(signal.SIGTERM, _stop)
    where = address(listener, settings)
    click.echo(f"Dibao serves {articles:,} articles at {where} — Ctrl-C stops it", err=True)
    server.run()


def listen(settings: Settings) -> socket.socket:
    """Return a socket that has its address; leave with a message where it cannot have it.

    Taken before waitress starts: when it fails to bind, it leaves its own pipes and sockets open.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
    except socket.gaierror:
        fail(f"cannot listen on {settings.host!r}: no such host; name another with --host")
    except OSError as error:
        fail(_why_not(error, settings))


def address(listener: socket.socket, settings: Settings) -> str:
    """Return the address to open in a browser."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    return f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}/"


def fail(message: str) -> NoReturn:
    """Say why there is no server, and leave."""
    click.echo(f"dibao-web: {message}", err=True)
    sys.exit(1)


def _why_not(error: OSError, settings: Settings) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {settings.port} is taken on {settings.host}; choose another with --port, or 0 for any"
    if error.errno == errno.EACCES:
        return f"port {settings.port} needs rights that this user lacks; choose one above 1023 with --port"
    reason = os.strerror(error.errno or errno.EINVAL)
    return f"cannot listen on {settings.host}:{settings.port}: {reason}; see --host and --port"


def _stop(_signal: int, _frame: object) -> NoReturn:
    """Let waitress finish what it is answering when a service manager stops it."""
    raise SystemExit(0)
