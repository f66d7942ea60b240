"""A run: everything that the sources give goes into an index, and the ledger accounts for it.

Each input is recognised by the digest of its bytes; only what the ledger does not know is read
(`index.crew`), gets its cluster (`index.accounts.clusters`) and goes to the writer. `add` commits every so
often, so that a run which is stopped goes on where its last commit was; `build` makes a generation and
commits once. Broken inputs are recorded and never stop the run.
"""

import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from index.accounts.clusters import Entry
from index.accounts.ledger import Ledger
from index.accounts.rows import storable
from index.crew import Crew
from index.errors import Reason
from index.identity import is_correction
from index.inputs import Input, absolute, is_within
from index.records import Read, Rejected
from index.sources import open_inputs, size_of
from index.tally import Tally, Watcher
from search import Article, IndexWriter

COMMIT_EVERY = 10_000
COMMIT_SECONDS = 60.0
"""An `add` commits after so many changed articles, or after so long: what a crash costs at most."""

BATCH_ARTICLES = 500
BATCH_SECONDS = 2.0
"""Articles whose clusters are found together: from the earliest on, each changes the fewest labels."""

RECENT = 200_000
"""Inputs whose bytes are remembered: more than may be out to be read, among which one may be twice."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run does: with which command, to which sources, whether it commits on the way.

    It commits whenever so many articles have changed, and each minute; only at its end where that is 0.
    `reread` reads also what is known; `again` are the addresses that are read again whatever is known of
    them.
    """

    command: str
    sources: tuple[Path, ...]
    commit_every: int
    reread: bool = False
    again: Collection[str] = ()


