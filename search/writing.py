"""Writing to an index folder: additions within the live generation, rebuilds beside it.

Either way nothing changes before `commit`, and a reader keeps the state that it opened.
"""

import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from search.analysis import clean, is_clean
from search.article import SECTIONS, Article
from search.disk import flush_folder
from search.engine import DEFAULT_MEMORY, EmbeddedEngine, Engine, WriteLock, Writer
from search.errors import CorruptIndex, ForeignIndex, IndexBusy, IndexNotFound, SearchError
from search.manifest import (
    GENERATIONS,
    LOCK,
    OWN_NAMES,
    Manifest,
    check_fingerprint,
    generation_folder,
    read_manifest,
    write_manifest,
)

MAX_CHARACTERS = 10_000_000
"""Of an article's text: a book, not a news item, and what a reader accepts of a segment."""


@dataclass(frozen=True, slots=True)
class CommitReport:
    """What a commit changed, in articles; `articles` is how many there are after it."""

    added: int
    replaced: int
    unchanged: int
    removed: int
    articles: int
    generation: int

    def to_dict(self) -> dict[str, int]:
        """Return the counts, ready for JSON."""
        return asdict(self)


class IndexWriter:
    """Collects changes to an index; made by `open_writer`, used in a `with` block.

    Leaving the block without `commit`, or by an exception, leaves the index as it was.
    """

    def __init__(self, path: Path, *, rebuild: bool, processes: int, memory: int, engine: Engine) -> None:
        """Take the index's lock and open the generation to write to."""
        self._path = path
        self._rebuild = rebuild
        self._manifest = _manifest_to_change(path, rebuild=rebuild)
        path.mkdir(parents=True, exist_ok=True)
        self._lock = WriteLock(path / LOCK)
        if not self._lock.acquire():
            raise IndexBusy(f"another process is writing to {path}; try again when it has ended")
        try:
            self._manifest = _manifest_to_change(path, rebuild=rebuild)
            if self._manifest.generation:
                _remove_strays(path, self._manifest)
            self._generation = self._manifest.generation
            if rebuild:
                flush_folder(path)  # the lock says whose folder this is, before anything else is in it
                self._generation = _next_generation(path)
                folder = generation_folder(path, self._generation)
                folder.mkdir(parents=True)
                engine.create(folder)
                for changed in (path / GENERATIONS, path, path.parent):
                    flush_folder(changed)
            self._writer: Writer | None = engine.writer(
                generation_folder(path, self._generation), processes, memory
            )
        except BaseException:
            self._lock.release()
            raise

    def __enter__(self) -> Self:
        """Return the writer."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Drop what was not committed, and let others write."""
        self.close()

    def add(self, article: Article) -> None:
        """Add an article, or replace the one that has its id, also one added before in this batch.

        Characters that print as nothing (zero-width space, byte-order mark, variation selectors)
        are stripped from its texts. Raises ValueError for an article without an id, or one of more
        than MAX_CHARACTERS.
        """
        if not article.id:
            raise ValueError("an article needs an id")
        characters = sum(len(getattr(article, name)) for name in SECTIONS)
        if characters > MAX_CHARACTERS:
            raise ValueError(
                f"article {article.id!r} has {characters} characters; at most {MAX_CHARACTERS} are stored"
            )
        self._open_writer().add(_cleaned(article))

    def remove(self, article_id: str) -> bool:
        """Remove an article; tell whether there was one."""
        return self._open_writer().remove(article_id)

    def commit(self) -> CommitReport:
        """Make all changes last and visible at once, and close the writer."""
        writer = self._open_writer()
        try:
            commit = writer.commit()
            self._writer = None
            manifest = (
                self._manifest.switched(self._generation, commit.articles)
                if self._rebuild
                else self._manifest.committed(commit.articles)
            )
            if self._rebuild:
                write_manifest(self._path, manifest)
            elif commit.added or commit.replaced or commit.removed:
                with suppress(OSError):  # the commit holds already; the manifest only repeats its counts
                    write_manifest(self._path, manifest)
        except BaseException:
            self._abandon()
            raise
        _remove_strays(self._path, manifest)
        self._lock.release()
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
            if self._rebuild and not self._is_live():
                shutil.rmtree(generation_folder(self._path, self._generation), ignore_errors=True)
            self._lock.release()

    def _is_live(self) -> bool:
        """Tell whether the manifest names the generation of this run, or cannot be read.

        It may, if what failed came after its rename.
        """
        try:
            return read_manifest(self._path).generation == self._generation
        except IndexNotFound:
            return False
        except (SearchError, OSError):
            return True

    def _open_writer(self) -> Writer:
        if self._writer is None:
            raise ValueError("this writer is closed; open another with open_writer")
        return self._writer


