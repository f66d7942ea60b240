"""Asks an archive random phrases of its own: python -m tests.measure_exactness [--index DIR] [--substrings N]

Substrings of 1 to 12 units of title, body and furniture are asked as quoted phrases, and, if they are from a
title or by turns, also of the title alone; a fifth of them is changed so that most should not be found. Each
answer, as a whole set, must be what `tests.exactness` tells from the printed texts. Without `--index` the
36,925 articles are indexed first. Exit code 1 where an answer is wrong; `--seed N` draws others.
"""

import argparse
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import numpy as np

from search import Index, open_index, parse_query
from search.engine.matching import match
from search.engine.searcher import Searcher
from search.query.planner import plan_query
from tests.exactness import FIELDS, Drawing, Texts, quoted
from tests.measure_archive import build

TITLE = FIELDS.index("title")
TITLE_EVERY = 4
SHOWN = 20


@dataclass(slots=True)
class Outcome:
    """How many phrases of each kind were asked, how often, what was found, and what was wrong."""

    kinds: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    asked: int = 0
    found: int = 0
    wrong: list[str] = field(default_factory=list)


def main() -> int:
    """Print what was measured; return 1 where an answer is wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--index", type=Path)
    parser.add_argument("--substrings", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.index or Path(folder) / "index"
        if not path.exists():
            build(path)
        began = perf_counter()
        with open_index(path) as index:
            outcome = check(index, arguments.substrings, arguments.seed)
            articles = len(index)
    print(f"{articles} articles; {sum(outcome.kinds.values())} phrases, seed {arguments.seed}")
    print(", ".join(f"{kind} {many}" for kind, many in outcome.kinds.items()))
    print(", ".join(f"from a {name} {many}" for name, many in outcome.fields.items()))
    print(f"{outcome.asked} questions found {outcome.found} articles: {len(outcome.wrong)} wrong")
    print(f"{perf_counter() - began:.0f} s")
    print(*outcome.wrong[:SHOWN], sep="\n", file=sys.stderr)
    return 1 if outcome.wrong else 0


def check(index: Index, substrings: int, seed: int) -> Outcome:
    """Ask that many phrases of an index's own texts, and compare each answer with the oracle's."""
    reader = index._opened
    ids = [article.id for article in index.articles()]
    numbers = np.array([reader.number_of(article_id) for article_id in ids], dtype=np.int64)
    texts = Texts(index.articles())
    probes = list(Drawing(texts, seed).probes(substrings))
    outcome = Outcome()
    for place, (probe, held) in enumerate(
        zip(probes, texts.holding([probe.phrase for probe in probes]), strict=True)
    ):
        outcome.kinds[probe.kind] += 1
        outcome.fields[probe.field] += 1
        asked = [("", held)]
        if probe.field == "title" or place % TITLE_EVERY == 0:
            asked.append(("title:", held[held % len(FIELDS) == TITLE]))
        for prefix, wanted in asked:
            question = prefix + quoted(probe.phrase)
            missing, extra = differences(index, question, set(numbers[wanted // len(FIELDS)].tolist()))
            outcome.asked += 1
            outcome.found += len(wanted)
            if missing or extra:
                named = [
                    [reader.article(number).id for number in sorted(those)[:3]] for those in (missing, extra)
                ]
                outcome.wrong.append(
                    f"{question!r} ({probe.kind}): {len(missing)} missing {named[0]}, "
                    f"{len(extra)} extra {named[1]}"
                )
    return outcome


def differences(index: Index, question: str, wanted: set[int]) -> tuple[set[int], set[int]]:
    """Return the numbers of the articles that an answer lacks, and of those that it has too many.

    What the engine matches is taken whole, and the total that readers see must be as many.
    """
    reader = index._opened
    assert isinstance(reader, Searcher)
    match_node = plan_query(parse_query(question)).complete
    found: set[int] = set()
    for base, segment in zip(reader.bases, reader.segments, strict=False):
        docs = match(segment, match_node).within(segment.live).as_docs()
        found.update((docs.astype(np.int64) + base).tolist())
    total = index.search(question, limit=0).total
    if total != len(found):
        raise AssertionError(f"{question!r}: a total of {total}, but {len(found)} articles match")
    return wanted - found, found - wanted


if __name__ == "__main__":
    sys.exit(main())
