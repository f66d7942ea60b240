"""Opens the last commit of a folder for reading."""

import time
from pathlib import Path

from search.engine.commits import last_commit, latest_number
from search.engine.searcher import Searcher
from search.engine.segment import SegmentReader
from search.errors import CorruptIndex

ATTEMPTS = 20
"""How often opening starts again because a writer removed the commit's files meanwhile."""

PAUSE = 0.02
"""Seconds between attempts."""


class CommitReader(Searcher):
    """The articles of one commit, unchanging: later commits are seen by opening anew.

    Threads may share it: its arrays are read-only maps and no query leaves anything behind. Files
    that a later commit removes stay readable for as long as this is open.
    """

    def __init__(self, folder: Path) -> None:
        """Open the last commit; raises CorruptIndex."""
        self._folder = folder
        for attempt in range(ATTEMPTS):
            try:
                commit = last_commit(folder)
                segments = [SegmentReader(entry.path(folder), entry.deleted) for entry in commit.segments]
            except FileNotFoundError as error:
                if attempt == ATTEMPTS - 1:
                    raise CorruptIndex(
                        f"{error.filename} is missing; rebuild with: dibao-index build SOURCE... --index DIR"
                    ) from error
                time.sleep(PAUSE)
            else:
                break
        self._number: int = commit.generation
        super().__init__(segments)

    def up_to_date(self) -> bool:
        """Tell whether this is still the last commit."""
        return latest_number(self._folder) == self._number

    def close(self) -> None:
        """Let go of the files; their memory is freed when the last array of them is."""
        self.segments = ()
        self.bases = (0,)
