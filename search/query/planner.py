"""From a query to what an engine is asked: what must match, what ranks, and what is marked.

Whatever is looked for becomes an exact sequence of units in the bigram fields, so a segmenter never
decides what is found.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from search.analysis import fold
from search.engine.tree import (
    And,
    AndNot,
    Dates,
    Everything,
    Node,
    Or,
    ScoreTerm,
)
from search.query import Query
from search.query.marks import marks
from search.query.nodes import All, Any, Exactly, In, Nearby, Not, Printed, Published, QueryNode, Wild, Words
from search.query.notice import refusal
from search.query.plan import Beside, Expansion, Plan, PlannedWord
from search.query.ranking import owners, rescoring, whole_query
from search.query.sequences import expansions, near, sequence, sequences, written
from search.query.sought import Sought, plain_leaves, ranking_terms
from search.query.vocabulary import Looked, Vocabulary, looked_for

FREE_TEXTS = ("title", "body", "furniture")
"""What is searched where no field is named."""

MAX_WORDS = 256
"""Different words in one query; a headline has ten, and each costs."""

REMEMBERED = 512
"""Words whose nodes are kept: a query that finds nothing is tried again and again with one word changed."""

ALSO_WEIGHT = 0.5
"""What another region's word weighs beside the one that was typed."""


def plan_query(query: Query, vocabulary: Vocabulary | None = None) -> Plan:
    """Plan a query; never raises: a query that was refused matches nothing.

    With a vocabulary, what it has for unquoted words is looked for in their place, too.
    """
    plan, planner = _matching(query, vocabulary)
    if planner is None:
        return plan
    plain = plain_leaves(planner.leaves)
    is_choice = any(isinstance(child, Any) for child in _wanted_together(query)[0])
    return replace(
        plan,
        score=planner.score(),
        marks=tuple(marks(planner.leaves + planner.also_leaves)),
        first=None if is_choice else whole_query(plain),
        rescoring=rescoring(plain),
        owners=owners(plain + plain_leaves(planner.also_leaves)),
    )


def plan_match(query: Query, vocabulary: Vocabulary | None = None) -> Plan:
    """Plan what a query matches, and nothing that ranks or marks: counting needs no more."""
    return _matching(query, vocabulary)[0]


def _matching(query: Query, vocabulary: Vocabulary | None) -> tuple[Plan, "_Planner | None"]:
    """Return what a query matches, and what was collected on the way; None where it was refused."""
    if query.tree is None:
        return Plan(Or(()), refusal=query.refusal), None
    planner = _Planner(vocabulary)
    words: dict[str, PlannedWord] = {}
    parts: list[PlannedWord] = []
    unwanted: list[Node] = []
    for child, is_required in zip(*_wanted_together(query), strict=True):
        if isinstance(child, Words) and not is_required:
            for word in planner.words(child, FREE_TEXTS):
                words.setdefault(fold(word.typed), word)
        elif isinstance(child, Not):
            unwanted.append(planner.unwanted(child.child, FREE_TEXTS))
        else:
            typed = query.text[child.start : child.end]
            parts.append(PlannedWord(typed, planner.match(child, FREE_TEXTS), child))
    if len(words) > MAX_WORDS:
        message = (
            f"the query has {len(words)} different words; at most {MAX_WORDS} can be searched at once. "
            "A headline or a sentence of it is enough"
        )
        return Plan(Or(()), refusal=refusal("too_many_words", message, 0, len(query.text))), None
    match = _joined([part.node for part in parts], And) if parts else Everything()
    plan = Plan(
        AndNot(match, Or(tuple(unwanted))) if unwanted else match,
        tuple(words.values()),
        tuple(parts),
        beside=tuple(planner.beside.values()),
        expansions=tuple(planner.expansions),
    )
    return plan, planner


def _wanted_together(query: Query) -> tuple[tuple[QueryNode, ...], tuple[bool, ...]]:
    """Return what a query that was not refused wants at once, and which of it may not lack."""
    tree = query.tree
    if isinstance(tree, All):
        return tree.children, tree.required
    return (() if tree is None else (tree,)), (() if tree is None else (False,))


