"""Reads one segment: its postings, lengths, dates and articles, minus what was deleted from it."""

import json
import zlib
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.article import Article
from search.engine.arrays import AnyArray, ArrayFile
from search.engine.batch import ID_FIELD, INDEXED_FIELDS
from search.engine.postings import FieldPostings
from search.errors import REBUILD, CorruptIndex

DAY = 1_000_000
"""A day in the unit of `SegmentReader.dates`."""

LAST_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
"""The last day of each month, but for leap years."""

MAX_ARTICLE_BYTES = 64 << 20
"""No stored article may unpack to more: a guard against a forged segment."""


class SegmentReader:
    """One segment file, opened; nothing of it is copied until it is asked for."""

    def __init__(self, path: Path, deleted: Iterable[int]) -> None:
        """Open the file; raises CorruptIndex."""
        self.arrays = ArrayFile(path)
        self.path = path
        if self.arrays["dates"].ndim != 1:
            raise CorruptIndex(f"{path} holds dates that are no plain list; {REBUILD}")
        self.count = len(self.arrays["dates"])
        self.deleted = np.array(sorted(deleted), dtype=np.int64)
        if len(self.deleted) and not 0 <= self.deleted[0] <= self.deleted[-1] < self.count:
            raise CorruptIndex(
                f"{path} holds {self.count} articles, but others were deleted from it; {REBUILD}"
            )
        self._fields = {field: FieldPostings(self.arrays, field) for field in INDEXED_FIELDS}

    def field(self, name: str) -> FieldPostings:
        """Return the postings of a field of the schema."""
        return self._fields[name]

    @cached_property
    def live(self) -> NDArray[np.bool_]:
        """Which articles were not deleted, by number."""
        mask = np.ones(self.count, dtype=bool)
        mask[self.deleted] = False
        return mask

    @cached_property
    def dates(self) -> AnyArray:
        """Publication times as numbers YYYYMMDDhhmmss, 0 where unknown."""
        return self.arrays["dates"]

    @cached_property
    def periods(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """First and last day of each article's date, YYYYMMDD: the same where the day is known."""
        days = self.dates // DAY
        months = days // 100 % 100
        first = days + np.where(months == 0, 101, np.where(days % 100 == 0, 1, 0))
        last_days = LAST_DAYS[months.clip(0, 12)] + ((months == 2) & _is_leap(days // 10000))
        last = days + np.where(months == 0, 1231, np.where(days % 100 == 0, last_days, 0))
        return first, last

    def lengths(self, field: str) -> AnyArray:
        """Return how many terms each article has in a scored field."""
        return self.arrays[f"{field}.lengths"]

    def number_of(self, article_id: str) -> int | None:
        """Return the number of the article that has the id and was not deleted."""
        postings = self._fields[ID_FIELD]
        first, last = postings.find(article_id)
        for number in postings.postings(first, last).docs:
            if self.live[number]:
                return int(number)
        return None

    def content_hash(self, number: int) -> str:
        """Return the content hash of an article."""
        return bytes(self.arrays["hashes"][number]).hex()

    def article(self, number: int) -> Article:
        """Return an article as it was stored; raises CorruptIndex."""
        ends = self.arrays["stored_ends"]
        begin = int(ends[number - 1]) if number else 0
        packed = self.arrays["stored"][begin : int(ends[number])].tobytes()
        unpacker = zlib.decompressobj()
        try:
            record = unpacker.decompress(packed, MAX_ARTICLE_BYTES)
            if unpacker.unconsumed_tail:
                raise CorruptIndex(
                    f"{self.path} holds an article {number} of over {MAX_ARTICLE_BYTES} bytes; {REBUILD}"
                )
            return Article.from_dict(json.loads(record))
        except (zlib.error, ValueError, TypeError, AttributeError, RecursionError) as error:
            raise CorruptIndex(f"{self.path} holds a broken article {number} ({error}); {REBUILD}") from error


def _is_leap(years: NDArray[np.int64]) -> NDArray[np.bool_]:
    leap: NDArray[np.bool_] = (years % 4 == 0) & ((years % 100 != 0) | (years % 400 == 0))
    return leap
