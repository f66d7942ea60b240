"""Whoosh's commits: a table of contents that names the segments, replaced in one rename.

Whoosh 2.7.4 keeps its part: the schema, the segment list with deletions, generation numbers, the
removal of files that no commit names any more. What it does not do is done here, at its own
extension points:

- its table of contents is a pickle, which would run the code of whoever made the index: `_SafeFile`
  reads it with an unpickler that admits one class, and the schema is never read from it but given;
- it loads tables of contents of old formats through unguarded loaders: another format is refused;
- it has neither checksum nor payload: `search.engine.sealed` adds both behind the table;
- nothing is flushed to the disk: the file is before the rename, and the folder after it.
"""

import os
import pickle
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from whoosh import fields
from whoosh.codec.base import Segment
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import _CURRENT_TOC_VERSION, TOC, clean_files

from search.analysis import GRAM_FIELDS, KEYWORD_FIELDS, WORD_FIELDS
from search.disk import flush_folder
from search.engine.batch import ID_FIELD
from search.engine.codec import ArrayCodec
from search.engine.sealed import sealed, unsealed
from search.errors import REPAIR, CorruptIndex

INDEX_NAME = "MAIN"
SEGMENT_EXTENSION = ".arrays"
MAX_TOC_BYTES = 256 << 20
"""A larger table of contents was not written here."""


class ArraySegment(Segment):  # type: ignore[misc] # Whoosh has no types
    """A segment of this engine as Whoosh's table of contents lists it: name, count, deletions."""

    def __init__(self, articles: int) -> None:
        """Name a new segment of that many articles."""
        super().__init__(INDEX_NAME)
        self.articles = articles
        self.deleted: set[int] = set()

    def codec(self) -> ArrayCodec:
        """Return what lets Whoosh itself read the segment."""
        return ArrayCodec()

    def path(self, folder: Path) -> Path:
        """Return the segment's file in its folder."""
        return folder / str(self.make_filename(SEGMENT_EXTENSION))

    def doc_count_all(self) -> int:
        """Return how many articles the file holds."""
        return self.articles

    def set_doc_count(self, doccount: int) -> None:
        """Set how many articles the file holds."""
        self.articles = doccount

    def deleted_count(self) -> int:
        """Return how many of them are deleted."""
        return len(self.deleted)

    def deleted_docs(self) -> set[int]:
        """Return the numbers of the deleted ones."""
        return self.deleted

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Delete an article, or undo that."""
        if delete:
            self.deleted.add(docnum)
        else:
            self.deleted.discard(docnum)

    def is_deleted(self, docnum: int) -> bool:
        """Tell whether an article is deleted."""
        return docnum in self.deleted


def build_schema() -> fields.Schema:
    """Return the Whoosh schema of this engine's fields; analysis happens before Whoosh, so none here."""
    schema = fields.Schema(**{ID_FIELD: fields.ID(unique=True)})
    for name in (*GRAM_FIELDS, *WORD_FIELDS):
        schema.add(name, fields.TEXT(phrase=name in GRAM_FIELDS))
    for name in KEYWORD_FIELDS:
        schema.add(name, fields.KEYWORD)
    return schema


@dataclass(frozen=True, slots=True)
class Contents:
    """What a commit says: its number, which grows with every commit, its segments, and its payload."""

    generation: int
    segments: list[ArraySegment]
    payload: str


def create_commit(folder: Path) -> None:
    """Write the first commit, of no segment, into an empty folder."""
    _write(folder, TOC(build_schema(), [], 0), "")


def last_commit(folder: Path) -> Contents:
    """Return what the newest commit says; raises CorruptIndex."""
    number = latest_number(folder)
    if number < 0:
        raise CorruptIndex(f"{folder} holds no commit; {REPAIR}")
    path = _path(folder, number)
    try:
        table, payload = unsealed(_content(path))
        _check_header(table)
        toc = TOC.read(_TableStorage(table), INDEX_NAME, gen=number, schema=build_schema())
    except FileNotFoundError:
        raise
    except Exception as error:  # Whoosh and pickle raise many kinds on bytes they do not expect
        raise CorruptIndex(f"{path} is not a commit of this index ({error}); {REPAIR}") from error
    if not isinstance(toc.segments, list) or not all(_is_valid(segment) for segment in toc.segments):
        raise CorruptIndex(f"{path} lists segments that this engine did not write; {REPAIR}")
    return Contents(number, toc.segments, payload)


