"""Upkeep of an index folder: going back, compacting, copying a generation out and bringing one back.

Each holds the index's lock, checks what it is about to make live against its checksums first, and switches
by one rename of a manifest: whatever breaks off leaves the old or the new state. Where others keep files
beside a generation's own, such as a ledger, `beside(source, target)` copies them: it is called with both
generations' folders under the lock, before the switch, and what it raises undoes the whole. It flushes
what it writes.

The archivist's vocabulary belongs to no generation: going back and compacting leave it alone, a copy takes it
along, and restoring brings it back only where there is none, so that no later edit is lost.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from search.disk import flush_folder
from search.engine import DEFAULT_MEMORY, EmbeddedEngine, Engine, Reader
from search.errors import ForeignIndex, GenerationNotFound
from search.folder import (
    is_empty,
    is_live,
    locked,
    make_generation_folder,
    manifest_to_replace,
    new_generation,
    remove_strays,
)
from search.index import open_index
from search.manifest import (
    GENERATIONS,
    LOCK,
    MANIFEST,
    VOCABULARY,
    Generation,
    Manifest,
    check_counts,
    check_fingerprint,
    generation_folder,
    read_manifest,
    switched,
    write_manifest,
)
from search.results import IndexStatus

COPIED_AT_ONCE = 1 << 20
"""Bytes of a file that are copied at a time."""

Beside = Callable[[Path, Path], object]
"""Copies what belongs to a generation but not to the engine: from its folder into another one."""


@dataclass(frozen=True, slots=True)
class CompactReport:
    """What compacting an index came to: segments and their bytes on disk."""

    segments_before: int
    segments_after: int
    bytes_before: int
    bytes_after: int

    def to_dict(self) -> dict[str, int]:
        """Return the counts, ready for JSON."""
        return asdict(self)


def roll_back(path: str | Path) -> IndexStatus:
    """Make the generation before the live one the live one; a second call undoes that.

    Raises GenerationNotFound where none is kept, FingerprintMismatch or CorruptIndex for one that would not
    open or is damaged, IndexBusy, and what `open_index` raises of the folder.
    """
    path, engine = Path(path), EmbeddedEngine()
    _generation_before(path)
    with locked(path):
        manifest, former = _generation_before(path)
        check_fingerprint(path, former)
        _verified(engine, path, former)
        write_manifest(path, switched(manifest, former))
        return _status(path)


def compact_index(path: str | Path, *, processes: int = 1, memory: int = DEFAULT_MEMORY) -> CompactReport:
    """Merge all segments into as few as hold them, without deleted articles; the payload stays.

    What is asked meanwhile is answered from the segments before. `processes` and `memory` are as in
    `open_writer`, whose errors it raises.
    """
    path, engine = Path(path), EmbeddedEngine()
    check_fingerprint(path, read_manifest(path).live)
    with locked(path):
        manifest = read_manifest(path)
        folder = generation_folder(path, manifest.generation)
        before = engine.reader(folder).files
        writer = engine.writer(folder, processes, memory)
        try:
            commit = writer.compact()
        except BaseException:
            writer.cancel()
            raise
        if commit.number != manifest.live.commit:
            with suppress(OSError):  # the commit holds already; the manifest only repeats its counts
                write_manifest(path, manifest.committed(commit.articles, commit.number))
        after = engine.reader(folder).files
    return CompactReport(len(before), len(after), sum(before.values()), sum(after.values()))


def copy_generation(path: str | Path, target: str | Path, beside: Beside | None = None) -> IndexStatus:
    """Copy the live generation, as its last commit names it, to `target` as an index of its own.

    `target` is missing or empty, ForeignIndex else. Both are compared with their checksums; where anything
    fails `target` is as it was. Raises CorruptIndex, FingerprintMismatch, IndexBusy and what `open_index`
    raises.
    """
    path, target, engine = Path(path), Path(target), EmbeddedEngine()
    check_fingerprint(path, read_manifest(path).live)
    if not is_empty(target):
        raise ForeignIndex(f"{target} is not empty; name a new folder for the copy")
    if target.resolve().is_relative_to(path.resolve()):
        raise ForeignIndex(f"{target} lies within the index {path}; name a folder outside of it")
    with locked(path), _making(target), locked(target):
        live = read_manifest(path).live
        source = generation_folder(path, live.generation)
        _verified(engine, path, live)
        folder = make_generation_folder(target, live.generation)
        reader = _copied(engine, source, folder, beside)
        _copy_vocabulary(path, target)
        _flush_above(target)
        write_manifest(target, Manifest(replace(live, articles=reader.article_count, commit=reader.commit)))
        return _status(target)


def restore_generation(path: str | Path, snapshot: str | Path, beside: Beside | None = None) -> IndexStatus:
    """Make a copy of the live generation of the index `snapshot` the live one of `path`.

    `path` may be missing, empty or damaged, but nothing else may be in it. Its live generation stays as the
    one before, for `roll_back`, where its manifest can be read. The copy is compared with its checksums
    before the switch. Raises ForeignIndex, CorruptIndex, FingerprintMismatch, IndexNotFound (for the
    snapshot) or IndexBusy.
    """
    path, snapshot, engine = Path(path), Path(snapshot), EmbeddedEngine()
    origin = read_manifest(snapshot).live
    check_fingerprint(snapshot, origin)
    manifest_to_replace(path)
    _verified(engine, snapshot, origin)
    with locked(path):
        manifest = manifest_to_replace(path)
        if manifest is not None:
            remove_strays(path, manifest)
        number = new_generation(path, None, manifest)
        folder = generation_folder(path, number)
        try:
            reader = _copied(engine, generation_folder(snapshot, origin.generation), folder, beside)
            _copy_vocabulary(snapshot, path)
            live = replace(origin, generation=number, articles=reader.article_count, commit=reader.commit)
            manifest = switched(manifest, live)
            write_manifest(path, manifest)
        except BaseException:
            if not is_live(path, number):
                shutil.rmtree(folder, ignore_errors=True)
            raise
        remove_strays(path, manifest)
        return _status(path)


def _generation_before(path: Path) -> tuple[Manifest, Generation]:
    manifest = read_manifest(path)
    if not manifest.previous:
        raise GenerationNotFound(
            f"{path} keeps no generation before {manifest.generation}; bring back a snapshot with: "
            f"dibao-index restore SNAPSHOT --index {path}"
        )
    return manifest, manifest.previous[0]


def _verified(engine: Engine, path: Path, generation: Generation) -> None:
    """Raise CorruptIndex unless a generation of an index opens, and every byte of it is as it was written."""
    reader = engine.reader(generation_folder(path, generation.generation))
    reader.verify()
    check_counts(path, generation, reader.commit, reader.article_count)


def _copied(engine: Engine, source: Path, folder: Path, beside: Beside | None) -> Reader:
    """Copy a generation's last commit into an empty folder, onto the disk; return it opened and verified."""
    for file in engine.commit_files(source):
        _copy_file(file, folder / file.name)
    if beside is not None:
        beside(source, folder)
    flush_folder(folder)
    reader = engine.reader(folder)
    reader.verify()
    return reader


