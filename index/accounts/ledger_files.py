"""A ledger's file: its tables, and how it is made, opened and copied.

generations/<n>/ledger.sqlite      SQLite, write-ahead log
  commits     a row for each commit; `token` is the payload of the index's commit
  inputs      a row for each new thing seen: where, digest, charset, outcome, reason, article
  versions    a row for each content that an article had; none (NULL) where it was removed
  cluster_*   near-duplicates (`index.accounts.clusters`)
  earlier     digests that addresses had in the generation before, where they differ
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from index.accounts.cluster_tables import TABLES
from index.accounts.ledger import Ledger
from index.errors import NEXT, DamagedLedger

LEDGER = "ledger.sqlite"
APPLICATION = 0x44424C47  # "DBLG"
SCHEMA_VERSION = 1
CACHE_KIB = 32 << 10
BUSY_SECONDS = 30

_SCHEMA = """
CREATE TABLE commits (
    number INTEGER PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    command TEXT NOT NULL,
    at INTEGER NOT NULL,              -- seconds since 1970, UTC
    last_input INTEGER NOT NULL,      -- the last rows that this commit made
    last_version INTEGER NOT NULL,
    last_cluster INTEGER NOT NULL
);
CREATE TABLE inputs (
    number INTEGER PRIMARY KEY,
    address TEXT NOT NULL,
    digest BLOB,                      -- BLAKE2b, 128 bits; NULL where nothing could be read
    size INTEGER NOT NULL,            -- bytes
    url TEXT NOT NULL,
    declared TEXT NOT NULL,
    charset TEXT NOT NULL,
    rule TEXT NOT NULL,
    outcome TEXT NOT NULL,            -- indexed, copy, quarantined, gone
    reason TEXT NOT NULL,
    message TEXT NOT NULL,
    article TEXT,
    at INTEGER NOT NULL
);
CREATE INDEX inputs_by_address ON inputs (address);
CREATE INDEX inputs_by_digest ON inputs (digest);
CREATE INDEX inputs_by_article ON inputs (article);
CREATE INDEX inputs_in_quarantine ON inputs (outcome) WHERE outcome = 'quarantined';
CREATE TABLE versions (
    number INTEGER PRIMARY KEY,
    article TEXT NOT NULL,
    content TEXT,                     -- Article.content_hash, NULL where it was removed
    digest BLOB,                      -- of the input that it was read from
    why TEXT NOT NULL,                -- read, relabelled, removed (by command), moved (its page has another)
    at INTEGER NOT NULL
);
CREATE INDEX versions_by_article ON versions (article);
CREATE TABLE earlier (address TEXT NOT NULL, digest BLOB NOT NULL, article TEXT, at INTEGER NOT NULL);
"""


def create_ledger(folder: Path) -> Ledger:
    """Make an empty ledger in a generation's folder, and open it.

    It gets its name when it is whole: one that a kill left half made could not be opened for reading.
    """
    path = folder / LEDGER
    with suppress(FileNotFoundError):
        for stray in folder.glob(f"{LEDGER}*"):  # of a run that was stopped while it made one
            stray.unlink()
    unnamed = folder / f"{LEDGER}.new"
    with closing(sqlite3.connect(unnamed, isolation_level="DEFERRED")) as connection:
        connection.executescript(
            f"PRAGMA journal_mode = WAL; PRAGMA application_id = {APPLICATION};"
            f"BEGIN; {_SCHEMA} {TABLES} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
        )
    unnamed.replace(path)
    with _connected(path) as connection:
        return _ready(connection, path)


def open_ledger(folder: Path, payload: str) -> Ledger:
    """Open a generation's ledger for writing, in step with the index, whose last payload is given.

    One is made where there is none: of an index that was made without. The caller holds the index's lock.
    Raises DamagedLedger.
    """
    path = folder / LEDGER
    try:
        with _connected(path) as connection:
            if _version(connection, path):
                ledger = _ready(connection, path)
                ledger.commits.take_back(payload)
                return ledger
            connection.close()
        if payload:
            raise DamagedLedger(f"{path} is missing, though the index was made with it; {NEXT}")
        return create_ledger(folder)
    except sqlite3.DatabaseError as error:
        raise _told(error, path) from error


def read_ledger(folder: Path) -> Ledger | None:
    """Open a generation's ledger for reading, or return None where there is none; raises DamagedLedger.

    Rows of a run that is under way, or was stopped, may be among those read: they are behind the last
    commit's marks.
    """
    path = folder / LEDGER
    if not path.exists():
        return None
    try:
        mode = "mode=ro"
        if not os.access(folder, os.W_OK) and not Path(f"{path}-wal").exists():
            mode += "&immutable=1"  # without it SQLite makes files beside, also to read
        with _connected(f"{path.absolute().as_uri()}?{mode}", uri=True) as connection:
            if _version(connection, path):
                return Ledger(connection, path)
            connection.close()
        return None
    except sqlite3.DatabaseError as error:
        raise _told(error, path) from error


def copy_ledger(source: Path, target: Path) -> None:
    """Copy the ledger of a generation's folder to another's, whole and flushed, if there is one."""
    if not (source / LEDGER).exists():
        return
    try:
        with (
            closing(sqlite3.connect(source / LEDGER, timeout=BUSY_SECONDS)) as original,
            closing(sqlite3.connect(target / LEDGER)) as copy,
        ):
            copy.execute("PRAGMA synchronous = FULL")
            original.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            (verdict,) = copy.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise DamagedLedger(f"{source / LEDGER} is damaged ({verdict}); {NEXT}")
    except sqlite3.DatabaseError as error:
        raise _told(error, source / LEDGER) from error


@contextmanager
def _connected(database: str | Path, *, uri: bool = False) -> Iterator[sqlite3.Connection]:
    """Give a connection, and close it only where what is done with it fails."""
    connection = sqlite3.connect(database, isolation_level="DEFERRED", timeout=BUSY_SECONDS, uri=uri)
    try:
        yield connection
    except BaseException:
        connection.close()
        raise


def _told(error: sqlite3.DatabaseError, path: Path) -> Exception:
    """Return DamagedLedger for a file that is damaged or no database, and other errors as they are."""
    if getattr(error, "sqlite_errorcode", None) in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return DamagedLedger(f"{path} is damaged ({error}); {NEXT}")
    return error


def _ready(connection: sqlite3.Connection, path: Path) -> Ledger:
    connection.execute("PRAGMA journal_mode = WAL")  # a copy comes without
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    connection.execute("PRAGMA trusted_schema = OFF")
    return Ledger(connection, path)


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """Return the schema version, 0 of an empty file; raises DamagedLedger for another program's file."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version not in {0, SCHEMA_VERSION} or (version and application != APPLICATION):
        raise DamagedLedger(
            f"{path} has version {version}, this version of Dibao reads {SCHEMA_VERSION}; rebuild the index "
            "with: dibao-index build SOURCE... --index DIR"
        )
    return version