def latest_number(folder: Path) -> int:
    """Return the number of the newest commit, -1 where there is none."""
    number: int = TOC._latest_generation(FileStorage(str(folder)), INDEX_NAME)
    return number


def commit_files(folder: Path) -> tuple[Path, ...]:
    """Return the files that the last commit names, its own last; raises CorruptIndex."""
    contents = last_commit(folder)
    segments = (segment.path(folder) for segment in contents.segments)
    return (*segments, _path(folder, contents.generation))


def write_commit(
    folder: Path, previous: Contents, segments: list[ArraySegment], payload: str | None = None
) -> Contents:
    """Make `segments` the index: written whole, flushed, then renamed into its place.

    Without a payload the previous one stays.
    """
    flush_folder(folder)  # the segments' names are on the disk before a commit names them
    for stray in folder.glob(f"_{INDEX_NAME}_*.toc.*"):  # of a commit that did not end
        stray.unlink()
    kept = previous.payload if payload is None else payload
    toc = TOC(build_schema(), segments, previous.generation + 1)
    _write(folder, toc, kept)
    clean_files(FileStorage(str(folder)), INDEX_NAME, toc.generation, segments)
    return Contents(toc.generation, segments, kept)


def _write(folder: Path, toc: TOC, payload: str) -> None:
    """Have Whoosh write a table of contents into memory, and put it on the disk in one rename."""
    memory = RamStorage()
    toc.write(memory, INDEX_NAME)
    path = _path(folder, toc.generation)
    temporary = path.with_name(f"{path.name}.new")
    with temporary.open("wb") as file:
        file.write(sealed(memory.files[path.name], payload))
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(path)
    flush_folder(folder)


def _path(folder: Path, number: int) -> Path:
    return folder / str(TOC._filename(INDEX_NAME, number))


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size > MAX_TOC_BYTES:
            raise ValueError(f"it has over {MAX_TOC_BYTES} bytes")
        return file.read()


class _SafeFile(StructFile):  # type: ignore[misc] # Whoosh has no types
    """A file of Whoosh's that reads only the pickles that this engine writes."""

    def read_pickle(self) -> Any:
        """Unpickle, admitting no class but `ArraySegment`."""
        return _SegmentUnpickler(self.file).load()


class _TableStorage(RamStorage):  # type: ignore[misc] # Whoosh has no types
    """Whoosh's storage of the one table that was read, whatever name is asked for."""

    def __init__(self, table: bytes) -> None:
        """Take the table's bytes."""
        super().__init__()
        self._table = table

    def open_file(self, name: str, **options: Any) -> _SafeFile:
        """Open the table for safe reading."""
        return _SafeFile(BytesIO(self._table), name=name)


class _SegmentUnpickler(pickle._Unpickler):
    """The unpickler written in Python: the one in C sets aside as much memory as a pickle's memo says."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == (ArraySegment.__module__, ArraySegment.__qualname__):
            return ArraySegment
        raise pickle.UnpicklingError(f"{module}.{name} has no place in an index")


def _check_header(table: bytes) -> None:
    """Refuse what `TOC.read` would hand to the loaders of older formats."""
    file = _SafeFile(BytesIO(table))
    for _ in ("int", "long", "float"):
        file.read_varint()
    file.read_int()
    version = file.read_int()
    if version != _CURRENT_TOC_VERSION:
        raise ValueError(f"its format is {version}, not {_CURRENT_TOC_VERSION}")


def _is_valid(segment: object) -> bool:
    """Tell whether an unpickled segment holds what `ArraySegment` writes, and names a file of its own."""
    state = getattr(segment, "__dict__", {})
    return (
        isinstance(segment, ArraySegment)
        and set(state) == {"indexname", "segid", "compound", "articles", "deleted"}
        and state["indexname"] == INDEX_NAME
        and isinstance(state["segid"], str)
        and state["segid"].isalnum()
        and isinstance(state["articles"], int)
        and isinstance(state["deleted"], set)
        and all(isinstance(number, int) for number in state["deleted"])
    )
