"""Writes articles into a folder: batches become segments, a commit names them.

Articles are collected until a batch is full; a batch is analysed and written by a worker process
(or by this one, with `processes=1`) as a finished segment that no commit names yet; the segments of a run
are merged into as few as hold them (`search.engine.compaction`). So memory is bounded by the setting, plus
a line for each article of the run, whose last version wins; a crash leaves files that the next commit
clears away.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait as wait_for_end
from pathlib import Path

from search.article import SECTIONS, Article
from search.engine.batch import write_batch
from search.engine.commits import ArraySegment, last_commit, write_commit
from search.engine.compaction import merges
from search.engine.merge import merge_files
from search.engine.postings import MAX_ARTICLES
from search.engine.protocol import DEFAULT_MEMORY, Commit
from search.engine.segment import SegmentReader
from search.errors import CorruptIndex, SearchError, TooLittleMemory

BYTES_PER_CHARACTER = 60
"""What a character of a batch takes while it is inverted, measured."""

PROCESS_BYTES = 190 << 20
"""What a process takes beside its batch: the interpreter, the segmenter's dictionary, the fold; measured."""

MIN_BATCH_CHARACTERS = 200_000
MAX_BATCH_CHARACTERS = 4_000_000
"""Larger batches take more memory and are no faster."""

BATCH_ARTICLES = MAX_ARTICLES
"""A batch's size where articles are short."""


@dataclass(slots=True)
class _Place:
    """Where an article of this run is: its segment (None while in the batch), number and content."""

    segment: ArraySegment | None
    number: int
    content: str


