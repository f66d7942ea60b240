"""Measures counting: python -m tests.measure_counts [--index DIR] [QUERY …]

For each query, and for all articles, it prints how long each facet, the tree of regions, each histogram and a
filtered search take: median and slowest of 50 runs in milliseconds, and that everything adds up. `--index`
names an index of the shared articles; without it one is built.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from search import FACETS, Filters, Index, RegionNode, open_index
from tests.measure_related import built

RUNS = 50
QUERIES = ("台南", "的", "颱風 停課")
UNITS = ("auto", "day", "month", "year")
FILTERED = Filters(script=("hant",), first="2018")


def main() -> int:
    """Print a line a count; return 1 where something does not add up."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--index", type=Path)
    parser.add_argument("queries", nargs="*", default=QUERIES)
    options = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        path = options.index or built(Path(folder) / "index")
        began = perf_counter()
        with open_index(path) as index:
            index.warm_up()
            index.facets(None, "author")
            print(f"{len(index)} articles; opened, warm, first facet in {perf_counter() - began:.2f} s")
            for query in (None, *options.queries):
                wrong += report(index, query)
    return min(wrong, 1)


def report(index: Index, query: str | None) -> int:
    """Print the times of one query; return how many counts do not add up."""
    total = index.search(query, limit=0).total
    print(f"{query or 'all articles'}: {total}")
    wrong = 0
    for name, ask, adds_up in counts(index, query):
        times = []
        for _ in range(RUNS):
            began = perf_counter()
            found = ask()
            times.append((perf_counter() - began) * 1000)
        is_right = adds_up(found) == total
        wrong += not is_right
        print(
            f"  {name:20} {median(times):6.2f} {max(times):6.2f}" + ("" if is_right else "  DOES NOT ADD UP")
        )
    return wrong


def counts(index: Index, query: str | None) -> Iterator[tuple[str, Callable[[], Any], Callable[[Any], int]]]:
    """Give what is measured, how it is asked, and what must be the total."""
    for field in FACETS:
        yield (
            field,
            lambda field=field: index.facets(query, field),
            (
                (lambda facet: facet.total)
                if field == "region"
                else (lambda facet: sum(count for _, count in facet.values) + facet.missing + facet.others)
            ),
        )
    yield "all facets", lambda: [index.facets(query, field) for field in FACETS], lambda found: found[0].total
    yield (
        "regions",
        lambda: index.regions(query),
        lambda tree: own(tree.children) + tree.missing + tree.others,
    )
    for unit in UNITS:
        yield (
            f"histogram, {unit}",
            lambda unit=unit: index.histogram(query, unit),
            (lambda found: sum(bucket.hits for bucket in found.buckets) + found.undated + found.coarser),
        )
    total = index.search(query, limit=0).total
    yield "search", lambda: index.search(query), lambda page: page.total
    yield (
        "search, filtered",
        lambda: index.search(query, filters=FILTERED),
        (lambda page: total if page.total <= total else page.total),
    )


def own(nodes: Sequence[RegionNode]) -> int:
    """Return how many articles are about the places of a tree."""
    return sum(node.own + own(node.children) for node in nodes)


if __name__ == "__main__":
    sys.exit(main())
