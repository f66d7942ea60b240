"""Histories of an index, replayed into the engine, into stock Whoosh and into the oracle alike.

A history is a list of commits; its kind says what it leads to: one segment, many, deletions,
replacements, merges, or a build in several processes. The engine's limits are lowered so that small
histories reach what large ones do.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise
from pathlib import Path
from typing import Any
from unittest.mock import patch

from whoosh import index
from whoosh.searching import Searcher

from search.article import Article
from search.engine import Commit, EmbeddedEngine, Reader, Request, kernels, vectorized
from search.engine.commits import build_schema
from tests.fast_oracle import Oracle
from tests.random_articles import PIECES, random_article
from tests.stock_whoosh import StockIndex

ALL = 1_000_000
"""A limit that no test index reaches."""

LARGE = (1100, 2500)
"""Articles of a large state: more than the engine keeps in order while a page grows."""

SMALL_BATCHES = {"writer.BATCH_ARTICLES": 7}
MANY_SEGMENTS = {"compaction.MAX_SMALL_SEGMENTS": 1000, "compaction.MAX_DELETED": 2.0}
FEW_SEGMENTS = {"compaction.MAX_SMALL_SEGMENTS": 2}
SMALL_SEGMENTS = {"compaction.MAX_SMALL_SEGMENTS": 3, "compaction.MAX_ARTICLES": 30}


@dataclass(frozen=True)
class Step:
    """One commit: changes in their order, an article to add or an id to remove."""

    changes: tuple[Article | str, ...]
    processes: int = 1


@dataclass(frozen=True)
class History:
    """Commits, and the limits that the engine works under meanwhile."""

    kind: str
    steps: tuple[Step, ...]
    limits: Mapping[str, Any] = field(default_factory=dict)
    is_compiled: bool = True
    """Whether the kernels that numba compiles are asked, where it is installed, or those of NumPy."""

    @property
    def given(self) -> tuple[Article, ...]:
        """All articles that are ever added, in order."""
        changes = (change for step in self.steps for change in step.changes)
        return tuple(change for change in changes if isinstance(change, Article))


@dataclass(frozen=True)
class State:
    """What a history led to, opened for asking."""

    kind: str
    given: tuple[Article, ...]
    """All articles that were ever added, in order."""
    reader: Reader
    oracle: Oracle
    stock: Searcher
    through_codec: Searcher
    ids: tuple[str, ...]
    is_unmerged: bool
    """Whether neither index has merged or deleted anything, so that Whoosh's own statistics hold."""


class WrongState(AssertionError):
    """The index does not hold what was committed."""


def one_segment(rng: random.Random, articles: Sequence[Article]) -> History:
    """Return one commit of everything."""
    return History("one segment", (Step(tuple(articles)),), MANY_SEGMENTS)


def many_segments(rng: random.Random, articles: Sequence[Article]) -> History:
    """Return a commit for every few articles, in small batches, none merged."""
    return History(
        "many segments", tuple(map(Step, _parts(rng, articles, 6))), {**MANY_SEGMENTS, **SMALL_BATCHES}
    )


