"""SQLite's FTS5: one contentless table of terms, and a table of what is stored.

The `ascii` tokenizer keeps every character beyond ASCII, letters and digits together; the other signs
that terms hold are named to it as token characters, so terms need no encoding. Its bm25() has k1 1.2 and
b .75 built in, and takes a row's columns for one text: totals compare, order less. Title, body and
date stand in one file; positions are kept for every column, because FTS5 has them for all or none.
"""

import sqlite3
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from tests.bench.questions import FACET_VALUES, HITS, Answer, Question
from tests.bench.tokens import TokenDocument

NAME = "fts5"
FILE = "index.sqlite"

TABLES = """
CREATE TABLE articles (number INTEGER PRIMARY KEY, date INTEGER, source TEXT, record TEXT);
CREATE INDEX article_dates ON articles (date);
CREATE VIRTUAL TABLE terms USING fts5 (
    title_g, body_g, title_w, body_w, content='', tokenize="ascii tokenchars '_.+#'"
);
"""
ADD_TERMS = "INSERT INTO terms (rowid, title_g, body_g, title_w, body_w) VALUES (?, ?, ?, ?, ?)"
ADD_ARTICLE = "INSERT INTO articles VALUES (?, ?, ?, ?)"
TOP = "SELECT rowid, rank, count(*) OVER () FROM terms WHERE terms MATCH ? ORDER BY rank LIMIT ?"
"""The exact total comes along: faster than asking for it in a statement of its own."""

TOP_IN_RANGE = """
SELECT terms.rowid, rank, count(*) OVER () FROM terms JOIN articles ON number = terms.rowid
WHERE terms MATCH ? AND date BETWEEN ? AND ? ORDER BY rank LIMIT ?
"""
SOURCES = """
SELECT source, count(*) FROM terms JOIN articles ON number = terms.rowid
WHERE terms MATCH ? AND source != ''
GROUP BY source ORDER BY count(*) DESC, source LIMIT ?
"""


def version() -> str:
    """Return SQLite's version."""
    return sqlite3.sqlite_version


def build(folder: Path, documents: Iterable[TokenDocument]) -> None:
    """Index documents in one transaction, with the merges that FTS5 makes by itself."""
    connection = sqlite3.connect(folder / FILE)
    connection.executescript(TABLES)
    with connection:
        for document in documents:
            terms = (document.title_g, document.body_g, document.title_w, document.body_w)
            connection.execute(ADD_TERMS, (document.number, *terms))
            stored = (document.date, document.source, document.record)
            connection.execute(ADD_ARTICLE, (document.number, *stored))
    connection.close()


def open_index(folder: Path) -> "OpenedFts5":
    """Open the index of a folder."""
    return OpenedFts5(sqlite3.connect(f"file:{folder / FILE}?mode=ro", uri=True))


class OpenedFts5:
    """A connection, read-only."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take the connection."""
        self._connection = connection

    def prepare(self, question: Question) -> Callable[[], Any]:
        """Return what asks for the first ten and the total, or counts sources."""
        query = match_expression(question)
        match question.kind:
            case "facets":
                return partial(self._rows, SOURCES, (query, FACET_VALUES))
            case "filtered":
                return partial(self._rows, TOP_IN_RANGE, (query, question.first, question.last, HITS))
        return partial(self._rows, TOP, (query, HITS))

    def answer(self, question: Question, found: Any) -> Answer:
        """Return the rows as an answer."""
        if question.kind == "facets":
            return Answer(0, facets=tuple(found))
        total = found[0][2] if found else 0
        return Answer(total, tuple(row[0] for row in found), tuple(-row[1] for row in found))

    def _rows(self, statement: str, values: tuple[Any, ...]) -> list[Any]:
        return self._connection.execute(statement, values).fetchall()


def match_expression(question: Question) -> str:
    """Return the full-text expression of a question."""
    terms = [f'{field} : "{text}"' for field, text in question.terms]
    match question.kind:
        case "and":
            return " AND ".join(terms)
        case "or" | "filtered":
            return " OR ".join(terms)
        case "phrase":
            return f'{question.terms[0][0]} : "{" ".join(text for _, text in question.terms)}"'
        case "character" | "prefix":
            return f"{terms[0]} *"
    return terms[0]
