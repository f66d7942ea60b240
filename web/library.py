"""The open index and what it holds, for all threads of a server.

An index changes on disk while a server runs: an archivist adds articles, or switches a new
generation in. Each request therefore asks `Library.index()`, which opens what is newest. The index
before it is not closed by hand, for another thread may still be reading from it; it goes when the
last reader lets go.

Nobody waits for what only makes answers quicker or richer (compiled kernels, suggestions): a thread loads it
when the server starts, and `search` does the same, aside, for every commit that is opened later.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from threading import Lock, Thread
from typing import cast

from flask import Flask, current_app

from search import Index, SearchError, open_index
from web.holdings import Holdings, count_holdings

EXTENSION = "dibao"

log = logging.getLogger(__name__)


class Library:
    """One index on disk, always the newest state of it."""

    def __init__(
        self, path: Path, suggestions: Path | None = None, warmed: Callable[[], None] = lambda: None
    ) -> None:
        """Open the index at `path`; raises what `search.open_index` raises.

        What is suggested is read from the file `suggestions` where one is named. `warmed` is called, in
        another thread, when what makes answers quick is loaded, or could not be.
        """
        self._lock = Lock()
        self._index = open_index(path, suggestions=suggestions)
        self._told: tuple[str, ...] = ()
        self._counted: tuple[Index, Holdings] | None = None
        self._warn()
        Thread(target=self._warm_up, args=(self._index, warmed), name="warm-up", daemon=True).start()

    @staticmethod
    def _warm_up(index: Index, warmed: Callable[[], None]) -> None:
        warm_up(index)
        warmed()

    def index(self) -> Index:
        """Return the index as it is on disk now."""
        with self._lock:
            self._index = self._index.latest()
            self._warn()
            return self._index

    def holdings(self) -> Holdings:
        """Return what the index holds, counted once for each state of it."""
        index = self.index()
        counted = self._counted
        if counted is None or counted[0] is not index:
            counted = (index, count_holdings(index))
            self._counted = counted
        return counted[1]

    def _warn(self) -> None:
        """Log what is wrong with the archivist's vocabulary, whenever that has become something else."""
        problems = self._index.vocabulary.problems
        if problems != self._told:
            self._told = problems
            for problem in problems:
                log.warning("vocabulary: %s", problem)


def warm_up(index: Index) -> None:
    """Load what makes the answers of `index` quick; log what cannot be read, as whoever asks will be told."""
    try:
        index.warm_up()
    except (SearchError, ValueError) as error:  # ValueError: closed meanwhile
        log.warning("not everything was loaded: %s", error)


def install(app: Flask, library: Library) -> None:
    """Give `app` its library."""
    app.extensions[EXTENSION] = library


def installed(app: Flask) -> Library:
    """Return the library of `app`."""
    return cast(Library, app.extensions[EXTENSION])


def library() -> Library:
    """Return the library of the app that answers the current request."""
    return installed(current_app)
