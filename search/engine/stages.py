"""Ranks by relevance in stages: what matches `first` before the rest, the best of each looked at once more.

The articles that are looked at again are the best by BM25 of all that was found, whatever page is asked and
whether it collapses, so pages joined are one ranking, and collapsing leaves its order as it is.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from search.engine.found import Found, Mask
from search.engine.ordering import Ordering
from search.engine.requests import Answer
from search.engine.rescoring import Rescorer, added_up
from search.engine.scoring import Scores

BY_SCORE = "relevance"


class Window:
    """The first articles of one stage, in the order of their new scores; those behind keep theirs."""

    def __init__(
        self, ordering: Ordering, rescorer: Rescorer, bases: Sequence[int], founds: Sequence[Found]
    ) -> None:
        """Rank all that was found, and look at the first again."""
        self._ordering = ordering
        self._bases = bases
        self._founds = founds
        best = ordering.first(founds, rescorer.window, BY_SCORE)
        numbers = np.array([answer.number for answer in best], dtype=np.int64)
        scores = np.array([answer.score for answer in best], dtype=np.float64)
        rescorer.look_around(bases, numbers, scores)
        order = np.argsort(numbers)
        numbers, scores = numbers[order], scores[order]
        self._added: dict[int, Scores] = {}
        bounds = np.searchsorted(numbers, bases)
        for place, (begin, end) in enumerate(pairwise(bounds.tolist())):
            if begin < end:
                docs = (numbers[begin:end] - bases[place]).astype(np.uint16)
                parts = rescorer.parts(place, bases[place], docs, scores[begin:end])
                scores[begin:end] = added_up(scores[begin:end], parts)
                self._added |= zip(numbers[begin:end].tolist(), parts, strict=True)
        order = np.argsort(-scores, kind="stable")
        self.answers = list(map(Answer, numbers[order].tolist(), scores[order].tolist()))

    def first(self, limit: int, some: Sequence[Found] | None = None) -> list[Answer]:
        """Return the first articles, of all that were found or of some of them."""
        ranked = self.answers
        if some is not None:
            ranked = [self.answers[at] for at in np.flatnonzero(self._are_among(some)).tolist()]
        if len(ranked) >= limit:
            return ranked[:limit]
        known = {answer.number for answer in self.answers}
        founds = self._founds if some is None else some
        behind = self._ordering.first(founds, limit + len(known), BY_SCORE)
        return [*ranked, *(answer for answer in behind if answer.number not in known)][:limit]

    def added(self, number: int) -> tuple[float, Scores] | None:
        """Return an article's score and what was added to it; None for one that stands behind."""
        if number not in self._added:
            return None
        score = next(answer.score for answer in self.answers if answer.number == number)
        return score, self._added[number]

    def _are_among(self, founds: Sequence[Found]) -> Mask:
        """Tell which of the answers are among some articles."""
        numbers = np.array([answer.number for answer in self.answers], dtype=np.int64)
        are_there = np.zeros(len(numbers), dtype=bool)
        places = np.searchsorted(self._bases, numbers, side="right") - 1
        for place in np.unique(places).tolist():
            here = np.flatnonzero(places == place)
            are_there[here] = founds[place].have((numbers[here] - self._bases[place]).astype(np.uint16))
        return are_there


class Stages:
    """Ranks some of what was found: what is `first`, then the rest."""

    def __init__(
        self,
        ordering: Ordering,
        rescorer: Rescorer | None,
        bases: Sequence[int],
        founds: Sequence[Found],
        firsts: Sequence[Mask] | None,
    ) -> None:
        """Take all that was found and, where some of it comes first, which articles do."""
        self.ordering = ordering
        self._rescorer = rescorer
        self._bases = bases
        self._founds = founds
        self._firsts = firsts
        self._windows: dict[bool, Window] = {}

    def first(self, founds: Sequence[Found], limit: int) -> list[Answer]:
        """Return the first of what was found, or of some of it."""
        some = None if founds is self._founds else founds
        if self._firsts is None:
            return self._first_of(limit, some, is_first=False)
        ranked: list[Answer] = []
        for is_first in (True, False):
            if len(ranked) < limit:
                ranked += self._first_of(limit - len(ranked), some, is_first=is_first)
        return ranked

    def is_first(self, number: int) -> bool:
        """Tell whether an article matches what comes first."""
        place = int(np.searchsorted(self._bases, number, side="right")) - 1
        return self._firsts is not None and bool(self._firsts[place][number - self._bases[place]])

    def added(self, number: int, *, is_first: bool) -> tuple[float, Scores] | None:
        """Return an article's score and what was added to it; None where it was not looked at again."""
        return (
            None if self._rescorer is None else self._window(self._rescorer, is_first=is_first).added(number)
        )

    def _first_of(self, limit: int, some: Sequence[Found] | None, *, is_first: bool) -> list[Answer]:
        if some is not None:
            some = self._part(some, is_first=is_first)
        if self._rescorer is not None:
            return self._window(self._rescorer, is_first=is_first).first(limit, some)
        founds = self._part(self._founds, is_first=is_first) if some is None else some
        return self.ordering.first(founds, limit, BY_SCORE)

    def _window(self, rescorer: Rescorer, *, is_first: bool) -> Window:
        """Return what was looked at again of the articles that come first, or of the others."""
        if is_first not in self._windows:
            whole = self._part(self._founds, is_first=is_first)
            self._windows[is_first] = Window(self.ordering, rescorer, self._bases, whole)
        return self._windows[is_first]

    def _part(self, founds: Sequence[Found], *, is_first: bool) -> Sequence[Found]:
        if self._firsts is None:
            return founds
        return [
            found.within(mask if is_first else ~mask)
            for found, mask in zip(founds, self._firsts, strict=True)
        ]
