"""Packed data as streams: gzip, bzip2, xz and zstd, in bounded memory, whatever the data claims.

The standard library's own file objects read xz data with whatever window it asks for and know
nothing of a budget; here each piece that comes out is taken from the file's budget, and damage is one
error with the command that helps. Several members or frames behind each other are one stream, as
`cat` and WARC writers make them; zeros behind the last are padding.
"""

import bz2
import io
import lzma
import zlib
from collections import deque
from collections.abc import Callable
from io import BufferedReader
from typing import Protocol

import zstandard

from index.archives.limits import MOST_UNPACKING_MEMORY, PIECE, Budget
from index.errors import PageRejected, Reason

SMALL_PIECE = 1 << 14
"""Bytes that are read at a time: what stands behind a member is copied for each, and many are small."""

MOST_STARTS = 100_000
"""Places of members that are remembered, the last ones: a reader that asks for them asks long before."""

FAULTS = (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError, zstandard.ZstdError)
"""What the libraries raise over damaged data."""


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    @property
    def needs_input(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int = ...) -> bytes: ...


class _Gzip:
    """zlib behind the interface of bz2 and lzma; it checks the CRC itself."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail

    def decompress(self, data: bytes, max_length: int = 0) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


_MAKERS: dict[str, Callable[[], _Decompressor]] = {
    "gzip": _Gzip,
    "bzip2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MOST_UNPACKING_MEMORY),
}
_HELP = {"gzip": "gzip -t", "bzip2": "bzip2recover", "xz": "xz -t", "zstd": "zstd -t"}


def unpacked(stream: BufferedReader, packing: str, budget: Budget) -> "Unpacked":
    """Return what is packed in `stream`; `packing` is `gzip`, `bzip2`, `xz` or `zstd`.

    Reading raises PageRejected (`corrupt_gzip`, `corrupt_archive`) where the data breaks off or is
    damaged, and what `Budget.take` raises.
    """
    return (Frames if packing == "zstd" else Members)(stream, packing, budget)


class Unpacked(io.RawIOBase):
    """A stream of unpacked data, read from front to back.

    `origin` gives the place in the packed data at which a member begins, by its place in the unpacked.
    """

    def __init__(self, stream: BufferedReader, packing: str, budget: Budget) -> None:
        """Read from `stream` on."""
        self._stream = stream
        self._packing = packing
        self._budget = budget
        self._position = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def tell(self) -> int:
        """Return how many bytes came out."""
        return self._position

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        """Fill `buffer` as far as one step goes."""
        try:
            data = self._more(len(buffer))
        except FAULTS as error:
            reason = Reason.CORRUPT_GZIP if self._packing == "gzip" else Reason.CORRUPT_ARCHIVE
            message = (
                f"the {self._packing} data breaks off or is damaged: {error}; "
                f"`{_HELP[self._packing]} FILE` tells more"
            )
            raise PageRejected(reason, message) from error
        self._budget.take(len(data))
        self._position += len(data)
        buffer[: len(data)] = data
        return len(data)

    def origin(self, position: int) -> int | None:
        """Return where the member of the packed data that gives the byte at `position` first begins."""
        raise NotImplementedError

    def _more(self, size: int) -> bytes:
        raise NotImplementedError


class Members(Unpacked):
    """gzip, bzip2 and xz data."""

    def __init__(self, stream: BufferedReader, packing: str, budget: Budget) -> None:
        """Read from `stream` on."""
        super().__init__(stream, packing, budget)
        self._inner = _MAKERS[packing]()
        self._taken = 0
        self._starts = deque([(0, 0)], MOST_STARTS)

    def origin(self, position: int) -> int | None:
        """Return where the member begins whose first byte is at `position`; None within a member.

        Positions have to be asked for in rising order: earlier ones are forgotten.
        """
        while len(self._starts) > 1 and self._starts[1][0] <= position:
            self._starts.popleft()
        start, origin = self._starts[0]
        return origin if start == position else None

    def _more(self, size: int) -> bytes:
        while True:
            data = b""
            if self._inner.eof and not (data := self._next_member()):
                return b""
            if not data and self._inner.needs_input:
                data = self._stream.read1(SMALL_PIECE)
                self._taken += len(data)
                if not data:
                    raise EOFError("the end is missing")
            if out := self._inner.decompress(data, size):
                return out

    def _next_member(self) -> bytes:
        """Begin with the next member and return its first bytes, empty at the end of the data."""
        rest = self._inner.unused_data.lstrip(b"\0")
        while not rest:
            piece = self._stream.read1(SMALL_PIECE)
            if not piece:
                return b""
            self._taken += len(piece)
            rest = piece.lstrip(b"\0")
        self._inner = _MAKERS[self._packing]()
        self._starts.append((self._position, self._taken - len(rest)))
        return rest


class Frames(Unpacked):
    """zstd data: the library joins frames itself."""

    def __init__(self, stream: BufferedReader, packing: str, budget: Budget) -> None:
        """Read from `stream` on."""
        super().__init__(stream, packing, budget)
        inner = zstandard.ZstdDecompressor(max_window_size=MOST_UNPACKING_MEMORY)
        self._inner = inner.stream_reader(stream, read_across_frames=True, closefd=False)

    def origin(self, position: int) -> int | None:
        """Return None: where frames begin is not known."""
        return None

    def _more(self, size: int) -> bytes:
        return self._inner.read(size)


class Rest(io.RawIOBase):
    """A stream with bytes that were read from it already put back before it."""

    def __init__(self, head: bytes, stream: BufferedReader) -> None:
        """Give `head`, then what `stream` still has."""
        self._head = memoryview(head)
        self._stream = stream
        self._position = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def tell(self) -> int:
        """Return how many bytes were given."""
        return self._position

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        """Fill `buffer` as far as one step goes."""
        if self._head:
            data: bytes | memoryview = self._head[: len(buffer)]
            self._head = self._head[len(data) :]
        else:
            data = self._stream.read1(len(buffer))
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)


def buffered(raw: io.RawIOBase) -> BufferedReader:
    """Return `raw` with a buffer, so that its lines are found fast."""
    return BufferedReader(raw, PIECE)
