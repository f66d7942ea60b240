"""Python's calls that change files, replaced by ones that ask a layer first: `tests.faulty_disk` is one.

Each replacement does what the original does. Those for files outside of the watched folder do only that.
"""

import builtins
import io
import mmap
import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn, Protocol

from tests.power_cut import Event

Call = Callable[..., Any]

UNKNOWN = (
    *("link", "symlink", "truncate", "ftruncate", "sendfile", "copy_file_range"),
    *("pwrite", "writev", "pwritev", "posix_fallocate"),
)
"""What could change a file too, and is refused."""


class Crash(BaseException):
    """The machine, or the process, stops here."""


class Layer(Protocol):
    """What is asked before anything changes, and told what was opened."""

    root: Path
    is_dead: bool
    is_torn: bool
    """Whether half of a write happens where Crash prevents it."""

    def operation(self, event: Event) -> AbstractContextManager[None]:
        """Return a block around an operation; entering it raises where it must not happen."""

    def inside(self, path: Any, dir_fd: int | None = None) -> str | None:
        """Return a path, or an open file's, below the watched folder; None for any other."""

    def opened(self, descriptor: int, name: str) -> None:
        """Remember which file a descriptor is of."""

    def closed(self, descriptor: int) -> None:
        """Forget a descriptor."""


def replacements(layer: Layer) -> list[tuple[ModuleType, str, Call]]:
    """Return what to put in the place of each call: module, name and replacement."""
    opening = _open(layer, builtins.open)
    return [
        (builtins, "open", opening),
        (io, "open", opening),
        (mmap, "mmap", _mmap(layer, mmap.mmap)),
        (os, "open", _os_open(layer, os.open)),
        (os, "close", _os_close(layer, os.close)),
        (os, "write", _os_write(layer, os.write)),
        *((os, name, _os_fsync(layer, getattr(os, name), builtins.open)) for name in ("fsync", "fdatasync")),
        *((os, name, _os_rename(layer, getattr(os, name))) for name in ("rename", "replace")),
        *((os, name, _on_name("unlink", layer, getattr(os, name))) for name in ("unlink", "remove")),
        *((os, name, _on_name(name, layer, getattr(os, name))) for name in ("mkdir", "rmdir")),
        *((os, name, _unknown(layer, getattr(os, name))) for name in UNKNOWN),
    ]


def _open(layer: Layer, original: Call) -> Call:
    def call(file: Any, mode: str = "r", buffering: int = -1, *args: Any, **options: Any) -> Any:
        name = layer.inside(file)
        if name is None or not set(mode) & set("wax+"):
            return original(file, mode, buffering, *args, **options)
        raw = RecordedFile(layer, file, name, mode.replace("b", "").replace("t", ""))
        if buffering == 0:
            return raw
        buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        if "b" in mode:
            return buffered
        options = {key: value for key, value in options.items() if key not in ("closefd", "opener")}
        return io.TextIOWrapper(buffered, *args, **options)

    return call


