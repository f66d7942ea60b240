"""What an engine is asked, and what it answers: requests, pages of answers, counts and terms."""

from dataclasses import dataclass, field
from typing import NamedTuple

from search.engine.tree import Everything, Node, ScoreTerm
from search.engine.weights import Ranking, Rescoring

SORTS = ("relevance", "newest", "oldest")

CLUSTER = "cluster"
"""What a request collapses by to have one article of each cluster of near-duplicates."""

DEFAULT_RANKING = Ranking()


@dataclass(frozen=True, slots=True)
class Request:
    """One question to an engine.

    An article matches completely if it matches `match` and every one of `words`; partly, if it
    matches `match` and at least one of several words. Complete matches come first, in the order
    of `sort`; partial ones follow, by score.

    With `collapse`, of all articles that have one value of that keyword field only the first is on the
    page; articles without a value stand for themselves, and totals count articles all the same. With
    `collapse=CLUSTER`, of each cluster of near-duplicates only the head is, if it matches completely, else
    the first; it stands where it would stand without its copies.

    By relevance, those that match `first` come before the others, of complete and of partial matches each.
    `rescoring` says what is added to the scores of the first of each of these; that does not depend on
    the page, nor on `collapse` and `filter`.

    A `filter` takes away what does not match it, from pages and totals; of what is left, scores and order are
    as without it.
    """

    match: Node = field(default_factory=Everything)
    words: tuple[Node, ...] = ()
    score: tuple[ScoreTerm, ...] = ()
    limit: int = 10
    offset: int = 0
    sort: str = "relevance"
    collapse: str | None = None
    ranking: Ranking = DEFAULT_RANKING
    first: Node | None = None
    rescoring: Rescoring | None = None
    filter: Node | None = None


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

    `word_counts` says how many articles have each of the request's words, whatever else they lack; `lacking`,
    where `total` is 0 and words are several, how many match all that was asked but for each of them.
    """

    total: int
    partial: int
    page: tuple[Answer, ...]
    word_counts: tuple[int, ...]
    lacking: tuple[int, ...] = ()


class FacetCounts(NamedTuple):
    """How many articles have each value of a field, most frequent first, ties in the order of the values.

    Of `total` articles `missing` have no value, `others` have values but none of those in `values`.
    """

    values: tuple[tuple[str, int], ...]
    total: int
    missing: int
    others: int


class FrequentTerm(NamedTuple):
    """A term of a field: how many articles of a part have it, and the places of some of them."""

    text: str
    articles: int
    samples: tuple[int, ...]