class _Planner:
    """Compiles nodes, and collects on the way what ranks, what is marked and what is told.

    `leaves` are texts that are looked for and where; `also_leaves` those of the vocabulary.
    """

    def __init__(self, vocabulary: Vocabulary | None) -> None:
        self._vocabulary = vocabulary
        self._is_wanted = True
        self.leaves: list[Sought] = []
        self.also_leaves: list[Sought] = []
        self.beside: dict[str, Beside] = {}
        self.expansions: list[Expansion] = []

    def match(self, node: QueryNode, texts: tuple[str, ...]) -> Node:  # noqa: PLR0911 - one a kind of node
        """Return what a node matches in the given texts."""
        match node:
            case Words():
                return _joined([word.node for word in self.words(node, texts)], And)
            case Exactly(text=text):
                self._keep(node, texts)
                return _anywhere(texts, lambda field: sequence(field, fold(text)))
            case Printed():
                self._keep(node, texts)
                return _anywhere(texts, lambda field: written(field, node))
            case Wild():
                return self._wild(node, texts)
            case Nearby(first=first, second=second):
                self._keep(node, texts)
                for side in (first, second):
                    if isinstance(side, Wild):
                        self._expand(node, side, texts)
                return _anywhere(texts, lambda field: near(field, node))
            case Published(first=first_day, last=last_day):
                return Dates(first_day, last_day)
            case In(field=field, child=child):
                return self.match(child, (field,))
            case Any(children=children):
                return _joined([self.match(child, texts) for child in children], Or)
            case All(children=children):
                wanted = [self.match(child, texts) for child in children if not isinstance(child, Not)]
                positive = _joined(wanted, And) if wanted else Everything()
                excluded = [child.child for child in children if isinstance(child, Not)]
                unwanted = tuple(self.unwanted(child, texts) for child in excluded)
                return AndNot(positive, Or(unwanted)) if unwanted else positive
            case Not(child=child):
                return AndNot(Everything(), self.unwanted(child, texts))
        raise TypeError(f"{node!r} is no query node")

    def unwanted(self, node: QueryNode, texts: tuple[str, ...]) -> Node:
        """Return what a node matches that is excluded: it neither ranks nor is it marked."""
        before, self._is_wanted = self._is_wanted, False
        found = self.match(node, texts)
        self._is_wanted = before
        return found

    def words(self, node: Words, texts: tuple[str, ...]) -> list[PlannedWord]:
        """Return the words of unquoted text, each with what else the vocabulary has for it."""
        self._keep(node, texts)
        found = looked_for(node.text, self._vocabulary)
        return [PlannedWord(word.typed, self._word(node, word, texts), node) for word in found]

    def score(self) -> tuple[ScoreTerm, ...]:
        """Return the terms that rank."""
        beside = ranking_terms(self.also_leaves)
        return (
            *ranking_terms(self.leaves),
            *(replace(term, weight=term.weight * ALSO_WEIGHT) for term in beside),
        )

    def _word(self, node: Words, word: Looked, texts: tuple[str, ...]) -> Node:
        pieces = [node.text[piece.start : piece.end] for piece in word.words]
        typed = _joined([_in_texts(piece, texts) for piece in pieces], And)
        if not word.also:
            return typed
        others = tuple(_in_texts(text, texts) for text in word.also)
        self.beside[word.typed] = Beside(word.typed, word.also, others)
        if self._is_wanted:
            self.also_leaves += [(Exactly(node.start, node.end, text), texts) for text in word.also]
        return _joined([typed, *others], Or)

    def _wild(self, node: Wild, texts: tuple[str, ...]) -> Node:
        self._keep(node, texts)
        self._expand(node, node, texts)
        return _anywhere(texts, lambda field: [standing.node for standing in sequences(field, node)])

    def _expand(self, clause: QueryNode, node: Wild, texts: tuple[str, ...]) -> None:
        """Remember which terms a pattern stands for."""
        found = {
            part: None
            for name in texts
            for standing in sequences(f"{name}_g", node)
            for part in expansions(standing.node)
        }
        if found:
            self.expansions.append(Expansion(clause, tuple(found)))

    def _keep(self, node: Words | Exactly | Printed | Wild | Nearby, texts: tuple[str, ...]) -> None:
        if self._is_wanted:
            self.leaves.append((node, texts))


def _joined(children: Sequence[Node], join: type[And] | type[Or]) -> Node:
    """Return all or any of some nodes, each once."""
    once = tuple(dict.fromkeys(children))
    return once[0] if len(once) == 1 else join(once)


def _anywhere(texts: tuple[str, ...], in_field: Callable[[str], Iterable[Node]]) -> Node:
    """Return what matches in any of the searched texts; `in_field` gives what may match in a bigram field."""
    return _joined([node for name in texts for node in in_field(f"{name}_g")], Or)


@lru_cache(maxsize=REMEMBERED)
def _in_texts(text: str, texts: tuple[str, ...]) -> Node:
    """Return what has the text's units in sequence in any of the searched texts; nothing if it has none."""
    return _anywhere(texts, lambda field: sequence(field, fold(text)))
