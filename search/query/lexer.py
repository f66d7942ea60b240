"""Cuts a query into tokens, with Chinese and full-width punctuation as good as ASCII.

A character is an operator only where a reader would mean one: `-` and `+` before a word and after a
space (so 2+4+46, COVID-19 and a headline's dash stay text), a colon after a field's name (so a
headline's colon stays text), a bar between two words, 或 standing alone.
"""

import re
from dataclasses import dataclass
from enum import Enum

from search.analysis import clean
from search.errors import QueryError
from search.query.fields import field_named

QUOTES = {
    '"': '"＂',
    "＂": '"＂',
    "“": "”",
    "”": "”",
    "「": "」｣",
    "『": "』",
    "„": "”",
    "﹁": "﹂",
    "﹃": "﹄",
}
"""An opening quotation mark, and what closes it."""

OPENING, CLOSING = "(（", ")）"
BAR = "|｜"
PLUS, MINUS, COLON = "+＋", "-－", ":："
NOT_FIELDS = frozenset({"http", "https", "ftp", "mailto"})
"""Latin words before a colon that begin an address, not a field."""

_WORD = re.compile(rf"[^\s{re.escape(''.join(QUOTES) + '」』' + OPENING + CLOSING + BAR)}]+")
_FIELD = re.compile(rf"([^\W\d_]+)([{COLON}])")
_LATIN_FIELD = re.compile(r"[A-Za-z]+")


class Sign(Enum):
    """What a token is."""

    WORDS = "words"
    PHRASE = "phrase"
    FIELD = "field"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    OPEN = "("
    CLOSE = ")"
    END = "end"


_OPEN_ENDED = frozenset({Sign.OPEN, Sign.OR, Sign.AND, Sign.NOT})

SPELLED = {"AND": Sign.AND, "OR": Sign.OR, "NOT": Sign.NOT, "或": Sign.OR}
"""Operators that are words: capital letters, or a Chinese word alone between spaces."""


@dataclass(frozen=True, slots=True)
class QueryToken:
    """A token: what it is, its text without quotation marks, and where it was typed."""

    sign: Sign
    text: str
    start: int
    end: int


def tokenize(query: str) -> list[QueryToken]:
    """Return the query's tokens, the last of them END.

    Raises QueryError for a quotation mark that is not closed and for an unknown field.
    """
    tokens = []
    place = 0
    while place < len(query):
        token = None if query[place].isspace() else _next_token(query, place)
        if token is not None:
            tokens.append(token)
        place = token.end if token else place + 1
    tokens.append(QueryToken(Sign.END, "", len(query), len(query)))
    return _without_idle_bars(tokens)


def _without_idle_bars(tokens: list[QueryToken]) -> list[QueryToken]:
    """Drop bars that stand between no two words: ornaments of a pasted headline."""
    kept: list[QueryToken] = []
    for token in tokens:
        if _is_bar(token) and (not kept or kept[-1].sign in _OPEN_ENDED):
            continue
        if token.sign in (Sign.END, Sign.CLOSE) and kept and _is_bar(kept[-1]):
            kept.pop()
        kept.append(token)
    return kept


def _is_bar(token: QueryToken) -> bool:
    return token.sign is Sign.OR and token.text in tuple(BAR)


def _next_token(query: str, place: int) -> QueryToken | None:
    """Return the token that begins at `place`, or None where there is only punctuation to pass over."""
    char = query[place]
    if char in QUOTES:
        return _phrase(query, place)
    for chars, sign in ((OPENING, Sign.OPEN), (CLOSING, Sign.CLOSE), (BAR, Sign.OR)):
        if char in chars:
            return QueryToken(sign, char, place, place + 1)
    if char in PLUS + MINUS and _is_prefix(query, place):
        return QueryToken(Sign.AND if char in PLUS else Sign.NOT, char, place, place + 1)
    word = _WORD.match(query, place)
    if word is None:
        return None
    text = word.group()
    if text in SPELLED:
        return QueryToken(SPELLED[text], text, place, word.end())
    return _field(query, place) or QueryToken(Sign.WORDS, clean(text), place, word.end())


def _phrase(query: str, place: int) -> QueryToken:
    opening, closing = query[place], QUOTES[query[place]]
    depth = 0
    for end in range(place, len(query)):
        if query[end] in closing and (opening not in closing or end > place):
            depth -= 1
            if depth <= 0:
                return QueryToken(Sign.PHRASE, clean(query[place + 1 : end]), place, end + 1)
        elif query[end] == opening:
            depth += 1
    raise QueryError(
        "unclosed_quote",
        f"the quotation mark {query[place]} at character {place + 1} is not closed; "
        f"close it with {closing[0]} or take it away",
        place,
        len(query),
    )


def _is_prefix(query: str, place: int) -> bool:
    """Tell whether a sign stands before a word and after a space, a bracket or nothing."""
    before = query[place - 1] if place else " "
    after = query[place + 1] if place + 1 < len(query) else " "
    return (before.isspace() or before in OPENING + BAR) and not after.isspace() and after not in PLUS + MINUS


def _field(query: str, place: int) -> QueryToken | None:
    found = _FIELD.match(query, place)
    if found is None:
        return None
    name, colon = found.groups()
    field = field_named(name)
    if field is not None:
        return QueryToken(Sign.FIELD, field, place, found.end())
    follows = query[found.end() : found.end() + 1]
    is_meant = colon == ":" and _LATIN_FIELD.fullmatch(name) and follows and not follows.isspace()
    if is_meant and not name.isupper() and name.lower() not in NOT_FIELDS:
        raise QueryError(
            "unknown_field",
            f"there is no field {name!r} (character {place + 1}); fields are title, source, author, editor, "
            f"region, site, date, before, after. To search for the text itself, put it in quotation marks",
            place,
            found.end(),
        )
    return None
