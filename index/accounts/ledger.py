"""The ledger: every input that was offered to a generation of the index, and what became of it.

What the tables hold stands in `index.accounts.ledger_files`. Rows are only ever appended, and
`index.accounts.commits` sees to it that ledger and index never disagree, wherever a run was stopped. Each
generation has its own ledger, in its folder: the two are switched, rolled back, copied and removed
together.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from index.accounts.clusters import Clusters
from index.accounts.commits import Commits
from index.accounts.rows import first_row, storable
from index.errors import Reason
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

    What is recorded lasts once the index has committed with the token of `commits.prepare` as its payload.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        """Take a connection to a ledger's file."""
        self.path = path
        self.connection = connection
        self.clusters = Clusters(connection)
        self.commits = Commits(connection, path, self.clusters)

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
        row = first_row(
            self.connection,
            "SELECT number, outcome, article, reason, message FROM inputs WHERE digest = ?"
            " ORDER BY number DESC",
            digest,
        )
        if row is None:
            return None
        found = Known(*row)
        if found.article is None:
            return found
        live = first_row(
            self.connection,
            "SELECT digest, why FROM versions WHERE article = ? ORDER BY number DESC",
            found.article,
        )
        if live is None or live[0] == digest:
            return found
        if live[1] == "removed":
            return Known(found.number, "removed", found.article)
        here = first_row(
            self.connection, "SELECT digest FROM inputs WHERE address = ? ORDER BY number DESC", address
        )
        return found if here is None or here[0] == digest else None

    def last_article(self, address: str) -> str | None:
        """Return the article that an address gave last, whatever it held since, or None."""
        row = first_row(
            self.connection,
            "SELECT article FROM inputs WHERE address = ? AND article IS NOT NULL ORDER BY number DESC",
            address,
        )
        return None if row is None else row[0]

    def is_removed(self, article: str) -> bool:
        """Tell whether a command removed an article."""
        row = first_row(
            self.connection, "SELECT why FROM versions WHERE article = ? ORDER BY number DESC", article
        )
        return row is not None and row[0] == "removed"

    def content(self, article: str) -> str | None:
        """Return the content hash that an article has now, or None where there is no such article."""
        return self.latest(article)[0]

    def latest(self, article: str) -> tuple[str | None, bytes | None]:
        """Return an article's content hash and the digest of the input that gave it, or None twice."""
        row = first_row(
            self.connection,
            "SELECT content, digest FROM versions WHERE article = ? ORDER BY number DESC",
            article,
        )
        return (None, None) if row is None else (row[0], row[1])

    def is_elsewhere(self, article: str, address: str) -> bool:
        """Tell whether another address gives this article too."""
        row = first_row(
            self.connection,
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
        row = first_row(
            self.connection,
            "SELECT digest, reason, message FROM inputs WHERE address = ? ORDER BY number DESC",
            address,
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

    def last_input(self) -> int:
        """Return the number of the last input that was recorded, 0 where there is none."""
        row = first_row(self.connection, "SELECT max(number) FROM inputs")
        return int(row[0] or 0) if row else 0

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
