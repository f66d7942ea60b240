"""Did you mean: queries close to one that finds little, and which find more.

A part of the query is replaced by a term of the archive that sounds alike, sounds nearly alike (zh/z, ng/n,
n/l) or differs by a character (`search.suggest.near`); pinyin, by what it spells. What is offered was
searched as a whole. A part that no article has is replaced before one that some have; then comes first what
costs least: what was changed counts against a term, what is the same and how frequent it is for it.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from search.analysis import fold
from search.analysis.units import HAN, LATIN
from search.suggest.answers import Correction
from search.suggest.book import Book
from search.suggest.gathering import key_of
from search.suggest.keys import first_of
from search.suggest.near import distance, furthest, is_one_away
from search.suggest.pinyin import as_typed, blurred, is_han, readings

MAX_QUERY = 64
"""Characters of a query that is corrected; a longer one is a pasted text."""

LONGEST_SPAN = 8
"""Characters of a part that is replaced."""

MAX_SPANS = 96
"""Parts of a query that are looked up, the longest first."""

ALIKE = 12
"""Terms of one sound that are considered for a part."""

TRIED = 16
"""Corrected queries that are searched."""

MAX_CORRECTIONS = 3

SAME_SOUND, ALMOST_SAME_SOUND, OTHER_SOUND = 0.35, 0.6, 1.0
"""What a character costs that was put in another's place, by how it sounds."""

SWAPPED, LEFT_OUT = 0.8, 1.1
"""What it costs that two characters changed places, that one is missing or too many."""

MATCHED_WORTH, FREQUENCY_WORTH = 0.3, 0.05
"""What each matching character past the first, and each doubling of its articles, takes from the cost."""

_RUN = re.compile(rf"[{HAN}]+|[{LATIN}]+(?:['’ -][{LATIN}]+)*")
_OPERATORS = frozenset(("and", "or", "not", "near", "或"))


class _Candidate(NamedTuple):
    """A replacement, in the order in which it is tried."""

    is_present: bool
    cost: float
    entry: int
    start: int
    end: int
    text: str


def corrections(book: Book, query: str, counted: Callable[[str], int], total: int) -> tuple[Correction, ...]:
    """Return at most three corrections of a query that finds `total` articles, each of which finds more."""
    if len(query) > MAX_QUERY:
        return ()
    candidates = sorted(_candidates(book, query, counted))
    found: dict[str, Correction] = {}
    tried: set[str] = {key_of(fold(query))}
    for candidate in candidates:
        corrected = query[: candidate.start] + candidate.text + query[candidate.end :]
        key = fold(corrected)
        if key in tried:
            continue
        if len(tried) > TRIED or len(found) == MAX_CORRECTIONS:
            break
        tried.add(key)
        articles = counted(corrected)
        if articles > total:
            typed = query[candidate.start : candidate.end]
            end = candidate.start + len(candidate.text)
            found[key] = Correction(corrected, articles, candidate.start, end, typed)
    return tuple(found.values())


def _candidates(book: Book, query: str, counted: Callable[[str], int]) -> Iterator[_Candidate]:
    """Give replacements for the parts of a query."""
    canonical = fold(query)
    present: list[str] = []
    for start, end in _spans(canonical):
        part = canonical[start:end]
        costs = dict(_alike(book, query[start:end], key_of(part)))
        if not costs:
            continue
        is_within = is_han(part[0]) and any(part in known for known in present)
        is_present = is_within or counted(f'"{part}"') > 0
        if is_present and is_han(part[0]):
            present.append(part)  # and what stands within it needs no counting: parts come the longest first
        for entry, cost in costs.items():
            text = book.terms.printed.text(entry)
            worth = FREQUENCY_WORTH * float(book.weights[entry])
            yield _Candidate(is_present, cost - worth, entry, start, end, text)


def _spans(canonical: str) -> list[tuple[int, int]]:
    """Return the parts of a canonical query that may be replaced, longest first."""
    spans: list[tuple[int, int]] = []
    for match in _RUN.finditer(canonical):
        start, end = match.span()
        if canonical[end : end + 1] == ":":
            continue
        if is_han(canonical[start]):
            spans += [
                (first, last)
                for first in range(start, end - 1)
                for last in range(first + 2, min(first + LONGEST_SPAN, end) + 1)
            ]
            continue
        words = [word.span() for word in re.finditer(rf"[{LATIN}]+", canonical[start:end])]
        words = [(start + first, start + last) for first, last in words]
        plain = [span for span in words if canonical[slice(*span)] not in _OPERATORS]
        spans += dict.fromkeys([(start, end), *plain]) if len(plain) == len(words) else plain
    spans.sort(key=lambda span: (span[0] - span[1], span))
    return spans[:MAX_SPANS]


def _alike(book: Book, typed: str, key: str) -> Iterator[tuple[int, float]]:
    """Give the terms that are like a part of a query, and what they cost."""
    if key.isdecimal() or len(key) < 2:
        return
    shelf = book.terms
    syllables = readings([typed])[0]
    near_sounds = [blurred(syllable) for syllable in syllables]
    is_far = furthest(key) > 1
    for entry in book.near.candidates(key):
        other = shelf.keys.text(entry)
        if is_one_away(key, other):
            yield entry, _cost(key, syllables, shelf.pronounced(entry))
        elif is_far and distance(key, other) == 2:
            yield entry, 2 * _cost(key, syllables, shelf.pronounced(entry))
    if key.isascii():
        joined = re.sub("[^a-z]", "", as_typed(typed))
        for entry in first_of(shelf.by_sound.equal(joined), ALIKE) if joined else ():
            yield entry, 0.0
        return
    for entry in first_of(shelf.by_blurred.equal("".join(near_sounds)), ALIKE):
        pronounced = shelf.pronounced(entry)
        if [blurred(reading) for _, reading in pronounced] == near_sounds and shelf.keys.text(entry) != key:
            yield entry, _cost(key, syllables, pronounced)


def _cost(key: str, syllables: list[str], pronounced: list[tuple[str, str]]) -> float:
    """Return what it costs to put a term in a key's place: what differs, less what is the same."""
    size = len(pronounced)
    if key.isascii():
        return OTHER_SOUND
    if size != len(key) or len(syllables) != len(key):
        return LEFT_OUT - MATCHED_WORTH * (min(size, len(key)) - 1)
    if sorted(key) == sorted(unit for unit, _ in pronounced):
        return SWAPPED - MATCHED_WORTH * (size - 1)
    cost, matched = 0.0, 0.0
    for unit, syllable, (other, reading) in zip(key, syllables, pronounced, strict=True):
        if unit == other:
            matched += 1
        elif syllable == reading:
            matched, cost = matched + 0.5, cost + SAME_SOUND
        else:
            cost += ALMOST_SAME_SOUND if blurred(syllable) == blurred(reading) else OTHER_SOUND
    return cost - MATCHED_WORTH * (matched - 1)
