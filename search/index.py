"""An opened index: what developers hold, and every front door asks.

It answers from the commit that was there when it was opened; `latest` opens a newer one. Threads may
share it, and processes may open the same folder while another writes.
"""

import os
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Self

from search.article import Article
from search.copies import copies
from search.counting import Counting
from search.engine import EmbeddedEngine, Engine, Reader, Request
from search.finding import Finding
from search.highlight import fragments
from search.manifest import (
    MANIFEST,
    Manifest,
    check_counts,
    check_fingerprint,
    generation_folder,
    read_manifest,
)
from search.query import parse_query
from search.query.planner import plan_query
from search.results import IndexStatus
from search.suggest import Suggester
from search.suggesting import Suggesting
from search.vocabulary import vocabulary_state

DEFAULT_INDEX = ".dibao"
INDEX_VARIABLE = "DIBAO_INDEX"
TRIED = "天津5g"
"""What a warming program searches in itself: it needs every table of the analysis."""


class Index(Finding, Counting, Suggesting):
    """An opened index; made by `open_index`. `folder` is its generation's."""

    def __init__(
        self, path: Path, engine: Engine, before: "Index | None" = None, suggestions: Path | None = None
    ) -> None:
        """Open the live generation's last commit; `before` is the index opened before, if any."""
        self._path = path
        self._engine = engine
        self._stamp = _stamp(path)
        self._manifest: Manifest = read_manifest(path)
        check_fingerprint(path, self._manifest.live)
        self.folder = generation_folder(path, self._manifest.generation)
        self._reader: Reader | None = engine.reader(self.folder)
        self._suggester: Suggester = Suggester(
            self._reader, self._total, before._suggester if before else None, suggestions
        )

    def __enter__(self) -> Self:
        """Return the index."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def __len__(self) -> int:
        """Return the number of articles."""
        return self._opened.article_count

    def get(self, id: str) -> Article:  # noqa: A002 - the name that callers know it by
        """Return the article of an id; raises ArticleNotFound."""
        return self._opened.article(self._number_of(id))

    def copies(self, id: str, limit: int = 100) -> tuple[Article, ...]:  # noqa: A002 - as in `get`
        """Return the articles of an article's cluster of near-duplicates, itself included.

        The head first, then by `published` and id, those without a date last; of more than `limit` the
        earliest. Raises ArticleNotFound, and ValueError for a limit below 1.
        """
        return copies(self._opened, self._number_of(id), limit)

    def folded(self) -> int:
        """Return how many articles are near-duplicates that another of their cluster stands for."""
        return self._opened.folded()

    def articles(self, start: int = 0) -> Iterator[Article]:
        """Give all articles from the `start`-th on, counted from 0, in the order of the index.

        In constant memory, and those before `start` are not read: for exports, also in parts. Raises
        ValueError for a `start` below 0.
        """
        if start < 0:
            raise ValueError(f"articles are counted from 0, so none is the {start}th; ask for 0 or more")
        return self._opened.articles(start)

    def newest(self, limit: int = 10) -> tuple[Article, ...]:
        """Return the articles published last, newest first."""
        answers = self._opened.search(Request(limit=limit, sort="newest"))
        return tuple(self._opened.article(answer.number) for answer in answers.page)

    @property
    def payload(self) -> str:
        """What the last commit that gave a payload said (`IndexWriter.commit`); empty where none did."""
        return self._opened.payload

    @property
    def version(self) -> str:
        """A digest of what answers depend on beside the question: the same one, the same answers.

        It changes with a commit, with another generation, with the archivist's vocabulary, and once the
        commit's suggestions are ready. Cheap, and the same in every process: for an HTTP entity tag.
        """
        live = self._manifest.live
        depends_on = (
            live.generation,
            live.created,
            live.fingerprint,
            self._opened.commit,
            vocabulary_state(self._path),
            self._suggester.state,
        )
        return blake2b(repr(depends_on).encode(), digest_size=12).hexdigest()

    def verify(self) -> None:
        """Read every file of the commit that was opened, and compare it with checksums and manifest.

        Raises CorruptIndex, which names the file and the commands that help.
        """
        reader = self._opened
        reader.verify()
        check_counts(self._path, self._manifest.live, reader.commit, reader.article_count)

    def status(self) -> IndexStatus:
        """Return what the index holds."""
        manifest, live = self._manifest, self._manifest.live
        files = self._opened.files
        segmenter = next(part for part in live.fingerprint.split("; ") if "jieba" in part)
        return IndexStatus(
            path=str(self._path),
            articles=len(self),
            generation=live.generation,
            previous=tuple(entry.generation for entry in manifest.previous),
            created=live.created,
            changed=live.changed,
            version=live.version,
            fingerprint=live.fingerprint,
            segmenter=segmenter,
            segments=len(files),
            bytes=sum(files.values()),
            payload=self.payload,
        )

    def warm_up(self) -> None:
        """Load now what makes answers quick: for programs that will be asked often, before they are.

        Without it that begins, aside, with the fourth question or so. With `pip install 'dibao[fast]'` it
        takes a second, and half a minute the very first time; suggestions take half a millisecond an article.
        Servers call it in a thread: answers need none of it.
        """
        self._opened.warm_up()
        fragments([Article(id="", title=TRIED)], plan_query(parse_query(TRIED)).marks)
        self.load_suggestions()

    def latest(self) -> "Index":
        """Return this index, or a newly opened one if something was committed since: cheap to ask."""
        if _stamp(self._path) == self._stamp and self._opened.up_to_date():
            return self
        return Index(self._path, self._engine, before=self)

    def close(self) -> None:
        """Let go of the files; whoever asks afterwards gets a ValueError, not an empty answer."""
        self._reader = None

    @property
    def _opened(self) -> Reader:
        if self._reader is None:
            raise ValueError(f"the index {self._path} was closed; open it again with open_index")
        return self._reader


def open_index(path: str | Path, *, suggestions: str | Path | None = None) -> Index:
    """Open the index in a folder.

    With `suggestions`, a file that another process writes (`keep_suggestions`), what is suggested is read
    from there once it is there, and never gathered here. Raises IndexNotFound, ForeignIndex,
    FingerprintMismatch or CorruptIndex, each naming the command that helps.
    """
    return Index(Path(path), EmbeddedEngine(), suggestions=Path(suggestions) if suggestions else None)


def default_index_path() -> Path:
    """Return the index folder where none is named: DIBAO_INDEX, else `.dibao` in the working directory."""
    return Path(os.environ.get(INDEX_VARIABLE) or DEFAULT_INDEX)


def _stamp(path: Path) -> tuple[int, int]:
    """Return what changes whenever a new manifest is renamed into place; raises nothing."""
    try:
        status = (path / MANIFEST).stat()
    except (OSError, ValueError):
        return (0, 0)
    return (status.st_ino, status.st_mtime_ns)
