"""From articles to a segment: a batch is analysed, inverted and written in one go.

A batch is bounded by characters, so is its memory; worker processes run this function, and the segment
that they write is what they hand back: arrays, not objects.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from search.analysis import (
    GRAM_FIELDS,
    KEYWORD_FIELDS,
    TEXTS,
    WORD_FIELDS,
    WORD_TEXTS,
    keywords,
    searched_text,
)
from search.analysis.bulk import fold_many
from search.article import Article
from search.engine.arrays import ArrayWriter
from search.engine.clusters import KEYS, cluster_keys
from search.engine.forms import write_forms
from search.engine.inversion import Inverted, invert_both, invert_grams, invert_values
from search.engine.postings import write_field
from search.engine.stored import write_articles

ID_FIELD = "id"
INDEXED_FIELDS = (ID_FIELD, *GRAM_FIELDS, *WORD_FIELDS, *KEYWORD_FIELDS)
SCORED_FIELDS = (*GRAM_FIELDS, *WORD_FIELDS)
"""Fields whose lengths are kept."""

MONTHS = 12

_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?)?)?)?")


def write_batch(path: Path, batch: Sequence[tuple[Article, str]]) -> None:
    """Analyse articles of distinct ids, at most 65,536, and write them as the segment file `path`.

    Each comes with its content hash.
    """
    articles = [article for article, _ in batch]
    with ArrayWriter(path) as out:
        write_field(out, ID_FIELD, invert_values([[article.id] for article in articles]))
        for name in TEXTS:
            printed = [searched_text(article, name) for article in articles]
            canonicals = fold_many(printed)
            if name in WORD_TEXTS:
                grams, words = invert_both(canonicals)
                _write_scored(out, f"{name}_g", grams)
                _write_scored(out, f"{name}_w", words)
            else:
                _write_scored(out, f"{name}_g", invert_grams(canonicals))
            write_forms(out, f"{name}_g", printed)
        found = [keywords(article) for article in articles]
        for field in KEYWORD_FIELDS:
            write_field(out, field, invert_values([values[field] for values in found]))
        hashes = b"".join(bytes.fromhex(content) for _, content in batch)
        out.write("hashes", np.frombuffer(hashes, dtype=np.uint8).reshape(len(articles), -1))
        dates = [sortable_date(article.local_time) for article in articles]
        out.write("dates", np.array(dates, dtype=np.int64))
        out.write(KEYS, cluster_keys(articles))
        write_articles(out, articles)


def sortable_date(published: str) -> int:
    """Return an ISO 8601 date or time as the number YYYYMMDDhhmmss, 0 for what is not one.

    A day that no month has leaves the month, a month that no year has the year; there is no year 0.

    >>> sortable_date("2019-06-09T19:32:03+08:00"), sortable_date("2019-06"), sortable_date("")
    (20190609193203, 20190600000000, 0)
    >>> sortable_date("2019-02-29"), sortable_date("2019-13-01"), sortable_date("0000-06")
    (20190200000000, 20190000000000, 0)
    """
    found = _ISO.match(published)
    if found is None or found[1] == "0000":
        return 0
    year, month, day, *time = (int(part or 0) for part in found.groups())
    if not 1 <= month <= MONTHS:
        month, day, time = 0, 0, [0, 0, 0]
    elif not 1 <= day <= monthrange(year, month)[1]:
        day, time = 0, [0, 0, 0]
    hour, minute, second = time
    return ((((year * 100 + month) * 100 + day) * 100 + hour) * 100 + minute) * 100 + second


def _write_scored(out: ArrayWriter, field: str, content: Inverted) -> None:
    write_field(out, field, content)
    out.write(f"{field}.lengths", content.lengths)
