"""A ledger's commits: each is made durable under a token before the index commits with it as its payload.

So the ledger can tell, whatever stopped a run, which of its rows the index has: those up to the marks of the
commit whose token is the index's payload. Rows beyond them are taken back when it is opened for writing.
"""

import sqlite3
import time
from pathlib import Path
from secrets import token_hex

from index.accounts.clusters import Clusters
from index.accounts.rows import first_row
from index.errors import NEXT, DamagedLedger

_KEEP_EARLIER = """INSERT INTO earlier
    SELECT * FROM former.earlier UNION SELECT address, digest, article, at FROM former.inputs AS old
    WHERE digest IS NOT NULL AND NOT EXISTS
    (SELECT 1 FROM inputs WHERE inputs.digest = old.digest AND inputs.address = old.address)"""
_MARK = "SELECT last_input, last_version, last_cluster FROM commits ORDER BY number DESC"


class Commits:
    """The commits of a ledger, and what was true at each."""

    def __init__(self, connection: sqlite3.Connection, path: Path, clusters: Clusters) -> None:
        """Take a connection to a ledger's file."""
        self._connection = connection
        self._path = path
        self._clusters = clusters

    def has_news(self) -> bool:
        """Tell whether anything is recorded that no commit has, or there was no commit yet."""
        return self._connection.in_transaction or not self.last_token()

    def prepare(self, command: str) -> str:
        """Make everything recorded so far durable, and return the token to commit the index with."""
        token = token_hex(16)
        self._connection.execute(
            "INSERT INTO commits (token, command, at, last_input, last_version, last_cluster)"
            " VALUES (?, ?, ?, (SELECT ifnull(max(number), 0) FROM inputs),"
            " (SELECT ifnull(max(number), 0) FROM versions), ?)",
            (token, command, int(time.time()), self._clusters.last_number()),
        )
        self._connection.commit()
        return token

    def write_out(self) -> None:
        """Write what was recorded to the disk; of a generation that is not live yet."""
        self._connection.commit()

    def keep_earlier(self, former: Path) -> None:
        """Take over what the ledger in a former generation's folder knew and this one does not.

        That is the digests that an address had before. Everything recorded is written out.
        """
        file = former / self._path.name
        if not file.exists():
            return
        self._connection.commit()
        self._connection.execute("ATTACH ? AS former", (str(file),))
        try:
            self._connection.execute(_KEEP_EARLIER)
            self._connection.commit()
        finally:
            self._connection.execute("DETACH former")

    def settle(self) -> None:
        """Let go of what would undo the changes so far: the index has committed them."""
        self._clusters.settle(self._clusters.last_number())
        self._connection.commit()

    def last_token(self) -> str:
        """Return the token of the last commit that was prepared."""
        row = first_row(self._connection, "SELECT token FROM commits ORDER BY number DESC")
        return row[0] if row else ""

    def mark_of(self, token: str) -> int | None:
        """Return the number of the last version that a commit made, or None for an unknown commit.

        Before the first commit there is none: an index without a payload then has the mark 0, also where
        the ledger has prepared its first commit.
        """
        row = first_row(self._connection, "SELECT last_version FROM commits WHERE token = ?", token)
        if (
            row is None
            and not token
            and first_row(self._connection, "SELECT 1 FROM commits WHERE number > 1") is None
        ):
            return 0
        return None if row is None else row[0]

    def content_at(self, article: str, last: int) -> str | None:
        """Return the content hash that an article had after the version of that number, or None."""
        row = first_row(
            self._connection,
            "SELECT content FROM versions WHERE article = ? AND number <= ? ORDER BY number DESC",
            article,
            last,
        )
        return None if row is None else row[0]

    def article_count(self, last: int) -> int:
        """Return how many articles there were after the version of that number."""
        (count,) = self._connection.execute(
            "SELECT count(*) FROM (SELECT content, max(number) FROM versions WHERE number <= ?"
            " GROUP BY article) WHERE content IS NOT NULL",
            (last,),
        ).fetchone()
        return int(count)

    def take_back(self, payload: str) -> None:
        """Drop the rows of a commit that the index, whose last payload this is, did not make.

        Raises DamagedLedger where it is not the ledger of this index, or one of an earlier time.
        """
        if self.mark_of(payload) is None:
            raise DamagedLedger(
                f"{self._path} does not know the index's last commit ({payload or 'none'}): it is another "
                f"index's, or of another time; {NEXT}"
            )
        if self.last_token() not in {"", payload}:
            self._connection.execute("DELETE FROM commits WHERE number = (SELECT max(number) FROM commits)")
        marks = first_row(self._connection, _MARK) or (0, 0, 0)
        self._connection.execute("DELETE FROM inputs WHERE number > ?", marks[:1])
        self._connection.execute("DELETE FROM versions WHERE number > ?", marks[1:2])
        self._clusters.forget_after(marks[2])
        self._connection.commit()
