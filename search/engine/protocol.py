"""What an engine must do, for whoever writes another one.

An engine keeps analysed articles and finds them. It takes our query tree and gives our hits;
analysis, the query language, highlighting and the ranking weights stay outside, so that every engine
answers alike. `tests/test_engine_conformance.py` is the contract in full.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

from search.article import Article
from search.engine.tree import Everything, Node, ScoreTerm

SORTS = ("relevance", "newest", "oldest")

DEFAULT_MEMORY = 2 << 30
"""Bytes that writing may take, all its processes together."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """BM25's parameters: `k1` saturates term frequency, `b` weighs field length.

    Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with
    the inverse document frequency ln(1 + (N - n + 0.5) / (n + 0.5)) that is never negative.
    """

    k1: float = 0.9
    b: float = 0.75


DEFAULT_RANKING = Ranking()


@dataclass(frozen=True, slots=True)
class Request:
    """One question to an engine.

    An article matches completely if it matches `match` and every one of `words`; partly, if it
    matches `match` and at least one of several words. Complete matches come first, in the order
    of `sort`; partial ones follow, by score.

    With `collapse`, of all articles that have one value of that keyword field only the first is on the
    page; articles without a value stand for themselves, and totals count articles all the same.
    """

    match: Node = field(default_factory=Everything)
    words: tuple[Node, ...] = ()
    score: tuple[ScoreTerm, ...] = ()
    limit: int = 10
    offset: int = 0
    sort: str = "relevance"
    collapse: str | None = None
    ranking: Ranking = DEFAULT_RANKING


def check_request(request: Request) -> None:
    """Raise ValueError for an unknown sort, a negative page or a negative weight."""
    if request.sort not in SORTS:
        raise ValueError(f"sort is {request.sort!r}; it must be one of {', '.join(SORTS)}")
    if request.limit < 0 or request.offset < 0:
        raise ValueError(f"limit {request.limit} and offset {request.offset} must not be negative")
    if request.score and min(term.weight for term in request.score) < 0:
        raise ValueError("the weights of score terms must not be negative")


class Answer(NamedTuple):
    """One found article: its number within this reader, its score, which of `words` it has.

    `alike` is how many more articles it stands for where the request collapses. A tuple, because ten
    frozen dataclasses take as long to make as a rare term takes to be found.
    """

    number: int
    score: float
    matched: tuple[bool, ...] = ()
    alike: int = 0


class Answers(NamedTuple):
    """A page of answers, with how many articles match completely and how many only partly.

    `word_counts` says how many articles have each of the request's words, whatever else they lack.
    """

    total: int
    partial: int
    page: tuple[Answer, ...]
    word_counts: tuple[int, ...]


class Reader(Protocol):
    """An unchanging view of the articles at one commit; safe to use from several threads."""

    @property
    def article_count(self) -> int:
        """How many articles can be found."""

    def search(self, request: Request) -> Answers:
        """Answer a request."""

    def article(self, number: int) -> Article:
        """Return the article of an answer's number."""

    def number_of(self, article_id: str) -> int | None:
        """Return the number of the article with that id, or None."""

    def facets(self, match: Node, name: str, limit: int) -> list[tuple[str, int]]:
        """Count the matching articles by the values of a keyword field, `year`, `month` or `day`.

        Most frequent first, ties in the order of the values; at most `limit` values.
        """

    def terms(self, name: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return the terms of a field that begin so, in order, with their document frequencies."""

    def up_to_date(self) -> bool:
        """Tell whether this is still the last commit."""

    def warm_up(self) -> None:
        """Load now what makes answers quick, so that no question has to wait for it."""

    def verify(self) -> None:
        """Read everything and compare it with its checksums; raises CorruptIndex."""

    @property
    def files(self) -> Mapping[Path, int]:
        """The files that were opened, with their sizes in bytes."""


@dataclass(frozen=True, slots=True)
class Commit:
    """What a commit changed, in articles; `articles` is how many there are after it."""

    added: int
    replaced: int
    unchanged: int
    removed: int
    articles: int


class Writer(Protocol):
    """Collects changes; nothing is seen by readers, or survives a crash, before `commit`."""

    def add(self, article: Article) -> None:
        """Add an article, or replace the one that has its id, also one added before in this batch."""

    def remove(self, article_id: str) -> bool:
        """Remove an article; tell whether there was one."""

    def commit(self) -> Commit:
        """Make all changes last and visible at once, and close the writer."""

    def cancel(self) -> None:
        """Drop all changes and close the writer."""


class Engine(Protocol):
    """Opens folders of one engine's kind."""

    def create(self, folder: Path) -> None:
        """Make an empty index in an empty folder."""

    def reader(self, folder: Path) -> Reader:
        """Open the last commit; raises CorruptIndex."""

    def writer(self, folder: Path, processes: int = 1, memory: int = DEFAULT_MEMORY) -> Writer:
        """Open for writing, with that many processes to analyse in and bytes to take.

        Raises CorruptIndex or TooLittleMemory.
        """
