"""What a query is planned to be: what an engine is asked, what ranks, what is marked, what is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from search.engine.tree import And, Node, Pattern, Prefix, ScoreTerm
from search.engine.weights import Rescoring
from search.query.marks import AnyMark
from search.query.nodes import QueryNode
from search.query.notice import QueryNotice


@dataclass(frozen=True, slots=True)
class PlannedWord:
    """A part of a query: as typed, what it matches, and the node of the query that it is or belongs to."""

    typed: str
    node: Node
    clause: QueryNode


@dataclass(frozen=True, slots=True)
class Beside:
    """What is looked for beside a word of a query, as typed: other texts, and what each of them matches."""

    typed: str
    texts: tuple[str, ...]
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Expansion:
    """A pattern of a query, and the terms that it stands for."""

    clause: QueryNode
    nodes: tuple[Prefix | Pattern, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an engine is asked, and what a highlighter marks.

    `match` and all of `words` make a complete match; a partial one may lack some of the words. `required`
    are the parts of `match`, each alone, for saying which of them has no article. `beside` says what
    is looked for beside words of the query. `expansions` are its patterns, for `search.breadth`. With a
    `refusal` nothing matches. What matches `first` comes before the rest, `rescoring` is what the first
    articles are looked at again for, and `owners` says which typed word a term of `score` is of.
    """

    match: Node
    words: tuple[PlannedWord, ...] = ()
    required: tuple[PlannedWord, ...] = ()
    score: tuple[ScoreTerm, ...] = ()
    marks: tuple[AnyMark, ...] = ()
    beside: tuple[Beside, ...] = ()
    expansions: tuple[Expansion, ...] = ()
    refusal: QueryNotice | None = None
    first: Node | None = None
    rescoring: Rescoring | None = None
    owners: Mapping[str, str] = field(default_factory=dict)

    @property
    def complete(self) -> Node:
        """What matches completely."""
        return And((self.match, *(word.node for word in self.words)))

    @property
    def wanted(self) -> Node:
        """What would match completely if nothing was excluded."""
        return And(tuple(part.node for part in (*self.required, *self.words)))
