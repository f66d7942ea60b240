"""The truth: totals and scores found by reading the whole token file, the slow and obvious way.

Scores are BM25 by the formula of `search.engine.weights.Ranking`, in double precision, over the
articles that have the field; a prefix's terms count as one term. No index is involved.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from search.engine import Ranking
from tests.bench.questions import FACET_VALUES, HITS, Question
from tests.bench.tokens import FIELDS, FILLER, TokenDocument, split_terms

Key = tuple[str, str, bool]
"""A field, a text, and whether the text is a prefix."""


TOLERANCE = 1e-9
"""Scores closer than this, relatively, are equal: sums taken in another order differ in the last bit."""


@dataclass(frozen=True, slots=True)
class Truth:
    """A question's total, the articles that may be among its first ten with their scores, and its sources.

    `numbers` are in the order of `scores`, highest first; of equal scores as many as there are.
    """

    total: int
    numbers: NDArray[np.int64]
    scores: NDArray[np.float64]
    facets: tuple[tuple[str, int], ...]


@dataclass(slots=True)
class _Found:
    """Where a term stands: articles, and how often in each."""

    numbers: list[int] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)


class Oracle:
    """Reads a token file once for a set of questions, then tells the truth of each."""

    def __init__(
        self, documents: Iterable[TokenDocument], questions: Sequence[Question], ranking: Ranking
    ) -> None:
        """Count in every document what the questions ask for."""
        self._ranking = ranking
        self._wanted = {name: _Wanted(name, questions) for name in FIELDS}
        self._terms: dict[Key, _Found] = {}
        self._phrases: dict[tuple[tuple[str, str], ...], list[int]] = {
            question.terms: [] for question in questions if question.kind == "phrase"
        }
        self._lengths: dict[str, list[int]] = {name: [] for name in FIELDS}
        self._dates: list[int] = []
        self._sources: list[str] = []
        for document in documents:
            self._read(document)

    def truth(self, question: Question) -> Truth:
        """Return the truth of a question that this oracle was made for."""
        matching, scores = self.matching(question), self.scores(question)
        numbers = np.flatnonzero(matching)
        total = len(numbers)
        if total > HITS:
            tenth = np.partition(scores[numbers], total - HITS)[total - HITS]
            numbers = numbers[scores[numbers] >= tenth - TOLERANCE * abs(tenth)]
        numbers = numbers[np.argsort(-scores[numbers], kind="stable")]
        return Truth(total, numbers, scores[numbers], self._facets(matching))

    def matching(self, question: Question) -> NDArray[np.bool_]:
        """Return of each article whether it matches."""
        if question.kind == "phrase":
            mask = np.zeros(len(self._dates), dtype=bool)
            mask[self._phrases[question.terms]] = True
            return mask
        masks = [self._mask(key) for key in _keys(question)]
        matching: NDArray[np.bool_] = reduce(
            np.logical_and if question.kind == "and" else np.logical_or, masks
        )
        if question.kind == "filtered":
            dates = np.array(self._dates)
            matching = matching & (dates >= question.first) & (dates <= question.last)
        return matching

    def scores(self, question: Question) -> NDArray[np.float64]:
        """Return the score of every article, whether it matches or not."""
        scores: NDArray[np.float64] = reduce(np.add, map(self._scores, _keys(question)))
        return scores

    def _read(self, document: TokenDocument) -> None:
        self._dates.append(document.date)
        self._sources.append(document.source)
        for name, wanted in self._wanted.items():
            joined: str = getattr(document, name)
            terms = split_terms(joined)
            self._lengths[name].append(len(terms) - terms.count(FILLER))
            counts = wanted.counts(joined, terms)
            for key, count in counts.items():
                found = self._terms.setdefault(key, _Found())
                found.numbers.append(document.number)
                found.counts.append(count)
            if name == "body_g":
                self._read_phrases(document.number, f" {joined} ", counts)

    def _read_phrases(self, number: int, padded: str, counts: dict[Key, int]) -> None:
        for terms, numbers in self._phrases.items():
            if all((*term, False) in counts for term in terms):
                sought = " ".join(text for _, text in terms)
                if f" {sought} " in padded:
                    numbers.append(number)

    def _mask(self, key: Key) -> NDArray[np.bool_]:
        mask = np.zeros(len(self._dates), dtype=bool)
        mask[self._terms.get(key, _Found()).numbers] = True
        return mask

    def _scores(self, key: Key) -> NDArray[np.float64]:
        """Return a term's BM25 in every article."""
        size = len(self._dates)
        found = self._terms.get(key, _Found())
        scores = np.zeros(size)
        if not found.numbers:
            return scores
        k1, b = self._ranking.k1, self._ranking.b
        lengths = np.array(self._lengths[key[0]], dtype=np.float64)
        average = lengths.sum() / np.count_nonzero(lengths)
        having = len(found.numbers)
        rarity = np.log(1 + (size - having + 0.5) / (having + 0.5))
        counts = np.array(found.counts, dtype=np.float64)
        norms = k1 * (1 - b + b * lengths[found.numbers] / average)
        scores[found.numbers] = rarity * counts * (k1 + 1) / (counts + norms)
        return scores

    def _facets(self, matching: NDArray[np.bool_]) -> tuple[tuple[str, int], ...]:
        counts = Counter(self._sources[number] for number in np.flatnonzero(matching))
        counts.pop("", None)
        return tuple(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))[:FACET_VALUES])


def _keys(question: Question) -> list[Key]:
    """Return what a question asks for, each once."""
    is_prefix = question.kind in ("character", "prefix")
    return [(name, text, is_prefix) for name, text in dict.fromkeys(question.terms)]


class _Wanted:
    """What questions ask of one field: whole terms, and prefixes."""

    def __init__(self, name: str, questions: Sequence[Question]) -> None:
        self._name = name
        self._texts: set[str] = set()
        self._prefixes: set[str] = set()
        for question in questions:
            asked = self._prefixes if question.kind in ("character", "prefix") else self._texts
            asked.update(text for field_name, text in question.terms if field_name == name)

    def counts(self, joined: str, terms: list[str]) -> dict[Key, int]:
        """Return how often each stands in one article's field, joined by spaces and split."""
        found = Counter(filter(self._texts.__contains__, terms))
        counts = {(self._name, text, False): count for text, count in found.items()}
        padded = f" {joined}"
        for text in self._prefixes:
            count = padded.count(f" {text}")
            if count:
                counts[self._name, text, True] = count
        return counts
