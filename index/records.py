"""What comes out of a source: an article that was read, or an input that was turned away.

Both are values in one stream, so that a reader of the stream sees everything that was offered, in
order, and nothing is lost between the article and its refusal.
"""

from dataclasses import dataclass
from typing import Any

from index.errors import PageRejected, Reason
from search import Article


@dataclass(frozen=True, slots=True)
class CharsetDecision:
    """Which charset was declared and by whom, which was used, and the rule that decided (`index.charset`)."""

    declared: str = ""
    charset: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """An article, how its bytes became text, and the names of the keys of its record that were left out.

    `signature` is what near-duplicates are found by (`index.accounts.clusters`), empty where the text is
    too short.
    """

    article: Article
    unknown_keys: tuple[str, ...] = ()
    decision: CharsetDecision = CharsetDecision()
    signature: bytes = b""


@dataclass(frozen=True, slots=True)
class Rejected:
    """An input that could not become an article: where it stands, and why not."""

    raw_ref: str
    reason: Reason
    message: str
    decision: CharsetDecision = CharsetDecision()

    @classmethod
    def of(cls, raw_ref: str, error: PageRejected) -> "Rejected":
        """Return the record of a refusal."""
        return cls(raw_ref, error.reason, error.message)

    @classmethod
    def known(cls, raw_ref: str, reason: str, message: str) -> "Rejected":
        """Return a refusal that the ledger knows."""
        return cls(raw_ref, Reason(reason), message)

    @classmethod
    def fault(cls, raw_ref: str, error: Exception) -> "Rejected":
        """Return the record of a fault of ours: what reading tripped over is told."""
        return cls(raw_ref, Reason.INTERNAL, f"reading it failed with {type(error).__name__}: {error}")

    def to_dict(self) -> dict[str, Any]:
        """Return the fields in their order, ready for JSON."""
        return {"raw_ref": self.raw_ref, "reason": self.reason.value, "message": self.message}


Record = Read | Rejected
