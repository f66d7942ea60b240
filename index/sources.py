"""What an archivist points at becomes a stream of records: articles, and inputs that were turned away.

Folders are walked in the order of their names; hidden files and folders (a leading dot) are skipped.
What a file is, its content says, not its name: JSON Lines, an HTML page, plain text, or any of these
within gzip. Everything streams; nothing that an input holds stops the run.
"""

import gzip
import os
import re
import stat
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import BinaryIO

from index.charset import decode
from index.errors import PageRejected, Reason
from index.extract import extract
from index.identity import with_id
from index.jsonlines import read_json_lines, read_record
from index.plaintext import read_plaintext
from index.records import Read, Record, Rejected
from index.regions import find_regions
from search import Article

HEAD = 8192
"""Bytes by which the kind of a file is told."""

LONGEST_FILE = 32 << 20
"""Bytes of a page or plain text: what is larger is no article."""

_GZIP = b"\x1f\x8b"
_BINARY_MAGIC = (
    b"PK\x03\x04",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
    b"7z\xbc\xaf",
    b"RIFF",
    b"BZh",
)
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_PAGE_TAG = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_PAGE_START = re.compile(
    r"\s*<(?:!doctype|html|head|body|meta|title|div|p|table|article|section|h[1-6]|span|center|script|link|style)\b",
    re.IGNORECASE | re.DOTALL,
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FEED_START = re.compile(r"\s*<(?:\?xml|rss|feed|rdf)\b", re.IGNORECASE)


Moved = Callable[[int], None]
"""Called with the number of bytes by which reading has come forward."""


class Kind(Enum):
    """What a file holds."""

    JSON_LINES = "json_lines"
    ONE_JSON = "one_json"
    PAGE = "page"
    TEXT = "text"


def read_sources(paths: Iterable[Path], moved: Moved | None = None) -> Iterator[Record]:
    """Yield a record for everything that the files and folders hold, in a stable order.

    `moved` is called with the numbers of bytes by which reading has come forward; they sum up to `size_of`.
    """
    for path in paths:
        if not path.exists():
            yield Rejected(str(path), Reason.NOT_FOUND, "there is no such file or folder")
        elif path.is_dir():
            yield from _read_folder(path, moved)
        else:
            yield from read_file(path, moved)


def size_of(paths: Iterable[Path]) -> int:
    """Return the bytes of all files that `read_sources` would open."""
    total = 0
    for path in paths:
        files = _files(path, []) if path.is_dir() else [path]
        for file in files:
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
                yield _finished(record) if isinstance(record, Read) else record
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
        yield Rejected(name, Reason.INTERNAL, f"reading it failed with {type(error).__name__}: {error}")


def _read_folder(folder: Path, moved: Moved | None) -> Iterator[Record]:
    failures: list[OSError] = []
    for path in _files(folder, failures):
        yield from read_file(path, moved)
    for error in failures:
        yield Rejected(str(error.filename), Reason.UNREADABLE, f"the folder cannot be read: {error.strerror}")


def _files(folder: Path, failures: list[OSError]) -> Iterator[Path]:
    """Yield the files under a folder in order; what cannot be listed goes to `failures`."""
    for parent, folders, names in os.walk(folder, onerror=failures.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent, name) for name in sorted(names) if not name.startswith("."))


def _read_stream(stream: BinaryIO, name: str) -> Iterator[Record]:
    """Yield the records of an open file, unpacked where it is gzip."""
    start = stream.read(len(_GZIP))
    stream.seek(0)
    if start == _GZIP:
        with gzip.GzipFile(fileobj=stream) as unpacked:
            yield from _read_content(unpacked, name)
    else:
        yield from _read_content(stream, name)


def _read_content(stream: BinaryIO | gzip.GzipFile, name: str) -> Iterator[Record]:
    head = stream.read(HEAD)
    kind = _kind(head)
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
        yield read_record(data, name)
        return
    text = decode(data).text
    if not text.strip():
        raise PageRejected(Reason.EMPTY, "the file holds nothing but white space")
    yield Read(extract(text, name) if kind is Kind.PAGE else read_plaintext(text, name))


def _kind(head: bytes) -> Kind:
    """Return what a file holds by its first bytes; raise PageRejected where that is nothing that is read."""
    if not head:
        raise PageRejected(Reason.EMPTY, "the file is empty")
    has_mark = head.startswith(_UTF16_MARKS)
    if head.startswith(_BINARY_MAGIC) or (not has_mark and head.count(b"\x00") > len(head) // 100):
        raise PageRejected(Reason.BINARY, "the file holds binary data, not text")
    text = (
        head.decode("utf-16", "replace") if has_mark else head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    )
    opening = text.lstrip()
    if opening.startswith("{"):
        first = opening.split("\n", 1)[0].rstrip()
        return Kind.ONE_JSON if first == "{" else Kind.JSON_LINES
    if re.match(r"\[\s*[{\]]", opening):
        message = "a JSON array, not JSON Lines: write one object a line, as `jq -c '.[]'` does"
        raise PageRejected(Reason.MALFORMED_JSON, message)
    if _PAGE_START.match(_COMMENT.sub("", text)) or _PAGE_TAG.search(text):
        return Kind.PAGE
    if _FEED_START.match(text):
        raise PageRejected(Reason.UNKNOWN_KIND, "an XML file that is no HTML page")
    return Kind.TEXT


def _finished(record: Read) -> Read:
    """Return the record with the regions that its text names, where it names none itself, and with its id."""
    article: Article = record.article
    if not article.regions:
        text = "\n".join(part for part in (article.summary, article.body) if part)
        context = "\n".join((article.source, article.site, article.section))
        article = replace(article, regions=find_regions(article.title, text, article.script, context))
    return Read(with_id(article), record.unknown_keys)
