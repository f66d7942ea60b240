"""`dibao-web`: serve an index on an address.

This is the one place in `web` where the environment is read (by way of `search.default_index_path`) and
settings are made. What can be wrong (the index, the address, the log) is found here, before any process is
started.
"""

import errno
import os
import socket
import sys
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import click

from search import SearchError, default_index_path, open_index
from web.serving.log import check
from web.serving.server import serve
from web.settings import METRICS, MOST_PROCESSES, OWN_NAME, Settings


def read_site(_: click.Context, parameter: click.Parameter, value: str | None) -> str:
    """Return the address of a whole site, without a slash at its end; empty where none is given."""
    if value is None:
        return ""
    parts = urlsplit(value)
    site = value.rstrip("/")
    if parts.scheme not in {"http", "https"} or site != f"{parts.scheme}://{parts.netloc}" or "@" in site:
        raise click.BadParameter(f"{value!r} is no address like https://dibao.example.org", param=parameter)
    return site


def read_sites(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    """Return addresses of sites; a star stands for all."""
    return tuple(value if value == "*" else read_site(context, parameter, value) for value in values)


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
@click.option(
    "--processes",
    type=click.IntRange(0, 32),
    default=0,
    show_default=f"one for each core, {MOST_PROCESSES} at most",
    help="Processes that answer, over one index.",
)
@click.option(
    "--threads",
    type=click.IntRange(1, 256),
    default=8,
    help="Threads of each: one computes, the others send what is streamed.",
)
@click.option(
    "--base-url",
    default=None,
    callback=read_site,
    show_default="as each request says",
    help="The address that readers use, where a proxy stands before: https://dibao.example.org",
)
@click.option(
    "--findable",
    is_flag=True,
    default=False,
    help="Let search engines index the archive; else they are asked not to.",
)
@click.option(
    "--cors",
    "cors_origins",
    multiple=True,
    metavar="ORIGIN",
    callback=read_sites,
    help="A site whose pages may read the API; * for all. Repeatable.",
)
@click.option("--name", default=OWN_NAME, help="What the archive calls itself.")
@click.option(
    "--about",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="A text file for its about page: who keeps it, and why.",
)
@click.option(
    "--page-cache",
    type=click.IntRange(0, 4096),
    default=32,
    metavar="MB",
    help="Pages that each process keeps for whoever asks again; 0 for none.",
)
@click.option("--metrics", type=click.Choice(METRICS), default=METRICS[0], help="Who may see /metrics.")
@click.option(
    "--access-log",
    default="-",
    metavar="FILE",
    help="Where a line for each answer goes: - is stderr, or off.",
)
@click.option("--log-queries", is_flag=True, default=False, help="Put what readers typed into it too.")
@click.option("--log-addresses", is_flag=True, default=False, help="Put where they are into it too.")
@click.option(
    "--rate-limit",
    type=click.IntRange(0, 100_000),
    default=0,
    help="Pages a minute for one address; 0 for no limit.",
)
@click.option(
    "--trusted-proxies",
    type=click.IntRange(0, 8),
    default=0,
    help="Proxies before this server whose X-Forwarded-For, -Proto and -Host are believed.",
)
def main(index: Path | None, **options: Any) -> None:
    """Serve an index of Dibao to browsers, and as JSON to programs."""
    settings = Settings(index=index or default_index_path(), **options)
    try:
        with open_index(settings.index) as opened:
            articles = len(opened)
    except SearchError as error:
        fail(str(error))
    try:
        check(settings)
    except OSError as error:
        fail(f"cannot write to {settings.access_log!r}: {error.strerror}; see --access-log")
    with reserve(settings) as keeper:
        where = address(keeper, settings)
        serve(
            settings,
            keeper,
            lambda: click.echo(f"Dibao serves {articles:,} articles at {where} — Ctrl-C stops it", err=True),
        )


def reserve(settings: Settings) -> socket.socket:
    """Return a socket that keeps the address and does not listen; leave with a message where it is taken.

    The processes share the port with it (SO_REUSEPORT), and would as readily with another server's: so it
    is first asked for alone.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        with socket.create_server((settings.host, settings.port), family=family) as probe:
            own = probe.getsockname()
        keeper = socket.socket(family, socket.SOCK_STREAM)
        keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        keeper.bind(own)
    except socket.gaierror:
        fail(f"cannot listen on {settings.host!r}: no such host; name another with --host")
    except OSError as error:
        fail(_why_not(error, settings))
    return keeper


def address(keeper: socket.socket, settings: Settings) -> str:
    """Return the address to open in a browser."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    return f"http://{f'[{host}]' if ':' in host else host}:{keeper.getsockname()[1]}/"


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