def _os_open(layer: Layer, original: Call) -> Call:
    def call(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        name = layer.inside(path, dir_fd)
        if name is None:
            return original(path, flags, mode, dir_fd=dir_fd)
        target = layer.root / name
        event = None
        if flags & os.O_CREAT and not os.path.lexists(target):
            event = Event("create", name)
        elif flags & os.O_TRUNC:
            event = Event("truncate", name)
        if event is None:
            descriptor = original(path, flags, mode, dir_fd=dir_fd)
        else:
            with layer.operation(event):
                descriptor = original(path, flags, mode, dir_fd=dir_fd)
        layer.opened(descriptor, name)
        return descriptor

    return call


def _os_close(layer: Layer, original: Call) -> Call:
    def call(descriptor: int) -> None:
        layer.closed(descriptor)
        original(descriptor)

    return call


def _os_write(layer: Layer, original: Call) -> Call:
    def call(descriptor: int, data: Any) -> int:
        name = layer.inside(descriptor)
        if name is None:
            return original(descriptor, data)
        offset = os.lseek(descriptor, 0, os.SEEK_CUR)
        with layer.operation(Event("write", name, offset=offset, data=bytes(data))):
            return original(descriptor, data)

    return call


def _os_fsync(layer: Layer, original: Call, read: Call) -> Call:
    def call(file: Any) -> None:
        descriptor = file if isinstance(file, int) else file.fileno()
        name = layer.inside(descriptor)
        if name is None:
            original(descriptor)
        elif (layer.root / name).is_dir():
            with layer.operation(Event("flush folder", name)):
                original(descriptor)
        else:
            with read(layer.root / name, "rb") as written:
                content = written.read()
            with layer.operation(Event("flush", name, data=content)):
                original(descriptor)

    return call


def _os_rename(layer: Layer, original: Call) -> Call:
    def call(source: Any, target: Any, **folders: int | None) -> None:
        old = layer.inside(source, folders.get("src_dir_fd"))
        new = layer.inside(target, folders.get("dst_dir_fd"))
        if old is None and new is None:
            original(source, target, **folders)
        elif old is None or new is None:
            raise NotImplementedError("a file was moved into the watched folder or out of it")
        else:
            with layer.operation(Event("rename", old, target=new)):
                original(source, target, **folders)

    return call


def _on_name(kind: str, layer: Layer, original: Call) -> Call:
    def call(path: Any, *args: Any, dir_fd: int | None = None, **options: Any) -> None:
        name = layer.inside(path, dir_fd)
        if name is None:
            original(path, *args, dir_fd=dir_fd, **options)
            return
        with layer.operation(Event(kind, name)):
            original(path, *args, dir_fd=dir_fd, **options)

    return call


def _unknown(layer: Layer, original: Call) -> Call:
    def call(*args: Any, **options: Any) -> Any:
        if any(isinstance(arg, int | str | bytes | Path) and layer.inside(arg) for arg in args[:2]):
            raise NotImplementedError(f"this layer does not know os.{original.__name__}")
        return original(*args, **options)

    return call


def _mmap(layer: Layer, original: Call) -> Call:
    def call(descriptor: int, *args: Any, **options: Any) -> mmap.mmap:
        if layer.inside(descriptor) is not None and options.get("access") != mmap.ACCESS_READ:
            raise NotImplementedError("this layer does not know writable memory maps")
        return original(descriptor, *args, **options)

    return call


class RecordedFile(io.FileIO):
    """A file whose every write is an operation."""

    def __init__(self, disk: Layer, file: Any, name: str, mode: str) -> None:
        """Open it, which is an operation where it creates or empties the file."""
        self._disk = disk
        exists = isinstance(file, int) or os.path.lexists(disk.root / name)
        if not exists:
            with disk.operation(Event("create", name)):
                super().__init__(file, mode)
        elif "w" in mode and not isinstance(file, int):
            with disk.operation(Event("truncate", name)):
                super().__init__(file, mode)
        else:
            super().__init__(file, mode)
        self._watched = name
        disk.opened(self.fileno(), name)

    def write(self, data: Any, /) -> int:
        """Write; on a dead disk buffers empty themselves into nothing."""
        content = bytes(data)
        if self._disk.is_dead:
            return len(content)
        event = Event("write", self._watched, offset=self.tell(), data=content)
        try:
            with self._disk.operation(event):
                return super().write(content)
        except Crash:
            if self._disk.is_torn:
                super().write(content[: len(content) // 2])
            raise

    def truncate(self, size: int | None = None, /) -> NoReturn:
        """Raise NotImplementedError: nothing here shortens files."""
        raise NotImplementedError("this layer does not know truncate")

    def close(self) -> None:
        """Close, and forget the descriptor."""
        if not self.closed:
            self._disk.closed(self.fileno())
        super().close()
