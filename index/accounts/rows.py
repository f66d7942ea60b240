"""Rows of a ledger's database: asking for one, and texts that SQLite can hold."""

import sqlite3
from typing import Any


def first_row(
    connection: sqlite3.Connection, query: str, *values: str | bytes | int
) -> tuple[Any, ...] | None:
    """Return the first row that a query gives, or None."""
    bound = [storable(value) if isinstance(value, str) else value for value in values]
    row: tuple[Any, ...] | None = connection.execute(f"{query} LIMIT 1", bound).fetchone()
    return row


def storable(text: str) -> str:
    """Return a text that SQLite can hold: half surrogate pairs, as in odd file names, become escapes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode()
    return text
