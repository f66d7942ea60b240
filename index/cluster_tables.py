"""The tables of clusters, one generation's rows of them: what is kept, and how changes are undone.

`cluster_text` holds each signature once, `cluster_band` the bands of the texts that have articles,
`cluster_article` the articles with their labels. Before an article's row changes, its former state
goes to `cluster_change` under an ascending number; `forget_after` puts the former states back.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import blake2b
from typing import Any

from search.analysis import NEAR_DAYS, Closeness, bands

UNDATED = "9999"
"""What an article without a date is ordered by: after all others."""

TABLES = """
CREATE TABLE IF NOT EXISTS cluster_text (
    number INTEGER PRIMARY KEY, generation INTEGER NOT NULL, digest INTEGER NOT NULL, signature BLOB NOT NULL,
    UNIQUE (generation, digest));
CREATE TABLE IF NOT EXISTS cluster_band (
    generation INTEGER NOT NULL, band INTEGER NOT NULL, text INTEGER NOT NULL,
    PRIMARY KEY (generation, band, text)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cluster_article (
    generation INTEGER NOT NULL, id TEXT NOT NULL, published TEXT NOT NULL, day INTEGER,
    text INTEGER NOT NULL, label TEXT NOT NULL, PRIMARY KEY (generation, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS cluster_article_text ON cluster_article (text, day);
CREATE INDEX IF NOT EXISTS cluster_article_label ON cluster_article (generation, label, published);
CREATE TABLE IF NOT EXISTS cluster_change (
    number INTEGER PRIMARY KEY, generation INTEGER NOT NULL, id TEXT NOT NULL, published TEXT, day INTEGER,
    text INTEGER, label TEXT);
"""
"""`published` is UNDATED where there is none, `day` the ordinal of `datetime.date`. A row of
`cluster_change` without a text says that there was no article."""

_ROW = "generation, id, published, day, text, label"
_FORMER = f"SELECT {_ROW} FROM cluster_change WHERE generation = ? "  # noqa: S608
_NOTE = f"INSERT INTO cluster_change ({_ROW}) SELECT * FROM cluster_article WHERE generation = ? AND id = ?"  # noqa: S608
_TEXT = "SELECT text FROM cluster_article WHERE generation = ? AND id = ?"
_SPAN = """SELECT (SELECT min(day) FROM cluster_article WHERE text = ?2 AND day IS NOT NULL),
    (SELECT max(day) FROM cluster_article WHERE text = ?2),
    EXISTS (SELECT 1 FROM cluster_article WHERE text = ?2 AND day IS NULL)"""


@dataclass(frozen=True, slots=True)
class Span:
    """The first and last day of a text's articles, None where none has a date."""

    first: int | None
    last: int | None
    has_undated: bool

    def closeness(self, other: "Span") -> Closeness:
        """Return how close two texts were published, by the days between the two spans."""
        if None not in (self.first, self.last, other.first, other.last):
            gap = max(self.first or 0, other.first or 0) - min(self.last or 0, other.last or 0)
            if gap <= NEAR_DAYS:
                return Closeness.NEAR
        return Closeness.UNKNOWN if self.has_undated or other.has_undated else Closeness.FAR


class ClusterTables:
    """The rows of one generation, in a connection in which TABLES were made."""

    def __init__(self, connection: sqlite3.Connection, generation: int) -> None:
        """Nothing is read."""
        self._connection = connection
        self._generation = generation
        self._last_bands: tuple[int, tuple[int, ...]] = (0, ())

    def run(self, sql: str, *values: Any) -> sqlite3.Cursor:
        """Run a statement whose first parameter is the generation."""
        return self._connection.execute(sql, (self._generation, *values))

    def find(self, sql: str, *values: Any) -> Any:
        """Return the first column of the first row, or None."""
        row = self.run(sql, *values).fetchone()
        return None if row is None else row[0]

    def text(self, signature: bytes) -> int:
        """Return the number of the text with this signature, which is added where it is new."""
        digest = int.from_bytes(blake2b(signature, digest_size=8).digest(), "little", signed=True)
        found = self.find("SELECT number FROM cluster_text WHERE generation = ? AND digest = ?", digest)
        if found is not None:
            return int(found)
        sql = "INSERT INTO cluster_text (generation, digest, signature) VALUES (?, ?, ?)"
        return int(self.run(sql, digest, signature).lastrowid or 0)

    def signatures(self, texts: Iterable[int]) -> list[bytes]:
        """Return the signatures of texts, in the order asked for."""
        sql = "SELECT signature FROM cluster_text WHERE generation = ? AND number = ?"
        return [self.run(sql, text).fetchone()[0] for text in texts]

    def span(self, text: int) -> Span:
        """Return the first and last day of a text's articles."""
        first, last, has_undated = self.run(_SPAN, text).fetchone()
        return Span(first, last, bool(has_undated))

    def has_articles(self, text: int) -> bool:
        """Tell whether any article has this text."""
        return self.find("SELECT 1 FROM cluster_article WHERE text = ?2", text) is not None

    def sharing(self, text: int, most: int) -> list[list[int]]:
        """Return of each of a text's bands the texts in it, or so many of them."""
        found = self._bands(text)
        sharing = defaultdict[int, list[int]](list)
        for band, other in self.run(_sharing(len(found)), most, *found):
            sharing[band].append(other)
        return list(sharing.values())

    def add_bands(self, text: int) -> None:
        """Put a text into its bands."""
        sql = "INSERT OR IGNORE INTO cluster_band VALUES (?, ?, ?)"
        self._connection.executemany(sql, [(self._generation, band, text) for band in self._bands(text)])

    def remove_bands(self, text: int) -> None:
        """Take a text out of its bands."""
        sql = "DELETE FROM cluster_band WHERE generation = ? AND band = ? AND text = ?"
        self._connection.executemany(sql, [(self._generation, band, text) for band in self._bands(text)])

    def add_article(self, article_id: str, published: str, text: int) -> None:
        """Add an article that is not there, labelled with its id."""
        self.run("INSERT INTO cluster_change (generation, id) VALUES (?, ?)", article_id)
        sql = "INSERT INTO cluster_article VALUES (?, ?, ?, ?, ?, ?)"
        self.run(sql, article_id, published or UNDATED, _day(published), text, article_id)

    def remove_article(self, article_id: str) -> None:
        """Remove an article that is there."""
        self.run(_NOTE, article_id)
        self.run("DELETE FROM cluster_article WHERE generation = ? AND id = ?", article_id)

    def relabel(self, article_id: str, label: str) -> None:
        """Give one article another label."""
        self.run(_NOTE, article_id)
        self.run("UPDATE cluster_article SET label = ?3 WHERE generation = ?1 AND id = ?2", article_id, label)

    def last_number(self) -> int:
        """Return the number of the last change, 0 where there was none."""
        sql = "SELECT coalesce(max(number), 0) FROM cluster_change WHERE generation = ?"
        return int(self.find(sql))

    def forget_after(self, number: int) -> None:
        """Undo all changes with a greater number."""
        texts = set()
        for row in self.run(_FORMER + "AND number > ? ORDER BY number DESC", number).fetchall():
            article_id, text = row[1], row[4]
            texts |= {text, self.find(_TEXT, article_id)}
            self.run("DELETE FROM cluster_article WHERE generation = ? AND id = ?", article_id)
            if text is not None:
                self._connection.execute("INSERT INTO cluster_article VALUES (?, ?, ?, ?, ?, ?)", row)
        self.run("DELETE FROM cluster_change WHERE generation = ? AND number > ?", number)
        for text in texts - {None}:
            if self.has_articles(text):
                self.add_bands(text)
            else:
                self.remove_bands(text)

    def settle(self, number: int) -> None:
        """Forget how to undo the changes before a number, and the texts that are not needed any more."""
        self._last_bands = (0, ())
        self.run("DELETE FROM cluster_change WHERE generation = ? AND number < ?", number)
        self.run(
            """DELETE FROM cluster_text WHERE generation = ?1
            AND number NOT IN (SELECT text FROM cluster_article WHERE generation = ?1)
            AND number NOT IN (SELECT text FROM cluster_change WHERE generation = ?1 AND text IS NOT NULL)"""
        )

    def clear(self, generation: int) -> None:
        """Remove a generation's rows, whichever one this is for."""
        self._last_bands = (0, ())
        for table in ("cluster_text", "cluster_band", "cluster_article", "cluster_change"):
            self._connection.execute(f"DELETE FROM {table} WHERE generation = ?", (generation,))  # noqa: S608

    def _bands(self, text: int) -> tuple[int, ...]:
        """Return a text's bands; those of the last one are kept, since a text is asked for several times."""
        if self._last_bands[0] != text:
            self._last_bands = text, bands(self.signatures([text])[0])
        return self._last_bands[1]


@cache
def _sharing(count: int) -> str:
    """Return the statement that looks into so many bands at once."""
    rows = "SELECT * FROM (SELECT band, text FROM cluster_band WHERE generation = ?1 AND band = ?{} LIMIT ?2)"
    return " UNION ALL ".join(rows.format(number) for number in range(3, count + 3))


def _day(published: str) -> int | None:
    """Return the ordinal of a date's day; None where it names no day."""
    try:
        return date.fromisoformat(published[:10]).toordinal()
    except ValueError:
        return None
