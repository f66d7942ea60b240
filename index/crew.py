"""Reads inputs in several processes, in order: a page costs ten times what its bytes cost to fetch.

Inputs are read in small loads, a bounded number of bytes at a time, the first ones here, so that a handful
costs no start of processes. Later loads go out, and come back in the order in which they were offered. A page
that kills the process which reads it (a fault in a library, no memory left) costs that page and no other:
the loads that were out are read again, one by one, until it is found.
"""

import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from types import TracebackType
from typing import Self

from index.errors import Reason
from index.inputs import Input
from index.reading import read_input, read_inputs
from index.records import Record, Rejected
from search import follow_parent

LOAD_INPUTS = 256
LOAD_BYTES = 1 << 20
"""What is read at once: enough to make the way to a process cheap, little enough to share work evenly."""

LOADS_EACH = 3
"""Loads that are out for each process."""

PATIENCE = 3.0
"""Seconds of reading here before processes are started, which takes about as long on a busy machine."""

PROCESS_BYTES = 150 << 20
"""What a process takes, measured: the interpreter, the fold, the gazetteer, a page as a tree."""


@dataclass(slots=True)
class _Load:
    """Inputs on their way to a process."""

    inputs: list[Input] = field(default_factory=list)
    size: int = 0
    future: "Future[list[Record]] | None" = None

    def is_full(self) -> bool:
        return len(self.inputs) >= LOAD_INPUTS or self.size >= LOAD_BYTES


class Crew:
    """Processes that read; used in a `with` block, at the end of which they end."""

    def __init__(self, processes: int) -> None:
        """Read in that many processes; with 1 in this one."""
        self._processes = processes
        self._pool: ProcessPoolExecutor | None = None
        self._spent = 0.0

    def __enter__(self) -> Self:
        """Return the crew."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def read(self, inputs: Iterable[Input]) -> Iterator[tuple[Input, Record]]:
        """Yield each input with its record, in order."""
        out: deque[_Load] = deque()
        for load in _loads(inputs):
            if self._processes == 1 or (self._pool is None and self._spent < PATIENCE):
                yield from self._read_here(load)
            else:
                self._send(load, out)
            while len(out) > LOADS_EACH * self._processes:
                yield from self._receive(out)
        while out:
            yield from self._receive(out)

    def _read_here(self, load: _Load) -> Iterator[tuple[Input, Record]]:
        began = time.perf_counter()
        records = read_inputs(load.inputs)
        self._spent += time.perf_counter() - began
        yield from zip(load.inputs, records, strict=True)

    def _send(self, load: _Load, out: deque[_Load]) -> None:
        try:
            load.future = self._started().submit(read_inputs, load.inputs)
        except BrokenExecutor:  # what broke it is found when the loads that are out are received
            load.future = None
        out.append(load)

    def _receive(self, out: deque[_Load]) -> Iterator[tuple[Input, Record]]:
        """Yield what the oldest load gave, and read it again one by one where its process died."""
        load = out.popleft()
        try:
            if load.future is None:
                raise BrokenExecutor
            records = load.future.result()
        except BrokenExecutor:
            records = [self._read_alone(given) for given in load.inputs]
        yield from zip(load.inputs, records, strict=True)

    def _read_alone(self, given: Input) -> Record:
        """Read one input in a process that has nothing else to do, so that it is known what kills it."""
        for attempt in range(2):
            try:
                return self._started().submit(read_input, given).result()
            except BrokenExecutor:
                self._pool = None
                if attempt:
                    break
        message = "the process that read it died: a fault in a library, or no memory left"
        return Rejected(given.address, Reason.INTERNAL, message)

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._processes, mp_context=get_context("spawn"), initializer=follow_parent
            )
        return self._pool


def _loads(inputs: Iterable[Input]) -> Iterator[_Load]:
    load = _Load()
    for given in inputs:
        load.inputs.append(given)
        load.size += len(given.data)
        if load.is_full():
            yield load
            load = _Load()
    if load.inputs:
        yield load
