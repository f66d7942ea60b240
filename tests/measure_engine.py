"""Compares the engine's answers with three others: python -m tests.measure_engine [options]

Random requests in every state that an index can be in (`tests.engine_states`): the sets of complete
and partial matches, totals, the order and scores of several pages, facets and lists of terms, against

- the oracle (`tests.fast_oracle`): brute force, for everything;
- stock Whoosh (`tests.stock_whoosh`): sets and scores, where Whoosh has such a query;
- Whoosh's searcher over this engine's own files, through its codec: the same, for one in four.

Prints what was compared, by kind of state and of query. After a mismatch it stops, prints the
smallest history and request that still show one, and returns 1.
"""

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from itertools import count
from pathlib import Path
from time import perf_counter

from search.article import Article
from search.engine import Request
from search.engine.tree import Node, ScoreTerm
from tests.engine_comparison import check_facets, check_request, check_terms
from tests.engine_states import KINDS, History, opened
from tests.random_articles import random_article, read_articles, wide_article
from tests.random_queries import Questions
from tests.shrinking import Case, described, shrink

QUERIES_A_STATE = 200
QUERIES_A_LARGE_STATE = 60
ARTICLES_A_STATE = (1, 20, 60, 120)
SELDOM = {"processes": 5, "large": 2}
"""States that take seconds, and in which of the rounds through all kinds they come."""

WIDE_EVERY = 13
NUMPY_EVERY = 4
"""One state in so many has a very long article; in one the kernels of NumPy are asked."""

CODEC_EVERY = 4
LISTS_EVERY = 5
"""One request in so many is also asked through the codec; after one, a facet and a list of terms are
compared."""


@dataclass
class Tally:
    """What was compared, and what went wrong."""

    queries: int = 0
    answers: int = 0
    states: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    against: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


def main(arguments: Sequence[str]) -> int:
    """Compare and print; return 1 where anything differed."""
    parser = argparse.ArgumentParser(prog="python -m tests.measure_engine")
    parser.add_argument("--queries", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1, help="of another run of the generator")
    parser.add_argument("--articles", type=Path, help="real ones (JSON Lines, gzip) instead of random ones")
    parser.add_argument("--limit", type=int, default=3000, help="how many of the real ones")
    options = parser.parse_args(arguments)
    real = list(read_articles(options.articles, options.limit)) if options.articles else []
    began = perf_counter()
    tally = Tally()
    compare(tally, options.queries, options.seed, real)
    print(f"{tally.queries} requests, {tally.answers} answers, {perf_counter() - began:.0f} s")
    for name in ("states", "kinds", "against"):
        counts: Counter[str] = getattr(tally, name)
        print(f"{name}: " + ", ".join(f"{kind} {number}" for kind, number in sorted(counts.items())))
    print(f"mismatches: {len(tally.failures)}")
    print(*tally.failures, sep="\n\n", file=sys.stderr)
    return 1 if tally.failures else 0


def compare(
    tally: Tally,
    queries: int,
    seed: int,
    real: Sequence[Article] = (),
    a_state: int = QUERIES_A_STATE,
) -> None:
    """Ask that many requests, `a_state` of them in each state; stop after the first mismatch."""
    rng = random.Random(seed)  # noqa: S311 - a repeatable run
    for history in histories(rng, real):
        most = QUERIES_A_LARGE_STATE if history.kind == "large" else a_state
        asked = min(a_state, most, queries - tally.queries)
        if asked <= 0 or tally.failures:
            return
        _ask(tally, history, random.Random(rng.getrandbits(32)), asked)  # noqa: S311 - a repeatable run


def histories(rng: random.Random, real: Sequence[Article]) -> Iterator[History]:
    """Give histories of every kind in turn, of random articles or of `real` ones."""
    numbers = count(1)
    for turn in count():
        for kind in KINDS:
            if turn % SELDOM.get(kind.__name__, 1):
                continue
            number = next(numbers)
            size = rng.choice(ARTICLES_A_STATE)
            if real:
                first = rng.randrange(max(len(real) - size, 1))
                articles = [*real[first : first + size]]
            else:
                articles = [random_article(rng, f"{place:03}") for place in range(size)]
            if not number % WIDE_EVERY:
                articles.insert(rng.randrange(size), wide_article(rng, "wide"))
            yield replace(kind(rng, articles), is_compiled=bool(number % NUMPY_EVERY))


def _ask(tally: Tally, history: History, rng: random.Random, asked: int) -> None:
    """Ask that many requests in one state and count them; shrink the first that goes wrong."""
    request = Request()
    with tempfile.TemporaryDirectory() as folder:
        try:
            with opened(history, Path(folder)) as state:
                tally.states[state.kind if history.is_compiled else f"{state.kind} in NumPy"] += 1
                questions = Questions(rng, state.given)
                for number in range(asked):
                    request = questions.request()
                    tally.queries += 1
                    tally.kinds.update({type(node).__name__ for node in _nodes(request)})
                    is_codec_turn = not number % CODEC_EVERY
                    tally.answers += check_request(state, request, tally.against, through_codec=is_codec_turn)
                    if not number % LISTS_EVERY:
                        tally.kinds.update(("facets", "terms"))
                        check_facets(state, *questions.facet())
                        check_terms(state, *questions.listing())
        except Exception as error:  # whatever the engine raises is a finding
            case, message = shrink((history, request), _failure, f"{type(error).__name__}: {error}")
            again = "" if _failure(case) else "(not when it is asked alone)\n"
            tally.failures.append(f"{message}\n{again}{described(case)}")


def _failure(case: Case) -> str | None:
    """Return how a case alone goes wrong, None where it does not."""
    history, request = case
    with tempfile.TemporaryDirectory() as folder:
        try:
            with opened(history, Path(folder)) as state:
                check_request(state, request, Counter(), through_codec=True)
        except Exception as error:  # as above
            return f"{type(error).__name__}: {error}"
    return None


def _nodes(value: object) -> Iterator[Node | ScoreTerm]:
    """Give all nodes and score terms inside a request."""
    if isinstance(value, Node | ScoreTerm):
        yield value
    if isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)
    elif is_dataclass(value):
        for part in fields(value):
            yield from _nodes(getattr(value, part.name))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
