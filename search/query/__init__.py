"""The query language: from what a reader types to what an engine is asked.

text --lexer, parser--> nodes --plan--> engine tree, score terms, marks
"""

from dataclasses import dataclass

from search.query.nodes import QueryNode
from search.query.parser import parse


@dataclass(frozen=True, slots=True)
class Query:
    """A query that was read: `text` as typed, `tree` as understood; `str` writes the latter out."""

    text: str
    tree: QueryNode

    def __str__(self) -> str:
        """Return how the query was understood, in the query language."""
        return str(self.tree)


def parse_query(text: str) -> Query:
    """Read a query; raises QueryError, of it EmptyQuery, saying what is wrong and where.

    >>> str(parse_query("來源：人民網 「一區五園」 －香港"))
    'source:人民網 "一區五園" NOT 香港'
    """
    return Query(text, parse(text))


__all__ = ["Query", "parse_query"]
