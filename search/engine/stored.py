"""The articles themselves, as printed: JSON records, several to a compressed block.

Neighbouring articles resemble each other, so a block of 64 kB takes a quarter less than its articles alone,
and unpacks in some seventy microseconds. `stored_blocks` says where each block ends in `stored`,
`stored_firsts` which article is its first, `stored_begins` where each article begins in its unpacked block.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import zstandard
from numpy.typing import NDArray

from search.article import Article
from search.engine.arrays import ArrayFile, ArrayWriter
from search.errors import REPAIR, CorruptIndex

BLOCK_BYTES = 64 << 10
LEVEL = 5
"""Of zstd: 5 % smaller than its default, 3, for twice the time; 6 to 9 save one or two more."""

MAX_BLOCK_BYTES = 64 << 20
"""No block may unpack to more: a guard against a forged segment."""

_BROKEN = (LookupError, ValueError, TypeError, AttributeError, RecursionError)
"""What a record or block raises that was not written here."""

_ENCODING, _ERRORS = "utf-8", "surrogatepass"


class StoredWriter:
    """Packs records in the order of their articles."""

    def __init__(self, out: ArrayWriter) -> None:
        """Begin the arrays; nothing else may be written to the file before `close`."""
        self._out = out
        self._blob = out.tail("stored")
        self._compressor = zstandard.ZstdCompressor(level=LEVEL)
        self._pending: list[bytes] = []
        self._pending_bytes = 0
        self._size = 0
        self._articles = 0
        self._ends: list[int] = []
        self._firsts: list[int] = []
        self._begins: list[NDArray[np.uint32]] = []

    def add(self, record: bytes) -> None:
        """Add one record."""
        self._pending.append(record)
        self._pending_bytes += len(record)
        if self._pending_bytes >= BLOCK_BYTES:
            self._flush()

    def add_block(self, packed: bytes, begins: NDArray[np.uint32]) -> None:
        """Add a packed block as it is, with where its records begin."""
        self._flush()
        self._firsts.append(self._articles)
        self._articles += len(begins)
        self._begins.append(begins)
        self._blob.append(np.frombuffer(packed, dtype=np.uint8))
        self._size += len(packed)
        self._ends.append(self._size)

    def close(self) -> None:
        """Write what is left."""
        self._flush()
        self._blob.close()
        self._out.write("stored_blocks", np.array(self._ends, dtype=np.int64))
        self._out.write("stored_firsts", np.array(self._firsts, dtype=np.uint32))
        begins = np.concatenate(self._begins) if self._begins else np.zeros(0)
        self._out.write("stored_begins", begins.astype(np.uint32))

    def _flush(self) -> None:
        records, self._pending, self._pending_bytes = self._pending, [], 0
        if records:
            begins = np.cumsum([0, *map(len, records[:-1])], dtype=np.int64).astype(np.uint32)
            self.add_block(self._compressor.compress(b"".join(records)), begins)


class StoredArticles:
    """Reads the articles of a segment."""

    def __init__(self, file: ArrayFile) -> None:
        """Take the segment's arrays; raises CorruptIndex where they are not what a segment has."""
        self._path: Path = file.path
        self._blob = file.plain("stored", "|u1")
        self._ends = file.plain("stored_blocks", "<i8")
        self._firsts = file.plain("stored_firsts", "<u4")
        self._begins = file.plain("stored_begins", "<u4")
        if len(self._ends) != len(self._firsts):
            raise CorruptIndex(f"{self._path} holds stored articles of unequal arrays; {REPAIR}")

    def article(self, number: int) -> Article:
        """Return an article as it was stored; raises CorruptIndex."""
        block = self._block_of(number)
        try:
            content, begins = self._unpacked(block)
            return _article(_records(content, begins)[number - int(self._firsts[block])])
        except _BROKEN as error:
            raise self._broken(number, error) from error

    def articles(self, live: NDArray[np.bool_], start: int = 0) -> Iterator[Article]:
        """Give the live articles in order, but for the first `start`, each block unpacked once.

        Raises CorruptIndex.
        """
        left = np.flatnonzero(live)[start:]
        if len(left):
            wanted = live.copy()
            wanted[: left[0]] = False
            for block in range(self._block_of(int(left[0])), len(self._ends)):
                yield from self._live_articles(block, wanted)

    def copy_to(self, out: StoredWriter, live: NDArray[np.bool_]) -> None:
        """Add the live articles to another segment; good whole blocks are not unpacked."""
        for block in range(len(self._ends)):
            begins = self._block_begins(block)
            first = int(self._firsts[block])
            kept = live[first : first + len(begins)]
            packed = self._packed(block)
            if kept.all() and zstandard.frame_content_size(packed) >= BLOCK_BYTES // 2:
                out.add_block(packed, begins)
            elif kept.any():
                content, _ = self._unpacked(block)
                for record, is_kept in zip(_records(content, begins), kept, strict=True):
                    if is_kept:
                        out.add(record)

    def _live_articles(self, block: int, live: NDArray[np.bool_]) -> list[Article]:
        first = int(self._firsts[block])
        try:
            records = _records(*self._unpacked(block))
            kept = live[first : first + len(records)]
            return [_article(record) for record, is_kept in zip(records, kept, strict=True) if is_kept]
        except _BROKEN as error:
            raise self._broken(first, error) from error

    def _block_of(self, number: int) -> int:
        return int(np.searchsorted(self._firsts, number, side="right")) - 1

    def _broken(self, number: int, error: Exception) -> CorruptIndex:
        return CorruptIndex(f"{self._path} holds a broken article {number} ({error}); {REPAIR}")

    def _unpacked(self, block: int) -> tuple[bytes, NDArray[np.uint32]]:
        packed = self._packed(block)
        if not 0 <= zstandard.frame_content_size(packed) <= MAX_BLOCK_BYTES:
            raise ValueError(f"block {block} unpacks to over {MAX_BLOCK_BYTES} bytes")
        try:
            return zstandard.ZstdDecompressor().decompress(packed), self._block_begins(block)
        except zstandard.ZstdError as error:
            raise ValueError(str(error)) from error

    def _packed(self, block: int) -> bytes:
        begin = int(self._ends[block - 1]) if block else 0
        return self._blob[begin : int(self._ends[block])].tobytes()

    def _block_begins(self, block: int) -> NDArray[np.uint32]:
        last = int(self._firsts[block + 1]) if block + 1 < len(self._firsts) else len(self._begins)
        return self._begins[int(self._firsts[block]) : last]


def write_articles(out: ArrayWriter, articles: Iterable[Article]) -> None:
    """Write articles to a segment."""
    stored = StoredWriter(out)
    for article in articles:
        stored.add(json.dumps(article.to_dict(), ensure_ascii=False).encode(_ENCODING, _ERRORS))
    stored.close()


def _article(record: bytes) -> Article:
    return Article.from_dict(json.loads(record.decode(_ENCODING, _ERRORS)))


def _records(content: bytes, begins: NDArray[np.uint32]) -> list[bytes]:
    """Cut a block into its records."""
    ends: Iterator[int] = iter([*begins[1:].tolist(), len(content)])
    return [content[begin:end] for begin, end in zip(begins.tolist(), ends, strict=True)]
