"""A file of named arrays: written once, then read through a memory map without a copy.

Layout: an 8-byte magic number, the arrays, each at a multiple of 64 bytes in little-endian order,
a directory in JSON (name, dtype, shape, offset, CRC-32), and a footer with the directory's offset,
length and CRC-32. There is nothing in it that a reader would execute, and every extent is checked when
the file is opened, so a foreign or damaged file is refused instead of read past its end. The arrays'
own checksums are compared by `ArrayFile.verify` alone: opening must not read the whole file.
"""

import json
import mmap
import os
import struct
import zlib
from collections.abc import Iterator, Mapping
from math import prod
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

from search.errors import REPAIR, CorruptIndex

MAGIC = b"DIBAO\x00\x02\n"
ALIGNMENT = 64
FOOTER = struct.Struct("<QII8s")
DTYPES = ("|u1", "<u2", "<u4", "<i8")

AnyArray = NDArray[Any]


class Region:
    """The place of one array in a file being written, filled from its beginning to its end."""

    def __init__(self, writer: "ArrayWriter", name: str, dtype: DTypeLike, shape: tuple[int, ...]) -> None:
        """Reserve the place."""
        self._writer = writer
        self._name = name
        self._dtype = np.dtype(dtype).newbyteorder("<")
        if self._dtype.str not in DTYPES:
            raise TypeError(f"arrays of {self._dtype} are not stored")
        self._shape = shape
        self._offset, self._end = writer.reserve(prod(shape) * self._dtype.itemsize)
        self._cursor = self._offset
        self._checksum = 0

    def append(self, values: AnyArray) -> None:
        """Write the next values; raises ValueError where they are more than were announced."""
        data = np.ascontiguousarray(values, dtype=self._dtype).data.cast("B") if values.size else b""
        if self._cursor + len(data) > self._end:
            raise ValueError(f"{self._name} gets more values than were announced")
        self._writer.write_at(self._cursor, data)
        self._cursor += len(data)
        self._checksum = zlib.crc32(data, self._checksum)

    def entry(self) -> tuple[str, tuple[int, ...], int, int]:
        """Return the region's line of the directory; raises ValueError unless it was filled."""
        if self._cursor != self._end:
            raise ValueError(f"{self._name} got fewer values than were announced")
        return self._dtype.str, self._shape, self._offset, self._checksum


class Tail(Region):
    """An array of bytes whose size is not known before; nothing else is written until it is closed."""

    def __init__(self, writer: "ArrayWriter", name: str) -> None:
        """Begin at the end of the file."""
        super().__init__(writer, name, np.uint8, (0,))

    def append(self, values: AnyArray) -> None:
        """Write the next bytes."""
        self._end += values.size
        super().append(values)

    def close(self) -> None:
        """Let the next array begin behind this one."""
        size = self._end - self._offset
        self._shape = (size,)
        self._writer.reserve_until(self._end)


class ArrayWriter:
    """Writes a new file of arrays, whole ones or piece by piece; on the disk once its block is left."""

    def __init__(self, path: Path) -> None:
        """Create the file; raises FileExistsError."""
        self._file = path.open("xb")
        self._regions: dict[str, Region] = {}
        self._end = len(MAGIC)
        self.write_at(0, MAGIC)

    def __enter__(self) -> Self:
        """Return the writer."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Complete the file and flush it to the disk, or leave it as it is after an error."""
        with self._file:
            if kind is None:
                self._finish()

    def write(self, name: str, array: AnyArray) -> None:
        """Write an array of a dtype of `DTYPES`."""
        self.region(name, array.dtype, array.shape).append(array)

    def region(self, name: str, dtype: DTypeLike, shape: tuple[int, ...]) -> Region:
        """Reserve an array to be filled piece by piece."""
        self._regions[name] = Region(self, name, dtype, shape)
        return self._regions[name]

    def tail(self, name: str) -> Tail:
        """Begin an array of bytes of unknown size; it must be closed before another is written."""
        tail = Tail(self, name)
        self._regions[name] = tail
        return tail

    def reserve_until(self, end: int) -> None:
        """Let the next array begin at `end` or behind."""
        self._end = end

    def reserve(self, size: int) -> tuple[int, int]:
        """Set aside `size` bytes; return where they begin and end."""
        begin = self._end + -self._end % ALIGNMENT
        self._end = begin + size
        return begin, self._end

    def write_at(self, offset: int, data: bytes | memoryview) -> None:
        """Write bytes at an offset."""
        if offset != self._file.tell():
            self._file.seek(offset)
        self._file.write(data)

    def _finish(self) -> None:
        encoded = json.dumps({name: region.entry() for name, region in self._regions.items()}).encode("ascii")
        offset, end = self.reserve(len(encoded))
        self.write_at(offset, encoded)
        self.write_at(end, FOOTER.pack(offset, len(encoded), zlib.crc32(encoded), MAGIC))
        self._file.flush()
        os.fsync(self._file.fileno())


