"""The ledger: every input that was offered to a generation of the index, and what became of it.

What the tables hold stands in `index.ledger_files`. Rows are only ever appended, and a commit is two steps:
its rows are made durable under a new token, then the index commits with that token as its payload. After a
crash between the two, opening compares the last token with the payload: rows that the index did not commit
are taken back, rows that it did commit hold. So ledger and index never disagree, wherever a run was stopped.
Each generation has its own ledger, in its folder: the two are switched, rolled back, copied and removed
together.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from types import TracebackType
from typing import Any, Self

from index.clusters import Clusters
from index.errors import NEXT, DamagedLedger, Reason
from index.inputs import Input
from index.records import CharsetDecision, Read, Rejected

IN_QUARANTINE = (
    "outcome = 'quarantined' AND number = (SELECT max(number) FROM inputs AS newer WHERE newer.address ="
    " inputs.address)"
)
"""The condition on `inputs` that picks the addresses in quarantine."""

_INSERT_INPUT = (
    "INSERT INTO inputs (address, digest, size, url, declared, charset, rule, outcome, reason, message,"
    " article, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_KEEP_EARLIER = """INSERT INTO earlier
    SELECT * FROM former.earlier UNION SELECT address, digest, article, at FROM former.inputs AS old
    WHERE digest IS NOT NULL AND NOT EXISTS
    (SELECT 1 FROM inputs WHERE inputs.digest = old.digest AND inputs.address = old.address)"""
_MARK = "SELECT last_input, last_version, last_cluster FROM commits ORDER BY number DESC"


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger knows of an input: its outcome, its article, and the reason of its refusal.

    `number` is its row's; `outcome` is `indexed`, `copy`, `quarantined`, or `removed` where the article was
    removed since.
    """

    number: int
    outcome: str
    article: str | None
    reason: str = ""
    message: str = ""


