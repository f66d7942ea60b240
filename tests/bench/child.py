"""One measurement of one engine, in a process of its own: python -m tests.bench.child TASK ENGINE ARGUMENTS

Arguments and result are JSON; the result is the last line on stdout. A process that measured one thing
has left no page, cache or imported module behind for the next. Only the standard library and the
engine's own package are needed here, so the interpreter may be another than the project's.
"""

import json
import random
import sys
from collections.abc import Callable
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from time import perf_counter
from typing import Any

from tests.bench.adapters import NotInstalled, Opened, adapter
from tests.bench.memory import memory
from tests.bench.questions import Question, read_questions
from tests.bench.timing import SEED, measure_latencies
from tests.bench.tokens import read_tokens

NOT_INSTALLED = 3
"""The exit status where the engine's package is not there; stderr says what to do."""


def version(engine: Any) -> str:
    """Return the version of the engine's package."""
    return str(engine.version())


def build(engine: Any, folder: str, tokens: str) -> float:
    """Build an index of ready terms; return seconds."""
    Path(folder).mkdir()
    began = perf_counter()
    engine.build(Path(folder), read_tokens(Path(tokens)))
    return perf_counter() - began


def opened_warm(engine: Any, folder: str) -> Opened:
    """Open an index for many questions, as a server does."""
    opened: Opened = engine.open_index(Path(folder))
    if hasattr(opened, "warm_up"):
        opened.warm_up()
    return opened


def answers(engine: Any, folder: str, questions: str, budget: float) -> dict[str, Any]:
    """Return the answer to every question, None to those beyond `budget` seconds for their kind.

    With them comes the order in which the engine breaks ties, where it tells.
    """
    opened = opened_warm(engine, folder)
    asked = list(enumerate(read_questions(Path(questions))))
    found: list[dict[str, Any] | None] = [None] * len(asked)
    for _, group in groupby(asked, key=lambda entry: entry[1].kind):
        of_kind = list(group)
        random.Random(SEED).shuffle(of_kind)  # noqa: S311 - an order, not a secret
        began = perf_counter()
        for place, question in of_kind:
            if perf_counter() - began > budget:
                break
            found[place] = asdict(opened.answer(question, opened.prepare(question)()))
    return {"answers": found, "order": opened.order() if hasattr(opened, "order") else []}


def open_once(engine: Any, folder: str, questions: str) -> dict[str, float]:
    """Return milliseconds to open the index, and until the first question is answered too."""
    question = read_questions(Path(questions))[0]
    began = perf_counter()
    opened = engine.open_index(Path(folder))
    was_opened = perf_counter()
    opened.prepare(question)()
    return {"open": (was_opened - began) * 1e3, "first": (perf_counter() - began) * 1e3}


def memory_after(engine: Any, folder: str, questions: str) -> dict[str, dict[str, int]]:
    """Return bytes before the index is opened, with the engine's modules imported, and after questions."""
    asked = read_questions(Path(questions))
    before = memory()
    opened = opened_warm(engine, folder)
    for question in asked:
        opened.prepare(question)()
    return {"before": before, "after": memory()}


def latencies(engine: Any, folder: str, questions: str, warm_up: str, budget: float) -> dict[str, Any]:
    """Return the latencies of every kind in milliseconds, after the warm-up was answered."""
    opened = opened_warm(engine, folder)
    for question in read_questions(Path(warm_up)):
        opened.prepare(question)()
    by_kind: dict[str, list[Question]] = {}
    for question in read_questions(Path(questions)):
        by_kind.setdefault(question.kind, []).append(question)
    return {kind: measure_latencies(opened, asked, budget)._asdict() for kind, asked in by_kind.items()}


TASKS: dict[str, Callable[..., Any]] = {
    task.__name__: task for task in (version, build, answers, open_once, memory_after, latencies)
}


def main(tasks: dict[str, Callable[..., Any]]) -> int:
    """Run the task that the command line names and print its result."""
    task, name, arguments = sys.argv[1:]
    try:
        engine = adapter(name)
    except NotInstalled as error:
        print(error, file=sys.stderr)
        return NOT_INSTALLED
    result = tasks[task](engine, **json.loads(arguments))
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main(TASKS))
