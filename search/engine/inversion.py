"""From many texts to one field's postings.

A term is a few numbers, which sort as its text does: of a bigram's units, or of a word's first unit,
second unit and the rest. So terms are sorted and counted as arrays (`search.engine.occurrences`), and
only those that are distinct become text.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.analysis.bulk import (
    CODE_TYPE,
    HAN_KIND,
    SURROGATES,
    Batch,
    BatchUnits,
    ascending,
    batch_of,
    distinct_units,
    text_of,
    units_of,
)
from search.analysis.bulk_words import word_begins
from search.analysis.grams import END
from search.analysis.words import Segmenter, default_segmenter
from search.engine.occurrences import Occurrences, Postings, postings_of

MAX_ARTICLES = 1 << 16
"""How many articles an inversion takes: their numbers have 16 bits."""

UTF8 = "utf-8"
NOTHING = 0
"""No code point of a unit."""


@dataclass(frozen=True, slots=True)
class Inverted:
    """One field's postings of a batch of articles.

    `terms` are distinct, in UTF-8, ascending by bytes, which is by code points. Of each term,
    `doc_frequencies` counts the articles it occurs in and `frequencies` its occurrences. Of each
    posting, by term, then article: `docs`, the article's number in the batch, and `freqs`, its
    occurrences there. `positions` has one for each occurrence, by term, article and position; None
    where the field keeps none. `lengths` counts the terms of each article.
    """

    terms: list[bytes]
    doc_frequencies: NDArray[np.int64]
    frequencies: NDArray[np.int64]
    docs: NDArray[np.uint16]
    freqs: NDArray[np.uint32]
    positions: NDArray[np.uint32] | None
    lengths: NDArray[np.uint32]


def invert_grams(canonicals: Sequence[str]) -> Inverted:
    """Return the postings of the terms that `gram_terms` gives of each canonical text.

    Raises ValueError for more than 65,536 texts.
    """
    return _grams(_units_of(canonicals))


def invert_words(canonicals: Sequence[str]) -> Inverted:
    """Return the postings of the terms that `word_terms` gives of each canonical text, no positions.

    Raises ValueError for more than 65,536 texts.
    """
    return _words(_units_of(canonicals), default_segmenter())


def invert_both(canonicals: Sequence[str]) -> tuple[Inverted, Inverted]:
    """Return what `invert_grams` and `invert_words` give, the texts being cut into units once."""
    units = _units_of(canonicals)
    return _grams(units), _words(units, default_segmenter())


def invert_values(values: Sequence[Sequence[str]]) -> Inverted:
    """Return the postings of whole values, no positions.

    Raises ValueError for the values of more than 65,536 articles.
    """
    ids: defaultdict[str, int] = defaultdict(count().__next__)
    counts = np.fromiter(map(len, values), dtype=np.int64, count=len(values))
    numbers = np.fromiter(map(ids.__getitem__, chain.from_iterable(values)), dtype=np.int64)
    texts, places = ascending(list(ids))
    docs = np.repeat(_numbers(len(values)), counts)
    found = postings_of(Occurrences((places[numbers],), docs, None), len(texts))
    return _named(found, [text.encode(UTF8, SURROGATES) for text in texts], counts)


@dataclass(frozen=True, slots=True)
class _Units:
    """The units of a batch, which of the batch's distinct texts each is, and in which article."""

    batch: Batch
    units: BatchUnits
    texts: list[str]
    numbers: NDArray[Any]
    docs: NDArray[np.uint16]


def _units_of(canonicals: Sequence[str]) -> _Units:
    articles = _numbers(len(canonicals))
    batch = batch_of(canonicals)
    units = units_of(batch)
    return _Units(batch, units, *distinct_units(batch, units), np.repeat(articles, units.counts))


def _grams(found: _Units) -> Inverted:
    """Invert bigrams: the first column is the unit, the second what it is joined to."""
    second = _following(found.numbers)
    second *= found.units.joined
    occurrences = Occurrences((found.numbers, second), found.docs, found.units.positions)
    postings = postings_of(occurrences, len(found.texts))
    texts = _term_texts(postings.columns, (found.texts, ["", *found.texts]))
    return _named(postings, texts, found.units.counts)


