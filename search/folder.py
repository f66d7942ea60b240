"""The folder of an index: whose it is, who may write to it, and its generations.

Everything that changes an index holds its lock. A folder counts as an index's own while nothing else is in
it; any other is never built over.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from search.disk import flush_folder
from search.engine import Engine, WriteLock
from search.errors import CorruptIndex, ForeignIndex, IndexBusy, IndexNotFound, SearchError
from search.manifest import (
    GENERATIONS,
    LOCK,
    OWN_NAMES,
    VOCABULARY,
    Manifest,
    generation_folder,
    made_now,
    read_manifest,
    switched,
    write_manifest,
)


def lock_folder(path: Path) -> WriteLock:
    """Return the lock of an index folder, taken; the folder is made. Raises IndexBusy."""
    if not path.is_dir():
        path.mkdir(parents=True, exist_ok=True)
    lock = WriteLock(path / LOCK)
    if not lock.acquire():
        raise IndexBusy(f"another process is writing to {path}; try again when it has ended")
    return lock


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of an index folder for a block; raises IndexBusy."""
    lock = lock_folder(path)
    try:
        yield
    finally:
        lock.release()


def manifest_to_replace(path: Path) -> Manifest | None:
    """Return the manifest that another generation is to follow, None where there is none to go on from.

    Raises what `read_manifest` does for a folder of something else.
    """
    try:
        return read_manifest(path)
    except (IndexNotFound, ForeignIndex, CorruptIndex):
        if is_empty(path) or _is_own(path):
            return None
        raise


def create_index(path: Path, engine: Engine) -> Manifest:
    """Make an empty index where there is none, and return its manifest; the caller holds the lock.

    Raises IndexNotFound where generations are there but no manifest: what they hold is not thrown away.
    """
    number = new_generation(path, engine)
    manifest = switched(None, made_now(number, 0, 0))
    write_manifest(path, manifest)
    return manifest


def may_be_created(path: Path, engine: Engine) -> bool:
    """Tell whether an index folder is missing, empty, or left by a run that had written nothing yet."""
    if is_empty(path):
        return True
    generations = [entry for entry in (path / GENERATIONS).glob("*") if entry.is_dir()]
    return _is_own(path) and not any(engine.was_written_to(entry) for entry in generations)


def new_generation(path: Path, engine: Engine | None, manifest: Manifest | None = None) -> int:
    """Make the folder of a generation that no manifest names yet, and return its number.

    With an engine it holds an empty index, else nothing. The number is above all that were ever live.
    """
    flush_folder(path)  # the lock says whose folder this is, before anything else is in it
    existing = [int(entry.name) for entry in (path / GENERATIONS).glob("*") if entry.name.isdecimal()]
    number = max([*existing, *(manifest.kept if manifest else ())], default=0) + 1
    folder = make_generation_folder(path, number)
    if engine is not None:
        engine.create(folder)
    for changed in (path / GENERATIONS, path, path.parent):
        flush_folder(changed)
    return number


def make_generation_folder(path: Path, number: int) -> Path:
    """Make the empty folder of a generation, and return it; raises FileExistsError."""
    folder = generation_folder(path, number)
    if not folder.parent.is_dir():
        folder.parent.mkdir()
    folder.mkdir()
    return folder


def remove_strays(path: Path, manifest: Manifest) -> None:
    """Remove generations that the manifest does not name: of builds that did not end, or no longer kept."""
    kept = set(map(str, manifest.kept))
    with suppress(FileNotFoundError):
        for entry in (path / GENERATIONS).iterdir():
            if entry.name.isdecimal() and entry.name not in kept:
                shutil.rmtree(entry, ignore_errors=True)


def is_live(path: Path, generation: int) -> bool:
    """Tell whether the manifest names a generation as the live one, or cannot be read.

    It may, if what failed came after its rename.
    """
    try:
        return read_manifest(path).generation == generation
    except IndexNotFound:
        return False
    except (SearchError, OSError):
        return True


def is_index_folder(path: str | Path) -> bool:
    """Tell whether a folder is an index's, also one that is being made: who walks over files leaves it out.

    Not one of its files may even be opened by another in the process that writes it: closing an SQLite file
    lets go of the locks that the process holds on it.
    """
    return (Path(path) / LOCK).is_file() and (Path(path) / GENERATIONS).is_dir()


def is_empty(path: Path) -> bool:
    """Tell whether there is nothing there, or a folder with nothing in it but an archivist's vocabulary."""
    return not path.exists() or (path.is_dir() and all(entry.name == VOCABULARY for entry in path.iterdir()))


def _is_own(path: Path) -> bool:
    """Tell whether the folder is an index's: of another format, damaged or unfinished, but nothing else."""
    if not path.is_dir():
        return False
    names = {entry.name for entry in path.iterdir()}
    others = [entry for entry in (path / GENERATIONS).glob("*") if not entry.name.isdecimal()]
    return names <= OWN_NAMES and LOCK in names and not others
