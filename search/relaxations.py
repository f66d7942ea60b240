"""What finds something where a query does not: the query in one step less strict, with its count."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from search.query import Query, parse_query
from search.query.dates import EARLIEST, LATEST
from search.query.nodes import All, Exactly, In, Nearby, Not, Printed, Published, QueryNode, Words
from search.query.reading import MAX_COST, cost_of
from search.query.words import wanted_words

MOST_OFFERED = 6
"""More would be read by nobody."""

MOST_CLAUSES = 12
"""Of a query with more words none is left out on trial: partial matches say more, and each trial costs."""

MOST_TRIED = MAX_COST
"""What all trials may cost together: as much as the dearest query."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A query that asks for less, and how many articles have all that it asks.

    `kind` says what was done to `changed`, the part as typed, or the parts where no article has any of
    them: `without_quotes`, `without_nearness`, `any_written_form`, `any_field`, `wider_dates`, `any_date`,
    `without_exclusion`, `without_term`, or to the filters: `without_filters`.
    """

    kind: str
    changed: tuple[str, ...]
    query: Query
    total: int


@dataclass(frozen=True, slots=True)
class _Clause:
    """One of the things that are all wanted, as typed."""

    node: QueryNode
    is_required: bool
    typed: str


_Step = tuple[str, tuple[str, ...], list[_Clause]]
"""What was done, the parts that it changes, and what remains."""


def relaxations(
    query: Query, absent: tuple[str, ...], needed: frozenset[str], count: Callable[[Query], int]
) -> tuple[Relaxation, ...]:
    """Return what finds articles in one step: what keeps most of what was asked first, then the most found.

    `absent` are the parts, as typed, that no article has at all: they are left out together. Leaving out
    only one of the words `needed` finds nothing, so that is not tried. `count` says how many articles have
    all that a query asks.
    """
    offered: dict[str, Relaxation] = {}
    widened: set[tuple[str, ...]] = set()
    left = MOST_TRIED
    for kind, changed, kept in _steps(list(_clauses(query)), absent):
        is_known = (kind == "wider_dates" and changed in widened) or (
            kind == "without_term" and len(changed) == 1 and changed[0] in needed and changed != absent
        )
        if is_known:
            continue
        left -= cost_of(_joined(kept))
        if left < 0:
            break
        relaxed = parse_query(str(_joined(kept)))
        if relaxed.tree is None or str(relaxed) in offered:
            continue
        total = count(relaxed)
        if total:
            offered[str(relaxed)] = Relaxation(kind, changed, relaxed, total)
            widened |= {changed} if kind == "wider_dates" else set()
    return tuple(sorted(offered.values(), key=_order)[:MOST_OFFERED])


def _order(offer: Relaxation) -> tuple[bool, int]:
    return offer.kind in {"without_term", "any_date"}, -offer.total


def _clauses(query: Query) -> Iterator[_Clause]:
    """Give what is wanted together; plain text a word at a time."""
    tree = query.tree
    children: tuple[QueryNode, ...] = () if tree is None else (tree,)
    required: tuple[bool, ...] = (False,) * len(children)
    if isinstance(tree, All):
        children, required = tree.children, tree.required
    for node, is_required in zip(children, required, strict=True):
        if not isinstance(node, Words):
            yield _Clause(node, is_required, query.text[node.start : node.end])
            continue
        for word in wanted_words(node.text):
            typed = node.text[word.start : word.end]
            yield _Clause(replace(node, text=typed), is_required, typed)


def _joined(clauses: list[_Clause]) -> QueryNode:
    if len(clauses) == 1:
        return clauses[0].node
    nodes = tuple(clause.node for clause in clauses)
    return All(nodes[0].start, nodes[-1].end, nodes, tuple(clause.is_required for clause in clauses))


def _steps(clauses: list[_Clause], absent: tuple[str, ...]) -> Iterator[_Step]:
    """Give what can be done to a query that leaves something to look for."""
    for kind, changed, kept in _all_steps(clauses, absent):
        if not all(isinstance(clause.node, Not) for clause in kept):
            yield kind, changed, kept


def _all_steps(clauses: list[_Clause], absent: tuple[str, ...]) -> Iterator[_Step]:
    are_few = len(clauses) <= MOST_CLAUSES
    for place, clause in enumerate(clauses):
        before, after = clauses[:place], clauses[place + 1 :]
        for kind, node in _softer(clause.node):
            yield kind, (clause.typed,), [*before, replace(clause, node=node), *after]
        if isinstance(clause.node, Not):
            yield "without_exclusion", (clause.typed,), before + after
        elif isinstance(clause.node, Published):
            yield "any_date", (clause.typed,), before + after
        elif are_few or not isinstance(clause.node, Words):
            yield "without_term", (clause.typed,), before + after
    present = [clause for clause in clauses if clause.typed not in absent]
    if len(present) < len(clauses):
        yield "without_term", tuple(dict.fromkeys(absent)), present


def _softer(node: QueryNode) -> Iterator[tuple[str, QueryNode]]:
    """Give what is less strict than one thing that is wanted."""
    match node:
        case Exactly(start, end, text):
            yield "without_quotes", Words(start, end, text)
        case Printed(start, end, text):
            yield "any_written_form", Exactly(start, end, text)
        case Nearby(start, end, first, second):
            yield "without_nearness", All(start, end, (first, second), (False, False))
        case In(child=child):
            yield "any_field", child
        case Published(first=first, last=last):
            for wider in _wider(first, last):
                yield "wider_dates", replace(node, first=wider[0], last=wider[1])


def _wider(first: int, last: int) -> Iterator[tuple[int, int]]:
    """Give the ranges around one, the narrowest first: its months, its years, a year more on either side."""
    month = last // 100 % 100
    days = monthrange(last // 10000, month)[1]
    ranges = [(first // 100 * 100 + 1, last // 100 * 100 + days)]
    ranges += [
        ((first // 10000 - more) * 10000 + 101, (last // 10000 + more) * 10000 + 1231) for more in (0, 1)
    ]
    for start, end in ranges:
        wider = max(start, EARLIEST), min(end, LATEST)
        if wider != (first, last):
            yield wider
