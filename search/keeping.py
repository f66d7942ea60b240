"""Keeps suggestions for the processes of a server, in a process of its own."""

import logging
from collections.abc import Callable
from pathlib import Path

from search.errors import SearchError
from search.index import Index, open_index

log = logging.getLogger(__name__)


def keep_suggestions(path: str | Path, file: str | Path, pause: Callable[[], bool]) -> None:
    """Write what an index suggests to a file, now and whenever something was committed.

    For the processes that opened the index with `open_index(path, suggestions=file)`: they share one copy and
    make none. `pause` waits between two looks at the index, and says False to end it. An index that cannot
    be read is a warning in the log, once, and looked at again.
    """
    index: Index | None = None
    told = ""
    while True:
        try:
            newest = open_index(path) if index is None else index.latest()
            if newest is not index:
                newest.write_suggestions(file)
                index, told = newest, ""
        except (SearchError, OSError) as error:
            if str(error) != told:
                told = str(error)
                log.warning("suggestions: %s", error)
        if not pause():
            return
