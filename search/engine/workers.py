"""Worker processes that write segments, or this process where one is all there may be, and their memory."""

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor
from concurrent.futures import wait as wait_for_futures
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait as wait_for_end

from search.errors import SearchError, TooLittleMemory

BYTES_PER_CHARACTER = 60
"""What a character of a batch takes while it is inverted, measured."""

PROCESS_BYTES = 190 << 20
"""What a process takes beside its batch: the interpreter, the segmenter's dictionary, the fold; measured."""

MIN_BATCH_CHARACTERS = 200_000
MAX_BATCH_CHARACTERS = 4_000_000
"""Larger batches take more memory and are no faster."""


class Workers:
    """Does tasks side by side; they are started with the first task and kept until `close`."""

    def __init__(self, processes: int) -> None:
        """Take how many processes there may be; with one, tasks are done at once, in this process."""
        self.processes = processes
        self._pending: set[Future[object]] = set()
        self._pool = (
            ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=follow_parent)
            if processes > 1
            else None
        )

    def run(self, task: Callable[..., object], *arguments: object) -> None:
        """Do a task; no more wait than there are workers. Raises what an earlier task raised."""
        if self._pool is None:
            task(*arguments)
            return
        while len(self._pending) >= self.processes:
            self._wait_for_one()
        self._pending.add(self._pool.submit(task, *arguments))

    @property
    def are_started(self) -> bool:
        """Tell whether there are processes by now."""
        return bool(self.process_ids())

    def wait(self) -> None:
        """Wait until all tasks are done; raises what went wrong in one, SearchError where a worker died."""
        while self._pending:
            self._wait_for_one()

    def cancel(self) -> None:
        """Drop tasks that were not begun, and wait for the others, whatever comes of them."""
        for pending in self._pending:
            pending.cancel()
        wait_for_futures(self._pending)
        self._pending = set()

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def process_ids(self) -> list[int]:
        """Return the ids of the processes that were started."""
        return list(self._pool._processes) if self._pool is not None and self._pool._processes else []

    def _wait_for_one(self) -> None:
        done, self._pending = wait_for_futures(self._pending, return_when=FIRST_COMPLETED)
        for finished in done:
            try:
                finished.result()
            except BrokenExecutor as error:
                raise SearchError(
                    "a worker process died, perhaps for want of memory; nothing was changed since the last "
                    "commit. Try again with: --processes 1"
                ) from error


def batch_characters(processes: int, memory: int) -> int:
    """Return how many characters of text a batch may have; raises TooLittleMemory."""
    least = (PROCESS_BYTES + MIN_BATCH_CHARACTERS * BYTES_PER_CHARACTER) * (processes + (processes > 1))
    if memory < least:
        raise TooLittleMemory(
            f"{memory >> 20} MB of memory are too little for {processes} processes; try: "
            f"--memory {(least >> 20) + 1}" + (" or --processes 1" if processes > 1 else ""),
            least,
        )
    batches = processes + 1  # one is being collected, or on its way
    free = memory - PROCESS_BYTES * (processes + (processes > 1))
    return min(max(free // (BYTES_PER_CHARACTER * batches), MIN_BATCH_CHARACTERS), MAX_BATCH_CHARACTERS)


def follow_parent() -> None:
    """Make this worker end when its parent does, however that ends, and leave Ctrl-C to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()

    def end_with_parent() -> None:
        if parent is not None:
            wait_for_end([parent.sentinel])
            os._exit(1)

    threading.Thread(target=end_with_parent, daemon=True).start()
