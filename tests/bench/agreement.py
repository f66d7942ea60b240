"""Whether all engines found the same, before any time is worth comparing.

A wrong total, a wrong count of sources, or a first ten of Dibao's that is not the ten best by the
oracle's scores, equal scores in the order of the index, is a disagreement. Others round lengths or rank
by other formulas; how many of their first ten are the oracle's is told, not judged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.analysis import fold
from tests.bench.oracle import TOLERANCE, Truth
from tests.bench.questions import HITS, KINDS, Answer, Question

Answers = Mapping[str, Sequence[Answer | None]]
"""Each engine's answer to every question; None where it was not asked."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was compared, and every disagreement as a line to read."""

    totals: int
    tops: int
    disagreements: tuple[str, ...]
    overlaps: Mapping[tuple[str, str], float]
    """By engine and kind: how much of the oracle's first ten the engine has too, from 0 to 1."""


def check_agreement(
    questions: Sequence[Question], answers: Answers, truths: Mapping[int, Truth], order: Sequence[int]
) -> Agreement:
    """Compare all answers with each other and, where there is one, with the truth.

    `truths` are by a question's place in `questions`; `order` are Dibao's articles as it breaks ties.
    """
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[list(order)] = np.arange(len(order))
    totals, tops = 0, 0
    wrong: list[str] = []
    shares: dict[tuple[str, str], list[float]] = {}
    for place, question in enumerate(questions):
        if question.kind == "search":
            continue
        truth = truths.get(place)
        found = {name: answer for name, given in answers.items() if (answer := given[place]) is not None}
        wrong += _differences(question, found, truth)
        totals += len(found)
        if truth is None or question.kind == "facets":
            continue
        for name, answer in found.items():
            best = _best(truth, ranks)
            if name == "dibao":
                tops += 1
                wrong += _wrong_top(question, answer, best, truth)
            if best:
                share = len(set(best) & set(answer.hits)) / len(best)
                shares.setdefault((name, question.kind), []).append(share)
    overlaps = {key: sum(shares[key]) / len(shares[key]) for key in sorted(shares, key=_by_kind)}
    return Agreement(totals, tops, tuple(wrong), overlaps)


def _differences(question: Question, found: Mapping[str, Answer], truth: Truth | None) -> list[str]:
    """Return a line for each engine whose total or facets are not the truth's, or else not the first's."""
    if not found:
        return []
    reference = next(iter(found))
    wanted_total, wanted_facets = found[reference].total, found[reference].facets
    if truth is not None:
        reference = "the oracle"
        wanted_total, wanted_facets = truth.total, truth.facets
    lines = []
    for name, answer in found.items():
        if question.kind == "facets":
            if _certain(answer.facets) != _certain(wanted_facets):
                lines.append(f"{question}: {name} counts {answer.facets}, {reference} {wanted_facets}")
        elif answer.total != wanted_total:
            lines.append(f"{question}: {name} finds {answer.total} articles, {reference} {wanted_total}")
        elif len(answer.hits) != min(HITS, wanted_total):
            lines.append(f"{question}: {name} gives {len(answer.hits)} hits of {wanted_total}")
    return lines


def _certain(facets: Sequence[tuple[str, int]]) -> tuple[list[int], set[tuple[str, int]]]:
    """Return the counts, and the values above the least count, whose ties may have been cut anywhere.

    Values are compared by their canonical forms: Dibao names one as it is printed most, the others are given
    canonical ones.
    """
    counts = [count for _, count in facets]
    least = counts[-1] if counts else 0
    return counts, {(fold(value), count) for value, count in facets if count > least}


def _best(truth: Truth, ranks: NDArray[np.int64]) -> list[int]:
    """Return the numbers of the ten best, equal scores in the order of the ranks."""
    falls = truth.scores[1:] < truth.scores[:-1] - TOLERANCE * np.abs(truth.scores[:-1])
    groups = np.concatenate([[0], np.cumsum(falls)])[: len(truth.numbers)]
    best: list[int] = truth.numbers[np.lexsort((ranks[truth.numbers], groups))][:HITS].tolist()
    return best


def _wrong_top(question: Question, answer: Answer, best: Sequence[int], truth: Truth) -> list[str]:
    hits = list(answer.hits)
    if hits != list(best):
        return [f"{question}: the first ten are {hits}, the oracle's {list(best)}"]
    wanted = truth.scores[: len(hits)]
    if not np.allclose(answer.scores, wanted, rtol=TOLERANCE, atol=0):
        return [f"{question}: scores {answer.scores}, the oracle's {wanted.tolist()}"]
    return []


def _by_kind(key: tuple[str, str]) -> tuple[int, str]:
    return KINDS.index(key[1]), key[0]
