"""A ledger's file: its tables, and how it is made, opened and copied.

generations/<n>/ledger.sqlite      SQLite, write-ahead log
  commits     a row for each commit; `token` is the payload of the index's commit
  inputs      a row for each new thing seen: where, digest, charset, outcome, reason, article
  versions    a row for each content that an article had; none (NULL) where it was removed
  cluster_*   near-duplicates (`index.clusters`)
  earlier     digests that addresses had in the generation before, where they differ
"""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from index.cluster_tables import TABLES
from index.errors import DamagedLedger
from index.ledger import Ledger

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

_DAMAGED = (
    "{path} is damaged ({error}); bring back a snapshot with: dibao-index restore SNAPSHOT, or rebuild with: "
    "dibao-index build SOURCE... --index DIR"
)


def create_ledger(folder: Path) -> Ledger:
    """Make an empty ledger in a generation's folder, and open it."""
    with suppress(FileNotFoundError):
        for stray in folder.glob(f"{LEDGER}*"):  # of a run that was stopped while it made one
            stray.unlink()
    path = folder / LEDGER
    connection = sqlite3.connect(path, isolation_level="DEFERRED", timeout=BUSY_SECONDS)
    connection.executescript(
        f"PRAGMA journal_mode = WAL; PRAGMA application_id = {APPLICATION};"
        f"BEGIN; {_SCHEMA} {TABLES} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
    )
    return _ready(connection, path)


def open_ledger(folder: Path, payload: str) -> Ledger:
    """Open a generation's ledger for writing, in step with the index, whose last payload is given.

    One is made where there is none: of an index that was made without. The caller holds the index's lock.
    Raises DamagedLedger.
    """
    path = folder / LEDGER
    try:
        connection = sqlite3.connect(path, isolation_level="DEFERRED", timeout=BUSY_SECONDS)
        version = _version(connection, path)
        if not version:
            connection.close()
            return create_ledger(folder)
        ledger = _ready(connection, path)
        ledger.take_back(payload)
    except sqlite3.DatabaseError as error:
        raise DamagedLedger(_DAMAGED.format(path=path, error=error)) from error
    return ledger


def read_ledger(folder: Path) -> Ledger | None:
    """Open a generation's ledger for reading, or return None where there is none; raises DamagedLedger.

    Rows of a run that is under way, or was stopped, may be among those read: they are behind the last
    commit's marks.
    """
    path = folder / LEDGER
    if not path.exists():
        return None
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
        if not _version(connection, path):
            connection.close()
            return None
        return Ledger(connection, path)
    except sqlite3.DatabaseError as error:
        raise DamagedLedger(_DAMAGED.format(path=path, error=error)) from error


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
    except sqlite3.DatabaseError as error:
        raise DamagedLedger(_DAMAGED.format(path=source / LEDGER, error=error)) from error


def _ready(connection: sqlite3.Connection, path: Path) -> Ledger:
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
