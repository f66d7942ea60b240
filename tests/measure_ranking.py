"""Measures ranking on the development questions: python -m tests.measure_ranking [--floors]

The passages of DRCD (traditional) and CMRC (simplified) stand in one index, text as body, no titles.
Every question is asked in its own script and, converted whole by OpenCC, in the other. MRR@10 is the
mean of 1/rank of the passage that the question was written for, 0 where it is not among the first
ten. With `--floors` the command fails when a figure is below its floor.
"""

import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import opencc

from search import Article, Index, open_index, open_writer

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
DEPTH = 10
FLOORS = {"drcd": 0.92, "cmrc": 0.97}
MAX_SCRIPT_DIFFERENCE = 0.001
OTHER_SCRIPT = {"drcd": "t2s", "cmrc": "s2t"}


def main() -> int:
    """Print a line a set of questions; return 1 where a floor is missed and floors were asked for."""
    failures = []
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
                    failures.append(f"{name}: floor {floor}, difference at most {MAX_SCRIPT_DIFFERENCE}")
    if failures and "--floors" in sys.argv[1:]:
        print("missed:", *failures, sep="\n  ", file=sys.stderr)
        return 1
    return 0


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
    hits = index.search(query, limit=DEPTH).hits
    return next((1 / rank for rank, hit in enumerate(hits, 1) if hit.article.id == wanted), 0.0)


if __name__ == "__main__":
    sys.exit(main())