class ArrayFile(Mapping[str, AnyArray]):
    """The arrays of a file, read-only views of its memory map; raises CorruptIndex when opened.

    `map` is the whole file; `offsets` says at which byte of it each array begins.
    """

    def __init__(self, path: Path) -> None:
        """Open the file and check its directory."""
        self.path = path
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size < len(MAGIC) + FOOTER.size:
                raise CorruptIndex(_damaged(path, "is too short to be a segment"))
            self.map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.offsets: dict[str, int] = {}
        self._checksums: dict[str, int] = {}
        self._arrays = {name: self._view(name, entry) for name, entry in self._directory().items()}

    def __getitem__(self, name: str) -> AnyArray:
        """Return the array of that name; raises CorruptIndex where there is none."""
        if name not in self._arrays:
            raise CorruptIndex(_damaged(self.path, f"lacks the array {name!r}"))
        return self._arrays[name]

    def __contains__(self, name: object) -> bool:
        """Tell whether there is an array of that name."""
        return name in self._arrays

    def __iter__(self) -> Iterator[str]:
        """Give the names."""
        return iter(self._arrays)

    def __len__(self) -> int:
        """Return the number of arrays."""
        return len(self._arrays)

    @property
    def bytes(self) -> int:
        """The file's size."""
        return len(self.map)

    def plain(self, name: str, *dtypes: str) -> AnyArray:
        """Return an array of one dimension and one of the dtypes; raises CorruptIndex for another."""
        array = self[name]
        if array.ndim != 1 or array.dtype.str not in dtypes:
            raise CorruptIndex(
                _damaged(self.path, f"holds {name!r} as {array.ndim} dimensions of {array.dtype}")
            )
        return array

    def verify(self) -> None:
        """Read every array and compare it with its checksum; raises CorruptIndex."""
        for name, array in self._arrays.items():
            if (
                zlib.crc32(array.reshape(-1).view(np.uint8).data if array.size else b"")
                != self._checksums[name]
            ):
                raise CorruptIndex(_damaged(self.path, f"holds another {name!r} than was written"))

    def _directory(self) -> dict[str, tuple[str, list[int], int, int]]:
        offset, length, checksum, magic = FOOTER.unpack(self.map[-FOOTER.size :])
        encoded = self.map[offset : offset + length]
        if self.map[: len(MAGIC)] != MAGIC or magic != MAGIC or zlib.crc32(encoded) != checksum:
            raise CorruptIndex(_damaged(self.path, "does not begin and end as a segment does"))
        try:
            directory = json.loads(encoded)
            return {name: (entry[0], entry[1], entry[2], entry[3]) for name, entry in directory.items()}
        except (ValueError, AttributeError, LookupError, TypeError, RecursionError) as error:
            raise CorruptIndex(
                _damaged(self.path, f"has a directory that makes no sense: {error}")
            ) from error

    def _view(self, name: str, entry: tuple[str, list[int], int, int]) -> AnyArray:
        dtype, shape, offset, checksum = entry
        sizes = (*shape, offset, checksum) if isinstance(shape, list) else (-1,)
        if dtype not in DTYPES or not all(isinstance(size, int) and size >= 0 for size in sizes):
            raise CorruptIndex(_damaged(self.path, f"describes {name!r} as {entry!r}"))
        count = prod(shape)
        if offset % ALIGNMENT or offset + count * np.dtype(dtype).itemsize > len(self.map) - FOOTER.size:
            raise CorruptIndex(_damaged(self.path, f"ends before its array {name!r} does"))
        self.offsets[name] = offset
        self._checksums[name] = checksum
        try:
            return np.frombuffer(self.map, dtype, count, offset).reshape(shape)
        except (ValueError, TypeError) as error:
            raise CorruptIndex(_damaged(self.path, f"describes {name!r} as {entry!r}: {error}")) from error


def _damaged(path: Path, what: str) -> str:
    return f"{path} {what}; {REPAIR}"
