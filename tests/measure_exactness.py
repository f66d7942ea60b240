"""Asks an archive random phrases of its own: python -m tests.measure_exactness [--index DIR] [--substrings N]

Substrings of 1 to 12 units of title, body and furniture are asked as quoted phrases, and, if they are from a
title or by turns, also of the title alone; a fifth of them is changed so that most should not be found. Each
answer, as a whole set, must be what `tests.exactness` tells from the printed texts. Without `--index` the
36,925 articles are indexed first. Exit code 1 where an answer is wrong; `--seed N` draws others. As many
processes ask as there are cores, or `--processes N`.
"""

import argparse
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from search import Index, open_index, parse_query
from search.engine import Request
from search.engine.matching import match
from search.engine.searcher import Searcher
from search.query.planner import plan_query
from tests.exactness import FIELDS, Drawing, Probe, Texts, quoted
from tests.measure_archive import build

TITLE = FIELDS.index("title")
TITLE_EVERY = 4
PAGE_EVERY = 10
"""So many questions have one whose total on the reader's page is looked at too; the engine's always is."""

AT_ONCE = 500
"""Phrases that a process takes at once."""

SHOWN = 20


@dataclass(slots=True)
class Outcome:
    """How many phrases of each kind were asked, how often, what was found, and what was wrong."""

    kinds: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    asked: int = 0
    found: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, other: "Outcome") -> None:
        """Count what was asked elsewhere, too."""
        self.kinds += other.kinds
        self.fields += other.fields
        self.asked += other.asked
        self.found += other.found
        self.wrong += other.wrong


@dataclass(frozen=True, slots=True)
class Expected:
    """A phrase and the numbers of the articles that have it, anywhere and, if that is asked, in the title."""

    probe: Probe
    anywhere: NDArray[np.int64]
    in_title: NDArray[np.int64] | None


def main() -> int:
    """Print what was measured; return 1 where an answer is wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--index", type=Path)
    parser.add_argument("--substrings", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.index or Path(folder) / "index"
        if not path.exists():
            build(path)
        began = perf_counter()
        with open_index(path) as index:
            articles = len(index)
            phrases = expected(index, arguments.substrings, arguments.seed)
        outcome = _asked_by_processes(path, phrases, arguments.processes)
    print(f"{articles} articles; {sum(outcome.kinds.values())} phrases, seed {arguments.seed}")
    print(", ".join(f"{kind} {many}" for kind, many in outcome.kinds.items()))
    print(", ".join(f"from a {name} {many}" for name, many in outcome.fields.items()))
    print(f"{outcome.asked} questions found {outcome.found} articles: {len(outcome.wrong)} wrong")
    print(f"{perf_counter() - began:.0f} s")
    print(*outcome.wrong[:SHOWN], sep="\n", file=sys.stderr)
    return 1 if outcome.wrong else 0


def check(index: Index, substrings: int, seed: int) -> Outcome:
    """Ask that many phrases of an index's own texts, and compare each answer with the oracle's."""
    return asked(index, expected(index, substrings, seed))


def expected(index: Index, substrings: int, seed: int) -> list[Expected]:
    """Draw that many phrases from an index's own texts, each with what the oracle says it must find."""
    reader = index._opened
    articles = list(index.articles())
    numbers = np.array([reader.number_of(article.id) for article in articles], dtype=np.int64)
    texts = Texts(articles)
    probes = list(Drawing(texts, seed).probes(substrings))
    phrases = []
    for place, (probe, held) in enumerate(
        zip(probes, texts.holding([probe.phrase for probe in probes]), strict=True)
    ):
        is_of_title = probe.field == "title" or place % TITLE_EVERY == 0
        in_title = numbers[held[held % len(FIELDS) == TITLE] // len(FIELDS)] if is_of_title else None
        phrases.append(Expected(probe, numbers[np.unique(held // len(FIELDS))], in_title))
    return phrases


def asked(index: Index, phrases: Sequence[Expected]) -> Outcome:
    """Ask an index phrases, and compare each answer with what is expected."""
    reader = index._opened
    outcome = Outcome()
    for phrase in phrases:
        probe = phrase.probe
        outcome.kinds[probe.kind] += 1
        outcome.fields[probe.field] += 1
        for prefix, wanted in (("", phrase.anywhere), ("title:", phrase.in_title)):
            if wanted is None:
                continue
            question = prefix + quoted(probe.phrase)
            missing, extra = differences(
                index, question, set(wanted.tolist()), is_read=outcome.asked % PAGE_EVERY == 0
            )
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


def _asked_by_processes(path: Path, phrases: list[Expected], processes: int) -> Outcome:
    """Ask the index at a path by several processes; the same outcome, whatever their number."""
    outcome = Outcome()
    shares = [phrases[first : first + AT_ONCE] for first in range(0, len(phrases), AT_ONCE)]
    with ProcessPoolExecutor(processes, get_context("spawn"), _open, (path,)) as pool:
        for share in pool.map(_asked_here, shares):
            outcome.add(share)
    return outcome


_indexes: list[Index] = []
"""What a process of the pool asks."""


def _open(path: Path) -> None:
    _indexes.append(open_index(path))


def _asked_here(phrases: list[Expected]) -> Outcome:
    return asked(_indexes[0], phrases)


def differences(
    index: Index, question: str, wanted: set[int], *, is_read: bool = True
) -> tuple[set[int], set[int]]:
    """Return the numbers of the articles that an answer lacks, and of those that it has too many.

    What the engine matches is taken whole, and its total must be as many; so must the total that a reader
    sees, if `is_read`.
    """
    reader = index._opened
    assert isinstance(reader, Searcher)
    match_node = plan_query(parse_query(question)).complete
    found: set[int] = set()
    for base, segment in zip(reader.bases, reader.segments, strict=False):
        docs = match(segment, match_node).within(segment.live).as_docs()
        found.update((docs.astype(np.int64) + base).tolist())
    totals = {reader.search(Request(match_node, limit=0)).total}
    if is_read:
        totals.add(index.search(question, limit=0).total)
    if totals != {len(found)}:
        raise AssertionError(f"{question!r}: totals of {totals}, but {len(found)} articles match")
    return wanted - found, found - wanted


if __name__ == "__main__":
    sys.exit(main())
