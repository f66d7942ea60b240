"""What a run counts, for its progress and for its report."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from index.accounts.ledger import Known
from index.archives.parts import Skip
from index.records import Read, Rejected

KEPT_REJECTIONS = 1_000
"""Inputs turned away that a report names; the ledger has them all (`dibao-index errors`)."""


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did.

    `added`, `replaced` and `unchanged` count articles and sum up to `read`; `known` of the unchanged were
    recognised by their bytes and not read again. `removed` are inputs whose article was removed by command
    and stays so, `skipped` parts of archives and folders that can hold no article, by why. `rejections`
    names the first of the `quarantined`; the ledger has all. `unknown_keys` says how often a key of a record
    was left out. `articles` and `generation` are those of the index after the run.
    """

    articles: int
    generation: int
    read: int
    added: int
    replaced: int
    unchanged: int
    known: int
    removed: int
    skipped: dict[str, int]
    quarantined: int
    quarantined_by_reason: dict[str, int]
    unknown_keys: dict[str, int]
    seconds: float
    rejections: tuple[Rejected, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        record = asdict(self)
        record["rejections"] = [rejected.to_dict() for rejected in self.rejections]
        return record


@dataclass(slots=True)
class Tally:
    """The counts of a run so far.

    `position` and `size` are bytes gone through and bytes in all; `held` are articles that are read and not
    counted yet.
    """

    size: int = 0
    position: int = 0
    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    known: int = 0
    removed: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    rejections: list[Rejected] = field(default_factory=list)
    unknown_keys: Counter[str] = field(default_factory=Counter)
    held: int = 0
    articles: int = 0
    generation: int = 0
    began: float = field(default_factory=time.perf_counter)

    @property
    def read(self) -> int:
        """How many articles the sources gave."""
        return self.added + self.replaced + self.unchanged

    @property
    def quarantined(self) -> int:
        """How many inputs were turned away."""
        return self.reasons.total()

    def move(self, size: int) -> None:
        """Take into account that reading has come forward."""
        self.position += size

    def count_skipped(self, why: Skip) -> None:
        """Count a part that can hold no article."""
        self.skipped[why.value] += 1

    def count_read(self, read: Read, outcome: str) -> None:
        """Count an article that was read: `added`, `replaced` or `unchanged`."""
        setattr(self, outcome, getattr(self, outcome) + 1)
        self.unknown_keys.update(read.unknown_keys)

    def count_known(self, known: Known, address: str) -> None:
        """Count an input that the ledger knew."""
        if known.outcome == "quarantined":
            self.count_refused(Rejected.known(address, known.reason, known.message))
        elif known.outcome == "removed":
            self.removed += 1
        else:
            self.unchanged += 1
            self.known += 1

    def count_refused(self, rejected: Rejected) -> None:
        """Count an input that was turned away."""
        self.reasons[rejected.reason.value] += 1
        if len(self.rejections) < KEPT_REJECTIONS:
            self.rejections.append(rejected)

    def report(self) -> RunReport:
        """Return the counts as they are now."""
        return RunReport(
            articles=self.articles,
            generation=self.generation,
            read=self.read,
            added=self.added,
            replaced=self.replaced,
            unchanged=self.unchanged,
            known=self.known,
            removed=self.removed,
            skipped=dict(self.skipped.most_common()),
            quarantined=self.quarantined,
            quarantined_by_reason=dict(self.reasons.most_common()),
            unknown_keys=dict(self.unknown_keys.most_common()),
            seconds=round(time.perf_counter() - self.began, 3),
            rejections=tuple(self.rejections),
        )


Watcher = Callable[[Tally], None]
"""Called after each input with the counts so far."""
