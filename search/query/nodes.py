"""What a reader asked, as a tree: each node knows where in the query it was typed.

Nodes are equal that ask the same, wherever they were typed, and print themselves as a query that is read
as an equal tree.
"""

from dataclasses import dataclass, field

from search.query.dates import EARLIEST, LATEST
from search.query.lexer import reads_as_text
from search.query.quoting import quotes_for

NO_QUOTES = "  "
"""Around a text that no pair of quotation marks fits; `quotable` lets none come this far."""


@dataclass(frozen=True, slots=True)
class QueryNode:
    """Any node; `start` and `end` are character offsets into the query as typed."""

    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Words(QueryNode):
    """Text without quotation marks or spaces: all its words are wanted, wherever they stand."""

    text: str

    def __str__(self) -> str:
        """Return it in the query language."""
        return self.text if reads_as_text(self.text) else f"\\{self.text}"


@dataclass(frozen=True, slots=True)
class Exactly(QueryNode):
    """A quoted phrase: wanted exactly so."""

    text: str

    def __str__(self) -> str:
        """Return it in the query language."""
        return _quoted(self.text)


@dataclass(frozen=True, slots=True)
class Printed(QueryNode):
    """Text that is wanted in this written form only."""

    text: str

    def __str__(self) -> str:
        """Return it in the query language."""
        return f"={_quoted(self.text)}"


@dataclass(frozen=True, slots=True)
class Wild(QueryNode):
    """A word with wildcards: `search.query.patterns` says what they stand for."""

    text: str

    def __str__(self) -> str:
        """Return it in the query language."""
        return self.text


Side = Words | Exactly | Wild
"""What can stand beside NEAR; there words are taken whole, as if quoted."""


@dataclass(frozen=True, slots=True)
class Nearby(QueryNode):
    """Two texts with at most `distance` units between them; with `is_ordered`, `first` before `second`."""

    first: Side
    second: Side
    distance: int
    is_ordered: bool

    def __str__(self) -> str:
        """Return it in the query language."""
        return f"{self.first} {'PRE' if self.is_ordered else 'NEAR'}/{self.distance} {self.second}"


@dataclass(frozen=True, slots=True)
class In(QueryNode):
    """Something wanted in one field; `field` is the field's English name."""

    field: str
    child: QueryNode

    def __str__(self) -> str:
        """Return it in the query language."""
        return f"{self.field}:{_grouped(self.child, All, Any, Nearby)}"


@dataclass(frozen=True, slots=True)
class Published(QueryNode):
    """Published from day `first` to day `last`, both included, as numbers YYYYMMDD."""

    first: int
    last: int

    def __str__(self) -> str:
        """Return it in the query language."""
        if self.first == self.last:
            return f"date:{_day(self.first)}"
        last = "" if self.last == LATEST else _day(self.last)
        first = "" if self.first == EARLIEST and last else _day(self.first)
        return f"date:{first}..{last}"


@dataclass(frozen=True, slots=True)
class All(QueryNode):
    """Every child is wanted; those in `required` were joined by AND, so no article may lack them.

    `required` is False of exclusions, which no article may have anyway.
    """

    children: tuple[QueryNode, ...]
    required: tuple[bool, ...]

    def __str__(self) -> str:
        """Return it in the query language."""
        written = []
        for place, child in enumerate(self.children):
            sign = ""
            if self.required[place]:
                follows = place > 0 and self.required[place - 1]
                leads = place + 1 < len(self.children) and self.required[place + 1]
                sign = "AND " if follows else "" if leads else "+"
            written.append(sign + _grouped(child, All, Any))
        return " ".join(written)


@dataclass(frozen=True, slots=True)
class Any(QueryNode):
    """At least one child is wanted."""

    children: tuple[QueryNode, ...]

    def __str__(self) -> str:
        """Return it in the query language."""
        return " OR ".join(_grouped(child, All, Any) for child in self.children)


@dataclass(frozen=True, slots=True)
class Not(QueryNode):
    """The child is not wanted."""

    child: QueryNode

    def __str__(self) -> str:
        """Return it in the query language."""
        return f"NOT {_grouped(self.child, All, Any)}"


def _grouped(node: QueryNode, *kinds: type[QueryNode]) -> str:
    return f"({node})" if isinstance(node, kinds) else str(node)


def _quoted(text: str) -> str:
    pair = quotes_for(text) or NO_QUOTES
    return f"{pair[:1]}{text}{pair[1:]}"


def _day(number: int) -> str:
    return f"{number // 10000:04}-{number // 100 % 100:02}-{number % 100:02}"