class BatchWriter:
    """Collects changes to one folder; the caller holds the index's lock."""

    def __init__(self, folder: Path, processes: int = 1, memory: int = DEFAULT_MEMORY) -> None:
        """Open the last commit for writing, with that many processes to analyse in and bytes to take."""
        self._folder = folder
        self._batch_limit = batch_characters(processes, memory)
        self._previous = last_commit(folder)
        self._committed: list[ArraySegment] = list(self._previous.segments)
        self._readers = [SegmentReader(entry.path(folder), entry.deleted) for entry in self._committed]
        self._new: list[ArraySegment] = []
        self._batch: dict[str, tuple[Article, str]] = {}
        self._batch_characters = 0
        self._placed: dict[str, _Place] = {}
        self._added = self._replaced = self._unchanged = self._removed = 0
        self._processes = processes
        self._pending: set[Future[object]] = set()
        self._pool = (
            ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_follow_parent)
            if processes > 1
            else None
        )

    def add(self, article: Article) -> None:
        """Add an article, or replace the one that has its id, also one added before in this batch."""
        content = article.content_hash()
        placed = self._placed.get(article.id)
        if placed is not None:
            if placed.content == content:
                self._unchanged += 1
                return
            self._drop_placed(article.id, placed)
            self._replaced += 1
        else:
            match self._drop_committed(article.id, content):
                case None:
                    self._added += 1
                case True:
                    self._unchanged += 1
                    return
                case False:
                    self._replaced += 1
        self._batch[article.id] = article, content
        self._placed[article.id] = _Place(None, 0, content)
        self._batch_characters += sum(len(getattr(article, name)) for name in SECTIONS)
        if self._batch_characters >= self._batch_limit or len(self._batch) >= BATCH_ARTICLES:
            self._write_batch()

    def remove(self, article_id: str) -> bool:
        """Remove an article; tell whether there was one."""
        placed = self._placed.pop(article_id, None)
        if placed is not None:
            self._drop_placed(article_id, placed)
        elif self._drop_committed(article_id, content="") is None:
            return False
        self._removed += 1
        return True

    def commit(self) -> Commit:
        """Make all changes last and visible at once, and close the writer."""
        with self._closing():
            self._write_batch()
            self._await_all()
            segments = [*self._committed, *self._new]
            if self._added or self._replaced or self._removed:
                segments = self._merged(segments)
                write_commit(self._folder, self._previous, segments)
            articles = sum(segment.doc_count() for segment in segments)
        return Commit(self._added, self._replaced, self._unchanged, self._removed, articles)

    def cancel(self) -> None:
        """Drop all changes and close the writer."""
        with self._closing():
            for pending in self._pending:
                pending.cancel()
            wait(self._pending)
            kept = self._named()
            for segment in self._new:
                if segment.segid not in kept:
                    segment.path(self._folder).unlink(missing_ok=True)

    def _named(self) -> set[str]:
        """Return the ids of the segments that the last commit names.

        It may be this run's own, if what failed came after its rename; where it cannot be read, every
        segment counts as named.
        """
        try:
            return {segment.segid for segment in last_commit(self._folder).segments}
        except (CorruptIndex, OSError):
            return {segment.segid for segment in self._new}

    def _drop_committed(self, article_id: str, content: str) -> bool | None:
        """Delete an article of an earlier commit unless its content is the same.

        Return None where there is none, else whether it is the same and was kept.
        """
        for segment, reader in zip(self._committed, self._readers, strict=True):
            number = reader.number_of(article_id)
            if number is not None and not segment.is_deleted(number):
                if reader.content_hash(number) == content:
                    return True
                segment.delete_document(number)
                return False
        return None

    def _drop_placed(self, article_id: str, placed: _Place) -> None:
        """Delete an article that was added in this run."""
        if placed.segment is None:
            del self._batch[article_id]
        else:
            placed.segment.delete_document(placed.number)

    def _write_batch(self) -> None:
        """Have the batch written as a segment, by a worker if there are any."""
        articles = list(self._batch.values())
        self._batch = {}
        self._batch_characters = 0
        if not articles:
            return
        segment = ArraySegment(len(articles))
        self._new.append(segment)
        for number, (article, _) in enumerate(articles):
            place = self._placed[article.id]
            place.segment, place.number = segment, number
        self._run(write_batch, segment.path(self._folder), articles)

    def _run(self, task: Callable[..., object], *arguments: object) -> None:
        """Do a task, in a worker if there are any; no more wait than there are workers."""
        if self._pool is None:
            task(*arguments)
            return
        while len(self._pending) >= self._processes:
            self._await_one()
        self._pending.add(self._pool.submit(task, *arguments))

    def _await_one(self) -> None:
        """Wait until a worker is done; raises what went wrong in it."""
        done, self._pending = wait(self._pending, return_when=FIRST_COMPLETED)
        for finished in done:
            try:
                finished.result()
            except BrokenExecutor as error:
                raise SearchError(
                    "a worker process died, perhaps for want of memory; nothing was changed. "
                    "Try again with: --processes 1"
                ) from error

    def _merged(self, segments: list[ArraySegment]) -> list[ArraySegment]:
        """Merge segments until they are few, in rounds; the merges of one round go side by side."""
        alive = [segment for segment in segments if segment.doc_count()]
        while groups := merges(alive, self._new):
            for group in groups:
                merged = ArraySegment(sum(entry.doc_count() for entry in group))
                sources = [(entry.path(self._folder), entry.deleted) for entry in group]
                self._run(merge_files, merged.path(self._folder), sources)
                alive[alive.index(group[0])] = merged
                alive = [entry for entry in alive if entry not in group[1:]]
                self._new.append(merged)
            self._await_all()
        return alive

    def _await_all(self) -> None:
        while self._pending:
            self._await_one()

    @contextmanager
    def _closing(self) -> Iterator[None]:
        try:
            yield
        finally:
            if self._pool is not None:
                self._pool.shutdown(wait=True, cancel_futures=True)


def batch_characters(processes: int, memory: int) -> int:
    """Return how many characters of text a batch may have; raises TooLittleMemory."""
    least = (PROCESS_BYTES + MIN_BATCH_CHARACTERS * BYTES_PER_CHARACTER) * (processes + (processes > 1))
    if memory < least:
        raise TooLittleMemory(
            f"{memory >> 20} MB of memory are too little for {processes} processes; try: "
            f"--memory {(least >> 20) + 1}" + (" or --processes 1" if processes > 1 else "")
        )
    batches = processes + 1  # one is being collected, or on its way
    free = memory - PROCESS_BYTES * (processes + (processes > 1))
    return min(max(free // (BYTES_PER_CHARACTER * batches), MIN_BATCH_CHARACTERS), MAX_BATCH_CHARACTERS)


def _follow_parent() -> None:
    """Make this worker end when its parent does, however that ends, and leave Ctrl-C to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()

    def end_with_parent() -> None:
        if parent is not None:
            wait_for_end([parent.sentinel])
            os._exit(1)

    threading.Thread(target=end_with_parent, daemon=True).start()
