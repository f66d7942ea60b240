"""Latency: every question several times, in shuffled order, with the collector of garbage off."""

import gc
import random
from collections.abc import Sequence
from resource import RUSAGE_SELF, getrusage
from statistics import median
from time import perf_counter_ns
from typing import NamedTuple

from tests.bench.adapters import Opened
from tests.bench.questions import Question

ROUNDS = 3
SEED = 7


class Latencies(NamedTuple):
    """Milliseconds: of each question the median of its rounds, and of each its first round alone.

    `preempted` is how often another process took the processor from this one meanwhile.
    """

    medians: list[float]
    first: list[float]
    preempted: int


def measure_latencies(opened: Opened, questions: Sequence[Question], budget: float) -> Latencies:
    """Time questions of one kind.

    Once the first round has taken `budget` seconds, no more questions are asked: what was asked till
    then, in random order, stands for all.
    """
    rng = random.Random(SEED)  # noqa: S311 - an order, not a secret
    prepared = [opened.prepare(question) for question in questions]
    times: list[list[int]] = [[] for _ in prepared]
    order = list(range(len(prepared)))
    preempted = getrusage(RUSAGE_SELF).ru_nivcsw
    gc.collect()
    gc.disable()
    try:
        for _ in range(ROUNDS):
            rng.shuffle(order)
            began = perf_counter_ns()
            done = 0
            for place in order:
                ask = prepared[place]
                start = perf_counter_ns()
                ask()
                end = perf_counter_ns()
                times[place].append(end - start)
                done += 1
                if end - began > budget * 1e9:
                    break
            order = order[:done]
    finally:
        gc.enable()
    preempted = getrusage(RUSAGE_SELF).ru_nivcsw - preempted
    asked = [taken for taken in times if taken]
    medians = [median(taken) / 1e6 for taken in asked]
    return Latencies(medians, [taken[0] / 1e6 for taken in asked], preempted)
