"""Cuts a query into tokens, with Chinese and full-width punctuation as good as ASCII; never raises.

A character is an operator only where a reader would mean one: `-`, `+` and `=` before a word and after a
space (so 2+4+46, COVID-19 and a headline's dash stay text), a colon after a field's name (so a headline's
colon stays text), a bar between two words, 或 standing alone. What cannot be read becomes text, and a
notice says so.
"""

import re
from dataclasses import replace
from unicodedata import category

from search.analysis import clean, fold, units
from search.analysis.units import has_unit
from search.query.dates import SPACED_RANGE
from search.query.fields import DATE_FIELDS, FIELD_NAMES, field_named
from search.query.grammar import (
    BAR,
    CLOSING,
    COLON,
    EQUALS,
    ESCAPE,
    MINUS,
    OPENING,
    PLUS,
    QUESTION,
    QUOTES,
    SPELLED,
)
from search.query.notice import QueryNotice, error, explanation
from search.query.patterns import WILDCARDS, cut_patterns
from search.query.quoting import quotable
from search.query.tokens import QueryToken, Sign

NOT_FIELDS = frozenset({"http", "https", "ftp", "mailto"})
"""Latin words before a colon that begin an address, not a field."""

SHOWN = 40
"""Characters of what was left out that a notice repeats."""

_WORD = re.compile(rf"[^\s{re.escape(''.join(QUOTES) + '」』' + OPENING + CLOSING + BAR)}]+")
_FIELD = re.compile(rf"([^\W\d_]+)([{COLON}])")
_LATIN_FIELD = re.compile(r"[A-Za-z]+")
_NEAR = re.compile(r"(near|pre)[/／]([0-9]+)", re.IGNORECASE | re.ASCII)

_OPEN_ENDED = frozenset({Sign.OPEN, Sign.OR, Sign.AND, Sign.NOT, Sign.NEAR, Sign.PRE})


def tokenize(query: str) -> tuple[list[QueryToken], list[QueryNotice]]:
    """Return the query's tokens, the last of them END, and what there is to say of them."""
    cleaned = clean(query)
    lexer = _Lexer(cleaned)
    tokens, notices = _without_idle_bars(lexer.tokens), lexer.notices
    if len(cleaned) != len(query):
        printed = [place for place, char in enumerate(query) if clean(char)]
        ends = [place + 1 for place in printed]
        starts = [*printed, len(query)]
        tokens = [replace(token, start=starts[token.start], end=ends[token.end - 1]) for token in tokens]
        notices = [
            replace(notice, start=starts[notice.start], end=ends[notice.end - 1]) for notice in notices
        ]
    tokens.append(QueryToken(Sign.END, "", len(query), len(query)))
    return tokens, notices


def reads_as_text(text: str) -> bool:
    """Tell whether a text, typed as a word, is read as just that."""
    tokens, notices = tokenize(text)
    is_mended = any(notice.is_error for notice in notices)
    return not is_mended and [(token.sign, token.text) for token in tokens[:-1]] == [(Sign.WORDS, text)]


