"""The runs: everything that the sources give goes into an index, and is accounted for.

A run either ends in one commit or changes nothing: broken inputs are counted and reported, a crash or
Ctrl-C leaves the index as it was, and a run that reads no article at all ends in an error and not in
an empty index.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from index.errors import NothingRead
from index.records import Record, Rejected
from index.sources import read_sources, size_of
from search import DEFAULT_MEMORY, CommitReport, IndexWriter, open_writer


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run read, what became of it, and how long it took.

    `read` counts articles, `unknown_keys` says how often a key of a record was left out. `commit` is None
    where nothing was committed.
    """

    read: int
    rejections: tuple[Rejected, ...]
    unknown_keys: dict[str, int]
    commit: CommitReport | None
    seconds: float

    @property
    def rejected_by_reason(self) -> dict[str, int]:
        """How many inputs were turned away, by the code of the reason, the commonest first."""
        return dict(Counter(rejected.reason.value for rejected in self.rejections).most_common())

    def to_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        return {
            "read": self.read,
            **(self.commit.to_dict() if self.commit else {}),
            "rejected": len(self.rejections),
            "rejected_by_reason": self.rejected_by_reason,
            "unknown_keys": self.unknown_keys,
            "seconds": round(self.seconds, 3),
            "rejections": [rejected.to_dict() for rejected in self.rejections],
        }


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: articles read, inputs turned away, bytes gone through and bytes in all."""

    read: int
    rejected: int
    position: int
    size: int


@dataclass(frozen=True, slots=True)
class Resources:
    """What a run may take: worker processes, and bytes of memory for all of them together."""

    processes: int = 1
    memory: int = DEFAULT_MEMORY


Watcher = Callable[[Progress], None]
"""Called after each record."""


MODEST = Resources()


def build_index(
    sources: Sequence[Path], index: Path, *, resources: Resources = MODEST, watcher: Watcher | None = None
) -> RunReport:
    """Make a new generation of the index from `sources` and switch to it when it is whole.

    Raises NothingRead, and what `search.open_writer` raises.
    """
    with open_writer(index, rebuild=True, processes=resources.processes, memory=resources.memory) as writer:
        return _run(writer, sources, watcher)


def add_to_index(
    sources: Sequence[Path], index: Path, *, resources: Resources = MODEST, watcher: Watcher | None = None
) -> RunReport:
    """Add what `sources` hold to the index, replacing articles of the same id; the same input twice
    changes nothing.

    Raises NothingRead, and what `search.open_writer` raises.
    """
    with open_writer(index, processes=resources.processes, memory=resources.memory) as writer:
        return _run(writer, sources, watcher)


def remove_from_index(ids: Iterable[str], index: Path) -> tuple[CommitReport, tuple[str, ...]]:
    """Remove articles; return the commit's counts and the ids that no article has.

    Raises what `search.open_writer` raises.
    """
    with open_writer(index) as writer:
        missing = tuple(article_id for article_id in dict.fromkeys(ids) if not writer.remove(article_id))
        return writer.commit(), missing


def _run(writer: IndexWriter, sources: Sequence[Path], watcher: Watcher | None) -> RunReport:
    began = perf_counter()
    tally = _Tally()
    size = size_of(sources) if watcher else 0
    for record in read_sources(sources, tally.move):
        if not isinstance(record, Rejected):
            writer.add(record.article)
        tally.count(record)
        if watcher is not None:
            watcher(Progress(tally.read, len(tally.rejections), tally.position, size))
    if not tally.read:
        message = (
            f"not one article could be read from {', '.join(map(str, sources))}; the index is as it was. "
            "`dibao-index inspect PATH` shows what is read from a path"
        )
        raise NothingRead(message, tally.report(None, perf_counter() - began).to_dict())
    commit = writer.commit()
    return tally.report(commit, perf_counter() - began)


class _Tally:
    """Counts the records of a run."""

    def __init__(self) -> None:
        self.read = 0
        self.rejections: list[Rejected] = []
        self.unknown_keys: Counter[str] = Counter()
        self.position = 0

    def move(self, size: int) -> None:
        """Take into account that reading has come forward."""
        self.position += size

    def count(self, record: Record) -> None:
        """Take one record into account."""
        if isinstance(record, Rejected):
            self.rejections.append(record)
        else:
            self.read += 1
            self.unknown_keys.update(record.unknown_keys)

    def report(self, commit: CommitReport | None, seconds: float) -> RunReport:
        """Return the counts as a report."""
        keys = dict(self.unknown_keys.most_common())
        return RunReport(self.read, tuple(self.rejections), keys, commit, seconds)
