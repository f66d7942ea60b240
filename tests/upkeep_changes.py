"""Changes of an index folder as a whole, each of which the machine may stop: for `tests.crash_scenarios`."""

import shutil
from pathlib import Path

from search import (
    Article,
    compact_index,
    copy_generation,
    open_writer,
    restore_generation,
    roll_back,
)
from tests.generations import NEW, OLD, build

ADDED = Article(id="added", title="天津", body="後來的天津選舉")


def create(folder: Path) -> None:
    """Open an index for writing that is made where there is none, and change nothing."""
    open_writer(folder, create=True).close()


def go_on_creating(folder: Path) -> None:
    """Add one article to an index that is made where there is none."""
    with open_writer(folder, create=True) as writer:
        writer.add(ADDED)
        writer.commit()


def commit_a_payload(folder: Path) -> None:
    """Commit an article under a payload."""
    with open_writer(folder) as writer:
        writer.add(NEW)
        writer.commit("new")


def compact(folder: Path) -> None:
    """Compact an index."""
    compact_index(folder)


def go_back(folder: Path) -> None:
    """Go back to the generation before."""
    roll_back(folder)


def restore(folder: Path) -> None:
    """Bring back a snapshot, which lies beside the index and is made once, with what others keep in it."""
    snapshot = folder.parent / "snapshot"
    if not snapshot.exists():
        build(snapshot, OLD, NEW)
        with open_writer(snapshot) as writer:
            writer.remove("old")
            writer.commit("snapshot")
    restore_generation(folder, snapshot)


def copy(folder: Path) -> None:
    """Copy an index beside itself."""
    copy_generation(folder / "index", folder / "copy")


def copy_again(folder: Path) -> None:
    """Copy an index in place of a copy that may have broken off."""
    shutil.rmtree(folder / "copy", ignore_errors=True)
    copy(folder)
