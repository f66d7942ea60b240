"""What an engine must do, for whoever writes another one.

An engine keeps analysed articles and finds them. It takes our query tree and gives our hits;
analysis, the query language, highlighting and the ranking weights stay outside, so that every engine
answers alike. `tests/test_engine_conformance.py` is the contract in full.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from search.article import Article
from search.engine.requests import Answers, FacetCounts, FrequentTerm, Request
from search.engine.tree import Node
from search.engine.weights import Contributions

MAX_PAYLOAD = 1_000
"""Characters of a payload: it names a state that is kept elsewhere, it is not that state."""

DEFAULT_MEMORY = 2 << 30
"""Bytes that writing may take, all its processes together."""


def check_payload(payload: str | None) -> None:
    """Raise ValueError for a payload that is too long or has no form in UTF-8."""
    if payload is not None and len(payload) > MAX_PAYLOAD:
        raise ValueError(f"a payload of {len(payload)} characters; a commit takes at most {MAX_PAYLOAD}")
    if payload is not None and any("\ud800" <= character <= "\udfff" for character in payload):
        raise ValueError(f"the payload {payload!r} holds half a surrogate pair")


class Part(Protocol):
    """Articles that were written together; a later commit keeps it, merges it or deletes from it."""

    first: int

    @property
    def key(self) -> str:
        """What names these articles, in every process: parts of one key hold the same ones.

        Apart from what was deleted.
        """

    @property
    def live(self) -> NDArray[np.bool_]:
        """Which articles can be found, by their places in the part; `first` plus a place is a number."""

    def articles(self) -> Iterator[tuple[int, Article]]:
        """Give the articles that can be found, with their places in the part, in order."""

    def frequent_terms(self, field: str, limit: int, samples: int) -> list[FrequentTerm]:
        """Return the terms of a field that the most articles have, with `samples` of their articles."""


class Selection(Protocol):
    """Articles that match, found once and counted as often as asked."""

    def facets(self, name: str, limit: int, below: str = "") -> FacetCounts:
        """Count them by the values of a keyword field, `year`, `month` or `day`.

        At most `limit` values; those of one canonical form are one, an article counts once in it, and it is
        named as these articles print it most. `below` leaves only values whose canonical form begins so and
        has no path separator behind that; articles with others alone count as `others`.
        """


class Reader(Protocol):
    """An unchanging view of the articles at one commit; safe to use from several threads."""

    @property
    def article_count(self) -> int:
        """How many articles can be found."""

    def search(self, request: Request) -> Answers:
        """Answer a request."""

    def contributions(self, request: Request, number: int) -> Contributions | None:
        """Return what made an article's score in a request by relevance; None where it does not match."""

    def article(self, number: int) -> Article:
        """Return the article of an answer's number."""

    def articles(self, start: int = 0) -> Iterator[Article]:
        """Give the articles that can be found, in the order of their numbers, but for the first `start`.

        In constant memory, and without reading those left out.
        """

    def copies(self, number: int) -> list[int]:
        """Return the numbers of all articles of an article's cluster: the head, then by date, unknown last.

        Those of another cluster may be among them, if seldom: their articles say.
        """

    def folded(self) -> int:
        """Return how many articles another of their cluster stands for where a result is collapsed."""

    def number_of(self, article_id: str) -> int | None:
        """Return the number of the article with that id, or None."""

    def select(self, match: Node) -> Selection:
        """Return the articles that match, to be counted."""

    def places(self, node: Node) -> int:
        """Return about how many positions must be read to match a node: what it costs beyond plain terms."""

    def frequency(self, field: str, text: str) -> int:
        """Return in how many articles a field has a term, deleted ones included."""

    def terms(self, name: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return the terms of a field that begin so, in order, with their document frequencies."""

    def parts(self) -> Sequence[Part]:
        """Return the parts that hold all articles: what is derived from one can be kept for later commits."""

    def up_to_date(self) -> bool:
        """Tell whether this is still the last commit."""

    def warm_up(self) -> None:
        """Load now what makes answers quick, so that no question has to wait for it."""

    def verify(self) -> None:
        """Read everything and compare it with its checksums; raises CorruptIndex."""

    @property
    def files(self) -> Mapping[Path, int]:
        """The files that were opened, with their sizes in bytes."""

    @property
    def commit(self) -> int:
        """The number of the commit; every commit has a higher one than those before it."""

    @property
    def payload(self) -> str:
        """What the last commit that gave a payload said, empty where none did."""


@dataclass(frozen=True, slots=True)
class Commit:
    """What a commit changed, in articles; `articles` is how many there are after it."""

    added: int
    replaced: int
    unchanged: int
    removed: int
    articles: int
    number: int = field(default=0, compare=False)
    """The number of the last commit, this one or, where nothing was written, the one before."""


class Writer(Protocol):
    """Collects changes; nothing is seen by readers, or survives a crash, before `commit` or `checkpoint`.

    A payload is a text of at most 1,000 characters that becomes visible and lasting in the very moment
    in which the changes do; without one the last commit's stays. With one a commit is always made, else
    only if something changed.
    """

    @property
    def payload(self) -> str:
        """What the last commit said, before this writer or by it."""

    def add(self, article: Article) -> str:
        """Add an article, or replace the one that has its id, also one added before in this batch.

        Return its content hash.
        """

    def get(self, article_id: str) -> Article | None:
        """Return the article of an id as it would be committed now, or None."""

    def remove(self, article_id: str) -> bool:
        """Remove an article; tell whether there was one."""

    def checkpoint(self, payload: str | None = None) -> Commit:
        """Make the changes since the last checkpoint last and visible at once, and stay open.

        Raises ValueError for a payload that is too long.
        """

    def commit(self, payload: str | None = None) -> Commit:
        """Make all changes last and visible at once, and close the writer; counts are since a checkpoint.

        Raises ValueError for a payload that is too long.
        """

    def compact(self) -> Commit:
        """Commit as `commit` does, in as few files as hold all articles, without what was deleted."""

    def cancel(self) -> None:
        """Drop all changes and close the writer."""


class Engine(Protocol):
    """Opens folders of one engine's kind."""

    def create(self, folder: Path) -> None:
        """Make an empty index in an empty folder."""

    def reader(self, folder: Path) -> Reader:
        """Open the last commit; raises CorruptIndex."""

    def commit_files(self, folder: Path) -> tuple[Path, ...]:
        """Return the files of the last commit, which are all that a copy needs, in the order of copying.

        Raises CorruptIndex.
        """

    def was_written_to(self, folder: Path) -> bool:
        """Tell whether anything was ever committed to a folder after `create`."""

    def writer(self, folder: Path, processes: int = 1, memory: int = DEFAULT_MEMORY) -> Writer:
        """Open for writing, with that many processes to analyse in and bytes to take.

        Raises CorruptIndex or TooLittleMemory.
        """
