"""Tar archives, read from front to back in constant memory: a header, the member's bytes, the next header.

The standard library's `TarFile` keeps every member it has seen, reads extended headers of any length
into memory, and takes a damaged header for the end of the archive; here only its `TarInfo` is used, which
reads one header block. Formats: POSIX.1-2001 (pax), ustar, GNU (long names) and V7. Links, devices and
pipes are passed over: they hold no bytes, and where they point is none of our business.
"""

import io
import re
from collections.abc import Iterator
from tarfile import (
    AREGTYPE,
    CONTTYPE,
    DIRTYPE,
    GNUTYPE_LONGLINK,
    GNUTYPE_LONGNAME,
    GNUTYPE_SPARSE,
    REGTYPE,
    SOLARIS_XHDTYPE,
    XGLTYPE,
    XHDTYPE,
    HeaderError,
    TarInfo,
)

from index.archives.limits import LONGEST_HEADER, PIECE
from index.archives.magic import TAR_BLOCK
from index.archives.parts import Part, Skip, is_hidden, name_of
from index.errors import PageRejected, Reason
from index.records import Rejected

_FILES = (REGTYPE, AREGTYPE, CONTTYPE)
_PAX = (XHDTYPE, SOLARIS_XHDTYPE)
_EXTENSIONS = (*_PAX, XGLTYPE, GNUTYPE_LONGNAME, GNUTYPE_LONGLINK)
_PAX_LENGTH = re.compile(rb"([0-9]{1,7}) ")
_HELP = "`tar -tf FILE` tells more, and the members before the break have been read"


def tar_members(part: Part) -> Iterator[Part | Rejected]:
    """Yield the files of a tar archive; each has to be read before the next is asked for.

    Raises PageRejected (`corrupt_archive`) where the archive breaks off or is damaged, and what reading it
    raises.
    """
    name, size = "", None
    while (header := _header(part.stream)) is not None:
        if header.type in _EXTENSIONS:
            data = _extension(part.stream, header.size)
            if header.type == GNUTYPE_LONGNAME:
                name = name_of(data.rstrip(b"\0"))
            elif header.type in _PAX:
                name, size = _pax(data, name, size)
            continue
        length = header.size if size is None else size
        shown = name or name_of(header.name.encode("utf-8", "surrogateescape"))
        name, size = "", None
        member = Member(part.stream, length)
        if is_hidden(shown):
            part.skipped(Skip.HIDDEN)
        elif header.type in _FILES and not header.name.endswith("/"):
            yield part.member(io.BufferedReader(member, PIECE), shown)
        elif header.type == GNUTYPE_SPARSE:
            address = part.address_of(shown)
            message = "a sparse file: unpack the archive with `tar -xf` and give the folder"
            yield Rejected(address, Reason.UNSUPPORTED, message)
            raise PageRejected(Reason.UNSUPPORTED, "what follows a sparse file is not read: unpack it")
        elif header.type != DIRTYPE:
            part.skipped(Skip.LINK)
        member.drain(-length % TAR_BLOCK)


class Member(io.RawIOBase):
    """The next `size` bytes of a stream. Reading raises PageRejected where the stream ends before."""

    def __init__(self, stream: io.BufferedReader, size: int) -> None:
        """Read that many bytes of `stream`."""
        self._stream = stream
        self._left = size

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        """Fill `buffer` as far as one step goes."""
        data = self._stream.read(min(len(buffer), self._left))
        if not data and self._left and len(buffer):
            raise _damaged("the archive breaks off inside a member")
        self._left -= len(data)
        buffer[: len(data)] = data
        return len(data)

    def drain(self, padding: int) -> None:
        """Read what is left, and what pads it."""
        self._left += padding
        while self._left:
            self.readinto(bytearray(min(self._left, PIECE)))


def _header(stream: io.BufferedReader) -> TarInfo | None:
    """Return the next header, None at the end of the archive."""
    block = stream.read(TAR_BLOCK)
    if len(block) < TAR_BLOCK:
        raise _damaged("the archive breaks off: its end mark is missing")
    if not block.strip(b"\0"):
        return None
    try:
        header = TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except (HeaderError, ValueError) as error:
        raise _damaged(f"a header is damaged: {error}") from error
    if header.size < 0:
        raise _damaged(f"a member of {header.size} bytes")
    return header


def _extension(stream: io.BufferedReader, size: int) -> bytes:
    """Return the content of an extended header."""
    if size > LONGEST_HEADER:
        raise _damaged(f"an extended header of {size:,} bytes; the limit is {LONGEST_HEADER:,}")
    data = stream.read(size + -size % TAR_BLOCK)
    if len(data) < size:
        raise _damaged("the archive breaks off inside an extended header")
    return data[:size]


def _pax(data: bytes, name: str, size: int | None) -> tuple[str, int | None]:
    """Return the path and the size that a pax header gives for the next member (POSIX.1-2001, pax)."""
    start = 0
    while match := _PAX_LENGTH.match(data, start):
        end = start + int(match[1])
        if not match.end() < end <= len(data):
            break
        key, _, value = data[match.end() : end].removesuffix(b"\n").partition(b"=")
        start = end
        if key == b"path":
            name = name_of(value)
        elif key == b"size" and value.isdigit() and len(value) < 20:
            size = int(value)
    return name, size


def _damaged(what: str) -> PageRejected:
    return PageRejected(Reason.CORRUPT_ARCHIVE, f"{what}; {_HELP}")
