"""Everything that `index` raises on purpose, and the codes of what it turns away.

    IndexerError
    ├── NothingRead     not one article came out of all that was given
    ├── DamagedLedger   a ledger's file does not hold what it must
    └── PageRejected    one page or record cannot become an article (its `reason` says why)

Only the first reaches a caller of `index.build`: a rejected page is a record among the others
(`index.records.Rejected`), because one broken page must never stop a run of a million. A source that
is missing or cannot be read is such a record too.
"""

from enum import StrEnum
from typing import Any

NEXT = (
    "bring back a snapshot with: dibao-index restore SNAPSHOT --index DIR, or rebuild with: "
    "dibao-index build SOURCE... --index DIR"
)
"""The next step where index and ledger cannot be used as they are."""


class Reason(StrEnum):
    """Why an input was turned away: codes for programs, translators and the ledger."""

    NOT_FOUND = "not_found"
    UNREADABLE = "unreadable"
    EMPTY = "empty"
    BINARY = "binary"
    TOO_BIG = "too_big"
    LINE_TOO_LONG = "line_too_long"
    CORRUPT_GZIP = "corrupt_gzip"
    CORRUPT_ARCHIVE = "corrupt_archive"
    CORRUPT_FEED = "corrupt_feed"
    ENCRYPTED = "encrypted"
    UNSUPPORTED = "unsupported"
    NESTED_TOO_DEEP = "nested_too_deep"
    UNPACKS_TOO_BIG = "unpacks_too_big"
    ORIGINAL_MISSING = "original_missing"
    MALFORMED_JSON = "malformed_json"
    NOT_AN_OBJECT = "not_an_object"
    WRONG_TYPE = "wrong_type"
    UNPARSABLE_HTML = "unparsable_html"
    NO_TEXT = "no_text"
    NOT_CHINESE = "not_chinese"
    UNKNOWN_KIND = "unknown_kind"
    INTERNAL = "internal"


class IndexerError(Exception):
    """Anything that `index` refuses or cannot do."""


class NothingRead(IndexerError):
    """Not one article could be read, and the index is as it was.

    `report` is the run's report, ready for JSON: what was turned away, and why.
    """

    def __init__(self, message: str, report: dict[str, Any]) -> None:
        """Say `message`, and keep the run's report."""
        super().__init__(message)
        self.report = report


class DamagedLedger(IndexerError):
    """A ledger's file is damaged, or not one that this version reads."""


class PageRejected(IndexerError):
    """One page or record cannot become an article."""

    def __init__(self, reason: Reason, message: str) -> None:
        """Say `message`; `reason` is its code."""
        super().__init__(message)
        self.reason = reason
        self.message = message
