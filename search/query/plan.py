"""From a query to what an engine is asked: what must match, what ranks, and what is marked.

Whatever is looked for becomes an exact sequence of units in the bigram fields, so a segmenter never
decides what is found.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from search.analysis import fold, gram_terms
from search.analysis.units import Kind, has_unit, piece_kind
from search.engine.tree import And, AndNot, Dates, Everything, Node, Or, Phrase, Prefix, ScoreTerm, Term
from search.engine.weights import Rescoring
from search.errors import EmptyQuery, QueryError
from search.query import Query
from search.query.marks import Mark, marks
from search.query.nodes import All, Any, Exactly, In, Not, Published, QueryNode, Words
from search.query.ranking import Leaf, owners, rescoring, score_terms, whole_query
from search.query.words import wanted_words

FREE_TEXTS = ("title", "body", "furniture")
"""What is searched where no field is named."""

MAX_WORDS = 256
"""Different words in one query; a headline has ten, and each costs."""


@dataclass(frozen=True, slots=True)
class PlannedWord:
    """A word that complete matches have and partial ones may lack: as typed, and what it matches."""

    typed: str
    node: Node


@dataclass(frozen=True, slots=True)
class Plan:
    """What an engine is asked, and what a highlighter marks.

    `match` and all of `words` make a complete match; `required` are the parts of `match`, each alone,
    for saying which of them has no article.
    """

    match: Node
    words: tuple[PlannedWord, ...]
    required: tuple[PlannedWord, ...]
    score: tuple[ScoreTerm, ...]
    marks: tuple[Mark, ...]
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


def plan_query(query: Query) -> Plan:
    """Plan a query.

    Raises EmptyQuery where it holds nothing to look for, QueryError where it only excludes.
    """
    words, rest = _split(query)
    match = _match_all(rest)
    if not _says_what_is_wanted(query.tree):
        if _excludes(query.tree):
            raise QueryError(
                "only_exclusions",
                f"the query {query.text!r} only excludes; add what to look for",
                0,
                len(query.text),
            )
        raise EmptyQuery(
            "empty",
            f"the query {query.text!r} holds no word, letter or digit; type a word or a headline",
            0,
            len(query.text),
        )
    leaves = list(_leaves(query.tree, FREE_TEXTS))
    return Plan(
        _excluded(match, rest),
        tuple(words),
        tuple(_required_parts(query, rest)),
        tuple(score_terms(leaves)),
        tuple(marks(leaves)),
        whole_query(leaves),
        rescoring(leaves),
        owners(leaves),
    )


def _says_what_is_wanted(node: QueryNode) -> bool:
    """Tell whether a node asks for anything, beside what it excludes."""
    match node:
        case Words(text=text) | Exactly(text=text):
            return has_unit(fold(text))
        case In(child=child):
            return _says_what_is_wanted(child)
        case Any(children=children) | All(children=children):
            return any(map(_says_what_is_wanted, children))
    return isinstance(node, Published)


def _excludes(node: QueryNode) -> bool:
    match node:
        case In(child=child):
            return _excludes(child)
        case Any(children=children) | All(children=children):
            return any(map(_excludes, children))
    return isinstance(node, Not)


def _split(query: Query) -> tuple[list[PlannedWord], list[QueryNode]]:
    """Return the words that partial matches may lack, and everything else that is asked."""
    tree = query.tree
    children: tuple[QueryNode, ...] = (tree,)
    required: tuple[bool, ...] = (False,)
    if isinstance(tree, All):
        children, required = tree.children, tree.required
    words: dict[str, PlannedWord] = {}
    rest: list[QueryNode] = []
    for child, is_required in zip(children, required, strict=True):
        if not isinstance(child, Words) or is_required:
            rest.append(child)
            continue
        for word in wanted_words(child.text):
            typed = child.text[word.start : word.end]
            if typed not in words:
                words[typed] = PlannedWord(typed, _in_texts(typed, FREE_TEXTS) or Everything())
    if len(words) > MAX_WORDS:
        raise QueryError(
            "too_long",
            f"the query has {len(words)} different words; at most {MAX_WORDS} can be searched at once",
            0,
            len(query.text),
        )
    return list(words.values()), rest


def _match_all(nodes: list[QueryNode]) -> Node | None:
    """Return what all the nodes that are not exclusions match, or None where none says anything."""
    matched = [_match(node, FREE_TEXTS) for node in nodes if not isinstance(node, Not)]
    wanted = tuple(node for node in matched if node is not None)
    if not wanted:
        return None
    return wanted[0] if len(wanted) == 1 else And(wanted)


def _required_parts(query: Query, nodes: list[QueryNode]) -> Iterator[PlannedWord]:
    """Give the parts that every match must have, as typed."""
    for node in nodes:
        matched = None if isinstance(node, Not) else _match(node, FREE_TEXTS)
        if matched is not None:
            yield PlannedWord(query.text[node.start : node.end], matched)


def _excluded(match: Node | None, nodes: list[QueryNode]) -> Node:
    unwanted = [_match(node.child, FREE_TEXTS) for node in nodes if isinstance(node, Not)]
    excluded = tuple(node for node in unwanted if node is not None)
    wanted = match or Everything()
    return AndNot(wanted, Or(excluded)) if excluded else wanted


def _match(node: QueryNode, texts: tuple[str, ...]) -> Node | None:  # noqa: PLR0911 - one a kind of node
    """Return what a node matches in the given texts, or None where it holds no unit."""
    match node:
        case Words(text=text):
            found = [_in_texts(text[word.start : word.end], texts) for word in wanted_words(text)]
            return _match_children([child for child in found if child is not None], And)
        case Exactly(text=text):
            return _in_texts(text, texts)
        case Published(first=first, last=last):
            return Dates(first, last)
        case In(field=field, child=child):
            return _match(child, (field,))
        case Any(children=children):
            alternatives = [_match(child, texts) for child in children]
            return _match_children([child for child in alternatives if child is not None], Or)
        case All(children=children):
            wanted = [_match(child, texts) for child in children if not isinstance(child, Not)]
            unwanted = [_match(child.child, texts) for child in children if isinstance(child, Not)]
            positive = _match_children([child for child in wanted if child is not None], And)
            negative = tuple(child for child in unwanted if child is not None)
            return AndNot(positive or Everything(), Or(negative)) if negative else positive
        case Not(child=child):
            unwanted_node = _match(child, texts)
            return None if unwanted_node is None else AndNot(Everything(), unwanted_node)
    raise TypeError(f"{node!r} is no query node")


def _match_children(children: list[Node], join: type[And] | type[Or]) -> Node | None:
    if not children:
        return None
    return children[0] if len(children) == 1 else join(tuple(children))


def _in_texts(text: str, texts: tuple[str, ...]) -> Node | None:
    """Return what has the text's units in sequence in any of the searched texts."""
    parts = _parts(fold(text))
    if not parts:
        return None
    if len(texts) == 1:
        return _standing(f"{texts[0]}_g", parts)
    return Or(tuple([_standing(f"{name}_g", parts) for name in texts]))


