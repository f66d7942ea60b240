"""What can be saved of a zip archive that breaks off: its members from the front, as `zip -FF` finds them.

The list of members stands at an archive's end, so a download that was cut off has none. Each member has
a header of its own before it, and deflated data says itself where it ends (PKWARE APPNOTE 4.3.7).
"""

import io
import struct
import zlib
from collections.abc import Iterator
from zipfile import ZIP_DEFLATED, ZIP_STORED

from index.archives.limits import PIECE
from index.archives.parts import Part, is_hidden, name_of
from index.errors import PageRejected, Reason

HELP = "`zip -FF FILE --out REPAIRED` saves what can be saved"

_LOCAL_MARK = b"PK\x03\x04"
_LIST_MARK = b"PK\x01\x02"
_LOCAL = struct.Struct("<4s5H3L2H")
_ENCRYPTED = 0x41
_SIZE_BEHIND = 0x8
_MOST_DESCRIPTOR = 24


def salvaged_members(part: Part) -> Iterator[Part]:
    """Yield the members from the front of an archive without a list, up to the first that is not whole."""
    part.stream.seek(0)
    while True:
        raw = part.stream.read(_LOCAL.size)
        if len(raw) < _LOCAL.size:
            return
        mark, _, flags, method, _, _, _, packed, _, name_size, extra_size = _LOCAL.unpack(raw)
        name = name_of(part.stream.read(name_size))
        start = part.stream.seek(extra_size, io.SEEK_CUR)
        if mark != _LOCAL_MARK or flags & _ENCRYPTED or method not in (ZIP_STORED, ZIP_DEFLATED):
            return
        if flags & _SIZE_BEHIND and method == ZIP_STORED:
            return  # its size stands behind it only
        local = _Local(part, method, packed)
        if not name.endswith("/") and not is_hidden(name):
            yield part.member(io.BufferedReader(local, PIECE), name)
        if not local.finish():
            return
        part.stream.seek(start + local.taken)
        if flags & _SIZE_BEHIND:
            _pass_descriptor(part.stream)


class _Local(io.RawIOBase):
    """A member read from its local header on, without the archive's list."""

    def __init__(self, part: Part, method: int, packed: int) -> None:
        self._part = part
        self._inner = zlib.decompressobj(-15) if method == ZIP_DEFLATED else None
        self._left = packed
        self.taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        inner = self._inner
        data = self._stored(len(buffer)) if inner is None else self._inflated(inner, len(buffer))
        self._part.budget.take(len(data))
        buffer[: len(data)] = data
        return len(data)

    def finish(self) -> bool:
        """Read what is left; say whether the member was whole."""
        scratch = bytearray(PIECE)
        try:
            while self.readinto(scratch):
                pass
        except PageRejected as error:
            if error.reason is Reason.CORRUPT_ARCHIVE:
                return False
            raise
        return True

    def _stored(self, size: int) -> bytes:
        data = self._part.stream.read(min(size, self._left))
        if not data and self._left:
            raise _broken("it breaks off")
        self._left -= len(data)
        self.taken += len(data)
        return data

    def _inflated(self, inner: "zlib._Decompress", size: int) -> bytes:
        while not inner.eof:
            data = inner.unconsumed_tail
            if not data:
                data = self._part.stream.read(PIECE)
                self.taken += len(data)
                if not data:
                    raise _broken("it breaks off")
            try:
                out = inner.decompress(data, size)
            except zlib.error as error:
                raise _broken(str(error)) from error
            self.taken -= len(inner.unused_data)
            if out:
                return out
        return b""


def _pass_descriptor(stream: io.BufferedReader) -> None:
    """Pass the data descriptor behind a member: with or without its mark, sizes of 4 or 8 bytes."""
    data = stream.read(_MOST_DESCRIPTOR + len(_LOCAL_MARK))
    place = data.find(_LOCAL_MARK)
    following = data.find(_LIST_MARK) if place < 0 else place
    stream.seek((following if following >= 0 else len(data)) - len(data), io.SEEK_CUR)


def _broken(what: str) -> PageRejected:
    return PageRejected(Reason.CORRUPT_ARCHIVE, f"the member is damaged: {what}; {HELP}")
