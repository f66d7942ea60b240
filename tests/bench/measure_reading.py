"""Times what a reader waits for, part by part: python -m tests.bench.measure_reading INDEX ARTICLES.jsonl.gz

Headlines of the articles, `--headlines` of them drawn by a fixed seed, are each asked once through
`Index.search`, after some others that are not counted. Printed are the milliseconds at the median and the
95th and 99th percentile, elapsed and of the processor, of the whole search and of its parts: the engine,
fetching the articles of the page, highlighting them, and parsing and planning the query. `outside` is the
whole without engine and fetching. The collector of garbage stays on, as it does where readers ask.
"""

import argparse
import gzip
import json
import random
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from functools import wraps
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import perf_counter_ns, thread_time_ns
from typing import Any
from unittest.mock import patch

import numpy as np

import search.index
from search import Index, open_index
from search.engine.reader import CommitReader

SEED = 7
WARM_UP = 50
"""Questions that are asked first: tables are made and pages of files read once a process."""

PERCENTILES = (50, 95, 99)
CLOCKS = {"elapsed": perf_counter_ns, "processor": thread_time_ns}
WHOLE, ENGINE, FETCHING, HIGHLIGHTING, PLANNING = (
    "whole search",
    "engine",
    "fetching",
    "highlighting",
    "parsing, planning",
)
PARTS = (
    (Index, "search", WHOLE),
    (CommitReader, "search", ENGINE),
    (CommitReader, "article", FETCHING),
    (search.index, "fragments", HIGHLIGHTING),
    (search.index, "parse_query", PLANNING),
    (search.index, "plan_query", PLANNING),
)
"""What is timed: where it is called from, by which name, and the part that it belongs to."""

Spent = Counter[tuple[str, str]]
"""Nanoseconds by part and clock."""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Time what a reader waits for, part by part.")
    parser.add_argument("index", type=Path, help="an index of the articles")
    parser.add_argument("articles", type=Path, help="articles, one JSON object a line, gzip")
    parser.add_argument("--headlines", type=int, default=500, help="how many headlines to ask (500)")
    parser.add_argument("--limit", type=int, default=10, help="hits on a page (10)")
    options = parser.parse_args()
    asked = headlines(options.articles, options.headlines + WARM_UP)
    with open_index(options.index) as index:
        for headline in asked[:WARM_UP]:
            answered(index, headline, options.limit)
        preempted = getrusage(RUSAGE_SELF).ru_nivcsw
        times, hits = measure(index, asked[WARM_UP:], options.limit)
        preempted = getrusage(RUSAGE_SELF).ru_nivcsw - preempted
        print(f"{len(index)} articles, {len(times)} headlines, {hits} hits; preempted {preempted} times")
    print(f"{'ms':18}" + "".join(f"{f'{clock} {share}':>15}" for clock in CLOCKS for share in PERCENTILES))
    for part in (WHOLE, ENGINE, FETCHING, HIGHLIGHTING, PLANNING):
        show(part, times, [part])
    show("outside", times, [WHOLE], [ENGINE, FETCHING])


def headlines(path: Path, count: int) -> list[str]:
    """Return so many headlines of the articles in a file, drawn by the seed."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        titles = list(dict.fromkeys(json.loads(line)["title"] for line in lines))
    return random.Random(SEED).sample(titles, min(count, len(titles)))  # noqa: S311 - no secret


def measure(index: Index, asked: list[str], limit: int) -> tuple[list[Spent], int]:
    """Return what each headline that is a query took, and how many hits they all had."""
    times: list[Spent] = []
    hits = 0
    spent: Spent = Counter()
    with ExitStack() as stack:
        for owner, name, part in PARTS:
            stack.enter_context(patch.object(owner, name, timed(getattr(owner, name), part, spent)))
        for headline in asked:
            spent.clear()
            found = answered(index, headline, limit)
            if found is not None:
                times.append(spent.copy())
                hits += found
    return times, hits


def answered(index: Index, headline: str, limit: int) -> int | None:
    """Return how many hits a headline has on its page, or None where it is no query."""
    page = index.search(headline, limit=limit)
    return None if page.refusal else len(page.hits)


def timed(function: Callable[..., Any], part: str, spent: Spent) -> Callable[..., Any]:
    """Return the function, adding to what is spent whenever it is called."""

    @wraps(function)
    def wrapper(*arguments: Any, **options: Any) -> Any:
        began = {name: clock() for name, clock in CLOCKS.items()}
        try:
            return function(*arguments, **options)
        finally:
            for name, clock in CLOCKS.items():
                spent[part, name] += clock() - began[name]

    return wrapper


def show(name: str, times: list[Spent], parts: list[str], without: list[str] | None = None) -> None:
    """Print a line: percentiles of the parts' sum, less those that it is without."""
    line = f"{name:18}"
    for clock in CLOCKS:
        values = [
            sum(spent[part, clock] for part in parts) - sum(spent[part, clock] for part in without or ())
            for spent in times
        ]
        line += "".join(f"{value / 1e6:15.2f}" for value in np.percentile(values, PERCENTILES))
    print(line)


if __name__ == "__main__":
    main()
