"""The runs of the archivist's commands: build, add, retry, remove.

`build` makes a new generation beside the live one and switches to it when it is whole; `add` and `retry`
commit as they go. A run that finds nothing to read ends in an error and not in an empty index.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.accounts.ledger_files import create_ledger, open_ledger
from index.crew import PROCESS_BYTES
from index.errors import NothingRead
from index.run import COMMIT_EVERY, Plan, Run
from index.tally import RunReport, Watcher
from search import DEFAULT_MEMORY, SearchError, TooLittleMemory, open_index, open_writer


@dataclass(frozen=True, slots=True)
class Resources:
    """What a run may take: worker processes, bytes of memory for all of them together, and how many changed
    articles `add` may lose to a crash.
    """

    processes: int = 1
    memory: int = DEFAULT_MEMORY
    commit_every: int = COMMIT_EVERY

    @property
    def writing_memory(self) -> int:
        """What is left for writing beside the processes that read, in bytes."""
        reading = PROCESS_BYTES * self.processes if self.processes > 1 else 0
        return self.memory - reading


MODEST = Resources()


@dataclass(frozen=True, slots=True)
class Removal:
    """What was removed: how many articles, which ids no article has, and how many articles remain."""

    removed: int
    missing: tuple[str, ...]
    articles: int

    def to_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        return {"removed": self.removed, "missing": list(self.missing), "articles": self.articles}


def build_index(
    sources: Sequence[Path], index: Path, *, resources: Resources = MODEST, watcher: Watcher | None = None
) -> RunReport:
    """Make a new generation of the index from `sources` and switch to it when it is whole.

    Raises NothingRead, and what `search.open_writer` raises.
    """
    plan = Plan("build", tuple(sources), commit_every=0)
    with (
        _enough(resources),
        open_writer(
            index, rebuild=True, processes=resources.processes, memory=resources.writing_memory
        ) as writer,
        create_ledger(writer.folder) as ledger,
    ):
        run = Run(plan, writer, ledger, watcher)
        run.read_everything(resources.processes)
        with suppress(SearchError), open_index(index) as live:
            ledger.commits.keep_earlier(live.folder)
        return _finished(run)


def add_to_index(
    sources: Sequence[Path],
    index: Path,
    *,
    resources: Resources = MODEST,
    watcher: Watcher | None = None,
    reread: bool = False,
) -> RunReport:
    """Add what `sources` hold to the index, which is made where there is none.

    The same input twice changes nothing; an article of the same id, or a corrected page, replaces the former
    one. It commits as it goes: a run that is stopped goes on from there. With `reread`, also what the ledger
    knows is read again, and what was removed comes back. Raises NothingRead, and what `search.open_writer`
    raises.
    """
    plan = Plan("add", tuple(sources), commit_every=resources.commit_every, reread=reread)
    return _added(plan, index, resources, watcher)


def retry_quarantine(
    sources: Sequence[Path],
    addresses: Collection[str],
    index: Path,
    *,
    resources: Resources = MODEST,
    watcher: Watcher | None = None,
) -> RunReport:
    """Read these addresses again, from the files that hold them, whatever the ledger knows of them.

    Raises what `search.open_writer` raises.
    """
    plan = Plan("retry", tuple(sources), commit_every=resources.commit_every, again=frozenset(addresses))
    return _added(plan, index, resources, watcher)


def remove_from_index(ids: Iterable[str], index: Path) -> Removal:
    """Remove articles, for good.

    The same input offered again does not bring them back. Raises what `search.open_writer` raises.
    """
    with open_writer(index) as writer, open_ledger(writer.folder, writer.payload) as ledger:
        run = Run(Plan("remove", (), commit_every=0), writer, ledger, None)
        missing = [article_id for article_id in dict.fromkeys(ids) if not run.remove(article_id)]
        run.commit()
        return Removal(run.removed, tuple(missing), run.tally.articles)


def _added(plan: Plan, index: Path, resources: Resources, watcher: Watcher | None) -> RunReport:
    with (
        _enough(resources),
        open_writer(
            index, create=True, processes=resources.processes, memory=resources.writing_memory
        ) as writer,
        open_ledger(writer.folder, writer.payload) as ledger,
    ):
        run = Run(plan, writer, ledger, watcher)
        run.read_everything(resources.processes)
        return _finished(run)


@contextmanager
def _enough(resources: Resources) -> Iterator[None]:
    """Say how much memory is needed for reading and writing together where it does not suffice."""
    try:
        yield
    except TooLittleMemory as error:
        least = error.least + resources.memory - resources.writing_memory
        message = (
            f"{resources.memory >> 20} MB of memory are too little for {resources.processes} processes that "
            f"read and as many that analyse; try: --memory {(least >> 20) + 1} or --processes 1"
        )
        raise TooLittleMemory(message, least) from error


def _finished(run: Run) -> RunReport:
    if not run.tally.read and not run.tally.removed and run.plan.command != "retry":
        if run.plan.commit_every:
            run.commit()  # what was turned away is on record
        shown = ", ".join(map(str, run.plan.sources))
        message = (
            f"not one article could be read from {shown}; the index is as it was. "
            "`dibao-index inspect PATH` shows what is read from a path"
        )
        raise NothingRead(message, run.tally.report().to_dict())
    run.commit()
    return run.tally.report()
