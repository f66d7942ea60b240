"""Collapses a result: of articles that share a value, one stands for all.

What cannot stand for its group is taken out first, by whole arrays; what is left is ranked only as far as
the page needs. So a page costs little more than one that is not collapsed, however much was found, and
pages joined are the whole result.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from search.engine.clusters import are_heads, cluster_numbers
from search.engine.found import Found
from search.engine.requests import CLUSTER, Answer
from search.engine.segment import NO_VALUE, SegmentReader

MORE = 8
"""How many times as many are ranked where too many of the first belonged together."""

Rank = Callable[[Sequence[Found], int], list[Answer]]
"""Gives the first articles, at most so many, in order."""

Stage = tuple[list[Found], Rank]
"""Articles by segment, and how they are ranked; those of later stages follow after all of an earlier one."""


@dataclass(frozen=True)
class Groups:
    """Which articles belong together: `codes` of all articles of the index, from 0 to `count`, left out.

    `heads` tells which articles stand for their group wherever they are found, None where none do.
    """

    codes: NDArray[np.int64]
    count: int
    heads: NDArray[np.bool_] | None = None

    @cached_property
    def usual(self) -> NDArray[np.float64]:
        """The share of all articles that each group has."""
        return np.bincount(self.codes, minlength=self.count) / max(len(self.codes), 1)


def groups_by(segments: Sequence[SegmentReader], name: str) -> Groups:
    """Return the articles grouped by cluster, a keyword field or a unit of the date."""
    if name == CLUSTER:
        keys = np.concatenate([np.zeros(0, dtype=np.int64), *(segment.clusters for segment in segments)])
        numbers, codes = np.unique(cluster_numbers(keys), return_inverse=True)
        return Groups(codes.reshape(-1), len(numbers), are_heads(keys))
    known: dict[str, int] = {}
    parts = [np.zeros(0, dtype=np.int64)]
    for segment in segments:
        values, codes = segment.coded(name)
        shared = np.array([known.setdefault(value, len(known)) for value in values] + [NO_VALUE])
        parts.append(shared[codes])
    codes = np.concatenate(parts)
    alone = np.flatnonzero(codes == NO_VALUE)
    codes[alone] = len(known) + np.arange(len(alone))
    return Groups(codes, len(known) + len(alone))


def collapsed(groups: Groups, bases: Sequence[int], stages: Sequence[Stage], limit: int) -> list[Answer]:
    """Return the first `limit` articles that stand for their groups, with how many more each stands for.

    Heads that are found in the first stage stand for their groups, else the first of each. `bases` has the
    number of each segment's first article.
    """
    sizes = np.zeros(groups.count, dtype=np.int64)
    for founds, _ in stages:
        for codes in _codes(groups, bases, founds):
            sizes += np.bincount(codes, minlength=groups.count)
    is_taken = np.zeros(groups.count, dtype=bool)
    answers: list[Answer] = []
    for place, (founds, rank) in enumerate(stages):
        if len(answers) >= limit:
            break
        heads = groups.heads if place == 0 else None
        left = _left(groups, bases, founds, is_taken, heads)
        answers += _distinct(groups, bases, left, rank, limit - len(answers))
        for codes in _codes(groups, bases, founds):
            is_taken[codes] = True
    return [answer._replace(alike=int(sizes[groups.codes[answer.number]]) - 1) for answer in answers]


def _codes(groups: Groups, bases: Sequence[int], founds: Sequence[Found]) -> list[NDArray[np.int64]]:
    """Return the group of each article that was found, by segment."""
    return [
        groups.codes[found.as_docs().astype(np.int64) + base]
        for found, base in zip(founds, bases, strict=False)
    ]


def _left(
    groups: Groups,
    bases: Sequence[int],
    founds: Sequence[Found],
    is_taken: NDArray[np.bool_],
    heads: NDArray[np.bool_] | None,
) -> list[Found]:
    """Return what may stand for a group that is not taken yet: its head, or all where that was not found."""
    codes = _codes(groups, bases, founds)
    kept = [~is_taken[part] for part in codes]
    if heads is not None:
        has_head = np.zeros(groups.count, dtype=bool)
        are_found_heads = [
            heads[found.as_docs().astype(np.int64) + base] for found, base in zip(founds, bases, strict=False)
        ]
        for part, is_head in zip(codes, are_found_heads, strict=True):
            has_head[part[is_head]] = True
        kept = [
            mask & (is_head | ~has_head[part])
            for mask, is_head, part in zip(kept, are_found_heads, codes, strict=True)
        ]
    return [Found(found.as_docs()[mask]) for found, mask in zip(founds, kept, strict=True)]


def _distinct(
    groups: Groups, bases: Sequence[int], founds: Sequence[Found], rank: Rank, limit: int
) -> list[Answer]:
    """Return the first articles of distinct groups, ranking more until they are enough."""
    total = sum(map(len, founds))
    is_there = np.zeros(groups.count, dtype=bool)
    for codes in _codes(groups, bases, founds):
        is_there[codes] = True
    limit = min(limit, int(np.count_nonzero(is_there)))
    wanted = limit
    while True:
        ranked = rank(founds, wanted)
        numbers = np.array([answer.number for answer in ranked], dtype=np.int64)
        _, firsts = np.unique(groups.codes[numbers], return_index=True)
        if len(firsts) >= limit or wanted >= total:
            return [ranked[at] for at in np.sort(firsts)[:limit].tolist()]
        wanted *= MORE
