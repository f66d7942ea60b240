"""Every answer is put down when its last byte is made: in the numbers of /metrics and in the log."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from web.hosts import Application, Environ, Start

ROUTE = "dibao.route"
"""Where in a request's environment the name of the page stands that it is for; absent where there is none."""


@dataclass(slots=True)
class Entry:
    """What is known of one answer; `seconds` is from the request's arrival to the answer's last byte made."""

    environ: Environ
    status: int = 500
    sent: int = 0
    began: float = field(default_factory=perf_counter)
    seconds: float = 0.0

    @property
    def route(self) -> str:
        """The name of the page that was asked for; empty where there is none."""
        name: str = self.environ.get(ROUTE, "")
        return name


class Account:
    """An application whose answers are put down."""

    def __init__(self, application: Application, put_down: Callable[[Entry], None]) -> None:
        """Stand before `application`."""
        self._application = application
        self._put_down = put_down

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer, and put that down."""
        entry = Entry(environ)

        def starting(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            entry.status = int(status[:3])
            return start(status, headers, exc_info)

        try:
            answer = self._application(environ, starting)
        except BaseException:
            self._finish(entry)
            raise
        if not isinstance(answer, list):
            return _Counted(answer, entry, self._finish)
        entry.sent = sum(map(len, answer))
        self._finish(entry)
        return answer

    def _finish(self, entry: Entry) -> None:
        entry.seconds = perf_counter() - entry.began
        self._put_down(entry)


class _Counted:
    """A streamed answer that counts its bytes and is put down when it is closed."""

    def __init__(self, answer: Iterable[bytes], entry: Entry, finish: Callable[[Entry], None]) -> None:
        self._answer: Any = answer
        self._entry = entry
        self._finish = finish
        self._is_open = True

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        piece: bytes = next(self._answer)
        self._entry.sent += len(piece)
        return piece

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            try:
                self._answer.close()
            finally:
                self._finish(self._entry)
