"""Writes articles into a folder: batches become segments, a commit names them.

Articles are collected until a batch is full; a batch is analysed and written by a worker process
(or by this one, with `processes=1`) as a finished segment that no commit names yet; the segments of a run
are merged into as few as hold them (`search.engine.compaction`). So memory is bounded by the setting, plus
a line for each article since the last checkpoint, whose last version wins; a crash leaves files that the
next commit clears away.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from search.article import SECTIONS, Article
from search.engine.batch import write_batch
from search.engine.commits import ArraySegment, Contents, last_commit, write_commit
from search.engine.compaction import Groups, merges, merges_into_fewest, merges_of_checkpoint
from search.engine.merge import merge_files
from search.engine.postings import MAX_ARTICLES
from search.engine.protocol import DEFAULT_MEMORY, Commit, check_payload
from search.engine.segment import SegmentReader
from search.engine.workers import MIN_BATCH_CHARACTERS, Workers, batch_characters
from search.errors import REPAIR, CorruptIndex

BATCH_ARTICLES = MAX_ARTICLES
"""A batch's size where articles are short."""


LITTLE = 2_000_000
"""Characters that are written sooner here than processes are started; measured."""


@dataclass(slots=True)
class _Place:
    """Where an article of this run is: its segment (None while in the batch), number and content."""

    segment: ArraySegment | None
    number: int
    content: str


