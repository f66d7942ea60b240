"""Opens the last commit of a folder for reading."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from search.article import Article
from search.engine.commits import last_commit, latest_number
from search.engine.found import Docs
from search.engine.requests import Answers, FacetCounts, Request, check_request
from search.engine.searcher import Searcher
from search.engine.segment import SegmentReader
from search.engine.tree import Node
from search.engine.values import Selected
from search.engine.weights import Contributions
from search.errors import REPAIR, CorruptIndex

ATTEMPTS = 20
"""How often opening starts again because a writer removed the commit's files meanwhile."""

CONTRADICTIONS = (IndexError, ValueError, TypeError, OverflowError, MemoryError)
"""What arrays raise that were not made for each other."""

PAUSE = 0.02
"""Seconds between attempts."""


class CommitReader(Searcher):
    """The articles of one commit, unchanging: later commits are seen by opening anew.

    Threads may share it: its arrays are read-only maps and no query leaves anything behind. Files
    that a later commit removes stay readable for as long as this is open.
    """

    def __init__(self, folder: Path) -> None:
        """Open the last commit; raises CorruptIndex."""
        self._folder = folder
        for attempt in range(ATTEMPTS):
            try:
                commit = last_commit(folder)
                with self._refusing():
                    segments = [SegmentReader(entry.path(folder), entry.deleted) for entry in commit.segments]
            except FileNotFoundError as error:
                if attempt == ATTEMPTS - 1:
                    raise CorruptIndex(f"{error.filename} is missing; {REPAIR}") from error
                time.sleep(PAUSE)
            else:
                break
        self._number = commit.generation
        self._payload = commit.payload
        super().__init__(segments)

    @property
    def commit(self) -> int:
        """The number of the commit; every commit has a higher one than those before it."""
        return self._number

    @property
    def payload(self) -> str:
        """What the last commit that gave a payload said, empty where none did."""
        return self._payload

    @property
    def files(self) -> dict[Path, int]:
        """The files that were opened, with their sizes in bytes."""
        return {segment.path: segment.file.bytes for segment in self.segments}

    def search(self, request: Request) -> Answers:
        """Answer a request; raises ValueError for a bad one, CorruptIndex where the files make no sense."""
        check_request(request)
        try:
            return super().search(request)
        except CONTRADICTIONS as error:
            raise self._contradiction(error) from error

    def contributions(self, request: Request, number: int) -> Contributions | None:
        """Return what made an article's score in a request; raises ValueError, CorruptIndex."""
        check_request(request)
        with self._refusing():
            return super().contributions(request, number)

    def article(self, number: int) -> Article:
        """Return the article of an answer's number; raises CorruptIndex."""
        with self._refusing():
            return super().article(number)

    def articles(self, start: int = 0) -> Iterator[Article]:
        """Give the articles but for the first `start`, in their order, in constant memory.

        Raises CorruptIndex.
        """
        with self._refusing():
            yield from super().articles(start)

    def copies(self, number: int) -> list[int]:
        """Return the numbers of all articles of an article's cluster; raises CorruptIndex."""
        with self._refusing():
            return super().copies(number)

    def number_of(self, article_id: str) -> int | None:
        """Return the number of the article with that id, or None; raises CorruptIndex."""
        with self._refusing():
            return super().number_of(article_id)

    def select(self, node: Node) -> Selected:
        """Return the articles that match, to be counted; raises CorruptIndex, as counting does."""
        with self._refusing():
            return super().select(node)

    def count(self, docs: Sequence[Docs], name: str, limit: int, below: str) -> FacetCounts:
        """Count articles by the values of a field; raises CorruptIndex."""
        with self._refusing():
            return super().count(docs, name, limit, below)

    def places(self, node: Node) -> int:
        """Return about how many positions must be read to match a node; raises CorruptIndex."""
        with self._refusing():
            return super().places(node)

    def frequency(self, field: str, text: str) -> int:
        """Return in how many articles a field has a term; raises CorruptIndex."""
        with self._refusing():
            return super().frequency(field, text)

    def terms(self, name: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return the terms of a field that begin so; raises CorruptIndex."""
        with self._refusing():
            return super().terms(name, prefix, limit)

    def verify(self) -> None:
        """Read everything and compare it with its checksums; raises CorruptIndex."""
        with self._refusing():
            super().verify()

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        """Turn what arrays that contradict each other lead to into one error."""
        try:
            yield
        except CONTRADICTIONS as error:
            raise self._contradiction(error) from error

    def _contradiction(self, error: Exception) -> CorruptIndex:
        return CorruptIndex(f"{self._folder} holds arrays that contradict each other ({error}); {REPAIR}")

    def up_to_date(self) -> bool:
        """Tell whether this is still the last commit."""
        return latest_number(self._folder) == self._number
