"""What a run is told, and the files that it measures with at each size."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from search.analysis import analyzer_fingerprint
from tests.bench.corpus import write_corpus
from tests.bench.prepare import write_tokens
from tests.bench.questions import Question, read_questions, write_questions
from tests.bench.sampling import make_questions

SEED = 1


@dataclass(frozen=True, slots=True)
class Settings:
    """What to measure.

    `queries` is how many of each kind; `budget` the seconds that a round of one kind may take, after which
    a slow engine is asked no more; `opens` how many processes open the index, for the median.
    """

    archive: Path
    sizes: tuple[int, ...]
    engines: tuple[str, ...]
    queries: int = 300
    processes: int = 2
    budget: float = 20.0
    opens: int = 7
    tokens_only: bool = False
    whoosh_all: bool = False


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folder of one size: articles, terms, questions, and every engine's index."""

    folder: Path
    size: int

    @property
    def corpus(self) -> Path:
        """The articles, one JSON object a line."""
        return self.folder / "corpus.jsonl"

    @property
    def tokens(self) -> Path:
        """The token file."""
        return self.folder / "tokens.jsonl"

    def questions(self, name: str) -> Path:
        """Return the file of a set of questions."""
        return self.folder / f"{name}.jsonl"

    def asked(self) -> tuple[Question, ...]:
        """Return the questions that every engine is asked."""
        return tuple(read_questions(self.questions("asked")))

    def index(self, engine: str) -> Path:
        """Return where an engine's index is."""
        return self.folder / engine


def prepare(settings: Settings, size: int, folder: Path) -> Workspace:
    """Make the files of a size, or take those that a run told the same left in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    workspace = Workspace(folder, size)
    stamp = folder / "prepared.json"
    wanted = {
        "archive": f"{settings.archive.resolve()} {settings.archive.stat().st_size}",
        "size": size,
        "queries": settings.queries,
        "analyzer": analyzer_fingerprint(),
    }
    if stamp.exists() and json.loads(stamp.read_text("utf-8")) == wanted:
        return workspace
    stamp.unlink(missing_ok=True)
    say(f"{size:,} articles: analysing")
    write_corpus(settings.archive, workspace.corpus, size)
    write_tokens(workspace.corpus, workspace.tokens, settings.processes)
    asked, warm = make_questions(workspace.tokens, settings.queries, SEED)
    _write(workspace, "asked", asked)
    _write(workspace, "warm", warm)
    stamp.write_text(json.dumps(wanted), "utf-8")
    return workspace


def say(progress: str) -> None:
    """Tell what is going on, on stderr."""
    print(progress, file=sys.stderr, flush=True)


def _write(workspace: Workspace, name: str, questions: Sequence[Question]) -> None:
    """Write what all engines are asked, and, in a file of its own, what only Dibao's library is."""
    whole = [question for question in questions if question.kind == "search"]
    write_questions(workspace.questions(name), [each for each in questions if each.kind != "search"])
    write_questions(workspace.questions(f"{name}_search"), whole)