@dataclass(slots=True)
class _Counts:
    """What changed since the last commit, in articles."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    removed: int = 0

    def are_changes(self) -> bool:
        """Tell whether anything has to be committed."""
        return bool(self.added or self.replaced or self.removed)


class BatchWriter:
    """Collects changes to one folder; the caller holds the index's lock."""

    def __init__(self, folder: Path, processes: int = 1, memory: int = DEFAULT_MEMORY) -> None:
        """Open the last commit for writing, with that many processes to analyse in and bytes to take."""
        self._folder = folder
        self._batch_limit = batch_characters(processes, memory)
        self._workers = Workers(processes)
        self._made: list[ArraySegment] = []
        self._batch: dict[str, tuple[Article, str]] = {}
        self._batch_characters = 0
        self._go_on_from(last_commit(folder))

    def _go_on_from(self, contents: Contents) -> None:
        """Begin to collect changes of a commit."""
        self._contents = contents
        self._committed = list(contents.segments)
        try:
            self._readers = [
                SegmentReader(entry.path(self._folder), entry.deleted) for entry in self._committed
            ]
        except FileNotFoundError as error:
            raise CorruptIndex(f"{error.filename} is missing; {REPAIR}") from error
        self._new: list[ArraySegment] = []
        self._made = [segment for segment in self._made if segment in self._committed]
        self._placed: dict[str, _Place] = {}
        self._new_readers: dict[str, SegmentReader] = {}
        self._counts = _Counts()

    @property
    def payload(self) -> str:
        """What the last commit said, before this writer or by it."""
        return self._contents.payload

    def add(self, article: Article) -> str:
        """Add an article, or replace the one that has its id, also one added before in this batch.

        Return its content hash.
        """
        content = article.content_hash()
        placed = self._placed.get(article.id)
        if placed is not None:
            if placed.content == content:
                self._counts.unchanged += 1
                return content
            self._drop_placed(article.id, placed)
            self._counts.replaced += 1
        else:
            match self._drop_committed(article.id, content):
                case None:
                    self._counts.added += 1
                case True:
                    self._counts.unchanged += 1
                    return content
                case False:
                    self._counts.replaced += 1
        self._batch[article.id] = article, content
        self._placed[article.id] = _Place(None, 0, content)
        self._batch_characters += sum(len(getattr(article, name)) for name in SECTIONS)
        if self._batch_characters >= self._batch_limit or len(self._batch) >= BATCH_ARTICLES:
            self._write_batch()
        return content

    def get(self, article_id: str) -> Article | None:
        """Return the article of an id as it would be committed now, or None."""
        placed = self._placed.get(article_id)
        if placed is not None:
            if placed.segment is None:
                return self._batch[article_id][0]
            self._workers.wait()
            return self._reader(placed.segment).article(placed.number)
        for segment, reader in zip(self._committed, self._readers, strict=True):
            number = reader.number_of(article_id)
            if number is not None and not segment.is_deleted(number):
                return reader.article(number)
        return None

    def remove(self, article_id: str) -> bool:
        """Remove an article; tell whether there was one."""
        placed = self._placed.pop(article_id, None)
        if placed is not None:
            self._drop_placed(article_id, placed)
        elif self._drop_committed(article_id, content="") is None:
            return False
        self._counts.removed += 1
        return True

    def checkpoint(self, payload: str | None = None) -> Commit:
        """Make the changes since the last checkpoint last and visible at once, and stay open.

        Segments of the run are merged where they get too many, else at its end. Raises ValueError for a
        payload that is too long.
        """
        check_payload(payload)
        self._write_batch(min(self._workers.processes, self._batch_characters // MIN_BATCH_CHARACTERS))
        commit = self._committed_as(payload, merges_of_checkpoint, is_tidied=False)
        self._go_on_from(self._contents)
        return commit

    def commit(self, payload: str | None = None) -> Commit:
        """Make all changes last and visible at once, and close the writer.

        Raises ValueError for a payload that is too long.
        """
        check_payload(payload)
        with self._closing():
            is_little = self._batch_characters < LITTLE and not self._workers.are_started
            self._write_batch(in_this_process=is_little)
            return self._committed_as(payload, partial(merges, made=self._made), is_tidied=bool(self._made))

    def compact(self) -> Commit:
        """Commit in as few segments as hold all articles, without deleted ones, and close the writer."""
        with self._closing():
            self._write_batch()
            return self._committed_as(None, merges_into_fewest, is_tidied=True)

    def cancel(self) -> None:
        """Drop all changes since the last checkpoint and close the writer."""
        with self._closing():
            self._workers.cancel()
            kept = self._named()
            for segment in self._new:
                if segment.segid not in kept:
                    segment.path(self._folder).unlink(missing_ok=True)

    def _committed_as(
        self, payload: str | None, grouping: Callable[[Sequence[ArraySegment]], Groups], *, is_tidied: bool
    ) -> Commit:
        """Commit, if there is a reason: changes, a payload, or where `is_tidied`, something to merge."""
        self._workers.wait()
        segments = [*self._committed, *self._new]
        alive = [segment for segment in segments if segment.doc_count()]
        is_untidy = len(alive) < len(segments) or bool(grouping(alive))
        if self._counts.are_changes() or payload is not None or (is_tidied and is_untidy):
            segments = self._merged(alive, grouping)
            self._contents = write_commit(self._folder, self._contents, segments, payload)
        articles = sum(segment.doc_count() for segment in segments)
        return Commit(**asdict(self._counts), articles=articles, number=self._contents.generation)

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

    def _reader(self, segment: ArraySegment) -> SegmentReader:
        """Return a reader of a segment that was written since the last commit."""
        reader = self._new_readers.get(segment.segid)
        if reader is None:
            reader = SegmentReader(segment.path(self._folder), set())
            self._new_readers[segment.segid] = reader
        return reader

    def _drop_placed(self, article_id: str, placed: _Place) -> None:
        """Delete an article that was added in this run."""
        if placed.segment is None:
            del self._batch[article_id]
        else:
            placed.segment.delete_document(placed.number)

    def _write_batch(self, parts: int = 1, *, in_this_process: bool = False) -> None:
        """Have the batch written as segments of about one size, by workers if there are any."""
        articles = list(self._batch.values())
        self._batch = {}
        self._batch_characters = 0
        size = -(-len(articles) // max(parts, 1))
        for first in range(0, len(articles), size or 1):
            task = self._segment_of(articles[first : first + size])
            if in_this_process:
                write_batch(*task)
            else:
                self._workers.run(write_batch, *task)

    def _segment_of(self, articles: list[tuple[Article, str]]) -> tuple[Path, list[tuple[Article, str]]]:
        """Return what `write_batch` takes to make a segment of these articles."""
        segment = self._begun(len(articles))
        for number, (article, _) in enumerate(articles):
            place = self._placed[article.id]
            place.segment, place.number = segment, number
        return segment.path(self._folder), articles

    def _begun(self, articles: int) -> ArraySegment:
        """Return a segment of this run that is about to be written."""
        segment = ArraySegment(articles)
        self._new.append(segment)
        self._made.append(segment)
        return segment

    def _merged(
        self, alive: list[ArraySegment], grouping: Callable[[Sequence[ArraySegment]], Groups]
    ) -> list[ArraySegment]:
        """Merge segments until they are few, in rounds; the merges of one round go side by side."""
        while groups := grouping(alive):
            for group in groups:
                merged = self._begun(sum(entry.doc_count() for entry in group))
                sources = [(entry.path(self._folder), entry.deleted) for entry in group]
                self._workers.run(merge_files, merged.path(self._folder), sources)
                alive[alive.index(group[0])] = merged
                alive = [entry for entry in alive if entry not in group[1:]]
            self._workers.wait()
        return alive

    @contextmanager
    def _closing(self) -> Iterator[None]:
        try:
            yield
        finally:
            self._workers.close()
