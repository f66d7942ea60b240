"""All that can be suggested from an index at one time: the parts' terms and titles, merged and ordered."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import log2

import numpy as np
from numpy.typing import NDArray

from search.analysis.bulk import fold_many
from search.suggest.gathering import Gathered, Term, key_of
from search.suggest.kinds import KINDS, WORD
from search.suggest.near import NearMisses
from search.suggest.shelf import Item, Shelf

MAX_TERMS = 200_000
"""Terms that are kept, the best."""

MAX_TITLES = 200_000
"""Distinct titles that are kept: those printed most often, of these the newest."""

LENGTH_PRICE = 0.1
"""What each unit past the second takes from a term's rank; doubling its articles adds 1."""

PROPER_BONUS = 1.0
"""What being a name or place adds: these are looked for more than other words as frequent."""


@dataclass(frozen=True, slots=True)
class Book:
    """Terms and titles, numbered best first.

    `kinds` has the place in KINDS of each term, `fields` the field it can be asked in, `weights`
    what orders terms. `title_refs` says of each title where it stands, shape (titles, 2): the number of one
    of `parts`, and the place in it; `title_copies` how many articles have it.
    """

    terms: Shelf
    titles: Shelf
    near: NearMisses
    kinds: NDArray[np.uint8]
    fields: tuple[str, ...]
    weights: NDArray[np.float32]
    parts: tuple[str, ...]
    title_refs: NDArray[np.int32]
    title_copies: NDArray[np.int32]

    @property
    def bytes(self) -> int:
        """What it takes in memory, roughly."""
        arrays = (self.kinds, self.weights, self.title_refs, self.title_copies)
        held = sum(array.nbytes for array in arrays) + 8 * len(self.fields)
        return self.terms.bytes + self.titles.bytes + self.near.bytes + held


def make_book(gathered: Mapping[str, Gathered]) -> Book:
    """Merge what the parts could suggest; a text printed in several ways is shown as printed most."""
    terms = _merged_terms(gathered)
    order = sorted(terms, key=lambda key: (-weight_of(key, terms[key]), key))[:MAX_TERMS]
    titles, refs, copies = _merged_titles(gathered)
    shelf = Shelf([Item(_most_printed(terms[key]), key) for key in order], blur=True)
    return Book(
        terms=shelf,
        titles=Shelf(titles),
        near=NearMisses(order),
        kinds=np.array([KINDS.index(terms[key].kind) for key in order], dtype=np.uint8),
        fields=tuple(terms[key].field_name for key in order),
        weights=np.array([weight_of(key, terms[key]) for key in order], dtype=np.float32),
        parts=tuple(gathered),
        title_refs=refs,
        title_copies=copies,
    )


def weight_of(key: str, term: Term) -> float:
    """Return what orders terms: frequent before rare, short before long, proper before common."""
    bonus = 0.0 if term.kind == WORD else PROPER_BONUS
    return log2(1 + term.articles) + bonus - LENGTH_PRICE * max(0, len(key) - 2)


def _merged_terms(gathered: Mapping[str, Gathered]) -> dict[str, Term]:
    merged: dict[str, Term] = {}
    for part in gathered.values():
        for key, term in part.terms.items():
            known = merged.get(key)
            if known is None:
                merged[key] = term
                continue
            kind = term.kind if known.kind == WORD else known.kind
            field_name = known.field_name or term.field_name
            merged[key] = Term(known.articles + term.articles, kind, field_name, [*known.forms, *term.forms])
    return merged


def _most_printed(term: Term) -> str:
    """Return the form printed most, of equals the first in order."""
    counts = Counter(term.forms)
    return min(counts, key=lambda form: (-counts[form], form))


def _merged_titles(
    gathered: Mapping[str, Gathered],
) -> tuple[list[Item], NDArray[np.int32], NDArray[np.int32]]:
    """Return distinct titles in order, where each stands, and how many articles have it."""
    copies: Counter[str] = Counter()
    newest: dict[str, tuple[str, int, int, str]] = {}
    for number, part in enumerate(gathered.values()):
        canonicals = fold_many([title for _, title, _ in part.titles])
        for (place, printed, published), canonical in zip(part.titles, canonicals, strict=True):
            key = key_of(canonical)
            if not key:
                continue
            copies[key] += 1
            known = newest.get(key)
            if known is None or published >= known[0]:
                newest[key] = (published, number, place, printed)
    by_date = sorted(newest, key=lambda key: newest[key][0], reverse=True)
    order = sorted(by_date, key=lambda key: -copies[key])[:MAX_TITLES]
    items = [Item(newest[key][3], key) for key in order]
    refs = np.array([newest[key][1:3] for key in order], dtype=np.int32).reshape(-1, 2)
    return items, refs, np.array([copies[key] for key in order], dtype=np.int32)
