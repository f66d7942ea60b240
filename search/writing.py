"""Writing to an index folder: additions within the live generation, rebuilds beside it.

Either way nothing changes before `commit` or `checkpoint`, and a reader keeps the state that it opened.
"""

import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from search.admission import admitted
from search.article import Article
from search.engine import DEFAULT_MEMORY, Commit, EmbeddedEngine, Engine, Writer, check_payload
from search.errors import IndexNotFound
from search.folder import (
    create_index,
    is_live,
    lock_folder,
    manifest_to_replace,
    may_be_created,
    new_generation,
    remove_strays,
)
from search.manifest import (
    Manifest,
    check_fingerprint,
    generation_folder,
    made_now,
    read_manifest,
    switched,
    write_manifest,
)


@dataclass(frozen=True, slots=True)
class CommitReport:
    """What a commit or checkpoint changed, in articles; `articles` is how many there are after it."""

    added: int
    replaced: int
    unchanged: int
    removed: int
    articles: int
    generation: int

    def to_dict(self) -> dict[str, int]:
        """Return the counts, ready for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Writing:
    """How an index is written to: what `open_writer` was given."""

    rebuild: bool = False
    create: bool = False
    processes: int = 1
    memory: int = DEFAULT_MEMORY


class IndexWriter:
    """Collects changes to an index; made by `open_writer`, used in a `with` block.

    Leaving the block without `commit`, or by an exception, leaves the index as it was after the last
    checkpoint. `folder` is the generation's that is written to: files that others keep in it, such as a
    ledger, are switched and removed with it, and copied by the `beside` of `search.copy_generation`.
    """

    def __init__(self, path: Path, writing: Writing, engine: Engine) -> None:
        """Take the index's lock and open the generation to write to."""
        self._path = path
        self._rebuild = writing.rebuild
        _manifest_to_change(path, writing, engine)  # refuses before anything is made
        self._lock = lock_folder(path)
        try:
            self._manifest = _manifest_to_change(path, writing, engine)
            if self._manifest is not None:
                remove_strays(path, self._manifest)
            if writing.rebuild:
                self._generation = new_generation(path, engine, self._manifest)
            else:
                self._manifest = self._manifest or create_index(path, engine)
                self._generation = self._manifest.generation
            self.folder = generation_folder(path, self._generation)
            self._writer: Writer | None = engine.writer(self.folder, writing.processes, writing.memory)
            self._payload = self._writer.payload
        except BaseException:
            self._lock.release()
            raise

    @property
    def payload(self) -> str:
        """What the generation's last commit said; empty in one that is made anew, or where none ever did."""
        return self._payload

    def __enter__(self) -> Self:
        """Return the writer."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Drop what was not committed, and let others write."""
        self.close()

    def add(self, article: Article) -> str:
        """Add an article, or replace the one that has its id, also one added before in this batch.

        Characters that print as nothing (zero-width space, byte-order mark, variation selectors)
        are stripped from its texts. Return the content hash of what is stored. Raises ValueError for an
        article without an id, or of more than 10,000,000 characters.
        """
        return self._open_writer().add(admitted(article))

    def get(self, article_id: str) -> Article | None:
        """Return the article of an id as it would be committed now, or None."""
        return self._open_writer().get(article_id)

    def remove(self, article_id: str) -> bool:
        """Remove an article; tell whether there was one."""
        return self._open_writer().remove(article_id)

    def checkpoint(self, payload: str | None = None) -> CommitReport:
        """Make the changes so far last and visible at once, and go on; the report counts from here anew.

        Worker processes and the lock are kept. `payload` is as in `commit`. Raises ValueError where the
        index is rebuilt, since nothing of that is to be seen before it is whole.
        """
        writer = self._open_writer()
        if self._rebuild:
            raise ValueError("a rebuild is seen whole or not at all; checkpoints are for open_writer(path)")
        check_payload(payload)
        try:
            commit = writer.checkpoint(payload)
            self._note(commit, payload)
        except BaseException:
            self._abandon()
            raise
        return self._report(commit)

    def commit(self, payload: str | None = None) -> CommitReport:
        """Make all changes last and visible at once, and close the writer.

        `payload`, a text of at most 1,000 characters, lasts from the same moment on, until a commit gives
        another: a name of what else belongs to this state. With one there is always a commit, else only
        where something changed. Raises ValueError for one that is too long.
        """
        writer = self._open_writer()
        check_payload(payload)
        try:
            commit = writer.commit(payload)
            self._writer = None
            if self._rebuild:
                live = made_now(self._generation, commit.articles, commit.number)
                self._manifest = switched(self._manifest, live)
                write_manifest(self._path, self._manifest)
            else:
                self._note(commit, payload)
        except BaseException:
            self._abandon()
            raise
        if self._manifest is not None:
            remove_strays(self._path, self._manifest)
        self._lock.release()
        return self._report(commit)

    def _note(self, commit: Commit, payload: str | None) -> None:
        """Have the manifest repeat the count of a commit, which holds already, whatever becomes of this."""
        if self._manifest is not None and commit.number != self._manifest.live.commit:
            self._manifest = self._manifest.committed(commit.articles, commit.number)
            with suppress(OSError):
                write_manifest(self._path, self._manifest)
        self._payload = self._payload if payload is None else payload

    def _report(self, commit: Commit) -> CommitReport:
        return CommitReport(
            commit.added, commit.replaced, commit.unchanged, commit.removed, commit.articles, self._generation
        )

    def close(self) -> None:
        """Drop what was not committed, and let others write; after `commit` this does nothing."""
        if self._writer is not None:
            self._abandon()

    def _abandon(self) -> None:
        """Undo what is not live, and let others write, whatever else goes wrong."""
        try:
            if self._writer is not None:
                self._writer.cancel()
        finally:
            self._writer = None
            if self._rebuild and not is_live(self._path, self._generation):
                shutil.rmtree(self.folder, ignore_errors=True)
            self._lock.release()

    def _open_writer(self) -> Writer:
        if self._writer is None:
            raise ValueError("this writer is closed; open another with open_writer")
        return self._writer


def open_writer(
    path: str | Path,
    *,
    rebuild: bool = False,
    create: bool = False,
    processes: int = 1,
    memory: int = DEFAULT_MEMORY,
) -> IndexWriter:
    """Open an index for writing; with `rebuild` into a new generation that replaces the live one.

    With `create` an empty index is made at once, and lasts, where the folder is missing or empty.
    `processes` worker processes analyse; with more than one, the calling module must be importable
    (guard a script with `if __name__ == "__main__"`). `memory` is what all of them together may take, in
    bytes, beside the pages of files that the system keeps; larger batches are a little faster. Raises
    TooLittleMemory, IndexNotFound (without `rebuild` or `create`), ForeignIndex, FingerprintMismatch
    (without `rebuild`), CorruptIndex or IndexBusy.

    >>> with open_writer(".dibao", rebuild=True) as writer:     # doctest: +SKIP
    ...     writer.add(Article(id="1", title="寶坻開通快車道"))
    ...     report = writer.commit()
    """
    return IndexWriter(Path(path), Writing(rebuild, create, processes, memory), EmbeddedEngine())


def _manifest_to_change(path: Path, writing: Writing, engine: Engine) -> Manifest | None:
    """Return the manifest to go on from, None where there is none and none is needed."""
    if writing.rebuild:
        return manifest_to_replace(path)
    try:
        manifest = read_manifest(path)
    except IndexNotFound:
        if writing.create and may_be_created(path, engine):
            return None
        raise
    check_fingerprint(path, manifest.live)
    return manifest
