"""Measure clusters of copies: `python -m tests.measure_clusters [--sample N] [--seed S] [--floors]`.

Puts all articles of `articles.jsonl.gz` into clusters, in the file's order and in another one, and prints
the share of the pairs of `revisions.jsonl` that ended in one cluster, how many clusters there are of which
size, and what it took. With `--sample`, shows so many pairs of articles of one cluster for reading: one pair
of each cluster, drawn with the seed. The articles do not say whether a pair is one news item; a reader does.
`--floors` fails where recall falls, where the order matters, or where there are more pairs than were read.
"""

import argparse
import gzip
import json
import random
import sqlite3
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import closing
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path

from index.accounts.cluster_tables import TABLES
from index.accounts.clusters import Clusters, Entry
from index.run import BATCH_ARTICLES
from search.analysis import signatures
from search.article import Article

LEAST_RECALL = 0.95
MOST_PAIRS = 900
"""More than the 886 whose doubtful ones were read (`tests/README.md`): precision has to be looked at anew."""

DATA = Path(__file__).parents[2] / "shared" / "data"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures, and pairs where asked; return 1 where a floor is missed."""
    parser = argparse.ArgumentParser(description="Measure clusters of copies on real articles.")
    parser.add_argument("path", nargs="?", type=Path, default=DATA)
    parser.add_argument("--sample", type=int, default=0, help="show this many pairs")
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--floors", action="store_true", help="fail where a pinned floor is missed")
    options = parser.parse_args(arguments)
    articles = read_articles(options.path / "articles.jsonl.gz")
    began = time.process_time()
    made = signatures(articles)
    entries = [Entry(article.id, article.published, one) for article, one in zip(articles, made, strict=True)]
    signed = time.process_time()
    labels = clustered(entries)
    done = time.process_time()
    shuffled = random.Random(options.seed).sample(entries, len(entries))  # noqa: S311
    characters = sum(len(article.body) for article in articles)
    found, pairs = recall(options.path / "revisions.jsonl", labels)
    clusters = defaultdict(list)
    for article in articles:
        clusters[labels[article.id]].append(article)
    sizes = Counter(map(len, clusters.values()))
    print(f"{len(articles):,} articles, {sum(not entry.signature for entry in entries):,} too short to judge")
    rate = (signed - began) / characters * 1e6
    print(f"processor: signatures {signed - began:.1f} s, {rate:.2f} ms for 1,000 characters")
    print(f"clusters {done - signed:.1f} s, {(done - signed) / len(entries) * 1e6:.0f} µs an article")
    is_free = clustered(shuffled, 3) == labels
    print(f"the same in another order, by threes: {is_free}")
    print(f"recall {found / pairs:.3f} ({found} of {pairs} pairs of revisions)")
    print("clusters by size:", dict(sorted((size, count) for size, count in sizes.items() if size > 1)))
    together = sum(size * (size - 1) // 2 * count for size, count in sizes.items())
    print(f"pairs in one cluster: {together:,}")
    several = [members for members in clusters.values() if len(members) > 1]
    for number, members in enumerate(random.Random(options.seed).sample(several, options.sample), 1):  # noqa: S311
        show(number, *random.Random(number).sample(members, 2))  # noqa: S311
    is_good = is_free and found / pairs >= LEAST_RECALL and together <= MOST_PAIRS
    return 1 if options.floors and not is_good else 0


def read_articles(path: Path) -> list[Article]:
    """Return the articles of a gzipped JSON Lines file, with what clusters look at."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [
            Article(
                id=record["id"],
                title=record["title"],
                body=record["body"],
                source=record["source"],
                published=record["date"],
            )
            for record in map(json.loads, lines)
        ]


def clustered(entries: Sequence[Entry], at_a_time: int = BATCH_ARTICLES) -> dict[str, str]:
    """Return the label of each entry's article, put so many at a time."""
    labels: dict[str, str] = {}
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(TABLES)
        clusters = Clusters(connection)
        for first in range(0, len(entries), at_a_time):
            labels |= clusters.put_all(entries[first : first + at_a_time])
    return labels


def recall(path: Path, labels: dict[str, str]) -> tuple[int, int]:
    """Return how many pairs of revisions are in one cluster, and how many there are."""
    chains = [json.loads(line)["ids"] for line in path.read_text("utf-8").splitlines()]
    pairs = [pair for chain in chains for pair in combinations(chain, 2)]
    return sum(labels[one] == labels[other] for one, other in pairs), len(pairs)


def show(number: int, one: Article, other: Article) -> None:
    """Print a pair for reading: what a reader needs to tell whether it is one news item."""
    ratio = SequenceMatcher(None, one.body[:3000], other.body[:3000], autojunk=False).ratio()
    print(f"\n{number}. difference ratio {ratio:.2f}")
    for article in (one, other):
        start = article.body[:200].replace("\n", " / ")
        print(f"  {article.id} {article.published} {article.source} {article.title}\n    {start}")


if __name__ == "__main__":
    sys.exit(main())
