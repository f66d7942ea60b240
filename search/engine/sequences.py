"""Where sequences stand: positions as sorted keys, for what no kernel is made for.

A key is `article << 32 | position + POSITION_BASE` of a sequence's first unit. Phrases with beginnings,
patterns or open places, sequences near each other, exact written forms.
"""

import re

import numpy as np
from numpy.typing import NDArray

from search.analysis import OTHER
from search.engine.dictionary import ABSENT
from search.engine.found import Found
from search.engine.postings import POSITION_BASE, TermPostings
from search.engine.segment import SegmentReader
from search.engine.tables import PLACES
from search.engine.tree import AnyUnit, Near, NoUnit, Pattern, Phrase, Prefix, Sequence, Term, Written
from search.engine.vectorized import contained
from search.engine.wildcards import wildcard_regex
from search.engine.written import is_printed

Keys = NDArray[np.int64]

_LOW = (1 << 32) - 1


def match_positions(segment: SegmentReader, node: Phrase | Near | Written) -> Found:
    """Return which articles hold a phrase, two sequences near each other, or an exact written form."""
    match node:
        case Near():
            return _found(_near_keys(segment, node))
        case Written():
            return _written(segment, node)
    return _found(keys_of(segment, node))


def keys_of(segment: SegmentReader, node: Sequence) -> Keys:
    """Return where a sequence stands, ascending."""
    if isinstance(node, AnyUnit):
        raise TypeError("an open place stands only between others")
    if not isinstance(node, Phrase):
        return _all_keys(_postings(segment, node))
    return _phrase_keys(segment, node)


def pattern_postings(segment: SegmentReader, node: Pattern) -> TermPostings:
    """Return the postings of all terms that a pattern fits."""
    terms = segment.fields[node.field].terms
    head = re.split(r"[?*]", node.text, maxsplit=1)[0]
    first, last = terms.find_prefix(head)
    fits = re.compile(wildcard_regex(node.text), re.DOTALL)
    texts = terms.texts(first, last)
    return _joined(segment, node.field, [first + at for at, text in enumerate(texts) if fits.fullmatch(text)])


def _postings(segment: SegmentReader, node: Term | Prefix | Pattern) -> TermPostings:
    field = segment.fields[node.field]
    match node:
        case Term(text=text):
            term = field.terms.find(text)
            return field.postings(0, 0) if term == ABSENT else field.postings(term, term + 1)
        case Prefix(text=text):
            return field.postings(*field.terms.find_prefix(text))
    return pattern_postings(segment, node)


def _joined(segment: SegmentReader, name: str, terms: list[int]) -> TermPostings:
    field = segment.fields[name]
    if not terms:
        return field.postings(0, 0)
    parts = [field.postings(term, term + 1) for term in terms]
    return TermPostings(
        np.concatenate([part.docs for part in parts]),
        np.concatenate([part.freqs for part in parts]),
        np.concatenate([part.positions for part in parts]),
    )


def _phrase_keys(segment: SegmentReader, phrase: Phrase) -> Keys:
    """Meet the parts, the rarest first, in the articles that have all of them."""
    placed: list[tuple[int, Term | Prefix | Pattern]] = []
    for offset, part in phrase.parts:
        if not isinstance(part, AnyUnit | NoUnit):
            placed.append((offset, part))
    found = {part: _postings(segment, part) for _, part in placed}
    candidates = np.ones(PLACES, dtype=bool)
    for postings in found.values():
        mask = np.zeros(PLACES, dtype=bool)
        mask[postings.docs] = True
        candidates &= mask
    keys: Keys | None = None
    for offset, sought in sorted(placed, key=lambda entry: len(found[entry[1]].docs)):
        others = found[sought].keys(candidates, offset)
        if isinstance(sought, Term):
            keys = others if keys is None else keys[contained(keys, others)]
        else:  # of several terms, in no order: only what is left is sorted
            keys = np.sort(others if keys is None else others[contained(others, keys)])
    if keys is None:
        raise TypeError("a phrase needs a part that is not an open place")
    for offset, part in phrase.parts:
        if isinstance(part, AnyUnit | NoUnit):
            codes = segment.forms(part.field).codes(keys >> 32, (keys & _LOW) - POSITION_BASE + offset)
            keys = keys[(codes > 0) == isinstance(part, AnyUnit)]
    return keys


def _near_keys(segment: SegmentReader, near: Near) -> Keys:
    """Return where one of the sequences stands near the other."""
    first, second = keys_of(segment, near.first), keys_of(segment, near.second)
    behind = _follows(first, second, near.lengths[0], near.distance)
    if near.is_ordered:
        return behind
    return np.concatenate([behind, _follows(second, first, near.lengths[1], near.distance)])


def _follows(keys: Keys, others: Keys, length: int, distance: int) -> Keys:
    """Return the keys of a sequence of that length behind whose end one of the others starts near enough."""
    if not len(others):
        return others
    places = np.searchsorted(others, keys + length)
    nearest = others[np.minimum(places, len(others) - 1)]
    return keys[(places < len(others)) & (nearest <= keys + length + distance)]


def _written(segment: SegmentReader, node: Written) -> Found:
    keys = keys_of(segment, node.sequence)
    forms = segment.forms(node.field)
    is_sure = True
    for offset, code in node.forms:
        codes = forms.codes(keys >> 32, (keys & _LOW) - POSITION_BASE + offset)
        keys = keys[codes == code]
        is_sure = is_sure and code != OTHER
    found = _found(keys)
    if is_sure:
        return found
    name = node.field.rsplit("_", 1)[0]
    printed = [
        doc for doc in found.as_docs().tolist() if is_printed(segment.article(doc), name, node.printed)
    ]
    return Found(np.array(printed, dtype=np.uint16))


def _all_keys(postings: TermPostings) -> Keys:
    return np.sort(postings.keys(np.ones(PLACES, dtype=bool), 0))


def _found(keys: Keys) -> Found:
    return Found(np.unique(keys >> 32).astype(np.uint16))
