"""Changes of an index during which the machine may stop, and what must hold afterwards.

Each scenario begins with a folder that is well, the old state, and makes one change of it, the new
state. Those of the engine change one of its folders, those of the library an index by
`search.open_writer`, whose rebuild makes a second generation and whose manifest says which is live.
"""

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from search import Article, IndexNotFound, open_index, open_writer
from search.engine import EmbeddedEngine, Request
from search.engine.tree import Everything, Or, Phrase, Prefix, ScoreTerm, Term
from tests import upkeep_changes
from tests.engine_states import ALL, FEW_SEGMENTS, limited

ENGINE = EmbeddedEngine()

NO_LIMITS: Mapping[str, int] = {}
SMALL_BATCHES = {"writer.BATCH_ARTICLES": 1}

FIRST = [
    Article(id="a", title="天津選舉", body="立法會選舉。天津", source="天津日報", published="2019-06-09"),
    Article(id="b", title="北京", body="天津、北京", source="北京日報", published="2020-02"),
    Article(id="c", body="寶坻智能 5G 網絡" * 20, regions=("天津市/寶坻區",)),
]
SECOND = [
    Article(id="d", title="天津", body="選舉前夕，天津", published="2021"),
    Article(id="e", body="台北市長選舉" * 30, source="天津日報"),
]
REPLACED = [Article(id="a", title="重寫", body="天津再選"), Article(id="e", body="台南")]
EXTRA = Article(id="extra", title="天津", body="後來的天津選舉")

SCORE = (
    ScoreTerm("body_g", "天津", 1.0),
    ScoreTerm("title_g", "天津", 2.0),
    ScoreTerm("body_g", "选举", 0.5),
)
REQUESTS = (
    Request(score=SCORE, limit=ALL),
    Request(match=Or((Prefix("body_g", "选"), Term("title_g", "重写"))), score=SCORE, limit=ALL),
    Request(match=Phrase(((0, Term("body_g", "天津")), (1, Prefix("body_g", "津")))), limit=ALL),
    Request(sort="newest", limit=ALL),
)

State = tuple[Any, ...] | None
"""All that a folder's reader says; None where there is no index yet. Equal for equal states."""


@dataclass(frozen=True)
class Scenario:
    """One change of one index: how its old state is made, what changes it, and how it is read."""

    name: str
    make: Callable[[Path], None]
    change: Callable[[Path], None]
    state: Callable[[Path], State]
    go_on: Callable[[Path], None]
    """Makes one more commit, from whatever state."""


def engine_state(folder: Path) -> State:
    """Return all that the engine finds in a folder, its checksums compared."""
    reader = ENGINE.reader(folder)
    reader.verify()
    pages = [reader.search(request) for request in REQUESTS]
    articles = [reader.article(answer.number) for answer in pages[0].page]
    ids = tuple(sorted(article.id for article in articles))
    return ids, articles, pages, reader.select(Everything()).facets("source", ALL), reader.article_count


def library_state(folder: Path) -> State:
    """Return all that an index says, None where there is none."""
    try:
        index = open_index(folder)
    except IndexNotFound:
        return None
    with index:
        articles = index.newest(ALL)
        hits = [(hit.article.id, hit.score) for hit in index.search("天津", limit=ALL).hits]
        index.verify()
        return tuple(sorted(article.id for article in articles)), articles, hits, len(index), index.payload


def engine_writes(
    *commits: Iterable[Article | str], limits: Mapping[str, int] = NO_LIMITS, cancel: bool = False
) -> Callable[[Path], None]:
    """Return what makes commits in an engine's folder: articles to add, ids to remove."""

    def change(folder: Path) -> None:
        with limited(limits):
            for changes in commits:
                writer = ENGINE.writer(folder)
                try:
                    for entry in changes:
                        writer.remove(entry) if isinstance(entry, str) else writer.add(entry)
                    writer.cancel() if cancel else writer.commit()
                except BaseException:
                    writer.cancel()
                    raise

    return change


def engine_made(*commits: Iterable[Article | str]) -> Callable[[Path], None]:
    """Return what makes an engine's folder with those commits."""

    def make(folder: Path) -> None:
        folder.mkdir()
        ENGINE.create(folder)
        engine_writes(*commits)(folder)

    return make


