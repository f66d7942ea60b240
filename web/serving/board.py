"""Numbers that all processes of a server share: one small file, mapped by each.

The server makes the file in a folder of its own. Each process takes a row, held by a lock on one byte of
the file (`fcntl`, so the system lets go of it however the process ends), and adds to that row alone; who
wants totals sums all rows. A row outlives its process, and the next process that takes it goes on adding,
so counters never fall while the server runs. Beside the rows there is one number for each slot of the rate
limit (`web.serving.rates`), which all processes read and write.

All numbers are float64, exact up to 2**53. An application without a server has a board of its own in
memory, with one row.
"""

import fcntl
import mmap
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock
from time import monotonic

ROUTES = 96
"""Kinds of page that are counted apart; those beyond are counted as the first, which stands for no page."""

BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Upper bounds of the histogram of times, in seconds; one more bucket has what is over the last."""

ROWS = 64
SLOTS = 65_536

PID, STARTED, READY, WARM, BUSY_SINCE, BUSY_ROUTE, RATE_LIMITED, STARTS = range(8)
"""Places at the beginning of a row."""

CLASSES = 5
_SECONDS = CLASSES + len(BUCKETS) + 1
_BYTES = _SECONDS + 1
_CELLS = _BYTES + 1
_HEAD = 8
_ROW = _HEAD + ROUTES * _CELLS
_SECRET = 32
_SIZE = _SECRET + 8 * (SLOTS + ROWS * _ROW)


class Row:
    """One process's numbers."""

    def __init__(self, numbers: "memoryview[float]") -> None:
        """Take the numbers as they are."""
        self.numbers = numbers
        self._lock = Lock()

    def begin(self) -> None:
        """Say that the present process has this row from now on."""
        self.numbers[PID], self.numbers[STARTED] = os.getpid(), monotonic()
        self.numbers[READY] = self.numbers[WARM] = self.numbers[BUSY_SINCE] = 0
        self.numbers[STARTS] += 1

    def observe(self, route: int, status: int, seconds: float, sent: int) -> None:
        """Count one answer to a request for the page number `route`."""
        bucket = next((place for place, bound in enumerate(BUCKETS) if seconds <= bound), len(BUCKETS))
        start = _HEAD + route * _CELLS
        with self._lock:
            self.numbers[start + min(max(status // 100, 1), CLASSES) - 1] += 1
            self.numbers[start + CLASSES + bucket] += 1
            self.numbers[start + _SECONDS] += seconds
            self.numbers[start + _BYTES] += sent

    def put(self, place: int, value: float) -> None:
        """Set a number at the beginning of the row."""
        self.numbers[place] = value

    def add(self, place: int) -> None:
        """Add one to a number at the beginning of the row."""
        with self._lock:
            self.numbers[place] += 1

    def by_class(self, route: int) -> list[float]:
        """Return how many answers were 1xx, 2xx, … 5xx."""
        return self._cells(route, 0, CLASSES)

    def by_time(self, route: int) -> list[float]:
        """Return how many answers fell into each bucket, and how many into none."""
        return self._cells(route, CLASSES, _SECONDS)

    def seconds_and_bytes(self, route: int) -> list[float]:
        """Return how long all answers took together, and how many bytes they had."""
        return self._cells(route, _SECONDS, _CELLS)

    def _cells(self, route: int, start: int, end: int) -> list[float]:
        at = _HEAD + route * _CELLS
        return list(self.numbers[at + start : at + end])


class Board:
    """The shared numbers, as one process sees them."""

    def __init__(self, path: Path | None = None) -> None:
        """Map the file at `path`; without one, have the numbers in memory."""
        self._file = os.open(path, os.O_RDWR) if path else -1
        self._map = mmap.mmap(self._file, _SIZE)
        self.secret = bytes(self._map[:_SECRET]) if path else secrets.token_bytes(_SECRET)
        numbers = memoryview(self._map)[_SECRET:].cast("d")
        self.slots = numbers[:SLOTS]
        self.rows = [Row(numbers[start : start + _ROW]) for start in range(SLOTS, SLOTS + ROWS * _ROW, _ROW)]
        self._place: int | None = None

    @staticmethod
    def create(path: Path) -> None:
        """Make the file, for this user alone: all numbers 0, and a new secret."""
        path.touch(mode=0o600, exist_ok=False)
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(_SECRET))
            file.truncate(_SIZE)

    def claim(self) -> Row:
        """Return a row for the present process, which no other has until this one ends."""
        for place in range(ROWS):
            if self._file == -1 or self._lock(place):
                self._place = place
                self.rows[place].begin()
                return self.rows[place]
        raise RuntimeError(f"all {ROWS} rows of the shared numbers are taken; restart the server")

    @property
    def own(self) -> Row:
        """The row that the present process claimed."""
        return self.rows[self._place or 0]

    def held(self) -> Iterator[Row]:
        """Give the rows of the processes that live."""
        for place, row in enumerate(self.rows):
            if place == self._place:
                yield row
            elif row.numbers[PID] and self._file != -1:
                if not self._lock(place):
                    yield row
                else:
                    fcntl.lockf(self._file, fcntl.LOCK_UN, 1, place)

    def _lock(self, place: int) -> bool:
        with suppress(OSError):
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
            return True
        return False
