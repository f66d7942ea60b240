"""What the suggesters of one index's commits share."""

from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from search.errors import CorruptIndex
from search.suggest.binding import read_book
from search.suggest.book import Book
from search.suggest.gathering import Gathered


@dataclass(slots=True)
class Kept:
    """What was gathered, and the `book` that was made last; `opened` counts the commits.

    With a `file`, another process makes the book and writes it there; `stamp` is of the one that was read.
    """

    file: Path | None = None
    stamp: tuple[int, int] = (0, 0)
    lock: Lock = field(default_factory=Lock)
    gathered: dict[str, Gathered] = field(default_factory=dict)
    book: Book | None = None
    opened: int = 0
    is_wanted: bool = False

    def read(self) -> None:
        """Take the book from the file if another one was written; without one, keep what there is."""
        if self.file is None:
            return
        try:
            status = self.file.stat()
            stamp = (status.st_ino, status.st_mtime_ns)
            with self.lock:
                if stamp != self.stamp:
                    self.book, self.stamp = read_book(self.file), stamp
        except (FileNotFoundError, CorruptIndex):  # not written yet
            return
