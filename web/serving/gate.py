"""One request at a time computes in each process; the others wait, or send what they have.

Threads that compute at once do not share a core, they fight for it: a query takes and lets go of the
interpreter's lock many times, and each handover costs up to the switch interval. Two processes of one thread
answered 190 pages a second where two of four answered 120 (web/README.md). Yet one thread alone would not do:
an answer that is streamed, an export for one, holds its thread until its reader has read it. So there are
several threads and a gate.

Whole answers leave as a list: the server keeps them outside Python for readers who are slow. A streamed one
passes the gate for each of its pieces.
"""

from collections.abc import Iterable, Iterator
from threading import Lock
from time import monotonic
from typing import Any

from web.hosts import Application, Environ, Start
from web.serving.board import BUSY_SINCE, Row

STREAMED = "dibao.streamed"
"""Set in the environment of a request whose answer is made while it is sent."""


class Gate:
    """An application that does one thing at a time."""

    def __init__(self, application: Application, row: Row) -> None:
        """Stand before `application`; `row` says since when it is at work."""
        self._application = application
        self._row = row
        self._turn = Lock()

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer when it is this request's turn."""
        with self:
            answer = self._application(environ, start)
            if environ.get(STREAMED):
                return _Pieces(answer, self)
            try:
                return list(answer)
            finally:
                _close(answer)

    def __enter__(self) -> None:
        """Wait for the turn."""
        self._turn.acquire()
        self._row.numbers[BUSY_SINCE] = monotonic()

    def __exit__(self, *_: object) -> None:
        """Let the next one have it."""
        self._row.numbers[BUSY_SINCE] = 0
        self._turn.release()


class _Pieces:
    """The pieces of a streamed answer, each made in its turn."""

    def __init__(self, answer: Iterable[bytes], gate: Gate) -> None:
        self._answer = answer
        self._pieces = iter(answer)
        self._gate = gate

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        with self._gate:
            return next(self._pieces)

    def close(self) -> None:
        with self._gate:
            _close(self._answer)


def _close(answer: Any) -> None:
    if hasattr(answer, "close"):
        answer.close()
