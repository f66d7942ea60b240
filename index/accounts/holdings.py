"""What an index holds, and what the ledger says of how it came there: for `status`."""

from pathlib import Path
from typing import Any

from index.accounts import quarantine
from index.accounts.ledger_files import read_ledger
from search import open_index

BREAKDOWNS = ("source", "site", "region", "year", "month")
"""The facets by which holdings are counted."""


def holdings(path: Path, *, limit: int = 10) -> dict[str, Any]:
    """Return what an index holds: `search.IndexStatus` and articles by source, site, region, year and month.

    Each breakdown gives its `limit` most frequent values, months the newest. `ledger` counts inputs by
    outcome and charset rule, and what is in quarantine by reason; it is None where there is no ledger.
    Raises what `search.open_index` raises, and DamagedLedger.
    """
    with open_index(path) as index:
        record = index.status().to_dict()
        counted = {
            name: dict(index.facets(None, name, limit=_values(name, limit)).values) for name in BREAKDOWNS
        }
        for name in ("year", "month"):
            counted[name] = dict(sorted(counted[name].items(), reverse=True)[:limit])
        return record | {"holdings": counted, "ledger": _ledger(index.folder)}


def _values(name: str, limit: int) -> int:
    """Return how many values of a facet are wanted: of months all, since the newest are shown."""
    return 100_000 if name in {"year", "month"} else limit


def _ledger(folder: Path) -> dict[str, Any] | None:
    ledger = read_ledger(folder)
    if ledger is None:
        return None
    with ledger:
        execute = ledger.connection.execute
        outcomes = dict(execute("SELECT outcome, count(*) FROM inputs GROUP BY outcome ORDER BY 2 DESC"))
        rules = dict(
            execute("SELECT rule, count(*) FROM inputs WHERE rule <> '' GROUP BY rule ORDER BY 2 DESC")
        )
        commits = execute("SELECT count(*) FROM commits").fetchone()[0]
        return {
            "commits": commits,
            "outcomes": outcomes,
            "charset_rules": rules,
            "quarantine": quarantine.counts(ledger),
        }
