"""Whoosh's lock on a file, for the one process that writes; the end of the process lets go of it."""

from pathlib import Path

from whoosh.util.filelock import FileLock


class WriteLock:
    """A lock that is taken or not, never waited for."""

    def __init__(self, path: Path) -> None:
        """Name the file; it is made where it is not there."""
        self._lock = FileLock(str(path))

    def acquire(self) -> bool:
        """Take the lock; tell whether it was free."""
        taken: bool = self._lock.acquire()
        return taken

    def release(self) -> None:
        """Let go of the lock."""
        self._lock.release()
