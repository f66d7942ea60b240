"""Reads one segment: its postings, lengths, dates and articles, minus what was deleted from it."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.analysis import GRAM_FIELDS
from search.article import Article
from search.engine.arrays import AnyArray, ArrayFile
from search.engine.batch import ID_FIELD, INDEXED_FIELDS, SCORED_FIELDS
from search.engine.clusters import KEYS
from search.engine.dictionary import ABSENT, POSTINGS, sizes
from search.engine.forms import FieldForms
from search.engine.periods import DATE_UNITS, DAY, are_dated, date_label, first_and_last_days
from search.engine.postings import MAX_ARTICLES, FieldPostings
from search.engine.stored import StoredArticles
from search.engine.tables import PLACES, TermRow, View, view_of
from search.engine.weights import Ranking
from search.errors import REPAIR, CorruptIndex

REMEMBERED = 65_536
"""Terms, and beginnings, whose places a segment remembers, some 20 MB at most."""

NO_VALUE = -1
"""The code of an article without a value."""


class SegmentReader:
    """One segment file, opened; nothing of it is copied until it is asked for."""

    def __init__(self, path: Path, deleted: Iterable[int]) -> None:
        """Open the file; raises CorruptIndex."""
        self.file = ArrayFile(path)
        self.path = path
        self.count = len(self.file.plain("dates", "<i8"))
        if self.count > MAX_ARTICLES:
            raise CorruptIndex(f"{path} holds {self.count} articles, over {MAX_ARTICLES}; {REPAIR}")
        self.deleted = np.array(sorted(deleted), dtype=np.int64)
        if len(self.deleted) and not 0 <= self.deleted[0] <= self.deleted[-1] < self.count:
            raise CorruptIndex(
                f"{path} holds {self.count} articles, but others were deleted from it; {REPAIR}"
            )
        self.fields = {field: FieldPostings(self.file, field) for field in INDEXED_FIELDS}
        for field in SCORED_FIELDS:
            if len(self.lengths(field)) != self.count:
                raise CorruptIndex(f"{path} holds lengths of other articles than its own; {REPAIR}")
        if len(self.clusters) != self.count:
            raise CorruptIndex(f"{path} holds clusters of other articles than its own; {REPAIR}")
        self._rows: dict[tuple[str, str], TermRow | None] = {}
        self._prefixes: dict[tuple[str, str], tuple[int, int]] = {}

    def term_row(self, field: str, text: str) -> TermRow | None:
        """Return where a term's postings and positions stand, or None where the segment does not have it.

        Remembered: a query asks for most of its terms twice, to match and to rank.
        """
        key = (field, text)
        try:
            return self._rows[key]
        except KeyError:
            row = self._look_up(field, text)
            if len(self._rows) >= REMEMBERED:
                self._rows.clear()
            self._rows[key] = row
            return row

    def _look_up(self, field: str, text: str) -> TermRow | None:
        postings = self.fields[field]
        term = postings.terms.find(text)
        if term == ABSENT:
            return None
        return (
            self.field_numbers[field],
            *postings.extent(term, term + 1),
            *postings.occurrences(term, term + 1),
        )

    def prefix_extent(self, field: str, text: str) -> tuple[int, int]:
        """Return where the postings of all terms that begin so begin, and how many they are; remembered."""
        key = (field, text)
        found = self._prefixes.get(key)
        if found is None:
            postings = self.fields[field]
            found = postings.extent(*postings.terms.find_prefix(text))
            if len(self._prefixes) >= REMEMBERED:
                self._prefixes.clear()
            self._prefixes[key] = found
        return found

    def field(self, name: str) -> FieldPostings:
        """Return the postings of a field of the schema."""
        return self.fields[name]

    @cached_property
    def view(self) -> View:
        """What the kernels are given; rows of the field table are in the order of INDEXED_FIELDS."""
        return view_of(self.file, self.fields.items())

    @cached_property
    def field_numbers(self) -> dict[str, int]:
        """The row of each field in the field table."""
        return {field: number for number, field in enumerate(self.fields)}

    @cached_property
    def stored(self) -> StoredArticles:
        """The articles as printed."""
        return StoredArticles(self.file)

    @cached_property
    def live(self) -> NDArray[np.bool_]:
        """Which articles are there and were not deleted, 65,536 places."""
        mask = np.zeros(PLACES, dtype=bool)
        mask[: self.count] = True
        mask[self.deleted] = False
        return mask

    @cached_property
    def live_count(self) -> int:
        """How many articles were not deleted."""
        return int(np.count_nonzero(self.live))

    @property
    def dates(self) -> AnyArray:
        """Publication times as numbers YYYYMMDDhhmmss, 0 where unknown."""
        return self.file["dates"]

    @property
    def clusters(self) -> NDArray[np.int64]:
        """The key of each article's cluster (`search.engine.clusters`)."""
        return self.file.plain(KEYS, "<i8")

    @cached_property
    def periods(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """First and last day of each article's date, YYYYMMDD: the same where the day is known."""
        return first_and_last_days(self.dates // DAY)

    def lengths(self, field: str) -> NDArray[np.uint32]:
        """Return how many terms each article has in a scored field."""
        return self.file.plain(f"{field}.lengths", "<u4")

    def forms(self, field: str) -> FieldForms:
        """Return how the units of a bigram field are printed."""
        if field not in GRAM_FIELDS:
            raise ValueError(f"{field!r} keeps no printed forms")
        return FieldForms(self.file, field, self.count)

    def coded(self, name: str) -> tuple[list[str], NDArray[np.int64]]:
        """Return the values of a keyword field or unit of the date, and of each article the code of its own.

        NO_VALUE where an article has none; of several values the last one, in order of the terms.
        """
        if name not in self._coded:
            self._coded[name] = self._dates_coded(name) if name in DATE_UNITS else self._values_coded(name)
        return self._coded[name]

    @cached_property
    def _coded(self) -> dict[str, tuple[list[str], NDArray[np.int64]]]:
        return {}

    def _dates_coded(self, unit: str) -> tuple[list[str], NDArray[np.int64]]:
        periods = self.dates // DATE_UNITS[unit]
        days = self.dates // DAY
        known = are_dated(days, unit)
        values, places = np.unique(periods[known], return_inverse=True)
        codes = np.full(self.count, NO_VALUE, dtype=np.int64)
        codes[known] = places.reshape(-1)
        return [date_label(int(value), unit) for value in values], codes

    def _values_coded(self, name: str) -> tuple[list[str], NDArray[np.int64]]:
        field = self.fields[f"{name}_k"]
        codes = np.full(PLACES, NO_VALUE, dtype=np.int64)
        codes[field.docs] = np.repeat(np.arange(len(field.terms)), sizes(field.bounds[:, POSTINGS]))
        return field.terms.texts(), codes[: self.count]

    def norms(self, ranking: Ranking, averages: tuple[float, ...]) -> NDArray[np.float64]:
        """Return `k1 * (1 - b + b * length / average)`, shape (fields, 65,536).

        `averages` has the average length of each scored field. Rows of fields that are not scored, and
        places past the articles, hold anything.
        """
        norms = np.empty((len(INDEXED_FIELDS), PLACES))
        for field, average in zip(SCORED_FIELDS, averages, strict=True):
            row = norms[self.field_numbers[field], : self.count]
            np.multiply(self.lengths(field), ranking.k1 * ranking.b / average, out=row)
            row += ranking.k1 * (1 - ranking.b)
        norms.flags.writeable = False
        return norms

    def number_of(self, article_id: str) -> int | None:
        """Return the number of the article that has the id and was not deleted."""
        postings = self.fields[ID_FIELD]
        term = postings.terms.find(article_id)
        if term == ABSENT:
            return None
        begin, count = postings.extent(term, term + 1)
        for number in postings.docs[begin : begin + count].tolist():
            if self.live[number]:
                return int(number)
        return None

    def content_hash(self, number: int) -> str:
        """Return the content hash of an article."""
        return bytes(self.file["hashes"][number]).hex()

    def article(self, number: int) -> Article:
        """Return an article as it was stored; raises CorruptIndex."""
        return self.stored.article(number)

    def articles(self, start: int = 0) -> Iterator[Article]:
        """Give the articles that were not deleted, but for the first `start`, a block at a time.

        Raises CorruptIndex.
        """
        return self.stored.articles(self.live, start)
