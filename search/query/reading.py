"""Reads a query: never raises, refuses what would cost too much, and says of everything what was done."""

from search.query.brackets import balanced
from search.query.lexer import tokenize
from search.query.nodes import All, Any, In, Nearby, Not, Printed, QueryNode, Wild
from search.query.notice import QueryNotice, explanation, refusal
from search.query.parser import Parser, TooDeep
from search.query.patterns import lengths_of_stars, pattern_elements

MAX_CHARACTERS = 4000
"""A longer query is refused: no headline is, and each character costs."""

GROWTH = 8
"""How many times as long a query may be written out than typed: signs become words, dates ranges."""

MAX_COST = 2048
"""What the clauses of a query may cost together: one for text, `POSITIONAL_COST` where positions are met."""

POSITIONAL_COST = 64
"""What NEAR or an exact written form costs beside plain text: 32 of them are the most."""

SEQUENCE_COST = 16
"""What each sequence costs that a pattern stands for, and each pair of them that NEAR asks for."""

MAX_NOTICES = 16
"""Notices of one query; what else is wrong is of the same kinds."""


def parse(text: str) -> tuple[QueryNode | None, tuple[QueryNotice, ...]]:
    """Return the tree of a query, None where nothing is searched, and what there is to say of it."""
    if len(text) > MAX_CHARACTERS:
        message = (
            f"the query has {len(text)} characters; at most {MAX_CHARACTERS} can be searched at once. "
            "A headline or a sentence of it is enough"
        )
        return None, (refusal("too_long", message, MAX_CHARACTERS, len(text)),)
    tokens, notices = tokenize(text)
    parser = Parser(balanced(tokens, notices), notices)
    try:
        tree = parser.parse()
    except TooDeep as too_deep:
        return None, (too_deep.notice,)
    if tree is None:
        message = (
            "the query holds nothing that could be searched; type a word or a headline"
            if text.strip()
            else "the query is empty; type a word, a phrase in quotation marks or a headline"
        )
        notices.append(refusal("empty", message, 0, len(text)))
    elif (cost := cost_of(tree)) > MAX_COST:
        message = (
            f"the query asks too much at once: {cost} where {MAX_COST} is the most (1 for a text, "
            f"{POSITIONAL_COST} for NEAR or =, up to {SEQUENCE_COST * 36} for a pattern); ask with fewer"
        )
        return None, (refusal("too_many_clauses", message, 0, len(text)),)
    elif len(text) > MAX_CHARACTERS // GROWTH and len(str(tree)) > MAX_CHARACTERS:
        message = (
            f"written out, the query has more than {MAX_CHARACTERS} characters, the most that can be "
            "searched at once; ask with fewer words or signs"
        )
        return None, (refusal("too_long", message, 0, len(text)),)
    elif _only_excludes(tree):
        message = "the query, or an alternative in it, only excludes; that finds everything else"
        notices.append(explanation("only_exclusions", message, 0, len(text)))
    notices.sort(key=lambda notice: (notice.is_refusal, notice.start))
    return tree, tuple(notices[: MAX_NOTICES - 1] + notices[MAX_NOTICES - 1 :][-1:])


def cost_of(node: QueryNode) -> int:
    """Return what the clauses of a query cost together: at most `MAX_COST` is searched."""
    match node:
        case In(child=child) | Not(child=child):
            return cost_of(child)
        case All(children=children) | Any(children=children):
            return sum(map(cost_of, children))
        case Nearby(first=first, second=second):
            return max(POSITIONAL_COST, SEQUENCE_COST * _lengths(first) * _lengths(second))
        case Wild():
            return SEQUENCE_COST * _lengths(node)
        case Printed():
            return POSITIONAL_COST
    return 1


def _lengths(node: QueryNode) -> int:
    """Return how many sequences a text stands for."""
    return len(list(lengths_of_stars(pattern_elements(node.text)))) if isinstance(node, Wild) else 1


def _only_excludes(node: QueryNode) -> bool:
    match node:
        case In(child=child):
            return _only_excludes(child)
        case All(children=children):
            return all(map(_only_excludes, children))
        case Any(children=children):
            return any(map(_only_excludes, children))
        case Not(child=child):
            return not _only_excludes(child)
    return False
