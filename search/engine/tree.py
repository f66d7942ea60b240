"""The query tree that an engine is asked: what must match, in terms of fields.

It speaks of indexed terms, not of what a reader typed: `search.query` makes it, any engine can
evaluate it. Negation exists only as `AndNot`, because a query that only excludes has no answer that
a reader wants.
"""

from dataclasses import dataclass


class Node:
    """Any node of the tree."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Everything(Node):
    """Every article."""


@dataclass(frozen=True, slots=True)
class Term(Node):
    """Articles with exactly this term in the field."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Value(Node):
    """Articles with a value of this canonical form in a keyword field, whatever script it is printed in."""

    field: str
    canonical: str


@dataclass(frozen=True, slots=True)
class Prefix(Node):
    """Articles with a term that begins so."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Pattern(Node):
    """Articles with a term in which `?` stands for one character and `*` for any number, also none."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class AnyUnit(Node):
    """Articles with any unit at all in a bigram field; within a phrase, a place that is taken."""

    field: str


@dataclass(frozen=True, slots=True)
class NoUnit(Node):
    """Within a phrase, a place of a bigram field where no unit stands: a hard break. Alone it is nothing."""

    field: str


@dataclass(frozen=True, slots=True)
class Phrase(Node):
    """Articles in which each part stands at `offset` units from one common position.

    Parts are nodes of one bigram field, and not all of them `AnyUnit` or `NoUnit`.
    """

    parts: tuple[tuple[int, Term | Prefix | Pattern | AnyUnit | NoUnit], ...]


Sequence = Term | Prefix | Pattern | AnyUnit | Phrase
"""Nodes that stand at positions."""


@dataclass(frozen=True, slots=True)
class Near(Node):
    """Articles in which two sequences of one field stand apart by at most `distance` positions.

    Counted are the positions between the end of one and the start of the other; overlapping ones are
    not near. `lengths` says how many positions each takes. With `is_ordered`, `first` stands before.
    """

    first: Sequence
    second: Sequence
    lengths: tuple[int, int]
    distance: int
    is_ordered: bool = False


@dataclass(frozen=True, slots=True)
class Written(Node):
    """Articles in which a sequence stands printed exactly so.

    `forms` says of each unit, by its offset, its code in `search.analysis.forms`; where that is OTHER
    the article's own text is asked for `printed`.
    """

    sequence: Sequence
    field: str
    forms: tuple[tuple[int, int], ...]
    printed: str


@dataclass(frozen=True, slots=True)
class And(Node):
    """Articles that match every child."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or(Node):
    """Articles that match at least one child; with no child, none."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AndNot(Node):
    """Articles that match `wanted` and not `unwanted`."""

    wanted: Node
    unwanted: Node


@dataclass(frozen=True, slots=True)
class Dates(Node):
    """Articles published from day `first` to day `last`, both included, as numbers YYYYMMDD.

    An article dated only to a month or year matches where all of that lies within.
    """

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class ScoreTerm:
    """A term that ranks: its BM25 in its field, times `weight`, which is not negative, is added to the score.

    With `prefix`, all terms that begin so count as one term.
    """

    field: str
    text: str
    weight: float
    prefix: bool = False
