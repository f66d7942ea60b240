"""Which articles of one segment match a query tree: one array operation a node, no loop over articles.

A match is a mask over the segment's articles. Conjunctions and negations are exact by construction,
totals are the mask's sum, and a prefix is one slice of postings however many terms share it.
"""

from functools import reduce

import numpy as np
from numpy.typing import NDArray

from search.engine.postings import TermPostings
from search.engine.segment import SegmentReader
from search.engine.tree import And, AndNot, Dates, Everything, Node, Or, Phrase, Prefix, Term

Mask = NDArray[np.bool_]


def match(segment: SegmentReader, node: Node) -> Mask:  # noqa: PLR0911 - one return a kind of node
    """Return which articles match, deleted ones included.

    Raises TypeError for a node of another kind.
    """
    match node:
        case Everything():
            return np.ones(segment.count, dtype=bool)
        case Term() | Prefix():
            return _mask(segment, postings_of(segment, node).docs)
        case Phrase():
            return _match_phrase(segment, node)
        case And(children):
            return reduce(np.logical_and, (match(segment, child) for child in children), _all(segment))
        case Or(children):
            return reduce(np.logical_or, (match(segment, child) for child in children), _none(segment))
        case AndNot(wanted, unwanted):
            return match(segment, wanted) & ~match(segment, unwanted)
        case Dates(first, last):
            begins, ends = segment.periods
            return (begins >= first) & (ends <= last) & (segment.dates > 0)
    raise TypeError(f"no engine can evaluate {node!r}")


def postings_of(segment: SegmentReader, node: Term | Prefix) -> TermPostings:
    """Return the postings of a term, or of all terms that begin so."""
    field = segment.field(node.field)
    found = field.find(node.text) if isinstance(node, Term) else field.find_prefix(node.text)
    return field.postings(*found)


def _match_phrase(segment: SegmentReader, phrase: Phrase) -> Mask:
    """Meet the parts on keys of article and position, the rarest part first."""
    found = [(offset, postings_of(segment, part), part) for offset, part in phrase.parts]
    found.sort(key=lambda entry: len(entry[1].docs))
    candidates = reduce(np.logical_and, (_mask(segment, postings.docs) for _, postings, _ in found))
    if len(found) == 1 or not candidates.any():
        return candidates
    keys: NDArray[np.int64] | None = None
    for offset, postings, part in found:
        others = postings.keys(candidates, offset)
        if isinstance(part, Prefix):
            others = np.sort(others)
        keys = others if keys is None else keys[_contained(keys, others)]
    assert keys is not None  # noqa: S101 - a phrase has parts
    return _mask(segment, keys >> 32)


def _contained(keys: NDArray[np.int64], others: NDArray[np.int64]) -> Mask:
    """Tell of each key whether the ascending `others` hold it."""
    if not len(others):
        return np.zeros(len(keys), dtype=bool)
    places = np.searchsorted(others, keys)
    places[places == len(others)] = 0
    contained: Mask = others[places] == keys
    return contained


def _mask(segment: SegmentReader, docs: NDArray[np.integer]) -> Mask:
    mask = _none(segment)
    mask[docs] = True
    return mask


def _none(segment: SegmentReader) -> Mask:
    return np.zeros(segment.count, dtype=bool)


def _all(segment: SegmentReader) -> Mask:
    return np.ones(segment.count, dtype=bool)