def deletions(rng: random.Random, articles: Sequence[Article]) -> History:
    """Return commits that add, and commits that remove a third of it, some of it absent or twice."""
    steps = [Step(part) for part in _parts(rng, articles, 3)]
    for _ in range(2):
        removed = [rng.choice(articles).id for _ in range(len(articles) // 6)]
        steps.append(Step((*removed, "nobody", *removed[:2])))
    return History("deletions", tuple(steps), MANY_SEGMENTS)


def replacements(rng: random.Random, articles: Sequence[Article]) -> History:
    """Return commits in which ids come again, with other content, the same, and twice in one commit."""
    steps = []
    for part in _parts(rng, [*articles, *_renamed(rng, articles, len(articles) // 2)], 5):
        again = [part[0], *_renamed(rng, [part[0]], 1), *_renamed(rng, part, 2)]
        steps.append(Step((*part, *again)))
    return History("replacements", tuple(steps), {**MANY_SEGMENTS, **rng.choice(({}, SMALL_BATCHES))})


def merges(rng: random.Random, articles: Sequence[Article]) -> History:
    """Return commits that the engine merges, all small ones or up to a size, with deletions between."""
    return History(
        "merges",
        _mixed(rng, articles, 8),
        {**SMALL_BATCHES, **rng.choice((FEW_SEGMENTS, SMALL_SEGMENTS, {"compaction.MAX_DELETED": 0.1}))},
    )


def defaults(rng: random.Random, articles: Sequence[Article]) -> History:
    """Return additions, replacements and removals under the engine's own limits."""
    return History("own limits", _mixed(rng, articles, 12))


def processes(rng: random.Random, articles: Sequence[Article]) -> History:
    """Return a build in two processes, then changes in one."""
    parts = _parts(rng, articles, 2)
    steps = (Step(parts[0], processes=2), *(Step(part) for part in parts[1:]), Step((parts[0][0].id,)))
    return History("processes", steps, {**SMALL_BATCHES, **rng.choice((MANY_SEGMENTS, FEW_SEGMENTS))})


def large(rng: random.Random, articles: Sequence[Article]) -> History:
    """Return so many short articles in so few terms that lists are skipped through and scores bounded.

    Every third is a copy of another, so that scores tie at the end of pages.
    """
    pieces = rng.sample(PIECES, rng.choice((4, 8, 16)))
    many = [random_article(rng, f"{number:04}", pieces) for number in range(rng.choice(LARGE))]
    for number in range(2, len(many), 3):
        many[number] = replace(rng.choice(many), id=f"{number:04}")
    return History("large", (Step(tuple(many)), Step((many[7].id, *articles))), MANY_SEGMENTS)


KINDS: tuple[Callable[[random.Random, Sequence[Article]], History], ...] = (
    *(one_segment, many_segments, deletions, replacements, merges, defaults, processes, large),
)


@contextmanager
def limited(limits: Mapping[str, Any]) -> Iterator[None]:
    """Set limits of the engine, by the name of their module and their own, for a while."""
    with ExitStack() as stack:
        for name, value in limits.items():
            stack.enter_context(patch(f"search.engine.{name}", value))
        yield


@contextmanager
def opened(history: History, folder: Path) -> Iterator[State]:
    """Replay a history in an empty folder and open what came of it; raises WrongState."""
    engine = EmbeddedEngine()
    (folder / "engine").mkdir()
    (folder / "stock").mkdir()
    engine.create(folder / "engine")
    stock = StockIndex(folder / "stock")
    held: dict[str, Article] = {}
    with limited(history.limits):
        for step in history.steps:
            _replay(engine, folder / "engine", stock, step, held)
    with (
        _kernels(is_compiled=history.is_compiled),
        index.open_dir(str(folder / "engine"), schema=build_schema()).searcher() as through_codec,
        stock.searcher() as searcher,
    ):
        reader = engine.reader(folder / "engine")
        oracle = _oracle(reader, through_codec.doc_count_all(), held, history)
        yield State(
            kind=history.kind,
            given=history.given,
            reader=reader,
            oracle=oracle,
            stock=searcher,
            through_codec=through_codec,
            ids=tuple(article.id for article in oracle.articles),
            is_unmerged=history.kind in ("one segment", "many segments"),
        )


@contextmanager
def _kernels(*, is_compiled: bool) -> Iterator[None]:
    """Have the engine use its compiled kernels, where there are any, or those of NumPy, for a while."""
    if is_compiled:
        kernels.KERNELS.load()
        yield
        return
    with (
        patch.object(kernels.KERNELS, "module", vectorized),
        patch.object(kernels.KERNELS, "are_compiled", False),
        patch.object(kernels, "has_compiler", lambda: False),
    ):
        yield


def _replay(
    engine: EmbeddedEngine, folder: Path, stock: StockIndex, step: Step, held: dict[str, Article]
) -> None:
    """Commit one step to both indexes and to `held`, and compare what the engine says it changed."""
    before = dict(held)
    counts = dict.fromkeys(("added", "replaced", "unchanged", "removed"), 0)
    writer = engine.writer(folder, step.processes)
    for change in step.changes:
        if isinstance(change, str):
            if writer.remove(change) is not (change in held):
                raise WrongState(f"removing {change!r} was answered wrongly")
            counts["removed"] += held.pop(change, None) is not None
            continue
        writer.add(change)
        known = held.get(change.id)
        is_same = known is not None and known.content_hash() == change.content_hash()
        counts["added" if known is None else "unchanged" if is_same else "replaced"] += 1
        if not is_same:
            held.pop(change.id, None)
            held[change.id] = change
    commit = writer.commit()
    if commit != Commit(**counts, articles=len(held)):
        raise WrongState(f"{commit}, but it was {counts}, {len(held)} articles")
    changed = [article for key, article in held.items() if before.get(key) is not article]
    gone = [key for key in before if held.get(key) is not before[key]]
    stock.change(changed, gone)


def _oracle(reader: Reader, count: int, held: dict[str, Article], history: History) -> Oracle:
    """Return the oracle over the articles as they stand in the index, and check that they are the ones.

    Articles that were deleted or replaced may still stand there: each must be one that was once added.
    """
    articles = [reader.article(number) for number in range(count)]
    live = [reader.number_of(article.id) == number for number, article in enumerate(articles)]
    found = {article.id: article for article, is_live in zip(articles, live, strict=True) if is_live}
    if found != held or reader.article_count != len(held):
        raise WrongState(f"{reader.article_count} articles, {len(held)} were committed")
    if not set(history.given).issuperset(articles):
        raise WrongState("the index holds an article that was never added")
    numbers = sorted(answer.number for answer in reader.search(Request(limit=ALL)).page)
    if numbers != [number for number, is_live in enumerate(live) if is_live]:
        raise WrongState(f"everything is {numbers}")
    return Oracle(articles, live)


def _parts(rng: random.Random, articles: Sequence[Article], count: int) -> list[tuple[Article, ...]]:
    """Cut articles into about that many parts of unequal size, none empty."""
    cuts = sorted({0, len(articles), *(rng.randrange(len(articles)) for _ in range(count - 1))})
    return [tuple(articles[first:last]) for first, last in pairwise(cuts)]


def _renamed(rng: random.Random, articles: Sequence[Article], count: int) -> Iterator[Article]:
    """Give articles with the text of one and the id of another, so that they replace."""
    for source in islice((rng.choice(articles) for _ in range(count)), count):
        record = source.to_dict() | {"id": rng.choice(articles).id, "title": source.body[:5]}
        yield Article.from_dict(record)


def _mixed(rng: random.Random, articles: Sequence[Article], commits: int) -> tuple[Step, ...]:
    """Return commits of additions, replacements and removals."""
    steps = []
    for part in _parts(rng, articles, commits):
        changes: list[Article | str] = [*part, *_renamed(rng, articles, rng.randrange(4))]
        changes += [rng.choice(articles).id for _ in range(rng.randrange(len(part) + 1))]
        rng.shuffle(changes)
        steps.append(Step(tuple(changes)))
    return tuple(steps)
