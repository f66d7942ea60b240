"""Whoosh's commits: a table of contents that names the segments, replaced in one rename.

Whoosh 2.7.4 keeps its part: the schema, the segment list with deletions, generation numbers, the
removal of files that no commit names any more. What it does not do is done here, at its own
extension points:

- its table of contents is a pickle, which would run the code of whoever made the index: `SafeFile`
  reads it with an unpickler that admits one class, and the schema is never read from it but given;
- it loads tables of contents of old formats through unguarded loaders: another format is refused;
- nothing is flushed to the disk: `SafeStorage` does so before the rename, and the folder after it.
"""

import os
import pickle
from pathlib import Path
from typing import Any

from whoosh import fields
from whoosh.codec.base import Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import _CURRENT_TOC_VERSION, TOC, clean_files

from search.analysis import GRAM_FIELDS, KEYWORD_FIELDS, WORD_FIELDS
from search.disk import flush_folder
from search.engine.batch import ID_FIELD
from search.engine.codec import ArrayCodec
from search.errors import REBUILD, CorruptIndex

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


def create_commit(folder: Path) -> None:
    """Write the first commit, of no segment, into an empty folder."""
    TOC.create(SafeStorage(str(folder)), build_schema(), INDEX_NAME)


def last_commit(folder: Path) -> TOC:
    """Return the newest table of contents; raises CorruptIndex."""
    storage = SafeStorage(str(folder))
    number = latest_number(folder)
    if number < 0:
        raise CorruptIndex(f"{folder} holds no commit; {REBUILD}")
    path = folder / TOC._filename(INDEX_NAME, number)
    try:
        _check_header(storage, path)
        toc = TOC.read(storage, INDEX_NAME, gen=number, schema=build_schema())
    except FileNotFoundError:
        raise
    except Exception as error:  # Whoosh and pickle raise many kinds on bytes they do not expect
        raise CorruptIndex(f"{path} is not a commit of this index ({error}); {REBUILD}") from error
    finally:
        storage.close()
    if not isinstance(toc.segments, list) or not all(_is_valid(segment) for segment in toc.segments):
        raise CorruptIndex(f"{path} lists segments that this engine did not write; {REBUILD}")
    return toc


def latest_number(folder: Path) -> int:
    """Return the number of the newest commit, -1 where there is none."""
    number: int = TOC._latest_generation(SafeStorage(str(folder)), INDEX_NAME)
    return number


def write_commit(folder: Path, previous: TOC, segments: list[ArraySegment]) -> None:
    """Make `segments` the index: written whole, flushed, then renamed into its place."""
    storage = SafeStorage(str(folder))
    flush_folder(folder)  # the segments' names are on the disk before a commit names them
    for stray in folder.glob(f"_{INDEX_NAME}_*.toc.*"):  # of a commit that did not end
        stray.unlink()
    toc = TOC(build_schema(), segments, previous.generation + 1)
    toc.write(storage, INDEX_NAME)
    clean_files(storage, INDEX_NAME, toc.generation, segments)


class SafeFile(StructFile):  # type: ignore[misc] # Whoosh has no types
    """A file of Whoosh's that reads only the pickles that this engine writes and is flushed when closed."""

    def read_pickle(self) -> Any:
        """Unpickle, admitting no class but `ArraySegment`."""
        return _SegmentUnpickler(self.file).load()

    def close(self) -> None:
        """Close; what was written is on the disk then."""
        if self.is_real and self.file.writable():
            self.flush()
            os.fsync(self.file.fileno())
        super().close()


class SafeStorage(FileStorage):  # type: ignore[misc] # Whoosh has no types
    """Whoosh's folder of files, with safe reading and flushed writing."""

    def __init__(self, path: str) -> None:
        """Take a folder."""
        super().__init__(path)
        self._opened: list[SafeFile] = []

    def create_file(self, name: str, excl: bool = False, mode: str = "wb", **options: Any) -> SafeFile:
        """Create a file whose content is on the disk once it is closed."""
        created = super().create_file(name, excl=excl, mode=mode, **options)
        return SafeFile(created.raw_file(), name=name)

    def open_file(self, name: str, **options: Any) -> SafeFile:
        """Open a file for reading; `close` closes it where Whoosh did not come to that."""
        opened = SafeFile((Path(self.folder) / name).open("rb"), name=name, **options)
        self._opened.append(opened)
        return opened

    def close(self) -> None:
        """Close the files that were opened."""
        for opened in self._opened:
            if not opened.is_closed:
                opened.close()

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Rename, and see that the folder's entry is on the disk."""
        super().rename_file(oldname, newname, safe=safe)
        flush_folder(Path(self.folder))


class _SegmentUnpickler(pickle._Unpickler):
    """The unpickler written in Python: the one in C sets aside as much memory as a pickle's memo says."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == (ArraySegment.__module__, ArraySegment.__qualname__):
            return ArraySegment
        raise pickle.UnpicklingError(f"{module}.{name} has no place in an index")


def _check_header(storage: SafeStorage, path: Path) -> None:
    """Refuse what `TOC.read` would hand to the loaders of older formats."""
    if path.stat().st_size > MAX_TOC_BYTES:
        raise ValueError(f"it has over {MAX_TOC_BYTES} bytes")
    with storage.open_file(path.name) as file:
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