class Ledger:
    """An opened ledger; made by `create_ledger`, `open_ledger` or `read_ledger`, used in a `with` block.

    What is recorded lasts once the index has committed with the token that `prepare` gave as its payload.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        """Take a connection to a ledger's file."""
        self.path = path
        self.connection = connection
        self.clusters = Clusters(connection)

    def __enter__(self) -> Self:
        """Return the ledger."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it; what was recorded since the last `prepare` is dropped."""
        self.close()

    def close(self) -> None:
        """Close it."""
        with suppress(sqlite3.Error):
            self.connection.rollback()
        self.connection.close()

    def known(self, address: str, digest: bytes) -> Known | None:
        """Return what is known of an input, or None where it must be read.

        It must be where its bytes were never seen, and where the address held others since: a page that is
        changed back is a change, an old archive under a new name is none. What a command removed stays
        removed.
        """
        row = self._one(
            "SELECT number, outcome, article, reason, message FROM inputs WHERE digest = ?"
            " ORDER BY number DESC",
            digest,
        )
        if row is None:
            return None
        found = Known(*row)
        if found.article is None:
            return found
        live = self._one(
            "SELECT digest, why FROM versions WHERE article = ? ORDER BY number DESC", found.article
        )
        if live is None or live[0] == digest:
            return found
        if live[1] == "removed":
            return Known(found.number, "removed", found.article)
        here = self._one("SELECT digest FROM inputs WHERE address = ? ORDER BY number DESC", address)
        return found if here is None or here[0] == digest else None

    def last_article(self, address: str) -> str | None:
        """Return the article that an address gave last, whatever it held since, or None."""
        row = self._one(
            "SELECT article FROM inputs WHERE address = ? AND article IS NOT NULL ORDER BY number DESC",
            address,
        )
        return None if row is None else row[0]

    def is_removed(self, article: str) -> bool:
        """Tell whether a command removed an article."""
        row = self._one("SELECT why FROM versions WHERE article = ? ORDER BY number DESC", article)
        return row is not None and row[0] == "removed"

    def content(self, article: str) -> str | None:
        """Return the content hash that an article has now, or None where there is no such article."""
        return self.latest(article)[0]

    def latest(self, article: str) -> tuple[str | None, bytes | None]:
        """Return an article's content hash and the digest of the input that gave it, or None twice."""
        row = self._one(
            "SELECT content, digest FROM versions WHERE article = ? ORDER BY number DESC", article
        )
        return (None, None) if row is None else (row[0], row[1])

    def is_elsewhere(self, article: str, address: str) -> bool:
        """Tell whether another address gives this article too."""
        row = self._one(
            "SELECT 1 FROM inputs WHERE article = ? AND address <> ? AND number ="
            " (SELECT max(number) FROM inputs AS newer WHERE newer.address = inputs.address)",
            article,
            address,
        )
        return row is not None

    def quarantined(self) -> Iterator[str]:
        """Yield the addresses in quarantine."""
        for (address,) in self.connection.execute(
            f"SELECT address FROM inputs WHERE {IN_QUARANTINE}"  # noqa: S608 - a constant
        ).fetchall():
            yield address

    def record_read(self, given: Input, address: str, digest: bytes, read: Read) -> None:
        """Record that an input gave an article."""
        self._record(given, address, digest, read.decision, ("indexed", "", "", read.article.id))

    def record_copy(self, given: Input, address: str, digest: bytes, article: str) -> None:
        """Record that an input has the bytes of one that gave this article."""
        self._record(given, address, digest, CharsetDecision(), ("copy", "", "", article))

    def record_refusal(
        self, rejected: Rejected, address: str, given: Input | None = None, digest: bytes | None = None
    ) -> None:
        """Record that an input was turned away; nothing where that is the address's last entry already."""
        reason, message = rejected.reason.value, rejected.message
        row = self._one(
            "SELECT digest, reason, message FROM inputs WHERE address = ? ORDER BY number DESC", address
        )
        if row == (digest, reason, message):
            return
        self._record(given, address, digest, rejected.decision, ("quarantined", reason, message, None))

    def record_known_refusal(self, known: Known, given: Input, address: str, digest: bytes) -> None:
        """Record that an input has the bytes of one that was turned away."""
        rejected = Rejected(given.address, Reason(known.reason), known.message)
        self.record_refusal(rejected, address, given, digest)

    def record_end(self, address: str) -> None:
        """Record that an address in quarantine is offered no more."""
        self._record(None, address, None, CharsetDecision(), ("gone", "", "", None))

    def record_version(self, article: str, content: str | None, digest: bytes | None, why: str) -> None:
        """Record the content that an article has from now on, None where it is removed."""
        self.connection.execute(
            "INSERT INTO versions (article, content, digest, why, at) VALUES (?, ?, ?, ?, ?)",
            (article, content, digest, why, int(time.time())),
        )

    def record_relabelled(self, article: str, content: str) -> None:
        """Record that an article has another cluster and so another content hash."""
        self.record_version(article, content, self.latest(article)[1], "relabelled")

    def has_news(self) -> bool:
        """Tell whether anything is recorded that no commit has, or there was no commit yet."""
        return self.connection.in_transaction or not self.last_token()

    def prepare(self, command: str) -> str:
        """Make everything recorded so far durable, and return the token to commit the index with."""
        token = token_hex(16)
        self.connection.execute(
            "INSERT INTO commits (token, command, at, last_input, last_version, last_cluster)"
            " VALUES (?, ?, ?, (SELECT ifnull(max(number), 0) FROM inputs),"
            " (SELECT ifnull(max(number), 0) FROM versions), ?)",
            (token, command, int(time.time()), self.clusters.last_number()),
        )
        self.connection.commit()
        return token

    def write_out(self) -> None:
        """Write what was recorded to the disk; of a generation that is not live yet."""
        self.connection.commit()

    def keep_earlier(self, former: Path) -> None:
        """Take over what the ledger in a former generation's folder knew and this one does not.

        That is the digests that an address had before. Everything recorded is written out.
        """
        file = former / self.path.name
        if not file.exists():
            return
        self.connection.commit()
        self.connection.execute("ATTACH ? AS former", (str(file),))
        try:
            self.connection.execute(_KEEP_EARLIER)
            self.connection.commit()
        finally:
            self.connection.execute("DETACH former")

    def settle(self) -> None:
        """Let go of what would undo the changes so far: the index has committed them."""
        self.clusters.settle(self.clusters.last_number())
        self.connection.commit()

    def last_input(self) -> int:
        """Return the number of the last input that was recorded, 0 where there is none."""
        row = self._one("SELECT max(number) FROM inputs")
        return int(row[0] or 0) if row else 0

    def last_token(self) -> str:
        """Return the token of the last commit that was prepared."""
        row = self._one("SELECT token FROM commits ORDER BY number DESC")
        return row[0] if row else ""

    def mark_of(self, token: str) -> int | None:
        """Return the number of the last version that a commit made, or None for an unknown commit.

        Before the first commit there is none: an index without a payload then has the mark 0, also where
        the ledger has prepared its first commit.
        """
        row = self._one("SELECT last_version FROM commits WHERE token = ?", token)
        if row is None and not token and self._one("SELECT 1 FROM commits WHERE number > 1") is None:
            return 0
        return None if row is None else row[0]

    def content_at(self, article: str, last: int) -> str | None:
        """Return the content hash that an article had after the version of that number, or None."""
        row = self._one(
            "SELECT content FROM versions WHERE article = ? AND number <= ? ORDER BY number DESC",
            article,
            last,
        )
        return None if row is None else row[0]

    def article_count(self, last: int) -> int:
        """Return how many articles there were after the version of that number."""
        (count,) = self.connection.execute(
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
                f"{self.path} does not know the index's last commit ({payload or 'none'}): it is another "
                f"index's, or of another time; {NEXT}"
            )
        if self.last_token() not in {"", payload}:
            self.connection.execute("DELETE FROM commits WHERE number = (SELECT max(number) FROM commits)")
        marks = self._one(_MARK) or (0, 0, 0)
        self.connection.execute("DELETE FROM inputs WHERE number > ?", marks[:1])
        self.connection.execute("DELETE FROM versions WHERE number > ?", marks[1:2])
        self.clusters.forget_after(marks[2])
        self.connection.commit()

    def _record(
        self,
        given: Input | None,
        address: str,
        digest: bytes | None,
        decision: CharsetDecision,
        outcome: tuple[str, str, str, str | None],
    ) -> None:
        values = (
            storable(address),
            digest,
            len(given.data) if given else 0,
            storable(given.url) if given else "",
            decision.declared,
            decision.charset,
            decision.rule,
            *(value and storable(value) for value in outcome),
            int(time.time()),
        )
        self.connection.execute(_INSERT_INPUT, values)

    def _one(self, query: str, *values: str | bytes | int) -> tuple[Any, ...] | None:
        bound = [storable(value) if isinstance(value, str) else value for value in values]
        row: tuple[Any, ...] | None = self.connection.execute(f"{query} LIMIT 1", bound).fetchone()
        return row


def storable(text: str) -> str:
    """Return a text that SQLite can hold: half surrogate pairs, as in odd file names, become escapes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode()
    return text
