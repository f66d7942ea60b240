"""Measures ranking: python -m tests.measure_ranking [--floors] [--archive DIR]

The passages of DRCD (traditional) and CMRC (simplified) stand in one index, text as body, no titles.
Every question is asked in its own script and, converted whole by OpenCC, in the other. MRR@10 is the
mean of 1/rank of the passage that the question was written for, 0 where it is not among the first
ten.

With `--archive`, an index of the 36,925 articles (`python -m tests.measure_archive --keep DIR` makes one) is
asked for all 1,511 tags that editors gave articles from Hong Kong. nDCG@10 counts the articles so tagged and
no others, whatever else of the archive is found. Beside it stands plain BM25 (`tests.plain_bm25`).

With `--floors` the command fails when a figure is below its floor.
"""

import argparse
import json
import math
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import mean
from time import perf_counter
from typing import Any

import opencc

from search import Article, Index, open_index, open_writer
from tests.plain_bm25 import PlainRanker

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
DEPTH = 10
FLOORS = {"drcd": 0.96, "cmrc": 0.985}
TAGS_FLOOR = 0.05
MAX_SCRIPT_DIFFERENCE = 0.001
OTHER_SCRIPT = {"drcd": "t2s", "cmrc": "s2t"}


def main(arguments: Sequence[str]) -> int:
    """Print a line a set of questions; return 1 where a floor is missed and floors were asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.measure_ranking")
    parser.add_argument("--floors", action="store_true", help="fail below them")
    parser.add_argument("--archive", type=Path, help="an index of the 36,925 articles")
    options = parser.parse_args(arguments)
    missed = measure_passages()
    if options.archive is not None:
        missed += measure_tags(options.archive)
    if missed and options.floors:
        print("missed:", *missed, sep="\n  ", file=sys.stderr)
        return 1
    return 0


def measure_passages() -> list[str]:
    """Print the figures of both sets of passages; return the floors that they miss."""
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        build(path, DATA)
        with open_index(path) as index:
            print(f"{len(index)} passages; {index.status().segmenter}")
            for name, floor in FLOORS.items():
                own, other, seconds = measure(index, name, DATA)
                print(
                    f"{name}: MRR@10 {own:.4f}, other script {other:.4f}, {seconds * 1000:.1f} ms a question"
                )
                if own < floor or abs(own - other) > MAX_SCRIPT_DIFFERENCE:
                    missed.append(f"{name}: floor {floor}, difference at most {MAX_SCRIPT_DIFFERENCE}")
    return missed


def measure_tags(path: Path) -> list[str]:
    """Print nDCG@10 over all tags, plain and ours; return the floor if it is missed."""
    tags = [(tag["query"], set(tag["relevant"])) for tag in records(DATA / "tag_queries.jsonl")]
    with open_index(path) as index:
        ours = [ndcg(searched(index, query), relevant) for query, relevant in tags]
    ranker = PlainRanker(path)
    plain = [ndcg(ranker.first(query, DEPTH), relevant) for query, relevant in tags]
    difference = mean(ours) - mean(plain)
    halves = [mean(ours[half::2]) - mean(plain[half::2]) for half in (0, 1)]
    print(
        f"{len(tags)} tags: nDCG@10 plain {mean(plain):.4f}, ours {mean(ours):.4f},"
        f" difference {difference:.4f}"
        f" (of every other one {halves[0]:.4f}, of the rest {halves[1]:.4f})"
    )
    return [f"tags: {TAGS_FLOOR} above plain BM25"] if difference < TAGS_FLOOR else []


def searched(index: Index, query: str) -> list[str]:
    """Return the ids of the first ten articles."""
    return [hit.article.id for hit in index.search(query, limit=DEPTH).hits]


def ndcg(found: Sequence[str], relevant: set[str]) -> float:
    """Return the normalised discounted cumulative gain of the first ten ids found."""
    gain = sum(1 / math.log2(rank + 1) for rank, number in enumerate(found, 1) if number in relevant)
    return gain / sum(1 / math.log2(rank + 1) for rank in range(1, min(DEPTH, len(relevant)) + 1))


def build(path: Path, data: Path) -> None:
    """Index the passages of both sets."""
    with open_writer(path, rebuild=True) as writer:
        for name in FLOORS:
            for passage in records(data / f"{name}_dev_passages.jsonl"):
                writer.add(Article(id=passage["id"], body=passage["text"]))
        writer.commit()


def measure(index: Index, name: str, data: Path) -> tuple[float, float, float]:
    """Return MRR@10 in the questions' own script, in the other, and seconds a question."""
    questions = list(records(data / f"{name}_dev_queries.jsonl"))
    wanted = [question["passage_id"] for question in questions]
    own = [question["query"] for question in questions]
    converter = opencc.OpenCC(OTHER_SCRIPT[name])
    began = perf_counter()
    own_rank = mean_reciprocal_rank(index, own, wanted)
    seconds = (perf_counter() - began) / len(questions)
    return own_rank, mean_reciprocal_rank(index, map(converter.convert, own), wanted), seconds


def mean_reciprocal_rank(index: Index, queries: Iterable[str], wanted: Iterable[str]) -> float:
    """Return the mean over the queries of 1/rank of the wanted article among the first ten."""
    ranks = [_reciprocal_rank(index, query, article) for query, article in zip(queries, wanted, strict=True)]
    return sum(ranks) / len(ranks)


def records(path: Path) -> Iterator[dict[str, Any]]:
    """Give the records of a JSON Lines file."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _reciprocal_rank(index: Index, query: str, wanted: str) -> float:
    found = searched(index, query)
    return next((1 / rank for rank, number in enumerate(found, 1) if number == wanted), 0.0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
