"""How many positions of a segment must be read to match a node, told before any is read.

Plain terms and their phrases have kernels and count as nothing; what is met on decoded positions
(`search.engine.sequences`) takes time and memory in proportion to them, however few articles it finds.
"""

import re

from search.analysis import OTHER
from search.engine.segment import SegmentReader
from search.engine.tree import (
    And,
    AndNot,
    AnyUnit,
    Near,
    Node,
    NoUnit,
    Or,
    Pattern,
    Phrase,
    Prefix,
    Sequence,
    Term,
    Written,
)

NEAR_FACTOR = 4
"""What a position costs that is sorted and compared with others, beside one that is only met."""

FORM_FACTOR = 5
"""What a position costs whose printed form, or whether a unit stands there at all, is looked up."""

READ_FACTOR = 1_000
"""What an article costs whose own text has to be read."""


def places_of(segment: SegmentReader, node: Node) -> int:
    """Return about how many positions must be read, never too few by much."""
    match node:
        case And(children) | Or(children):
            return sum(places_of(segment, child) for child in children)
        case AndNot(wanted, unwanted):
            return places_of(segment, wanted) + places_of(segment, unwanted)
        case Near(first=first, second=second):
            return NEAR_FACTOR * (_positions(segment, first) + _positions(segment, second))
        case Written(sequence=sequence, forms=forms):
            read = (
                READ_FACTOR * _articles(segment, sequence) if any(code == OTHER for _, code in forms) else 0
            )
            return FORM_FACTOR * _positions(segment, sequence) + read
        case Phrase(parts) if not all(isinstance(part, Term) for _, part in parts):
            return _positions(segment, node)
    return 0


def _positions(segment: SegmentReader, node: Sequence) -> int:
    parts = [part for _, part in node.parts] if isinstance(node, Phrase) else [node]
    placed = [part for part in dict.fromkeys(parts) if not isinstance(part, AnyUnit | NoUnit)]
    read = sum(segment.fields[part.field].occurrences(*_terms(segment, part))[1] for part in placed)
    if len(placed) > 1:
        return read  # few are left to look open places up for
    return read * (1 + FORM_FACTOR * (len(parts) - 1))


def _articles(segment: SegmentReader, node: Sequence) -> int:
    """Return how many articles may hold a sequence: those of its rarest part."""
    parts = [part for _, part in node.parts] if isinstance(node, Phrase) else [node]
    counts = [
        segment.fields[part.field].extent(*_terms(segment, part))[1]
        for part in parts
        if not isinstance(part, AnyUnit | NoUnit)
    ]
    return min([*counts, segment.count])


def _terms(segment: SegmentReader, node: Term | Prefix | Pattern) -> tuple[int, int]:
    """Return the range of a field's terms that a part may stand for."""
    terms = segment.fields[node.field].terms
    if isinstance(node, Term):
        found = terms.find(node.text)
        return (0, 0) if found < 0 else (found, found + 1)
    head = node.text if isinstance(node, Prefix) else re.split(r"[?*]", node.text, maxsplit=1)[0]
    return terms.find_prefix(head)
