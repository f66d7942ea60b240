"""The query language: from what a reader types to what an engine is asked.

text --lexer, parser--> nodes --plan--> engine tree, score terms, marks
"""

from dataclasses import dataclass
from typing import Protocol

from search.errors import EmptyQuery, QueryError
from search.query.nodes import QueryNode
from search.query.notice import QueryNotice
from search.query.reading import parse


@dataclass(frozen=True, slots=True)
class Query:
    """A query that was read: `text` as typed, `tree` as understood, `notices` what there is to say of it.

    `tree` is None where nothing is searched; the last notice says why. `str` writes it out as a query,
    which is read as an equal tree, without errors.
    """

    text: str
    tree: QueryNode | None
    notices: tuple[QueryNotice, ...] = ()

    def __str__(self) -> str:
        """Return how the query was understood, in the query language; empty where nothing is searched."""
        return "" if self.tree is None else str(self.tree)

    @property
    def refusal(self) -> QueryNotice | None:
        """Why nothing is searched, None where something is."""
        return next((notice for notice in self.notices if notice.is_refusal), None)

    def check(self) -> None:
        """Raise the first error or refusal as QueryError, of it EmptyQuery, for who wants no mending.

        The error says what and where, and what `Index.search` would search instead.
        """
        for notice in self.notices:
            if notice.is_error or notice.is_refusal:
                raise error_of(notice, str(self))


class Said(Protocol):
    """A notice about a query: `QueryNotice`, or the `Notice` of a result."""

    @property
    def code(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def start(self) -> int | None: ...
    @property
    def end(self) -> int | None: ...


def error_of(notice: Said, instead: str = "") -> QueryError:
    """Return a notice as an error; `instead` is what would be searched, empty for nothing."""
    kind = EmptyQuery if notice.code == "empty" else QueryError
    return kind(notice.code, notice.message, notice.start or 0, notice.end or 0, instead)


def parse_query(text: str) -> Query:
    """Read a query; never raises: what cannot be read is mended or refused, and `Query.notices` says so.

    >>> str(parse_query("來源：人民網 「一區五園」 －香港"))
    'source:人民網 "一區五園" NOT 香港'
    """
    return Query(text, *parse(text))


__all__ = ["Query", "QueryNotice", "error_of", "parse_query"]
