"""A file of named arrays: written once, then read through a memory map without a copy.

Layout: an 8-byte magic number, the arrays, each at a multiple of 64 bytes in little-endian order,
a directory in JSON (name, dtype, shape, offset), and a footer with the directory's offset, length
and CRC-32. There is nothing in it that a reader would execute, and every extent is checked when the
file is opened, so a foreign or damaged file is refused instead of read past its end.
"""

import json
import mmap
import os
import struct
import zlib
from collections.abc import Iterator, Mapping
from math import prod
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from search.errors import REBUILD, CorruptIndex

MAGIC = b"DIBAO\x00\x01\n"
ALIGNMENT = 64
FOOTER = struct.Struct("<QII8s")
DTYPES = ("|u1", "<u2", "<u4", "<i4", "<i8")

AnyArray = NDArray[Any]


def write_arrays(path: Path, arrays: Mapping[str, AnyArray]) -> None:
    """Write arrays of the dtypes in `DTYPES` to a new file, and see that it is on the disk."""
    with path.open("xb") as file:
        file.write(MAGIC)
        directory = {name: _write_array(file, array) for name, array in arrays.items()}
        encoded = json.dumps(directory).encode("ascii")
        offset = file.tell()
        file.write(encoded)
        file.write(FOOTER.pack(offset, len(encoded), zlib.crc32(encoded), MAGIC))
        file.flush()
        os.fsync(file.fileno())


class ArrayFile(Mapping[str, AnyArray]):
    """The arrays of a file, read-only views of its memory map; raises CorruptIndex when opened."""

    def __init__(self, path: Path) -> None:
        """Open the file and check its directory."""
        self.path = path
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size < len(MAGIC) + FOOTER.size:
                raise CorruptIndex(_damaged(path, "is too short to be a segment"))
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
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
        return len(self._map)

    def _directory(self) -> dict[str, tuple[str, list[int], int]]:
        offset, length, checksum, magic = FOOTER.unpack(self._map[-FOOTER.size :])
        encoded = self._map[offset : offset + length]
        if self._map[: len(MAGIC)] != MAGIC or magic != MAGIC or zlib.crc32(encoded) != checksum:
            raise CorruptIndex(_damaged(self.path, "does not begin and end as a segment does"))
        try:
            directory = json.loads(encoded)
            return {name: (entry[0], entry[1], entry[2]) for name, entry in directory.items()}
        except (ValueError, AttributeError, LookupError, TypeError, RecursionError) as error:
            raise CorruptIndex(
                _damaged(self.path, f"has a directory that makes no sense: {error}")
            ) from error

    def _view(self, name: str, entry: tuple[str, list[int], int]) -> AnyArray:
        dtype, shape, offset = entry
        sizes = (*shape, offset) if isinstance(shape, list) else (-1,)
        if dtype not in DTYPES or not all(isinstance(size, int) and size >= 0 for size in sizes):
            raise CorruptIndex(_damaged(self.path, f"describes {name!r} as {entry!r}"))
        count = prod(shape)
        if offset + count * np.dtype(dtype).itemsize > len(self._map) - FOOTER.size:
            raise CorruptIndex(_damaged(self.path, f"ends before its array {name!r} does"))
        try:
            return np.frombuffer(self._map, dtype, count, offset).reshape(shape)
        except (ValueError, TypeError) as error:
            raise CorruptIndex(_damaged(self.path, f"describes {name!r} as {entry!r}: {error}")) from error


def _write_array(file: BinaryIO, array: AnyArray) -> tuple[str, tuple[int, ...], int]:
    array = np.ascontiguousarray(array)
    array = array.astype(array.dtype.newbyteorder("<"), copy=False)
    if array.dtype.str not in DTYPES:
        raise TypeError(f"arrays of {array.dtype} are not stored")
    file.write(b"\0" * (-file.tell() % ALIGNMENT))
    offset = file.tell()
    file.write(array.data)
    return array.dtype.str, array.shape, offset


def _damaged(path: Path, what: str) -> str:
    return f"{path} {what}; {REBUILD}"
