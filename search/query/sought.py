"""What a query looks for, taken apart into the plain texts that ranking knows."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from search.engine.tree import ScoreTerm
from search.query.nodes import Exactly, Nearby, Printed, Wild, Words
from search.query.patterns import WILDCARDS, pattern_elements
from search.query.ranking import Leaf, score_terms

Sought = tuple[Words | Exactly | Printed | Wild | Nearby, tuple[str, ...]]
"""A node that looks for text, and the searched texts that it looks in."""


def ranking_terms(sought: Iterable[Sought]) -> Iterator[ScoreTerm]:
    """Give the terms that rank: of patterns the literal parts, and all words that begin as theirs do."""
    literal: list[Leaf] = []
    beginnings: list[Leaf] = []
    for node, texts in sought:
        for part in _parts(node):
            is_beginning = isinstance(part, Wild)
            leaf = Exactly(part.start, part.end, part.text) if isinstance(part, Wild) else part
            (beginnings if is_beginning else literal).append((leaf, texts))
    yield from score_terms(literal)
    for term in score_terms(beginnings):
        if term.field.endswith("_g"):
            yield replace(term, prefix=True)


def plain_leaves(sought: Iterable[Sought]) -> list[Leaf]:
    """Return the plain texts that are looked for, and where; of patterns the literal parts."""
    return [
        (part, texts) for node, texts in sought for part in _parts(node) if isinstance(part, Words | Exactly)
    ]


def _parts(node: Words | Exactly | Printed | Wild | Nearby) -> Iterator[Words | Exactly | Wild]:
    """Give plain texts; a Wild stands for the words that begin with its text."""
    match node:
        case Nearby(first=first, second=second):
            yield from _parts(first)
            yield from _parts(second)
        case Printed(start, end, text):
            yield Exactly(start, end, text)
        case Wild(start, end, text):
            for element in pattern_elements(text):
                head = element.text.partition("*")[0].partition("?")[0]
                if head and element.is_open:
                    yield Wild(start, end, head)
                elif head and WILDCARDS.isdisjoint(element.text):
                    yield Exactly(start, end, head)
        case _:
            yield node
