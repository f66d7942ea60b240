"""The tables of clusters in a generation's ledger: what is kept, and how changes are undone.

`cluster_text` holds each signature once, `cluster_band` the bands of the texts that have articles,
`cluster_article` the articles with their labels. Before an article's row changes, its former state
goes to `cluster_change` under an ascending number; `forget_after` puts the former states back.

What is asked is asked of many articles, texts or bands in one statement, their keys as a JSON array.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import blake2b
from itertools import chain, islice, repeat
from operator import itemgetter
from typing import Any

from index.accounts.cluster_spans import UNDATED, Span, day_of

CACHED_TEXTS = 10_000
"""Signatures kept in memory, 3 MB: candidates are mostly texts of the same weeks, asked for repeatedly."""

IDS = 500
"""Ids in one statement; SQLite takes 999 parameters or more."""

TABLES = """
CREATE TABLE IF NOT EXISTS cluster_text (
    number INTEGER PRIMARY KEY, digest INTEGER NOT NULL UNIQUE, signature BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS cluster_band (
    band INTEGER NOT NULL, text INTEGER NOT NULL, PRIMARY KEY (band, text)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cluster_article (
    id TEXT PRIMARY KEY, published TEXT NOT NULL, day INTEGER, text INTEGER NOT NULL,
    label TEXT) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS cluster_article_text ON cluster_article (text, day);
CREATE INDEX IF NOT EXISTS cluster_article_label ON cluster_article (label, published)
    WHERE label IS NOT NULL;
CREATE TABLE IF NOT EXISTS cluster_change (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL, published TEXT, day INTEGER, text INTEGER, label TEXT);
"""
"""`published` is UNDATED where there is none, `day` the ordinal of `datetime.date`, `label` NULL where it is
the article's own id. A row of `cluster_change` without a text says that there was no article."""

Keys = Mapping[int, Collection[int]]
"""Texts with their bands."""

_ROW = "id, published, day, text, label"
_NOTE = f"INSERT INTO cluster_change ({_ROW}) SELECT {_ROW} FROM cluster_article WHERE id = ?"  # noqa: S608
_PUT_BACK = f"INSERT INTO cluster_article ({_ROW}) VALUES (?, ?, ?, ?, ?)"  # noqa: S608
_REMOVE = "DELETE FROM cluster_article WHERE id = ?"
_HAS_NO_ARTICLES = "NOT EXISTS (SELECT 1 FROM cluster_article AS article WHERE article.text = {})"
_SHARING = """SELECT value, (SELECT group_concat(text) FROM
    (SELECT text FROM cluster_band WHERE band = value LIMIT ?2)) AS texts FROM json_each(?1)
    WHERE EXISTS (SELECT 1 FROM cluster_band WHERE band = value)"""
_SPAN = """SELECT value, (SELECT min(day) FROM cluster_article WHERE text = value AND day IS NOT NULL),
    (SELECT max(day) FROM cluster_article WHERE text = value),
    EXISTS (SELECT 1 FROM cluster_article WHERE text = value AND day IS NULL) FROM json_each(?)"""


class ClusterTables:
    """The rows of one generation, in a connection in which TABLES were made."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Nothing is read."""
        self.connection = connection
        self._signatures: dict[int, bytes] = {}

    def run(self, sql: str, *values: Any) -> sqlite3.Cursor:
        """Run a statement."""
        return self.connection.execute(sql, values)

    def run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a statement for each row of values."""
        self.connection.executemany(sql, rows)

    def find(self, sql: str, *values: Any) -> Any:
        """Return the first column of the first row, or None."""
        row = self.run(sql, *values).fetchone()
        return None if row is None else row[0]

    def of_each(self, sql: str, keys: Iterable[Any]) -> list[Any]:
        """Return the rows of a statement whose parameter is a table of the keys: `json_each(?)`."""
        return self.run(sql, json.dumps(list(keys))).fetchall()

    def texts(self, signatures: Collection[bytes]) -> dict[bytes, int]:
        """Return the number of the text of each signature; those that are new are added, in order."""
        digests = {_digest(signature): signature for signature in signatures}
        sql = "SELECT digest, number FROM json_each(?) CROSS JOIN cluster_text ON digest = value"
        known = dict(self.of_each(sql, digests))
        new = [(digest, signature) for digest, signature in digests.items() if digest not in known]
        last = self.find("SELECT coalesce(max(number), 0) FROM cluster_text") if new else 0
        self.run_many(
            "INSERT INTO cluster_text VALUES (?, ?, ?)",
            [(number, *text) for number, text in enumerate(new, last + 1)],
        )
        known |= {digest: number for number, (digest, _) in enumerate(new, last + 1)}
        return {signature: known[digest] for digest, signature in digests.items()}

    def articles(self, article_ids: Iterable[str]) -> list[tuple[str, str, int]]:
        """Return id, date and text of those of the articles that are there."""
        return self._of_articles("SELECT id, published, text FROM cluster_article WHERE id IN", article_ids)

    def own_labels(self, article_ids: Iterable[str]) -> dict[str, str]:
        """Return the labels of those of the articles that are there."""
        sql = "SELECT id, ifnull(label, id) FROM cluster_article WHERE id IN"
        return dict(self._of_articles(sql, article_ids))

    def labels(self, texts: Iterable[int]) -> dict[int, str]:
        """Return the label of each text that has articles: it is the same for all of them."""
        sql = """SELECT value, (SELECT ifnull(label, id) FROM cluster_article WHERE text = value) AS label
            FROM json_each(?)"""
        return {text: label for text, label in self.of_each(sql, texts) if label is not None}

    def cluster(self, label: str, most: int = -1) -> list[tuple[str, str]]:
        """Return id and date of the articles with a label, earliest first, or of so many of them."""
        sql = """SELECT id, published FROM cluster_article WHERE id = ?1 AND label IS NULL UNION ALL
            SELECT id, published FROM cluster_article WHERE label = ?1 ORDER BY 2, 1 LIMIT ?2"""
        return self.run(sql, label, most).fetchall()

    def texts_of(self, label: str) -> set[int]:
        """Return the texts of the articles with a label."""
        sql = """SELECT text FROM cluster_article WHERE id = ?1 AND label IS NULL UNION
            SELECT text FROM cluster_article WHERE label = ?1"""
        return {row[0] for row in self.run(sql, label)}

    def articles_of(self, text: int) -> list[tuple[str, str, str]]:
        """Return id, date and label of the articles that have a text."""
        sql = "SELECT id, published, ifnull(label, id) FROM cluster_article WHERE text = ?"
        return self.run(sql, text).fetchall()

    def signatures(self, texts: Iterable[int]) -> dict[int, bytes]:
        """Return the signatures of texts."""
        cached = self._signatures
        wanted = set(texts)
        missing = wanted - cached.keys()
        found = {text: cached[text] for text in wanted - missing}
        if missing:
            sql = "SELECT number, signature FROM json_each(?) CROSS JOIN cluster_text ON number = value"
            read = dict(self.of_each(sql, missing))
            if len(cached) + len(read) > CACHED_TEXTS:
                cached.clear()
            cached |= read
            found |= read
        return found

    def spans(self, texts: Iterable[int]) -> dict[int, Span]:
        """Return the first and last day of the articles of texts."""
        rows = self.of_each(_SPAN, texts)
        return {text: Span(first, last, bool(has_undated)) for text, first, last, has_undated in rows}

    def has_articles(self, text: int) -> bool:
        """Tell whether any article has this text."""
        return self.find("SELECT 1 FROM cluster_article WHERE text = ?", text) is not None

    def sharing(self, bands: Iterable[int], most: int) -> dict[int, list[int]]:
        """Return of each band the texts in it, or so many of them; bands without any are left out."""
        rows = self.run(_SHARING, json.dumps(sorted(set(bands))), most)
        return {band: [int(text) for text in texts.split(",")] for band, texts in rows}

    def add_bands(self, keys: Keys) -> None:
        """Put texts into their bands."""
        self.run_many("INSERT OR IGNORE INTO cluster_band VALUES (?, ?)", _rows(keys))

    def remove_bands(self, keys: Keys) -> None:
        """Take texts out of their bands."""
        self.run_many("DELETE FROM cluster_band WHERE band = ? AND text = ?", _rows(keys))

    def add_articles(self, rows: Sequence[tuple[str, str, int]]) -> None:
        """Add articles that are not there, given by id, date and text, each labelled with its id."""
        self.run_many("INSERT INTO cluster_change (id) VALUES (?)", [row[:1] for row in rows])
        sql = "INSERT INTO cluster_article VALUES (?, ?, ?, ?, NULL)"
        self.run_many(
            sql,
            [
                (article_id, published or UNDATED, day_of(published), text)
                for article_id, published, text in rows
            ],
        )

    def remove_article(self, article_id: str) -> None:
        """Remove an article that is there."""
        self.run(_NOTE, article_id)
        self.run(_REMOVE, article_id)

    def relabel(self, article_ids: Collection[str], label: str) -> None:
        """Give articles another label."""
        self.run_many(_NOTE, [(article_id,) for article_id in article_ids])
        sql = "UPDATE cluster_article SET label = nullif(?, id) WHERE id = ?"
        self.run_many(sql, [(label, article_id) for article_id in article_ids])

    def _of_articles(self, sql: str, article_ids: Iterable[str]) -> list[Any]:
        """Return the rows of a statement that ends in `IN`, for so many ids at a time."""
        waiting = iter(article_ids)
        rows: list[Any] = []
        while ids := tuple(islice(waiting, IDS)):
            rows += self.run(f"{sql} ({', '.join('?' * len(ids))})", *ids).fetchall()
        return rows

    def last_number(self) -> int:
        """Return the number of the last change, 0 where there was none."""
        return int(self.find("SELECT coalesce(max(number), 0) FROM cluster_change"))

    def take_back(self, number: int) -> set[int]:
        """Put articles back to what they were before the changes with a greater number; return their texts.

        The texts are of both states; their bands are left as they are.
        """
        texts = set()
        sql = f"SELECT {_ROW} FROM cluster_change WHERE number > ? ORDER BY number DESC"  # noqa: S608
        for row in self.run(sql, number).fetchall():
            texts |= {row[3], self.find("SELECT text FROM cluster_article WHERE id = ?", row[0])}
            self.run(_REMOVE, row[0])
            if row[3] is not None:
                self.run(_PUT_BACK, *row)
        self.run("DELETE FROM cluster_change WHERE number > ?", number)
        return texts - {None}

    def settle(self, number: int) -> None:
        """Forget how to undo the changes before a number, and the texts that only they needed."""
        sql = "SELECT DISTINCT text FROM cluster_change WHERE number < ? AND text IS NOT NULL"
        texts = [row[0] for row in self.run(sql, number)]
        self.run("DELETE FROM cluster_change WHERE number < ?", number)
        self.remove_unneeded(texts)

    def remove_unneeded(self, texts: Iterable[int]) -> None:
        """Remove those of the texts that no article has, nor had before a change that can be undone."""
        self._signatures.clear()  # numbers may be given again
        self.of_each(
            f"""DELETE FROM cluster_text WHERE number IN (SELECT value FROM json_each(?))
            AND {_HAS_NO_ARTICLES.format("number")}
            AND number NOT IN (SELECT text FROM cluster_change WHERE text IS NOT NULL)""",  # noqa: S608
            texts,
        )


def _rows(keys: Keys) -> list[tuple[int, int]]:
    """Return pairs of band and text in the order in which they are stored."""
    texts = chain.from_iterable(repeat(text, len(found)) for text, found in keys.items())
    return sorted(zip(chain.from_iterable(keys.values()), texts, strict=True), key=itemgetter(0))


def _digest(signature: bytes) -> int:
    return int.from_bytes(blake2b(signature, digest_size=8).digest(), "little", signed=True)
