"""What a reader asked, as a tree: each node knows where in the query it was typed."""

from dataclasses import dataclass

from search.query.dates import EARLIEST, LATEST

QUOTES = ('""', "“”", "「」", "『』")
"""What a phrase is written in: the first that does not stand within it."""


@dataclass(frozen=True, slots=True)
class QueryNode:
    """Any node; `start` and `end` are character offsets into the query as typed."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Words(QueryNode):
    """Text without quotation marks or spaces: all its words are wanted, wherever they stand."""

    text: str

    def __str__(self) -> str:
        """Return it in the query language."""
        return self.text


@dataclass(frozen=True, slots=True)
class Exactly(QueryNode):
    """A quoted phrase: wanted exactly so."""

    text: str

    def __str__(self) -> str:
        """Return it in the query language."""
        pair = next((pair for pair in QUOTES if not set(pair) & set(self.text)), QUOTES[-1])
        return f"{pair[0]}{self.text}{pair[1]}"


@dataclass(frozen=True, slots=True)
class In(QueryNode):
    """Something wanted in one field; `field` is the field's English name."""

    field: str
    child: QueryNode

    def __str__(self) -> str:
        """Return it in the query language."""
        return f"{self.field}:{_grouped(self.child)}"


@dataclass(frozen=True, slots=True)
class Published(QueryNode):
    """Published from day `first` to day `last`, both included, as numbers YYYYMMDD."""

    first: int
    last: int

    def __str__(self) -> str:
        """Return it in the query language."""
        if self.first == self.last:
            return f"date:{_day(self.first)}"
        first = "" if self.first == EARLIEST else _day(self.first)
        last = "" if self.last == LATEST else _day(self.last)
        return f"date:{first}..{last}"


@dataclass(frozen=True, slots=True)
class All(QueryNode):
    """Every child is wanted; those in `required` were joined by AND, so no article may lack them."""

    children: tuple[QueryNode, ...]
    required: tuple[bool, ...]

    def __str__(self) -> str:
        """Return it in the query language."""
        written = []
        for place, child in enumerate(self.children):
            sign = ""
            if self.required[place] and not isinstance(child, Not):
                follows = place > 0 and self.required[place - 1]
                leads = place + 1 < len(self.children) and self.required[place + 1]
                sign = "AND " if follows else "" if leads else "+"
            written.append(sign + _grouped(child))
        return " ".join(written)


@dataclass(frozen=True, slots=True)
class Any(QueryNode):
    """At least one child is wanted."""

    children: tuple[QueryNode, ...]

    def __str__(self) -> str:
        """Return it in the query language."""
        return " OR ".join(_grouped(child) for child in self.children)


@dataclass(frozen=True, slots=True)
class Not(QueryNode):
    """The child is not wanted."""

    child: QueryNode

    def __str__(self) -> str:
        """Return it in the query language."""
        return f"NOT {_grouped(self.child)}"


def _grouped(node: QueryNode) -> str:
    return f"({node})" if isinstance(node, All | Any) else str(node)


def _day(number: int) -> str:
    return f"{number // 10000:04}-{number // 100 % 100:02}-{number % 100:02}"
