"""A layer over every operation that changes the files of a folder: it counts, records and breaks them.

    with FaultyDisk(folder, stop_at(17)) as disk:
        ...                     # operation 17 raises Crash, and after it nothing reaches the disk
    disk.events                 # what was done, for `tests.power_cut`

An operation is one that the operating system is asked for: creating or truncating a file, each write of
a buffer to it, flushing a file or folder to the disk, renaming, unlinking, making and removing folders.
They are caught where Python calls the system (`tests.disk_calls`), so the code under test runs as it
is. What the layer does not know raises NotImplementedError instead of passing unseen; what is written
past it, from C, is found out when the file is flushed or the block is left, and is a RuntimeError.
"""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from unittest.mock import patch

from tests.disk_calls import Crash, replacements
from tests.power_cut import Event, Machine

KILLED = 77
"""Exit status of a process that `kill_at` ended."""

Fault = Callable[[int, Event], None]
"""Called with each operation's number, from 0, and what it is about to do; raises to prevent it."""


def no_fault(number: int, event: Event) -> None:
    """Let everything happen."""


def stop_at(wanted: int) -> Fault:
    """Return the fault that stops everything before an operation."""

    def fault(number: int, event: Event) -> None:
        if number == wanted:
            raise Crash(event.kind)

    return fault


def kill_at(wanted: int) -> Fault:
    """Return the fault that ends the process before an operation, as a signal would."""

    def fault(number: int, event: Event) -> None:
        if number == wanted:
            os._exit(KILLED)

    return fault


def interrupt_at(wanted: int) -> Fault:
    """Return the fault of a reader's Ctrl-C before an operation; what cleans up after it can do so."""

    def fault(number: int, event: Event) -> None:
        if number == wanted:
            raise KeyboardInterrupt

    return fault


def fail_at(wanted: int) -> Fault:
    """Return the fault of one operation that the system refuses, as bad sectors do."""

    def fault(number: int, event: Event) -> None:
        if number == wanted:
            raise OSError(errno.EIO, "the disk refuses", event.path)

    return fault


def full_from(wanted: int) -> Fault:
    """Return the fault of a disk that is full from an operation on: nothing grows, the rest works."""

    def fault(number: int, event: Event) -> None:
        if number >= wanted and event.kind in ("create", "write", "mkdir"):
            raise OSError(errno.ENOSPC, "the disk is full", event.path)

    return fault


class FaultyDisk:
    """Watches one folder while its block is entered; in one thread, and for this process alone.

    `events` are the operations that happened, `count` says how many were tried, `last` which the fault
    prevented last. After a Crash the disk is dead: writes that buffers still hold vanish, every other
    operation raises Crash again.
    """

    def __init__(self, root: Path, fault: Fault = no_fault, *, torn: bool = False) -> None:
        """Take the folder and what goes wrong; `torn` lets half of a write happen where Crash prevents it."""
        self.root = root.resolve()
        self.events: list[Event] = []
        self.is_dead = False
        self.count = 0
        self.last = ""
        self._fault = fault
        self.is_torn = torn
        self._open_files: dict[int, str] = {}
        self._machine = Machine(self.root)
        self._patches = ExitStack()

    def __enter__(self) -> Self:
        """Put the layer in place."""
        for module, name, new in replacements(self):
            self._patches.enter_context(patch.object(module, name, new))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the layer away; raises RuntimeError where something was written past it."""
        self._patches.close()
        if kind is None and not self.is_dead:
            self._machine.check(self.root)

    @contextmanager
    def operation(self, event: Event) -> Iterator[None]:
        """Count an operation and let it happen, or not; record it once it has."""
        if self.is_dead:
            raise Crash(event.kind)
        number, self.count = self.count, self.count + 1
        try:
            self._fault(number, event)
        except BaseException as error:
            self.is_dead = isinstance(error, Crash)
            self.last = f"{event.kind} {event.path}"
            raise
        yield
        self.events.append(event)
        self._machine.apply(event)

    def inside(self, path: Any, dir_fd: int | None = None) -> str | None:
        """Return a path relative to the folder, None for one outside of it."""
        if isinstance(path, int):
            return self._open_files.get(path)
        if dir_fd is not None:
            if dir_fd not in self._open_files:
                return None
            path = self.root / self._open_files[dir_fd] / os.fsdecode(path)
        absolute = Path(os.path.abspath(os.fsdecode(path)))  # noqa: PTH100 - links are not to be followed
        return absolute.relative_to(self.root).as_posix() if absolute.is_relative_to(self.root) else None

    def opened(self, descriptor: int, name: str) -> None:
        """Remember which file a descriptor is of."""
        self._open_files[descriptor] = name

    def closed(self, descriptor: int) -> None:
        """Forget a descriptor."""
        self._open_files.pop(descriptor, None)
