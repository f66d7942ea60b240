"""Keeping an archive: checking it against itself, exporting it, copying it, going back.

What concerns segments and generations is done by `search`; here the ledger goes with it, so that an index
and its account of itself are always checked, copied and switched together.
"""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.accounts.ledger import Ledger
from index.accounts.ledger_files import LEDGER, copy_ledger, read_ledger
from index.errors import NEXT, DamagedLedger
from search import CorruptIndex, Index, copy_generation, open_index, restore_generation

SHOWN_PROBLEMS = 20
"""Problems of one kind that are named one by one."""

Ticker = Callable[[int], object]
"""Called with the number of articles by which work has come forward."""


@dataclass(slots=True)
class Verification:
    """What was checked, and what is wrong: nothing where `problems` is empty. `notes` are no faults."""

    articles: int = 0
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        return {
            "sound": not self.problems,
            "articles": self.articles,
            "problems": self.problems,
            "notes": self.notes,
        }


def verify_index(path: Path, tick: Ticker | None = None) -> Verification:
    """Check manifest, files, ledger and stored articles against each other.

    Every file against its checksums, the manifest's counts against the engine's, every stored article against
    the content hash in the ledger, and the ledger's file against itself. Another process may write
    meanwhile: what is checked is the commit that was there at the beginning. Raises what
    `search.open_index` raises.
    """
    found = Verification()
    with open_index(path) as index:
        try:
            index.verify()
        except CorruptIndex as error:
            found.problems.append(str(error))
            return found
        found.articles = len(index)
        try:
            ledger = read_ledger(index.folder)
            if ledger is None and index.payload:
                found.problems.append(f"{index.folder / LEDGER} is missing; {NEXT}")
                return found
            if ledger is None:
                found.notes.append("this index has no ledger: it was not made by dibao-index")
                return found
            with ledger:
                _compare(index, ledger, found, tick)
        except (DamagedLedger, sqlite3.DatabaseError) as error:
            found.problems.append(
                str(error) if isinstance(error, DamagedLedger) else f"{index.folder / LEDGER}: {error}"
            )
    return found


def export_articles(path: Path) -> Iterator[dict[str, Any]]:
    """Yield every article as `build` reads it back, in the order of the index.

    Raises what `search.open_index` raises.
    """
    with open_index(path) as index:
        for article in index.articles():
            yield article.to_dict()


def take_snapshot(path: Path, target: Path) -> None:
    """Copy the live generation and its ledger to `target`, as an index of its own.

    Raises what `search.copy_generation` raises, and DamagedLedger.
    """
    copy_generation(path, target, beside=copy_ledger)


def restore_snapshot(path: Path, snapshot: Path) -> None:
    """Make a snapshot's generation, with its ledger, the live one of `path`.

    The former one stays: `roll_back` brings it back. Raises what `search.restore_generation` raises.
    """
    restore_generation(path, snapshot, beside=copy_ledger)


def _compare(index: Index, ledger: Ledger, found: Verification, tick: Ticker | None) -> None:
    """Compare the stored articles with what the ledger had recorded at the index's commit."""
    (verdict,) = ledger.connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        found.problems.append(f"{ledger.path}: {verdict}; {NEXT}")
        return
    last = ledger.commits.mark_of(index.payload)
    if last is None:
        found.problems.append(
            f"the index's last commit ({index.payload or 'none'}) is not one that {ledger.path} knows; {NEXT}"
        )
        return
    unknown: list[str] = []
    changed: list[str] = []
    for article in index.articles():
        content = ledger.commits.content_at(article.id, last)
        if content is None:
            unknown.append(article.id)
        elif content != article.content_hash():
            changed.append(article.id)
        if tick is not None:
            tick(1)
    missing = ledger.commits.article_count(last) - (len(index) - len(unknown))
    _tell(found, unknown, "in the index that the ledger does not know")
    _tell(found, changed, "that are not what the ledger's hash says")
    if missing:
        found.problems.append(f"{missing:,} articles of the ledger are not in the index; {NEXT}")


def _tell(found: Verification, ids: list[str], what: str) -> None:
    if ids:
        more = f" and {len(ids) - SHOWN_PROBLEMS:,} more" if len(ids) > SHOWN_PROBLEMS else ""
        found.problems.append(
            f"{len(ids):,} articles {what}: {', '.join(ids[:SHOWN_PROBLEMS])}{more}; {NEXT}"
        )
