"""What an engine must do to be measured; the modules `engine_*` each hold one.

Only the standard library is needed here: engines may live in another interpreter than the project.
"""

import importlib
from collections.abc import Callable
from typing import Any, Protocol

from tests.bench.questions import Answer, Question

ENGINES = ("dibao", "tantivy", "whoosh", "fts5", "xapian")
REFERENCE = "tantivy"
"""The engine that ratios are to."""

INSTALL = {"xapian": "apt install python3-xapian"}
INSTALL_BENCH = "pip install -e '.[bench]'"


class NotInstalled(Exception):
    """An engine's package is not there; the message names the command that installs it."""


class Opened(Protocol):
    """An index opened for reading."""

    def prepare(self, question: Question) -> Callable[[], Any]:
        """Return what is timed: it asks the question, whose query is built already."""

    def answer(self, question: Question, found: Any) -> Answer:
        """Return what a prepared question returned as an answer; this is not timed."""


def adapter(name: str) -> Any:
    """Return the module of an engine; raises NotInstalled where its package is not there.

    It has `version()`, `open_index(folder)`, which returns an Opened, and to build either
    `build(folder, documents)` from token documents or `build_articles(folder, corpus, processes)`. What it
    opens may have `order()`: the numbers of all articles in the order that breaks ties, and `warm_up()`: what
    a server does before it is asked.
    """
    try:
        return importlib.import_module(f"tests.bench.engine_{name}")
    except ImportError as error:
        command = INSTALL.get(name, INSTALL_BENCH)
        raise NotInstalled(f"{name} is not installed ({error}); run: {command}") from error