class Run:
    """One run over sources, with an open writer and ledger."""

    def __init__(self, plan: Plan, writer: IndexWriter, ledger: Ledger, watcher: Watcher | None) -> None:
        """Prepare a run; `watcher` is told after every input."""
        self.plan = plan
        self._writer = writer
        self._ledger = ledger
        self._watcher = watcher
        self.tally = Tally(size_of(plan.sources) if watcher else 0)
        self.removed = 0
        self._batch: list[tuple[Input, Read]] = []
        self._labels: dict[str, str] = {}
        self._recent: dict[bytes, None] = {}
        self._changed = 0
        self._committed_at = self._wrote_at = time.monotonic()
        self._commit_every = plan.commit_every or COMMIT_EVERY
        self._began = ledger.last_input()
        self._refused: set[str] = set()

    def read_everything(self, processes: int) -> None:
        """Read all sources, and hand what is new to the writer and the ledger."""
        with Crew(processes) as crew:
            for given, record in crew.read(self._unknown()):
                self._take(given, record)
                self._watch()
                if self._is_due():
                    self.checkpoint()
        self._write_batch()
        self._watch()
        self._end_what_is_gone()

    def checkpoint(self) -> None:
        """Commit what was read so far, and go on; a new generation only writes its ledger's rows out."""
        self._write_batch()
        if self.plan.commit_every:
            self._relabel()
            self._writer.checkpoint(payload=self._ledger.commits.prepare(self.plan.command))
            self._ledger.commits.settle()
        else:
            self._ledger.commits.write_out()
        self._changed = 0
        self._committed_at = time.monotonic()

    def commit(self) -> None:
        """Commit everything; the writer is closed then. Where nothing is new, nothing is written."""
        self._relabel()
        token = self._ledger.commits.prepare(self.plan.command) if self._has_news() else None
        report = self._writer.commit(payload=token)
        self._ledger.commits.settle()
        self.tally.articles, self.tally.generation = report.articles, report.generation

    def remove(self, article_id: str) -> bool:
        """Remove an article for good; tell whether there was one."""
        if not self._writer.remove(article_id):
            return False
        self._forget(article_id, "removed")
        self.removed += 1
        return True

    def _is_due(self) -> bool:
        waited = time.monotonic() - self._committed_at
        return self._changed >= self._commit_every or (waited >= COMMIT_SECONDS and self._has_news())

    def _has_news(self) -> bool:
        return bool(self._batch) or self._ledger.commits.has_news()

    def _watch(self) -> None:
        if self._watcher is not None:
            self._watcher(self.tally)

    # -- what is known already -----------------------------------------------------------------------

    def _unknown(self) -> Iterator[Input]:
        """Yield the inputs that have to be read; record the others."""
        for offered in open_inputs(self.plan.sources, self.tally.move, skipped=self.tally.count_skipped):
            if isinstance(offered, Rejected):
                self._refuse(offered, absolute(offered.raw_ref))
            elif not self._is_known(offered):
                yield offered
            self._watch()

    def _is_known(self, given: Input) -> bool:
        """Say whether an input need not be read, and if so, count and record it."""
        address, digest = absolute(given.address), given.digest
        known = self._ledger.known(address, digest)
        if known is None or (known.number <= self._began and self._is_read_again(address)):
            return False
        if known.outcome == "quarantined":
            self._ledger.record_known_refusal(known, given, address, digest)
            self._refused.add(storable(address))
        elif known.article is not None and given.is_place and known.outcome != "removed":
            self._record_copy(given, address, digest, known.article)
        self.tally.count_known(known, given.address)
        return True

    def _is_read_again(self, address: str) -> bool:
        """Say whether an input is to be read although it was in an earlier run."""
        return self.plan.reread or storable(address) in self.plan.again

    def _record_copy(self, given: Input, address: str, digest: bytes, article: str) -> None:
        former = self._ledger.last_article(address)
        if former == article:
            return
        current = self._writer.get(article) if former is not None else None
        if current is not None:  # corrected to what another place has already
            self._take_over(address, current)
        self._ledger.record_copy(given, address, digest, article)

    # -- what was read -------------------------------------------------------------------------------

    def _take(self, given: Input, record: Read | Rejected) -> None:
        """Hold what an input gave until a batch is together."""
        if isinstance(record, Rejected):
            self._refuse(record, absolute(given.address), given, given.digest)
            return
        if given.digest in self._recent:  # twice within what was out to be read
            self._write_batch()
            if self._is_known(given):
                return
        self._remember(given.digest)
        if self._ledger.is_removed(record.article.id) and not self.plan.reread:
            self._ledger.record_read(given, absolute(given.address), given.digest, record)
            self.tally.removed += 1
            return
        self._batch.append((given, record))
        self.tally.held = len(self._batch)
        waited = time.monotonic() - self._wrote_at
        if waited >= BATCH_SECONDS or len(self._batch) >= min(BATCH_ARTICLES, self._commit_every):
            self._write_batch()

    def _write_batch(self) -> None:
        """Give the articles that were read their clusters, and put them into the index and the ledger."""
        entries = {
            read.article.id: Entry(read.article.id, read.article.published, read.signature)
            for _, read in self._batch  # of two contents of one article the later counts
        }
        self._labels |= self._ledger.clusters.put_all(entries.values())
        for given, read in self._batch:
            self._write(given, read)
        self._batch = []
        self.tally.held = 0
        self._wrote_at = time.monotonic()

    def _write(self, given: Input, read: Read) -> None:
        address, digest = absolute(given.address), given.digest
        article = read.article
        took_over = given.is_place and self._take_over(address, article)
        before, source = self._ledger.latest(article.id)
        label = self._labels.pop(article.id, None) or self._ledger.clusters.label(article.id)
        content = self._writer.add(replace(article, cluster=label))
        self._changed += content != before
        if (content, digest) != (before, source):
            self._ledger.record_version(article.id, content, digest, "read")
        self._ledger.record_read(given, address, digest, read)
        outcome = "replaced" if before or took_over else "added"
        self.tally.count_read(read, "unchanged" if content == before else outcome)

    def _remember(self, digest: bytes) -> None:
        self._recent[digest] = None
        if len(self._recent) > RECENT:
            del self._recent[next(iter(self._recent))]

    def _refuse(
        self, rejected: Rejected, address: str, given: Input | None = None, digest: bytes | None = None
    ) -> None:
        if rejected.reason is Reason.NOT_FOUND and self._is_read_again(address):
            self._ledger.record_end(address)  # it was asked for because it is in quarantine
            return
        self._ledger.record_refusal(rejected, address, given, digest)
        self._refused.add(storable(address))
        self.tally.count_refused(rejected)

    def _take_over(self, address: str, article: Article) -> bool:
        """Remove the article that a page's place gave before, where this one is its corrected form.

        That happens where the id comes from the text, which was corrected, or from an address that the page
        gives anew. A page of another subject at the same place leaves the former one where it is: it
        vanished, and what vanished stays until told otherwise.
        """
        former = self._ledger.last_article(address)
        if former is None or former == article.id:
            return False
        if self._ledger.content(former) is None or self._ledger.is_elsewhere(former, address):
            return False
        earlier = self._writer.get(former)
        if earlier is None or not is_correction(earlier, article):
            return False
        self._writer.remove(former)
        self._forget(former, "moved")
        return True

    def _forget(self, article: str, why: str) -> None:
        """Record that an article is no more, and see to the cluster that it leaves."""
        self._labels.pop(article, None)
        self._labels |= self._ledger.clusters.drop(article)
        self._ledger.record_version(article, None, None, why)

    def _relabel(self) -> None:
        """Write the articles anew whose cluster has another head by now."""
        for article_id, label in self._labels.items():
            article = self._writer.get(article_id)
            if article is not None and article.cluster != label:
                content = self._writer.add(replace(article, cluster=label))
                self._ledger.record_relabelled(article_id, content)
        self._labels = {}

    # -- what is gone --------------------------------------------------------------------------------

    def _end_what_is_gone(self) -> None:
        """Take from quarantine what the sources of this run hold no more: repaired or deleted files."""
        offered = [storable(absolute(str(source))) for source in self.plan.sources]
        for address in self._ledger.quarantined():
            if address not in self._refused and any(is_within(address, source) for source in offered):
                self._ledger.record_end(address)
