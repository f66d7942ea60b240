"""Reading one input under watch: in a process with a limit of memory, ended where it does not end itself.

What escapes as an exception, a fault of ours that was caught (`internal`), a reading that does not end, that
takes longer than its size allows, or that grows too much is a problem.
"""

import multiprocessing
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from index.charset import decode
from index.errors import PageRejected, Reason
from index.extract import extract
from index.inputs import Input, InputKind
from index.reading import read_input
from index.records import Rejected
from index.sources import open_inputs
from tests.mutated_sources import sources

LONGEST = 10.0
"""Seconds after which a reading is taken not to end."""

SECONDS_FREE, SECONDS_A_MEGABYTE, SECONDS_AN_INPUT = 1.0, 2.0, 0.0001
"""What reading may take: at all, for each megabyte that is read (of the file, or of what it unpacks to), and
for each page, record or entry in it.
"""

MOST_GROWTH = 256 << 20
"""Bytes by which the memory may grow above what it was before; inputs have less than 2 MB."""

MOST_MEMORY = 2 << 30
"""Bytes of address space that a process may take beyond those that it begins with."""

Reader = Callable[[bytes, Path], Iterator[tuple[str, int]]]
"""Yields the outcome and the bytes of each thing that was read."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What is read, and by which reader."""

    reader: str
    data: bytes
    name: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: how often each outcome, processor seconds, bytes by which memory grew while it was
    read, bytes that the process held at its peak, and what was wrong.
    """

    counts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    growth: int = 0
    resident: int = 0
    problem: str = ""


def _file(data: bytes, path: Path) -> Iterator[tuple[str, int]]:
    path.write_bytes(data)
    for found in open_inputs([path]):
        if isinstance(found, Rejected):
            yield _told(found), 0
        else:
            yield _told(read_input(found)), len(found.data)


def _input(kind: InputKind) -> Reader:
    def read(data: bytes, _path: Path) -> Iterator[tuple[str, int]]:
        url = "http://a.cn/2019/1.html" if data[:1] < b"\x80" else data[:60].decode("latin-1")
        given = Input("a", kind, data, url, data[-12:].decode("latin-1"), "2019-06-09T00:00:00Z")
        yield _told(read_input(given)), len(data)

    return read


def _decode(data: bytes, _path: Path) -> Iterator[tuple[str, int]]:
    yield decode(data, data[-9:].decode("latin-1")).rule, len(data)


def _extract(data: bytes, _path: Path) -> Iterator[tuple[str, int]]:
    try:
        extract(data.decode("utf-8", "surrogateescape"), "a", site_rules=False)
    except PageRejected as error:
        yield error.reason.value, len(data)
    else:
        yield "read", len(data)


READERS: dict[str, Reader] = {
    "decode": _decode,
    "extract": _extract,
    **{f"read_input, {kind.value}": _input(kind) for kind in InputKind},
    "open_inputs": _file,
}


def _told(record: object) -> str:
    if not isinstance(record, Rejected):
        return "read"
    return f"internal: {record.message}" if record.reason is Reason.INTERNAL else record.reason.value


def attempt(trial: Trial, path: Path) -> Outcome:
    """Read it here, with `path` to write it to."""
    before = _memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here: proc(5)
    began = time.process_time()
    counts: Counter[str] = Counter()
    size, problem = len(trial.data), ""
    try:
        unpacked = 0
        for outcome, taken in READERS[trial.reader](trial.data, path):
            counts[outcome.split(":", 1)[0]] += 1
            unpacked += taken
            problem = problem or (outcome if outcome.startswith("internal") else "")
        size = max(size, unpacked)
    except BaseException as error:
        problem = f"escaped: {error!r}"
    seconds, peak = time.process_time() - began, _memory("VmHWM")
    growth = peak - before
    allowed = SECONDS_FREE + SECONDS_A_MEGABYTE * size / 1e6 + SECONDS_AN_INPUT * counts.total()
    if not problem and seconds > allowed:
        problem = f"slow: {seconds:.1f} s for {size:,} bytes"
    if not problem and growth > MOST_GROWTH:
        problem = f"grown: by {growth:,} bytes for {size:,}"
    return Outcome(counts, seconds, growth, peak, problem)


def _memory(key: str) -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.split(f"{key}:", 1)[1].split(None, 1)[0]) << 10


class Watched:
    """A process that reads trials, and is ended where one does not."""

    def __init__(self, path: Path) -> None:
        """Start none yet; `path` is where it writes what it reads as a file."""
        self._path = path
        self._process: multiprocessing.Process | None = None
        self._line: Connection

    def attempt(self, trial: Trial) -> Outcome:
        """Read it there."""
        if self._process is None:
            self._line, theirs = multiprocessing.Pipe()
            self._process = multiprocessing.Process(target=_serve, args=(theirs, self._path), daemon=True)
            self._process.start()
            theirs.close()
        self._line.send(trial)
        try:
            if self._line.poll(LONGEST + SECONDS_A_MEGABYTE * len(trial.data) / 1e6):
                return self._line.recv()  # type: ignore[no-any-return]
            problem = f"hangs: more than {LONGEST} s"
        except (EOFError, ConnectionError):
            problem = "died"
        self.end()
        return Outcome(Counter({problem.split(":")[0]: 1}), LONGEST, problem=problem)

    def end(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None


def _serve(line: Connection, path: Path) -> None:
    for reader, data in {**dict.fromkeys(READERS, b"<html><p>a"), "open_inputs": sources()["page"]}.items():
        attempt(Trial(reader, data), path)  # tables are made, dictionaries are read
    most = _memory("VmSize") + MOST_MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    while True:
        try:
            trial = line.recv()
        except (EOFError, KeyboardInterrupt):
            return
        line.send(attempt(trial, path))
