"""What a disk may hold after a power cut: a model of what was made to last, and what was only written.

What POSIX promises, and no more: the content of a file lasts once the file was flushed, its name once
the folder was. Whatever came later may be there, be half there, or not be there, each on its own; only
a rename is never half done. So from a list of events the states are made that the machine may wake up
in. The model is that of Pillai and others, "All File Systems Are Not Created Equal" (OSDI 2014).
"""

import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path, PurePosixPath

SECTOR = 512
"""Bytes that reach the disk together."""

NAMES = ("none", "all", "first", "last", "any")
"""Which changes of names since their folders were flushed last: the first few, the last alone, or any."""

CONTENTS = ("lost", "kept", "cut", "zeros", "mixed")
"""What a file holds that was changed since it was flushed: as it was then, as written last, a beginning
of that, zeros in the place of what is new, sectors of each."""

Tree = dict[str, bytes | None]
"""Paths below a folder: a file's content, None for a folder."""


@dataclass(frozen=True)
class Event:
    """One operation: `kind`, the path below the folder, and what the kind needs.

    create, truncate (to nothing), write (`data` at `offset`), flush (`data` is all the file holds),
    flush folder, rename (to `target`), unlink, mkdir, rmdir.
    """

    kind: str
    path: str
    target: str = ""
    offset: int = 0
    data: bytes = b""


class File:
    """The content of a file as processes see it, and as it was flushed last."""

    def __init__(self, content: bytes, flushed: bytes) -> None:
        """Take both."""
        self.content = content
        self.flushed = flushed

    def after_power_cut(self, how: str, rng: random.Random) -> bytes:
        """Return what it may hold, in one of the ways of CONTENTS."""
        new, old = self.content, self.flushed
        if new == old or how == "lost":
            return old
        if how == "cut":
            return new[: rng.randrange(len(new) + 1)]
        zeros = bytes(len(new))
        if how == "zeros":
            return old[: len(new)] + zeros[len(old) :]
        if how == "mixed":
            sources = (new, old.ljust(len(new), b"\0"), zeros)
            starts = range(0, len(new), SECTOR)
            return b"".join(rng.choice(sources)[start : start + SECTOR] for start in starts)[: len(new)]
        return new


Names = dict[str, File | None]


@dataclass(frozen=True)
class Change:
    """A change of names that is not flushed: the event, and the file where it makes one."""

    event: Event
    file: File | None

    def folders(self) -> set[str]:
        """Return the folders in which names change."""
        return {_parent(path) for path in (self.event.path, self.event.target) if path}

    def apply(self, names: Names) -> None:
        """Change names; what is not there cannot be removed."""
        match self.event.kind:
            case "rename":
                names.pop(self.event.path, None)
                names[self.event.target] = self.file
            case "unlink" | "rmdir":
                names.pop(self.event.path, None)
            case _:
                names[self.event.path] = self.file


class Machine:
    """Follows events from a folder's state, all of which has lasted."""

    def __init__(self, folder: Path) -> None:
        """Read the folder."""
        tree = read_tree(folder)
        self._names: Names = {
            path: None if content is None else File(content, content) for path, content in tree.items()
        }
        self._lasting: Names = dict(self._names)
        self._pending: list[Change] = []

    def apply(self, event: Event) -> None:
        """Follow one event; raises RuntimeError where a flush shows what no event has written."""
        match event.kind:
            case "write":
                file = self._file(event.path)
                before = file.content.ljust(event.offset, b"\0")
                file.content = before[: event.offset] + event.data + before[event.offset + len(event.data) :]
            case "truncate":
                self._file(event.path).content = b""
            case "flush":
                file = self._file(event.path)
                if file.content != event.data:
                    raise RuntimeError(f"{event.path} was written past the layer")
                file.flushed = event.data
            case "flush folder":
                self._flush_folder(event.path)
            case "create":
                self._change(event, File(b"", b""))
            case "rename":
                self._change(event, self._file(event.path))
            case _:
                self._change(event, None)

    def check(self, folder: Path) -> None:
        """Raise RuntimeError where the folder is not what the events made of it."""
        if read_tree(folder) != self.visible():
            raise RuntimeError(f"{folder} was changed past the layer")

    def visible(self) -> Tree:
        """Return what processes see."""
        return {path: None if file is None else file.content for path, file in self._names.items()}

    def after_power_cut(self, names: str, contents: str, rng: random.Random) -> Tree:
        """Return what may be left, in one way of NAMES and one of CONTENTS."""
        pending = list(self._pending)
        if names == "none":
            pending = []
        elif names == "first":
            pending = pending[: rng.randrange(len(pending) + 1)]
        elif names == "last":
            pending = pending[-1:]
        elif names == "any":
            pending = [change for change in pending if rng.random() < 0.5]
        left = dict(self._lasting)
        for change in pending:
            change.apply(left)
        return {
            path: None if file is None else file.after_power_cut(contents, rng)
            for path, file in left.items()
            if all(left.get(folder, b"") is None for folder in _ancestors(path))
        }

    def _file(self, path: str) -> File:
        file = self._names[path]
        if file is None:
            raise NotImplementedError(f"{path} is a folder")
        return file

    def _change(self, event: Event, file: File | None) -> None:
        change = Change(event, file)
        change.apply(self._names)
        self._pending.append(change)

    def _flush_folder(self, folder: str) -> None:
        for change in self._pending:
            if folder in change.folders():
                change.apply(self._lasting)
        self._pending = [change for change in self._pending if folder not in change.folders()]


def cuts(
    folder: Path, events: Sequence[Event], rng: random.Random, numbers: Collection[int]
) -> Iterator[tuple[int, Tree]]:
    """Give what may be left where power fails before the events of those numbers, in all ways.

    The number after the last event's stands for the end. What may be left is given once, with the number;
    at the end anew, because there nothing may be lost.
    """
    machine = Machine(folder)
    seen: set[tuple[bool, int]] = set()
    for number, event in enumerate((*events, None)):
        for names, contents in product(NAMES, CONTENTS) if number in numbers else ():
            tree = machine.after_power_cut(names, contents, rng)
            key = event is None, hash(frozenset(tree.items()))
            if key not in seen:
                seen.add(key)
                yield number, tree
        if event is not None:
            machine.apply(event)


def read_tree(folder: Path) -> Tree:
    """Return what is below a folder."""
    found = sorted(folder.rglob("*"))
    return {
        path.relative_to(folder).as_posix(): None if path.is_dir() else path.read_bytes() for path in found
    }


def write_tree(folder: Path, tree: Tree) -> None:
    """Make a folder of that content."""
    folder.mkdir(parents=True)
    for path, content in sorted(tree.items()):
        if content is None:
            (folder / path).mkdir()
        else:
            (folder / path).write_bytes(content)


def _parent(path: str) -> str:
    return str(PurePosixPath(path).parent)


def _ancestors(path: str) -> list[str]:
    return [str(folder) for folder in PurePosixPath(path).parents][:-1]