def sequence(field: str, canonical: str) -> Node | None:
    """Return what matches a canonical text exactly in a bigram field, or None where it holds no unit.

    Its bigrams at consecutive positions; a Han character that ends it alone may begin any bigram.
    """
    parts = _parts(canonical)
    return _standing(field, parts) if parts else None


_Part = tuple[int, type[Term] | type[Prefix], str]
"""A position, and the kind and text of the node that must match there."""


def _parts(canonical: str) -> list[_Part]:
    """Return what must stand in any field for a canonical text to stand there."""
    terms, places = gram_terms(canonical)
    if not terms:
        return []
    parts: list[_Part] = [(place, Term, term) for term, place in zip(terms, places, strict=True)]
    if piece_kind(terms[-1][0]) is Kind.HAN:
        before = len(terms) > 1 and places[-1] == places[-2] + 1 and len(terms[-2]) > 1
        if before and piece_kind(terms[-2][0]) is Kind.HAN:
            parts.pop()
        else:
            parts[-1] = (places[-1], Prefix, terms[-1])
    return parts


def _standing(field: str, parts: list[_Part]) -> Node:
    """Return what matches the parts in a field."""
    if len(parts) == 1:
        _, kind, text = parts[0]
        return kind(field, text)
    return Phrase(tuple([(place, kind(field, text)) for place, kind, text in parts]))


def _leaves(node: QueryNode, texts: tuple[str, ...]) -> Iterator[Leaf]:
    """Give what is looked for, and where."""
    match node:
        case Words() | Exactly():
            yield node, texts
        case In(field=field, child=child):
            yield from _leaves(child, (field,))
        case Any(children=children) | All(children=children):
            for child in children:
                yield from _leaves(child, texts)