def open_writer(
    path: str | Path, *, rebuild: bool = False, processes: int = 1, memory: int = DEFAULT_MEMORY
) -> IndexWriter:
    """Open an index for writing; with `rebuild` into a new generation that replaces the live one.

    `processes` worker processes analyse; with more than one, the calling module must be importable
    (guard a script with `if __name__ == "__main__"`). `memory` is what all of them together may take, in
    bytes, beside the pages of files that the system keeps; larger batches are a little faster. Raises
    TooLittleMemory, IndexNotFound (without `rebuild`), ForeignIndex, FingerprintMismatch (without
    `rebuild`), CorruptIndex or IndexBusy.

    >>> with open_writer(".dibao", rebuild=True) as writer:     # doctest: +SKIP
    ...     writer.add(Article(id="1", title="寶坻開通快車道"))
    ...     report = writer.commit()
    """
    return IndexWriter(
        Path(path), rebuild=rebuild, processes=processes, memory=memory, engine=EmbeddedEngine()
    )


def _manifest_to_change(path: Path, *, rebuild: bool) -> Manifest:
    """Return the manifest to go on from; a rebuild needs none, but refuses a folder of something else."""
    if rebuild:
        try:
            return read_manifest(path)
        except (IndexNotFound, ForeignIndex, CorruptIndex):
            if _is_empty(path) or _is_own_folder(path):
                return Manifest.begin()
            raise
    manifest = read_manifest(path)
    check_fingerprint(path, manifest)
    return manifest


def _is_own_folder(path: Path) -> bool:
    """Tell whether the folder is an index's: of another format, damaged or unfinished, but nothing else."""
    if not path.is_dir():
        return False
    names = {entry.name for entry in path.iterdir()}
    generations = path / GENERATIONS
    others = [entry for entry in generations.glob("*") if not entry.name.isdecimal()]
    return names <= OWN_NAMES and LOCK in names and not others


def _is_empty(path: Path) -> bool:
    """Tell whether there is nothing there, or a folder with nothing in it."""
    return not path.exists() or (path.is_dir() and not any(path.iterdir()))


def _next_generation(path: Path) -> int:
    existing = [int(entry.name) for entry in (path / GENERATIONS).glob("*") if entry.name.isdecimal()]
    return max(existing, default=0) + 1


def _remove_strays(path: Path, manifest: Manifest) -> None:
    """Remove generations that no manifest names: of builds that did not end, or no longer kept."""
    kept = {str(manifest.generation), *map(str, manifest.previous)}
    with suppress(FileNotFoundError):
        for entry in (path / GENERATIONS).iterdir():
            if entry.name.isdecimal() and entry.name not in kept:
                shutil.rmtree(entry, ignore_errors=True)


def _cleaned(article: Article) -> Article:
    """Return the article with `clean` texts."""
    record = article.to_dict()
    everything = "".join([value if isinstance(value, str) else "".join(value) for value in record.values()])
    if is_clean(everything):
        return article
    cleaned = {
        name: clean(value) if isinstance(value, str) else [clean(item) for item in value]
        for name, value in record.items()
    }
    return Article.from_dict(cleaned)
