"""Which articles of one segment match a query tree, deleted ones included: no loop over articles.

A term is a slice of the file, a conjunction meets ascending lists, the shortest first, a disjunction marks a
mask; negations are exact by construction.
"""

import numpy as np
from numpy.typing import NDArray

from search.engine.found import NO_DOCS, Found, all_of, any_of, frozen
from search.engine.kernels import kernels
from search.engine.segment import SegmentReader
from search.engine.sequences import match_positions, pattern_postings
from search.engine.tables import COUNT, FIRST, PLACES, term_table
from search.engine.tree import (
    And,
    AndNot,
    AnyUnit,
    Dates,
    Everything,
    Near,
    Node,
    Or,
    Pattern,
    Phrase,
    Prefix,
    Term,
    Value,
    Written,
)
from search.engine.values import match_value


def match(segment: SegmentReader, node: Node) -> Found:  # noqa: PLR0911, PLR0912 - one a kind of node
    """Return which articles match, deleted ones included; raises TypeError for a node of another kind."""
    match node:
        case Term(field, text):
            row = segment.term_row(field, text)
            if row is None:
                return Found(NO_DOCS)
            return Found(segment.fields[field].docs[row[FIRST] : row[FIRST] + row[COUNT]])
        case Value(field, canonical):
            return match_value(segment, field, canonical)
        case And(children):
            return _match_all(segment, children)
        case Or(children):
            founds = [match(segment, child) for child in children]
            return any_of(founds) if founds else Found(NO_DOCS)
        case Phrase(parts):
            if all(isinstance(part, Term) for _, part in parts):
                return _match_phrase(segment, node)
            return match_positions(segment, node)
        case Everything():
            return _masked(np.ones(segment.count, dtype=bool))
        case Prefix() | Pattern():
            return _match_alike(segment, node)
        case AndNot(wanted, unwanted):
            kept = match(segment, wanted)
            return kept.within(~match(segment, unwanted).as_mask()) if len(kept) else kept
        case Dates(first, last):
            begins, ends = segment.periods
            return _masked((begins >= first) & (ends <= last) & (segment.dates > 0))
        case AnyUnit(field):
            return _masked(segment.lengths(field) > 0)
        case Near() | Written():
            return match_positions(segment, node)
    raise TypeError(f"no engine can evaluate {node!r}")


def _match_all(segment: SegmentReader, children: tuple[Node, ...]) -> Found:
    if not children:
        return _masked(np.ones(segment.count, dtype=bool))
    founds = []
    for child in children:
        found = match(segment, child)
        if found.docs is not None and not len(found.docs):
            return found
        founds.append(found)
    return all_of(founds) if len(founds) > 1 else founds[0]


def _match_phrase(segment: SegmentReader, phrase: Phrase) -> Found:
    rows = []
    for _, part in phrase.parts:
        row = segment.term_row(part.field, part.text)  # type: ignore[union-attr] # terms alone come here
        if row is None:
            return Found(NO_DOCS)
        rows.append(row)
    offsets = np.array([offset for offset, _ in phrase.parts], dtype=np.int64)
    return Found(kernels().phrase(segment.view, term_table(rows), offsets))


def _match_alike(segment: SegmentReader, node: Prefix | Pattern) -> Found:
    if isinstance(node, Pattern):
        docs = pattern_postings(segment, node).docs
    else:
        begin, count = segment.prefix_extent(node.field, node.text)
        docs = segment.fields[node.field].docs[begin : begin + count]
    mask = np.zeros(PLACES, dtype=bool)
    kernels().mark(frozen(docs), mask)
    return Found(mask=mask)


def _masked(places: NDArray[np.bool_]) -> Found:
    """Return the articles of a mask that has no places past the last article."""
    mask = np.zeros(PLACES, dtype=bool)
    mask[: len(places)] = places
    return Found(mask=mask)
