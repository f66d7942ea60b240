"""Refuses patterns that stand for too many words, before an engine has to read what each of them finds."""

import re

from search.engine import Reader
from search.engine.tree import Pattern, Prefix
from search.engine.wildcards import wildcard_regex
from search.query import QueryNotice
from search.query.notice import refusal
from search.query.plan import Plan

MAX_TERMS = 1000
"""Words that a pattern may stand for in one field."""

MAX_LOOKED_AT = 20_000
"""Words that are compared with a pattern: those that begin as it does."""

MAX_PLACES = 40_000_000
"""Positions that a query may make an engine read: a second or two of work."""

MAX_PLACES_OF_TRIALS = MAX_PLACES // 4
"""Positions that all may make it read that is tried where nothing was found."""

MOST_CORRECTED = MAX_PLACES // 100
"""Positions of a query that corrections are looked for: dozens are tried."""


def too_broad(reader: Reader, plan: Plan, characters: int) -> QueryNotice | None:
    """Return why a query of so many characters is refused, because it is too broad in this index, or None."""
    for expansion in plan.expansions:
        for node in expansion.nodes:
            if _is_broad(reader, node):
                written = node.text + "*" if isinstance(node, Prefix) else node.text
                message = (
                    f"{written} stands for more than {MAX_TERMS:,} different words; nothing was searched. "
                    "Write more letters before the first wildcard"
                )
                return refusal("pattern_too_broad", message, expansion.clause.start, expansion.clause.end)
    places = reader.places(plan.complete)
    if places > MAX_PLACES:
        message = (
            f"patterns, NEAR and = of frequent words would have {places:,} places in the articles compared, "
            f"where {MAX_PLACES:,} are the most; nothing was searched. Ask with fewer, or with rarer words"
        )
        return refusal("too_many_clauses", message, 0, characters)
    return None


def _is_broad(reader: Reader, node: Prefix | Pattern) -> bool:
    if isinstance(node, Prefix):
        return len(reader.terms(node.field, node.text, MAX_TERMS + 1)) > MAX_TERMS
    head = re.split(r"[?*]", node.text, maxsplit=1)[0]
    terms = reader.terms(node.field, head, MAX_LOOKED_AT + 1)
    fits = re.compile(wildcard_regex(node.text), re.DOTALL)
    return (
        len(terms) > MAX_LOOKED_AT or sum(fits.fullmatch(term) is not None for term, _ in terms) > MAX_TERMS
    )
