"""Collapses a ranking: of articles that share a value, the first stands for all."""

import numpy as np
from numpy.typing import NDArray

from search.engine.protocol import Answer


def collapsed(ranked: list[Answer], codes: NDArray[np.int64], limit: int) -> list[Answer]:
    """Return the first of each group in order, with how many more the ranking holds of it.

    `codes` says of each article which group it belongs to, less than 0 where it stands for itself.
    """
    numbers = np.array([answer.number for answer in ranked], dtype=np.int64)
    groups = codes[numbers]
    alone = groups < 0
    groups[alone] = codes.max(initial=-1) + 1 + np.arange(int(alone.sum()))
    _, firsts, sizes = np.unique(groups, return_index=True, return_counts=True)
    order = np.argsort(firsts)[:limit]
    return [ranked[firsts[at]]._replace(alike=int(sizes[at]) - 1) for at in order]
