"""What is in quarantine: the inputs that could not become articles, until they are repaired or gone."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index.accounts.ledger import IN_QUARANTINE, Ledger
from index.accounts.ledger_files import read_ledger
from search import open_index

_ENTRIES = (
    "SELECT address, reason, message, size, at, declared, charset, rule FROM inputs"  # noqa: S608 - a constant
    f" WHERE {IN_QUARANTINE} ORDER BY number"
)
_ESCAPED = re.compile(r"\\u(dc[89a-f][0-9a-f])")
_INNER = re.compile(r"[!@]")


@dataclass(frozen=True, slots=True)
class Entry:
    """An input in quarantine: where it stands, why, since when (ISO 8601, UTC), and what its charset was."""

    address: str
    reason: str
    message: str
    size: int
    since: str
    declared: str
    charset: str
    rule: str

    def to_dict(self) -> dict[str, Any]:
        """Return the fields in their order, ready for JSON."""
        return asdict(self)


def read_quarantine(path: Path, reasons: Iterable[str] = ()) -> list[Entry]:
    """Return what is in quarantine of an index, of these reasons only if any are given.

    Raises what `search.open_index` raises, and DamagedLedger.
    """
    with open_index(path) as index:
        ledger = read_ledger(index.folder)
    if ledger is None:
        return []
    with ledger:
        return list(entries(ledger, reasons))


def entries(ledger: Ledger, reasons: Iterable[str] = ()) -> Iterator[Entry]:
    """Yield what is in quarantine in the order in which it was offered; of these reasons if any are given."""
    wanted = frozenset(reasons)
    for address, reason, message, size, at, *decision in ledger.connection.execute(_ENTRIES):
        if not wanted or reason in wanted:
            since = datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
            yield Entry(address, reason, message, size, since, *decision)


def counts(ledger: Ledger) -> dict[str, int]:
    """Return how many inputs are in quarantine by reason, the commonest first."""
    rows = ledger.connection.execute(_ENTRIES)
    return dict(Counter(row[1] for row in rows).most_common())


def outer_file(address: str) -> Path:
    """Return the file that holds an address: of `a.zip!b.warc@77` it is `a.zip`.

    File names may hold `!` and `@` themselves, so the longest beginning that exists is taken; where none
    does, what stands before the first of them.
    """
    cuts = [len(address), *(match.start() for match in reversed(list(_INNER.finditer(address))))]
    for cut in cuts:
        for name in dict.fromkeys((address[:cut], _unescaped(address[:cut]))):
            with suppress(OSError, ValueError):
                if Path(name).exists():
                    return Path(name)
    return Path(address[: cuts[-1]])


def _unescaped(address: str) -> str:
    """Return the name of a file whose bytes are no text, which the ledger holds with escapes."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), address)