class _Lexer:
    """Cuts one cleaned query: `tokens` without END, and `notices`."""

    def __init__(self, query: str) -> None:
        self._query = query
        self.tokens: list[QueryToken] = []
        self.notices: list[QueryNotice] = []
        place = 0
        while place < len(query):
            place = place + 1 if query[place].isspace() else self._take(place)

    def _take(self, place: int) -> int:
        """Take what begins at a place that is no space; return where it ends."""
        char = self._query[place]
        if char in QUOTES:
            return self._take_phrase(place, place, Sign.PHRASE)
        for chars, sign in ((OPENING, Sign.OPEN), (CLOSING, Sign.CLOSE), (BAR, Sign.OR)):
            if char in chars:
                return self._add(sign, char, place, place + 1)
        if char in PLUS + MINUS + EQUALS and self._is_prefix(place):
            if char in EQUALS:
                return self._take_written(place)
            return self._add(Sign.AND if char in PLUS else Sign.NOT, char, place, place + 1)
        field_end = self._take_field(place)
        return self._take_word(place) if field_end is None else field_end

    def _add(self, sign: Sign, text: str, start: int, end: int) -> int:
        self.tokens.append(QueryToken(sign, text, start, end))
        return end

    def _take_phrase(self, start: int, opening: int, sign: Sign) -> int:
        """Take a quoted phrase whose quotation mark is at `opening`."""
        end = self._closing(opening)
        inner = self._query[opening + 1 : end]
        after = min(end + 1, len(self._query))
        if end == len(self._query):
            mark = self._query[opening]
            message = (
                f"the quotation mark {mark} at character {opening + 1} is not closed; it was read as closed "
                f"at the end of the query. Close it with {QUOTES[mark][0]} or take it away"
            )
            self.notices.append(error("unclosed_quote", message, opening, after))
        previous = self.tokens[-1] if self.tokens else None
        if previous is not None and previous.sign is Sign.FIELD and previous.text in DATE_FIELDS:
            return self._add(Sign.DATE, inner, start, after)
        if has_unit(fold(inner)):
            return self._add(sign, quotable(inner), start, after)
        return after if end == len(self._query) else self._leave_out(start, after, is_quoted=True)

    def _closing(self, opening: int) -> int:
        """Return where a quotation mark is closed, the query's length where it is not."""
        mark, depth = self._query[opening], 0
        closing = QUOTES[mark]
        for end in range(opening + 1, len(self._query)):
            char = self._query[end]
            if char in closing:
                if not depth:
                    return end
                depth -= 1
            elif char == mark:
                depth += 1
        return len(self._query)

    def _take_written(self, place: int) -> int:
        if self._query[place + 1] in QUOTES:
            return self._take_phrase(place, place + 1, Sign.WRITTEN)
        word = _WORD.match(self._query, place + 1)
        text = _between_units(word.group()) if word else ""
        end = word.end() if word else place + 1
        return self._add(Sign.WRITTEN, text, place, end) if text else self._leave_out(place, end)

    def _take_field(self, place: int) -> int | None:
        """Take a field's name with its colon; None where none begins here."""
        found = _FIELD.match(self._query, place)
        if found is None:
            return None
        name, colon = found.groups()
        field = field_named(name)
        if field is not None:
            return self._add(Sign.FIELD, field, place, found.end())
        follows = self._query[found.end() : found.end() + 1]
        is_meant = colon == ":" and _LATIN_FIELD.fullmatch(name) and follows and not follows.isspace()
        if not is_meant or name.isupper() or name.lower() in NOT_FIELDS:
            return None
        message = (
            f"there is no field {name!r} (character {place + 1}); it was searched as text. "
            f"Fields are {', '.join(FIELD_NAMES)}"
        )
        self.notices.append(error("unknown_field", message, place, found.end()))
        return self._add(Sign.WORDS, name, place, found.end())

    def _take_word(self, place: int) -> int:
        word = _WORD.match(self._query, place)
        if word is None:  # a quotation mark that closes nothing
            return place + 1
        text, end = word.group(), word.end()
        previous = self.tokens[-1] if self.tokens else None
        if previous is not None and previous.sign is Sign.FIELD and previous.text in DATE_FIELDS:
            spaced = SPACED_RANGE.match(self._query, place)
            if spaced is not None:
                text, end = spaced.group(), spaced.end()
            return self._add(Sign.DATE, text, place, end)
        if text in SPELLED:
            return self._add(Sign(SPELLED[text]), text, place, end)
        near = _NEAR.fullmatch(text)
        if near is not None:
            return self._add(Sign.NEAR if near[1].lower() == "near" else Sign.PRE, near[2][:9], place, end)
        if text[0] not in ESCAPE and not WILDCARDS.isdisjoint(text):
            found, notices = cut_patterns(text, place)
            self.notices += notices
            if found is not None:
                for piece in found:
                    sign = Sign.PATTERN if piece.is_pattern else Sign.WORDS
                    self._add(sign, piece.text, piece.start, piece.end)
                return end if found else self._leave_out(place, end)
        bare = _between_units(text)
        return self._add(Sign.WORDS, bare, place, end) if bare else self._leave_out(place, end)

    def _leave_out(self, start: int, end: int, *, is_quoted: bool = False) -> int:
        """Pass over what holds no unit; say so where it is more than punctuation."""
        typed = self._query[start:end]
        shown = typed if len(typed) <= SHOWN else f"{typed[:SHOWN]}…"
        if is_quoted or any(
            (category(char)[0] in "SC" and not char.isascii()) or category(char) == "Cc" for char in typed
        ):
            message = f"{shown!r} holds no character, letter or digit; it cannot be searched and was left out"
            self.notices.append(explanation("unsearchable", message, start, end))
        return end

    def _is_prefix(self, place: int) -> bool:
        """Tell whether a sign stands before a word, and after a space, a bracket, another sign or nothing."""
        query, char = self._query, self._query[place]
        before = query[place - 1] if place else " "
        after = query[place + 1 : place + 2]
        previous = self.tokens[-1] if self.tokens else None
        is_adjacent = previous is not None and previous.end == place
        if not (before.isspace() or before in OPENING + BAR):
            follows_sign = previous is not None and (
                previous.sign is Sign.FIELD or previous.text in tuple(PLUS + MINUS)
            )
            if not (is_adjacent and follows_sign) or char in PLUS:
                return False
        if not after:
            return False
        if after in QUOTES or after.isalnum() or has_unit(fold(after)):
            return True
        return char not in EQUALS and after in OPENING + EQUALS + ESCAPE + QUESTION


def _between_units(text: str) -> str:
    """Return a text from its first unit to its last, empty where it has none."""
    if text.isalnum():
        return text
    found = units(fold(text))
    return text[found[0].start : found[-1].end] if found else ""


def _without_idle_bars(tokens: list[QueryToken]) -> list[QueryToken]:
    """Drop bars that stand between no two words: ornaments of a pasted headline."""
    kept: list[QueryToken] = []
    for token in tokens:
        if _is_bar(token) and (not kept or kept[-1].sign in _OPEN_ENDED):
            continue
        if token.sign is Sign.CLOSE and kept and _is_bar(kept[-1]):
            kept.pop()
        kept.append(token)
    if kept and _is_bar(kept[-1]):
        kept.pop()
    return kept


def _is_bar(token: QueryToken) -> bool:
    return token.sign is Sign.OR and token.text in tuple(BAR)
