"""From text that is looked for to what stands in a bigram field: terms at positions.

Exact by construction: bigrams at consecutive positions, a lone Han character as the beginning of any bigram.
A pattern becomes one sequence for each length that its stars can stand for.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from search.analysis import fold, form_code, gram_terms, units
from search.analysis.units import Kind, piece_kind, positions
from search.engine.tree import AnyUnit, Near, NoUnit, Pattern, Phrase, Prefix, Sequence, Term, Written
from search.query.nodes import Exactly, Nearby, Printed, Wild, Words
from search.query.patterns import lengths_of_stars, pattern_elements

Part = Term | Prefix | Pattern | AnyUnit | NoUnit
_Parts = list[tuple[int, Callable[[str], Part]]]
"""Offsets, and what makes the node that must stand there, of the field's name."""


class Standing(NamedTuple):
    """A sequence in one field, and how many positions it takes."""

    node: Sequence
    length: int


def sequence(field: str, canonical: str) -> list[Sequence]:
    """Return what matches a canonical text exactly in a bigram field: one node, none without units."""
    parts = _literal(canonical, 0)
    return [_standing(field, parts)] if parts else []


def sequences(field: str, node: Words | Exactly | Wild) -> list[Standing]:
    """Return what matches a text taken whole, or a pattern, in a bigram field: one of the sequences must."""
    if isinstance(node, Wild):
        return _pattern(field, node.text)
    canonical = fold(node.text)
    parts = _literal(canonical, 0)
    return [Standing(_standing(field, parts), positions(canonical)[-1][0] + 1)] if parts else []


def near(field: str, node: Nearby) -> list[Near]:
    """Return what matches two texts near each other in a bigram field: one of the nodes must."""
    return [
        Near(first.node, second.node, (first.length, second.length), node.distance, node.is_ordered)
        for first in sequences(field, node.first)
        for second in sequences(field, node.second)
    ]


def written(field: str, node: Printed) -> list[Written]:
    """Return what matches a text in its written form alone: one node, none without units."""
    canonical = fold(node.text)
    parts = _literal(canonical, 0)
    if not parts:
        return []
    forms = tuple((unit.position, form_code(node.text[unit.start : unit.end])) for unit in units(canonical))
    return [Written(_standing(field, parts), field, forms, node.text)]


def expansions(node: Sequence) -> list[Prefix | Pattern]:
    """Return the parts of a pattern's sequence that stand for several words of letters."""
    parts = [part for _, part in node.parts] if isinstance(node, Phrase) else [node]
    return [
        part
        for part in parts
        if isinstance(part, Prefix | Pattern) and piece_kind(part.text[0]) is not Kind.HAN
    ]


def _pattern(field: str, text: str) -> list[Standing]:
    """Return the sequences that a pattern stands for, of each length once."""
    elements = pattern_elements(text)
    found: dict[Sequence, int] = {}
    for lengths in lengths_of_stars(elements):
        place = 0
        parts: _Parts = []
        for number, element in enumerate(elements):
            if element.is_wild:
                count = lengths.get(number, 1)
                parts += [(place + step, AnyUnit) for step in range(count)]
                place += count
            elif element.is_open:
                parts.append((place, _of_letters(element.text)))
                place += 1
            else:
                parts += _literal(element.text, place)
                place += positions(element.text)[-1][0] + 1
        found.setdefault(_standing(field, parts), place)
    return [Standing(node, length) for node, length in found.items()]


def _of_letters(text: str) -> Callable[[str], Part]:
    """Return what makes the node of a word with wildcards: a prefix if all it has is a star at its end."""
    stem = text[:-1]
    if text.endswith("*") and "*" not in stem and "?" not in stem:
        return lambda field: Prefix(field, stem)
    return lambda field: Pattern(field, text)


def _literal(canonical: str, place: int) -> _Parts:
    """Return what must stand in a field, from a position on, for a canonical text to stand there.

    Where a hard break leaves a place out, nothing may stand in it: any unit could.
    """
    terms, places = gram_terms(canonical)
    if not terms:
        return []
    parts: _Parts = [(place + at, _term(term)) for term, at in zip(terms, places, strict=True)]
    if piece_kind(terms[-1][0]) is Kind.HAN:
        before = len(terms) > 1 and places[-1] == places[-2] + 1 and len(terms[-2]) > 1
        if before and piece_kind(terms[-2][0]) is Kind.HAN:
            parts.pop()
        else:
            parts[-1] = (place + places[-1], _prefix(terms[-1]))
    breaks = [later - 1 for earlier, later in pairwise(places) if later > earlier + 1]
    return parts + [(place + at, NoUnit) for at in breaks]


def _term(text: str) -> Callable[[str], Part]:
    return lambda field: Term(field, text)


def _prefix(text: str) -> Callable[[str], Part]:
    return lambda field: Prefix(field, text)


def _standing(field: str, parts: _Parts) -> Sequence:
    """Return what matches the parts in a field."""
    made = tuple([(place, make(field)) for place, make in parts])
    only = made[0][1]
    return only if len(made) == 1 and not isinstance(only, NoUnit) else Phrase(made)
