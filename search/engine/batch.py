"""From articles to a segment's arrays: a batch is analysed, inverted and written in one go.

A batch is bounded by characters, so is its memory; worker processes run this function and send back
no more than the segment's name and counts.
"""

import json
import re
import zlib
from array import array
from collections import defaultdict
from collections.abc import Sequence
from itertools import count
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.analysis import GRAM_FIELDS, KEYWORD_FIELDS, WORD_FIELDS, FieldTerms, field_terms
from search.article import Article
from search.engine.arrays import AnyArray, write_arrays
from search.engine.postings import invert

ID_FIELD = "id"
INDEXED_FIELDS = (ID_FIELD, *GRAM_FIELDS, *WORD_FIELDS, *KEYWORD_FIELDS)
SCORED_FIELDS = (*GRAM_FIELDS, *WORD_FIELDS)
"""Fields whose lengths are kept."""

_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?)?)?)?")

COMPRESSION_LEVEL = 6


def write_batch(path: Path, articles: Sequence[Article]) -> None:
    """Analyse articles of distinct ids and write them as the segment file `path`."""
    inverters = {field: FieldInverter(field, positional=field in GRAM_FIELDS) for field in INDEXED_FIELDS}
    for number, article in enumerate(articles):
        inverters[ID_FIELD].add(number, FieldTerms([article.id], []))
        for field, found in field_terms(article).items():
            inverters[field].add(number, found)
    arrays = stored_arrays(articles)
    for field in INDEXED_FIELDS:
        arrays.update(inverters[field].arrays())
        if field in SCORED_FIELDS:
            arrays[f"{field}.lengths"] = inverters[field].lengths(len(articles))
    write_arrays(path, arrays)


class FieldInverter:
    """Collects one field's terms article by article and turns them into postings."""

    def __init__(self, field: str, *, positional: bool) -> None:
        """Begin a field, with or without positions."""
        self._field = field
        self._positional = positional
        self._ids: defaultdict[str, int] = defaultdict(count().__next__)
        self._tids = array("i")
        self._positions = array("i")
        self._numbers: list[int] = []
        self._counts: list[int] = []

    def add(self, number: int, found: FieldTerms) -> None:
        """Add the terms of one article; article numbers ascend."""
        self._tids.extend(map(self._ids.__getitem__, found.terms))
        self._numbers.append(number)
        self._counts.append(len(found.terms))
        if self._positional:
            self._positions.extend(found.positions)

    def arrays(self) -> dict[str, AnyArray]:
        """Return the field's arrays."""
        terms = sorted(self._ids)
        ranks = np.empty(len(terms), dtype=np.int32)
        ranks[np.fromiter((self._ids[term] for term in terms), np.int64, len(terms))] = np.arange(len(terms))
        docs = np.repeat(np.array(self._numbers, dtype=np.int32), self._counts)
        tids = ranks[np.frombuffer(self._tids, dtype=np.int32)] if terms else np.zeros(0, dtype=np.int32)
        positions = np.array(self._positions, dtype=np.int32) if self._positional else None
        return invert(terms, tids, docs, positions).pack(self._field)

    def lengths(self, articles: int) -> NDArray[np.uint32]:
        """Return how many terms each article has in this field."""
        lengths = np.zeros(articles, dtype=np.uint32)
        lengths[self._numbers] = self._counts
        return lengths


def stored_arrays(articles: Sequence[Article]) -> dict[str, AnyArray]:
    """Return the articles themselves, their content hashes (16 bytes each) and their dates."""
    records = [
        zlib.compress(json.dumps(article.to_dict(), ensure_ascii=True).encode("ascii"), COMPRESSION_LEVEL)
        for article in articles
    ]
    hashes = b"".join(bytes.fromhex(article.content_hash()) for article in articles)
    return {
        "stored": np.frombuffer(b"".join(records), dtype=np.uint8),
        "stored_ends": np.cumsum([len(record) for record in records], dtype=np.int64),
        "hashes": np.frombuffer(hashes, dtype=np.uint8).reshape(len(articles), -1),
        "dates": np.array([sortable_date(article.published) for article in articles], dtype=np.int64),
    }


def sortable_date(published: str) -> int:
    """Return an ISO 8601 date or time as the number YYYYMMDDhhmmss, 0 for what is not one.

    >>> sortable_date("2019-06-09T19:32:03+08:00"), sortable_date("2019-06"), sortable_date("")
    (20190609193203, 20190600000000, 0)
    """
    found = _ISO.match(published)
    return int("".join(part or "00" for part in found.groups())) if found else 0