def _copy_file(source: Path, target: Path) -> None:
    with source.open("rb") as read, target.open("xb") as written:
        while chunk := read.read(COPIED_AT_ONCE):
            written.write(chunk)
        written.flush()
        os.fsync(written.fileno())


def _copy_vocabulary(source: Path, target: Path) -> None:
    """Copy an archivist's vocabulary, where there is one, to an index that has none, in one rename."""
    if (source / VOCABULARY).is_file() and not (target / VOCABULARY).exists():
        temporary = target / f"{VOCABULARY}.new"
        temporary.unlink(missing_ok=True)
        _copy_file(source / VOCABULARY, temporary)
        temporary.replace(target / VOCABULARY)
        flush_folder(target)


def _flush_above(index: Path) -> None:
    """See that the folders above a generation of a new index are on the disk."""
    for changed in (index / GENERATIONS, index, index.parent):
        flush_folder(changed)


@contextmanager
def _making(target: Path) -> Iterator[None]:
    """Leave `target` as it was, missing or empty, where what is made in it breaks off."""
    was_there, had_vocabulary = target.exists(), (target / VOCABULARY).exists()
    # the manifest first: no half of an index is one
    names = [MANIFEST, f"{MANIFEST}.new", LOCK, f"{VOCABULARY}.new"]
    try:
        yield
    except BaseException:
        with suppress(OSError):
            for name in names if had_vocabulary else [*names, VOCABULARY]:
                (target / name).unlink(missing_ok=True)
            shutil.rmtree(target / GENERATIONS, ignore_errors=True)
            if not was_there:
                target.rmdir()
        raise


def _status(path: Path) -> IndexStatus:
    with open_index(path) as index:
        return index.status()
