"""What a query is cut into."""

from dataclasses import dataclass
from enum import StrEnum


class Sign(StrEnum):
    """What a token is; a string, because those are hashed fast."""

    WORDS = "words"
    PHRASE = "phrase"
    WRITTEN = "="
    PATTERN = "pattern"
    DATE = "date"
    FIELD = "field"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    NEAR = "NEAR"
    PRE = "PRE"
    OPEN = "("
    CLOSE = ")"
    END = "end"


@dataclass(frozen=True, slots=True)
class QueryToken:
    """A token: what it is, its text without quotation marks, and where it was typed.

    Of NEAR and PRE the text is the distance.
    """

    sign: Sign
    text: str
    start: int
    end: int