def _words(found: _Units, segmenter: Segmenter) -> Inverted:
    """Invert words: the columns are the first unit, the second, and all others together."""
    begins = np.flatnonzero(word_begins(found.batch, found.units, segmenter))
    lengths = np.diff(begins, append=len(found.numbers))
    first = found.numbers[begins]
    second = _following(found.numbers)[begins]
    second *= lengths > 1
    tails, third = _tails(found, begins, lengths)
    docs = found.docs[begins]
    postings = postings_of(Occurrences((first, second, third), docs, None), len(found.texts))
    texts = _term_texts(postings.columns, (found.texts, ["", *found.texts], tails))
    return _named(postings, texts, np.bincount(docs, minlength=len(found.units.counts)))


def _tails(
    found: _Units, begins: NDArray[np.int64], lengths: NDArray[np.int64]
) -> tuple[list[str], NDArray[Any]]:
    """Return the distinct texts that follow the first two units of words, and which each word has.

    Only Han units make words together, so a unit is a character here. The first text is empty.
    """
    is_three, is_longer = lengths == 3, lengths > 3
    thirds = found.numbers[begins[is_three] + 2]
    is_third = np.zeros(len(found.texts), dtype=bool)
    is_third[thirds] = True
    singles = np.flatnonzero(is_third)

    characters = text_of(found.batch.codes[found.units.kinds >= HAN_KIND])
    starts = begins[is_longer]
    spans = map(slice, (starts + 2).tolist(), (starts + lengths[is_longer]).tolist())
    ids: defaultdict[str, int] = defaultdict(count(1 + len(singles)).__next__)
    longer = np.fromiter(map(ids.__getitem__, map(characters.__getitem__, spans)), np.int64, len(starts))

    tails, places = ascending(["", *(found.texts[single] for single in singles.tolist()), *ids])
    single_places = np.zeros(len(found.texts), dtype=places.dtype)
    single_places[singles] = places[1 : 1 + len(singles)]
    third = np.zeros(len(begins), dtype=places.dtype)
    third[is_three] = single_places[thirds]
    third[is_longer] = places[longer]
    return tails, third


def _following(numbers: NDArray[Any]) -> NDArray[Any]:
    """Return one more than the number of the unit that follows, 0 at the end."""
    following = np.zeros_like(numbers)
    following[:-1] = numbers[1:]
    following[:-1] += numbers.dtype.type(1)
    return following


def _term_texts(columns: Sequence[NDArray[Any]], texts: Sequence[Sequence[str]]) -> list[bytes]:
    """Return terms in UTF-8; those of single characters are made all at once."""
    rows = np.full((len(columns[0]), len(columns) + 1), ord(END), dtype=CODE_TYPE)
    is_long = np.zeros(len(rows), dtype=bool)
    for place, (column, choices) in enumerate(zip(columns, texts, strict=True)):
        codes = np.array([ord(text) if len(text) == 1 else NOTHING for text in choices], dtype=CODE_TYPE)
        rows[:, place] = codes[column]
        is_long |= np.array([len(text) > 1 for text in choices], dtype=bool)[column]
    terms = text_of(rows[rows != NOTHING]).encode(UTF8).split(END.encode(UTF8))[:-1]
    for term in np.flatnonzero(is_long).tolist():
        parts = [choices[column[term]] for column, choices in zip(columns, texts, strict=True)]
        terms[term] = "".join(parts).encode(UTF8)
    return terms


def _named(found: Postings, terms: list[bytes], lengths: NDArray[np.int64]) -> Inverted:
    """Return postings with the texts of their terms, and the number of terms of each article."""
    return Inverted(
        terms,
        found.doc_frequencies,
        found.frequencies,
        found.docs,
        found.freqs,
        found.positions,
        lengths.astype(np.uint32),
    )


def _numbers(articles: int) -> NDArray[np.uint16]:
    """Return the numbers of a batch's articles."""
    if articles > MAX_ARTICLES:
        raise ValueError(f"a batch of {articles} articles; at most {MAX_ARTICLES} can be inverted at once")
    return np.arange(articles, dtype=np.uint16)
