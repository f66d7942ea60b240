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
    found = {part: postings_of(segment, part) for part in dict.fromkeys(part for _, part in phrase.parts)}
    candidates = reduce(np.logical_and, (_mask(segment, postings.docs) for postings in found.values()))
    if len(phrase.parts) == 1 or not candidates.any():
        return candidates
    by_rarity = sorted(phrase.parts, key=lambda part: len(found[part[1]].docs))
    keys = _keys(found, by_rarity[0], candidates)
    for part in by_rarity[1:]:
        if not len(keys):
            break
        keys = keys[_contained(keys, _keys(found, part, candidates))]
    return _mask(segment, keys >> 32)


def _keys(
    found: dict[Term | Prefix, TermPostings], part: tuple[int, Term | Prefix], candidates: Mask
) -> NDArray[np.int64]:
    """Return the keys of a part's occurrences in the candidates, as if it stood at the phrase's start."""
    offset, node = part
    keys = found[node].keys(candidates, offset)
    return np.sort(keys) if isinstance(node, Prefix) else keys


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
