"""What an index answers with."""

from dataclasses import asdict, dataclass
from typing import Any

from search.article import Article
from search.highlight import Fragment
from search.query import Query, error_of
from search.query.vocabulary import AlsoSearched
from search.relaxations import Relaxation
from search.suggest.answers import Correction


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader should know of a result; `code` names the kind, for translators.

    `filtered_out`: articles match, but the filters leave none of them.
    `no_article_has_all`: no article has all the words of `terms` together.
    `term_not_found`: no article at all has the words of `terms` in its title or text, or where a
    field was named, in that. The codes of `QueryNotice` are about characters `start` to `end` of the query
    as typed, which stand in `terms`: with `is_refusal` nothing was searched, with `is_error` something else
    than what stands there.
    """

    code: str
    message: str
    terms: tuple[str, ...] = ()
    start: int | None = None
    end: int | None = None
    is_refusal: bool = False
    is_error: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One found article: its fragments with marks, and which words it lacks if it is a partial match.

    `copies` says how many more near-duplicates the result holds that this hit stands for; 0 where the
    result was not collapsed.
    """

    article: Article
    score: float
    fragments: tuple[Fragment, ...]
    missing: tuple[str, ...] = ()
    copies: int = 0


@dataclass(frozen=True, slots=True)
class ResultPage:
    """A page of hits.

    `total` counts the articles that have all that was asked, `partial` those that have only some of
    its words; they follow after the complete ones. `query` is how the question was understood, `also` what
    other regions print for its words and was searched too. `relaxations`, where nothing was found, are
    queries that find something.
    `corrections` are queries that may have been meant where `total` is 0, once suggestions are ready.
    """

    total: int
    partial: int
    hits: tuple[Hit, ...]
    query: Query
    notices: tuple[Notice, ...]
    also: tuple[AlsoSearched, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()
    corrections: tuple[Correction, ...] = ()

    @property
    def refusal(self) -> Notice | None:
        """Why nothing was searched, None where something was."""
        return next((notice for notice in self.notices if notice.is_refusal), None)

    def check(self) -> None:
        """Raise the first error or refusal as QueryError, of it EmptyQuery: for who wants no mending."""
        self.query.check()
        if self.refusal is not None:
            raise error_of(self.refusal)


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """What an index holds; times are ISO 8601 in UTC, `bytes` is its live generation's size on disk.

    `payload` is what its last commit said, empty where none ever did.
    """

    path: str
    articles: int
    generation: int
    previous: tuple[int, ...]
    created: str
    changed: str
    version: str
    fingerprint: str
    segmenter: str
    segments: int
    bytes: int
    payload: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the values, ready for JSON."""
        return asdict(self)
