"""Copies: the articles of one cluster, and how many articles are copies of others."""

from collections.abc import Sequence

import numpy as np

from search.engine.clusters import are_heads, cluster_numbers
from search.engine.segment import SegmentReader


def copies_of(segments: Sequence[SegmentReader], bases: Sequence[int], place: int, local: int) -> list[int]:
    """Return all articles of the cluster of article `local` of the segment at `place`, by number.

    The head first, then by date, unknown last. `bases` has the number of each segment's first article.
    """
    wanted = cluster_numbers(segments[place].clusters[local : local + 1])
    found: list[tuple[bool, bool, int, int]] = []
    for base, segment in zip(bases, segments, strict=False):
        docs = np.flatnonzero((cluster_numbers(segment.clusters) == wanted) & segment.live[: segment.count])
        heads, dates = are_heads(segment.clusters[docs]), segment.dates[docs]
        found += zip(
            (~heads).tolist(), (dates == 0).tolist(), dates.tolist(), (docs + base).tolist(), strict=True
        )
    return [entry[-1] for entry in sorted(found)]


def count_folded(segments: Sequence[SegmentReader]) -> int:
    """Return how many articles another of their cluster stands for."""
    numbers = [cluster_numbers(segment.clusters[segment.live[: segment.count]]) for segment in segments]
    return sum(map(len, numbers)) - len(np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *numbers])))
