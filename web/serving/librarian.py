"""The process that makes what is suggested, for all others, whenever something is committed.

Making it takes seconds of a core and hundreds of megabytes, so no process that answers does it, and they all
map the one file that it writes (`search.keep_suggestions`). Where this process ends, it is started again,
though not at once: what ended it may be lasting, and readers can do without.
"""

import os
import signal
from multiprocessing import Process
from pathlib import Path
from time import monotonic, sleep

from search import follow_parent, keep_suggestions

LOOK_SECONDS = 2.0
"""Between two looks at the index: so long a new commit may be without suggestions of its own."""

AGAIN_SECONDS = 60.0
"""Before it is started again."""

NICENESS = 10
"""Answers come first."""


class Librarian:
    """Sees to it that suggestions of the index at `index` stand in `file`."""

    def __init__(self, index: Path, file: Path) -> None:
        """Start the process."""
        self._paths = (index, file)
        self._start()

    def tend(self) -> None:
        """Start the process again if it ended some time ago."""
        if not self._process.is_alive() and monotonic() - self._started > AGAIN_SECONDS:
            self._start()

    def stop(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.join()

    def _start(self) -> None:
        self._started = monotonic()
        self._process = Process(target=_keep, args=self._paths, name="dibao-suggestions", daemon=True)
        self._process.start()


def _keep(index: Path, file: Path) -> None:
    follow_parent()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    os.nice(NICENESS)
    keep_suggestions(index, file, _pause)


def _pause() -> bool:
    sleep(LOOK_SECONDS)
    return True
