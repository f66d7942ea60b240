"""What an archivist points at becomes a stream of records: articles, and inputs that were turned away.

Folders are walked in the order of their names; hidden files and folders (a leading dot) are skipped,
linked folders are followed, and each is read once, so that links in a circle end. What a file is, its
content says (`index.kind`), each kind also within gzip. Everything streams; nothing that an input holds
stops the run.
"""

import gzip
import os
import stat
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from io import BufferedReader
from pathlib import Path

from index.acceptance import accepted
from index.charset import decode
from index.errors import PageRejected, Reason
from index.extract import extract
from index.jsonlines import read_json_lines, read_record
from index.kind import LOOK, Kind, check_plain_text, kind_of
from index.plaintext import read_plaintext
from index.records import Read, Record, Rejected

LONGEST_FILE = 16 << 20
"""Bytes of a page or plain text: what is larger is no article, and is not held in memory."""

_GZIP = b"\x1f\x8b"


Moved = Callable[[int], None]
"""Called with the number of bytes by which reading has come forward."""


def read_sources(paths: Iterable[Path], moved: Moved | None = None) -> Iterator[Record]:
    """Yield a record for everything that the files and folders hold, in a stable order.

    `moved` is called with the numbers of bytes by which reading has come forward; they sum up to `size_of`.
    """
    for path in paths:
        try:
            is_folder = _is_folder(path)
        except (FileNotFoundError, NotADirectoryError):
            yield Rejected(str(path), Reason.NOT_FOUND, "there is no such file or folder")
        except (OSError, ValueError) as error:  # a name too long, a folder closed to us, a NUL
            message = f"it cannot be read: {getattr(error, 'strerror', None) or error}"
            yield Rejected(str(path), Reason.UNREADABLE, message)
        else:
            yield from _read_folder(path, moved) if is_folder else read_file(path, moved)


def size_of(paths: Iterable[Path]) -> int:
    """Return the bytes of all files that `read_sources` would open."""
    total = 0
    for path in paths:
        with suppress(OSError, ValueError):
            for file in _files(path, []) if _is_folder(path) else [path]:
                with suppress(OSError):
                    total += file.stat().st_size
    return total


def read_file(path: Path, moved: Moved | None = None) -> Iterator[Record]:
    """Yield the records of one file."""
    name = str(path)
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would block, a device never end
            raise PageRejected(Reason.UNREADABLE, "it is neither a file nor a folder")
        with path.open("rb") as stream:
            position = 0
            for record in _read_stream(stream, name):
                yield record
                if moved is not None:
                    moved(stream.tell() - position)
                    position = stream.tell()
    except PageRejected as error:
        yield Rejected.of(name, error)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        yield Rejected(name, Reason.CORRUPT_GZIP, f"the gzip data breaks off or is damaged: {error}")
    except OSError as error:
        yield Rejected(name, Reason.UNREADABLE, f"the file cannot be read: {error.strerror or error}")
    except Exception as error:  # one page must never stop a run of a million: what it tripped over is told
        yield Rejected.fault(name, error)


def _read_folder(folder: Path, moved: Moved | None) -> Iterator[Record]:
    failures: list[OSError] = []
    for path in _files(folder, failures):
        yield from read_file(path, moved)
    for error in failures:
        yield Rejected(str(error.filename), Reason.UNREADABLE, f"the folder cannot be read: {error.strerror}")


def _files(folder: Path, failures: list[OSError]) -> Iterator[Path]:
    """Yield the files under a folder in order; what cannot be listed goes to `failures`."""
    seen = {_identity(folder)}
    for parent, folders, names in os.walk(folder, onerror=failures.append, followlinks=True):
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


def _read_stream(stream: BufferedReader, name: str) -> Iterator[Record]:
    """Yield the records of an open file, unpacked where it is gzip."""
    start = stream.read(len(_GZIP))
    stream.seek(0)
    if start == _GZIP:
        with gzip.GzipFile(fileobj=stream) as unpacked:
            yield from _read_content(unpacked, name)
    else:
        yield from _read_content(stream, name)


def _read_content(stream: BufferedReader | gzip.GzipFile, name: str) -> Iterator[Record]:
    kind = kind_of(_start(stream))
    stream.seek(0)
    if kind is Kind.JSON_LINES:
        yield from read_json_lines(stream, name)  # type: ignore[arg-type]  # GzipFile reads like any binary file
        return
    data = stream.read(LONGEST_FILE + 1)
    if len(data) > LONGEST_FILE:
        raise PageRejected(
            Reason.TOO_BIG, f"the file is larger than {LONGEST_FILE:,} bytes, which no article is"
        )
    if kind is Kind.ONE_JSON:
        yield accepted(read_record(data, name))
        return
    text = decode(data).text
    if not text.strip():
        raise PageRejected(Reason.EMPTY, "the file holds nothing but white space")
    if kind is Kind.TEXT:
        check_plain_text(text)
    yield accepted(Read(extract(text, name) if kind is Kind.PAGE else read_plaintext(text, name)))


def _start(stream: BufferedReader | gzip.GzipFile) -> bytes:
    """Return the first LOOK bytes, or what comes before the gzip data breaks off."""
    start = bytearray()
    try:
        while len(start) < LOOK and (piece := stream.read1(LOOK - len(start))):
            start += piece
    except (EOFError, gzip.BadGzipFile, zlib.error):
        if not start:
            raise
    return bytes(start)
