"""What an archivist points at becomes a stream of inputs, or of articles, and of what was turned away.

Folders are walked in the order of their names; hidden files and folders (a leading dot) and the folders of
indexes are skipped, linked folders are followed, and each is read once, so that links in a circle end. The
path `-` stands for a list of paths on standard input. What a file is, its content says
(`index.archives.contents`). Everything streams; nothing that an input holds stops the run.
"""

import io
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

from index.archives.contents import inputs_of
from index.archives.limits import PIECE, Budget, Exhausted
from index.archives.parts import Part, Skipped, uncounted
from index.errors import Reason
from index.inputs import Input
from index.reading import read_input
from index.records import Record, Rejected
from search import is_index_folder

LISTED = Path("-")
"""Stands for the paths that standard input lists; a file of that name is given as an absolute path."""

LONGEST_PATH = 1 << 16

Moved = Callable[[int], None]
"""Called with the number of bytes by which reading has come forward."""


def open_inputs(
    paths: Iterable[Path], moved: Moved | None = None, *, skipped: Skipped = uncounted
) -> Iterator[Input | Rejected]:
    """Yield an input for each page, text, record and entry that files and folders hold, in a stable order.

    Never raises for what is read. `moved` is called with the numbers of bytes by which reading has come
    forward in the files themselves; they sum up to `size_of`. `skipped` is called for each part of an
    archive or folder that can hold no article.
    """
    for path in paths:
        if path == LISTED:
            for found in _listed(sys.stdin.buffer):
                yield from _inputs_at(found, None, skipped) if isinstance(found, Path) else [found]
        else:
            yield from _inputs_at(path, moved, skipped)


def read_sources(
    paths: Iterable[Path], moved: Moved | None = None, *, skipped: Skipped = uncounted
) -> Iterator[Record]:
    """Yield an article for each of `open_inputs`, or why there is none."""
    for given in open_inputs(paths, moved, skipped=skipped):
        yield given if isinstance(given, Rejected) else read_input(given)


def size_of(paths: Iterable[Path]) -> int:
    """Return the bytes of all files that `open_inputs` opens, but for those that standard input lists."""
    total = 0
    for path in paths:
        with suppress(OSError, ValueError):
            if path == LISTED:
                continue
            for file in _files(path, []) if _is_folder(path) else [path]:
                with suppress(OSError):
                    status = file.stat()
                    total += status.st_size if stat.S_ISREG(status.st_mode) else 0
    return total


def _inputs_at(path: Path, moved: Moved | None, skipped: Skipped) -> Iterator[Input | Rejected]:
    """Yield the inputs of a file or folder."""
    try:
        is_folder = _is_folder(path)
    except (FileNotFoundError, NotADirectoryError):
        yield Rejected(str(path), Reason.NOT_FOUND, "there is no such file or folder")
    except (OSError, ValueError) as error:  # a name too long, a folder closed to us, a NUL
        message = f"it cannot be read: {getattr(error, 'strerror', None) or error}"
        yield Rejected(str(path), Reason.UNREADABLE, message)
    else:
        if not is_folder:
            yield from _inputs_in(path, moved, skipped, named=True)
            return
        failures: list[OSError] = []
        for file in _files(path, failures):
            yield from _inputs_in(file, moved, skipped, named=False)
        for failure in failures:
            message = f"the folder cannot be read: {failure.strerror}"
            yield Rejected(str(failure.filename), Reason.UNREADABLE, message)


def _inputs_in(
    path: Path, moved: Moved | None, skipped: Skipped, *, named: bool
) -> Iterator[Input | Rejected]:
    """Yield the inputs of one file."""
    name = str(path)
    way = _Way(moved)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # a pipe would block, a device never end
            yield Rejected(name, Reason.UNREADABLE, "it is neither a file nor a folder")
            return
        way.size = status.st_size
        with way.open(path) as stream:
            part = Part(stream, name, Budget(way.size), skipped, named=named, reopen=partial(way.open, path))
            for found in inputs_of(part):
                way.tell()
                yield found
    except Exhausted as error:
        yield Rejected.of(name, error)
    except OSError as error:
        yield Rejected(name, Reason.UNREADABLE, f"the file cannot be read: {error.strerror or error}")
    way.end()


class _Way:
    """How far reading has come in one file: what was read of it, and never more than its size."""

    def __init__(self, moved: Moved | None) -> None:
        self._moved = moved
        self._read = 0
        self._told = 0
        self.size = 0

    def open(self, path: Path) -> io.BufferedReader:
        """Open the file; what is read through it counts."""
        return io.BufferedReader(_Watched(path, self), PIECE)

    def forward(self, size: int) -> None:
        """Count bytes that were read."""
        self._read += size

    def tell(self) -> None:
        """Tell how far it has come since the last time."""
        position = min(self._read, self.size)
        if self._moved is not None and position > self._told:
            self._moved(position - self._told)
            self._told = position

    def end(self) -> None:
        """Tell that the file is done."""
        self._read = self.size
        self.tell()


class _Watched(io.FileIO):
    """A file that says how much is read of it."""

    def __init__(self, path: Path, way: _Way) -> None:
        super().__init__(path)
        self._way = way

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        """Read, and count."""
        size = super().readinto(buffer) or 0
        self._way.forward(size)
        return size


def _listed(stream: BinaryIO) -> Iterator[Path | Rejected]:
    """Yield the paths of a list: one a line, or separated by NULs where its start holds one."""
    start = stream.read(LONGEST_PATH)
    separator = b"\0" if b"\0" in start else b"\n"
    rest = start
    while True:
        *lines, rest = rest.split(separator)
        yield from map(_path_of, filter(None, (line.rstrip(b"\r\n") for line in lines)))
        if len(rest) > LONGEST_PATH:
            yield Rejected(
                "-", Reason.UNREADABLE, f"a path of the list is longer than {LONGEST_PATH:,} bytes"
            )
            return
        piece = stream.read(LONGEST_PATH)
        if not piece:
            break
        rest += piece
    if last := rest.rstrip(b"\r\n"):
        yield _path_of(last)


def _path_of(line: bytes) -> Path:
    return Path(os.fsdecode(line))


def _files(folder: Path, failures: list[OSError]) -> Iterator[Path]:
    """Yield the files under a folder in order; what cannot be listed goes to `failures`."""
    seen = {_identity(folder)}
    for parent, folders, names in os.walk(folder, onerror=failures.append, followlinks=True):
        if is_index_folder(parent):
            folders.clear()
            continue
        visible = sorted(name for name in folders if not name.startswith("."))
        folders.clear()
        for name in visible:
            identity = _identity(Path(parent, name))
            if identity not in seen:
                seen.add(identity)
                folders.append(name)
        yield from (Path(parent, name) for name in sorted(names) if not name.startswith("."))


def _is_folder(path: Path) -> bool:
    return stat.S_ISDIR(path.stat().st_mode)


def _identity(folder: Path) -> Path | tuple[int, int]:
    """Return what is equal for all ways to one folder; the path itself where the folder is closed to us."""
    try:
        status = folder.stat()
    except OSError:
        return folder
    return status.st_dev, status.st_ino
