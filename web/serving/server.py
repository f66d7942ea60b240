"""The server: granian, several processes on one port, each an application of its own over the same index.

granian reads requests and writes answers in Rust, so slow senders and slow readers hold no Python thread.
Each process listens for itself (SO_REUSEPORT) and the system spreads connections by a hash of their
addresses; one listening socket for all was tried too, and one process mostly took all connections. The
parent keeps the port with a socket that does not listen.

What the parent does: it starts processes, replaces one that ends, all of them one after the other at SIGHUP
(the new one answers before the old one stops), and at SIGTERM or Ctrl-C lets them finish. It watches the
board: when all processes are there it says where they are, and one that has worked on one thing for too
long is replaced. One more process makes what is suggested, for all (`web.serving.librarian`). A process that
ends within five seconds of having been replaced ends the server, with 1: what cannot start is not tried for
ever.
"""

import gc
import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from time import monotonic, sleep

from flask import Flask
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

from search import SearchError, follow_parent
from web.app import create_app
from web.serving.board import BUSY_SINCE, PID, READY, Board
from web.serving.librarian import Librarian
from web.settings import Settings

BACKLOG = 1024
"""Connections that wait to be taken; granian takes them at once, so this is for bursts."""

HEAD_BYTES = 128 * 1024
"""A request's line and headers; the address alone may have 65,534 bytes, for hyper allows no more."""

OBJECTS = 5_000
"""New objects at which Python looks for cycles: at its own 700 that is once a page, for twice the time."""

HEAD_SECONDS = 10
"""Time to send these."""

RELOAD_SECONDS = 2.0
"""Between the start of a new process and the end of the one that it replaces."""

LAST_SECONDS = 30
"""What is being answered when the server stops may take this long."""

LOGGING = {
    "formatters": {"generic": {"format": "dibao-web: %(message)s"}},
    "handlers": {"console": {"formatter": "generic", "class": "logging.StreamHandler"}},
    "loggers": {"_granian": {"handlers": ["console"], "propagate": False}},
}
"""granian says what went wrong, on stderr, and nothing else."""


def serve(settings: Settings, keeper: socket.socket, announce: Callable[[], None]) -> None:
    """Serve until a signal says to stop; `keeper` is bound to the address, and does not listen.

    `announce` is called once, when all processes answer. Leaves by SystemExit where processes cannot start.
    """
    host, port = keeper.getsockname()[:2]
    with TemporaryDirectory(prefix="dibao-web-") as folder:
        file = Path(folder) / "board"
        Board.create(file)
        settings = replace(settings, suggestions=Path(folder) / "suggestions")
        librarian = Librarian(settings.index, Path(folder) / "suggestions")
        server = MPServer(
            "dibao",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=settings.wanted_processes,
            blocking_threads=settings.threads,
            backlog=BACKLOG,
            backpressure=BACKLOG,
            http1_settings=HTTP1Settings(header_read_timeout=HEAD_SECONDS * 1000, max_buffer_size=HEAD_BYTES),
            websockets=False,
            log_level=LogLevels.error,
            log_dictconfig=LOGGING,
            respawn_failed_workers=True,
            respawn_interval=RELOAD_SECONDS,
            workers_kill_timeout=LAST_SECONDS,
        )
        watch = Thread(target=_watch, args=(Board(file), settings, librarian, announce), daemon=True)
        server.on_startup(watch.start)
        server.on_shutdown(librarian.stop)
        server.serve(target_loader=partial(load, settings, file), wrap_loader=False)


def load(settings: Settings, file: Path) -> Flask:
    """Return the application of a new process, whose parent is the server; leave where there can be none."""
    follow_parent()
    # Only the parent listens to these two: a terminal sends them to every process.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    gc.set_threshold(OBJECTS, *gc.get_threshold()[1:])
    board = Board(file)
    try:
        app = create_app(settings, board)
    except (SearchError, OSError) as error:
        print(f"dibao-web: {error}", file=sys.stderr)
        sys.exit(1)
    board.own.put(READY, 1)
    return app


def _watch(board: Board, settings: Settings, librarian: Librarian, announce: Callable[[], None]) -> None:
    """Announce the server when all processes answer; then end those that are stuck."""
    while sum(row.numbers[READY] for row in board.held()) < settings.wanted_processes:
        sleep(0.05)
    announce()
    told: dict[int, float] = {}
    while True:
        sleep(1)
        librarian.tend()
        for row in board.held():
            pid, since = int(row.numbers[PID]), row.numbers[BUSY_SINCE]
            seconds = monotonic() - since if since else 0
            if seconds > settings.stuck_seconds:
                _say(f"process {pid} has worked on one answer for {seconds:.0f} s and is replaced")
                os.kill(pid, signal.SIGKILL)
            elif seconds > settings.slow_seconds and told.get(pid) != since:
                told[pid] = since
                _say(f"process {pid} has worked on one answer for {seconds:.0f} s")


def _say(message: str) -> None:
    print(f"dibao-web: {message}", file=sys.stderr, flush=True)