def library_writes(*runs: tuple[bool, Iterable[Article | str]]) -> Callable[[Path], None]:
    """Return what writes an index: of each run whether it is a rebuild, and its changes."""

    def change(folder: Path) -> None:
        for rebuild, changes in runs:
            with open_writer(folder, rebuild=rebuild) as writer:
                for entry in changes:
                    writer.remove(entry) if isinstance(entry, str) else writer.add(entry)
                writer.commit()

    return change


def library_goes_on(folder: Path) -> None:
    """Add one article to an index, or build one where there is none."""
    library_writes((library_state(folder) is None, [EXTRA]))(folder)


def leftovers(folder: Path) -> Counter[str]:
    """Count the files of a folder by name, random names and numbers made alike."""
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    return Counter(re.sub(r"\d+", "#", re.sub(r"[0-9a-z]{12,}", "*", name)) for name in names)


def copied(source: Path, target: Path) -> Path:
    """Return a copy of a folder, in the place of what was there."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    return target


def _of_engine(name: str, made: Callable[[Path], None], change: Callable[[Path], None]) -> Scenario:
    return Scenario(name, made, change, engine_state, engine_writes([EXTRA]))


def _of_library(name: str, made: Callable[[Path], None], change: Callable[[Path], None]) -> Scenario:
    return Scenario(name, made, change, library_state, library_goes_on)


def _nothing(folder: Path) -> None:
    folder.mkdir()


def _index_within(folder: Path) -> None:
    folder.mkdir()
    library_writes(*_SEVERAL)(folder / "index")


def _copy_state(folder: Path) -> State:
    return library_state(folder / "copy")


_SEVERAL = ((True, FIRST), (False, SECOND), (False, ["b"]))
"""Runs that leave two segments, one of which has a deleted article."""


SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        _of_engine("first articles", engine_made(), engine_writes(FIRST)),
        _of_engine("additions", engine_made(FIRST), engine_writes(SECOND)),
        _of_engine("replacements", engine_made(FIRST, SECOND), engine_writes(REPLACED)),
        _of_engine("removals", engine_made(FIRST, SECOND), engine_writes(["b", "d", "nobody"])),
        _of_engine("emptying", engine_made(SECOND), engine_writes(["d", "e"])),
        _of_engine("a rewritten segment", engine_made(FIRST, SECOND), engine_writes(["a", "b"])),
        _of_engine(
            "merges",
            engine_made(FIRST[:1], FIRST[1:], SECOND[:1]),
            engine_writes([*SECOND, "b"], limits=FEW_SEGMENTS),
        ),
        _of_engine(
            "small batches",
            engine_made(FIRST[:1], SECOND),
            engine_writes([*FIRST, *REPLACED], limits=SMALL_BATCHES),
        ),
        _of_engine("nothing new", engine_made(FIRST), engine_writes(FIRST)),
        _of_engine(
            "a cancelled run",
            engine_made(FIRST),
            engine_writes([*SECOND, *REPLACED], limits=SMALL_BATCHES, cancel=True),
        ),
        _of_library("first build", _nothing, library_writes((True, FIRST))),
        _of_library(
            "library additions", library_writes((True, FIRST)), library_writes((False, [*SECOND, "a"]))
        ),
        _of_library("rebuild", library_writes((True, FIRST)), library_writes((True, SECOND))),
        _of_library(
            "third rebuild",
            library_writes((True, FIRST), (False, SECOND), (True, SECOND)),
            library_writes((True, REPLACED)),
        ),
        Scenario("creation", _nothing, upkeep_changes.create, library_state, upkeep_changes.go_on_creating),
        _of_library("a payload", library_writes((True, FIRST)), upkeep_changes.commit_a_payload),
        _of_library("compacting", library_writes(*_SEVERAL), upkeep_changes.compact),
        _of_library("rolling back", library_writes((True, FIRST), (True, SECOND)), upkeep_changes.go_back),
        _of_library("restoring", library_writes((True, FIRST), (False, SECOND)), upkeep_changes.restore),
        _of_library("restoring into nothing", _nothing, upkeep_changes.restore),
        Scenario("copying", _index_within, upkeep_changes.copy, _copy_state, upkeep_changes.copy_again),
    )
}
