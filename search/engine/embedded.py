"""The embedded engine: Whoosh's commits, segments and locks around arrays of our own."""

from pathlib import Path

from search.engine.commits import commit_files, create_commit, latest_number
from search.engine.protocol import DEFAULT_MEMORY, Reader, Writer
from search.engine.reader import CommitReader
from search.engine.writer import BatchWriter


class EmbeddedEngine:
    """Opens folders of the embedded engine's kind."""

    def create(self, folder: Path) -> None:
        """Make an empty index in an empty folder."""
        create_commit(folder)

    def reader(self, folder: Path) -> Reader:
        """Open the last commit; raises CorruptIndex."""
        return CommitReader(folder)

    def commit_files(self, folder: Path) -> tuple[Path, ...]:
        """Return the files of the last commit: segments, then its table; raises CorruptIndex."""
        return commit_files(folder)

    def was_written_to(self, folder: Path) -> bool:
        """Tell whether anything was ever committed to a folder after `create`."""
        return latest_number(folder) > 0

    def writer(self, folder: Path, processes: int = 1, memory: int = DEFAULT_MEMORY) -> Writer:
        """Open for writing, with that many processes to analyse in and bytes to take.

        Raises CorruptIndex or TooLittleMemory.
        """
        return BatchWriter(folder, processes, memory)
