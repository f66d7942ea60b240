"""Parses a query, or says what is wrong and where; nothing is guessed.

any  := all (OR all)*
all  := one ((AND)? one)*
one  := NOT one | FIELD one | ( any ) | WORDS | PHRASE
"""

from search.errors import EmptyQuery, QueryError
from search.query.dates import EARLIEST, LATEST, neighbour, parse_date_range, parse_period
from search.query.fields import DATE_FIELDS
from search.query.lexer import QueryToken, Sign, tokenize
from search.query.nodes import All, Any, Exactly, In, Not, Published, QueryNode, Words

MAX_CHARACTERS = 4000
"""A longer query is refused: no headline is, and each character costs."""

MAX_DEPTH = 32
"""Brackets, fields and negations within each other."""


def parse(text: str) -> QueryNode:
    """Return the tree of a query; raises QueryError, of it EmptyQuery."""
    if len(text) > MAX_CHARACTERS:
        raise QueryError(
            "too_long",
            f"the query has {len(text)} characters; at most {MAX_CHARACTERS} can be searched at once",
            MAX_CHARACTERS,
            len(text),
        )
    if not text.strip():
        raise EmptyQuery(
            "empty", "the query is empty; type a word, a phrase in quotation marks or a headline"
        )
    return _Parser(tokenize(text)).parse()


class _Parser:
    def __init__(self, tokens: list[QueryToken]) -> None:
        self._tokens = tokens
        self._place = 0
        self._depth = 0

    def parse(self) -> QueryNode:
        tree = self._any()
        token = self._peek()
        if token.sign is Sign.CLOSE:
            raise QueryError(
                "unopened_bracket",
                f"the bracket {token.text} at character {token.start + 1} was never opened; "
                "open it or take it away",
                token.start,
                token.end,
            )
        return tree

    def _any(self) -> QueryNode:
        children = [self._all()]
        while self._peek().sign is Sign.OR:
            operator = self._next()
            children.append(self._operand(operator, self._all))
        if len(children) == 1:
            return children[0]
        return Any(children[0].start, children[-1].end, tuple(children))

    def _all(self) -> QueryNode:
        children: list[QueryNode] = []
        required: list[bool] = []
        nothing: Words | None = None  # brackets around nothing
        while (token := self._peek()).sign not in (Sign.OR, Sign.CLOSE, Sign.END):
            joined = token.sign is Sign.AND
            if joined:
                self._next()
                self._check_operands(token, children)
                if required:
                    required[-1] = required[-1] or token.text == "AND"
            child = self._operand(token, self._one) if joined else self._one()
            if isinstance(child, Words) and not child.text:
                nothing = child
                continue
            children.append(child)
            required.append(joined)
        if not children and nothing is not None:
            return nothing
        if not children:
            token = self._peek()
            raise QueryError("missing_operand", _nothing_before(token), token.start, token.end)
        if len(children) == 1 and not required[0]:
            return children[0]
        return All(children[0].start, children[-1].end, tuple(children), tuple(required))

    def _one(self) -> QueryNode:
        token = self._next()
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise QueryError(
                "too_deep",
                f"more than {MAX_DEPTH} brackets, fields or exclusions stand within each other at "
                f"character {token.start + 1}",
                token.start,
                token.end,
            )
        try:
            return self._one_of(token)
        finally:
            self._depth -= 1

    def _one_of(self, token: QueryToken) -> QueryNode:
        match token.sign:
            case Sign.NOT:
                child = self._operand(token, self._one)
                return Not(token.start, child.end, child)
            case Sign.FIELD:
                return self._in_field(token)
            case Sign.OPEN:
                return self._group(token)
            case Sign.PHRASE:
                return Exactly(token.start, token.end, token.text)
            case _:
                return Words(token.start, token.end, token.text)

    def _group(self, opening: QueryToken) -> QueryNode:
        if self._peek().sign is Sign.CLOSE:
            closing = self._next()
            return Words(opening.start, closing.end, "")
        tree = self._any() if self._peek().sign is not Sign.END else None
        if tree is None or self._peek().sign is not Sign.CLOSE:
            raise QueryError(
                "unclosed_bracket",
                f"the bracket {opening.text} at character {opening.start + 1} is not closed; "
                "close it or take it away",
                opening.start,
                opening.end,
            )
        self._next()
        return tree

    def _in_field(self, field: QueryToken) -> QueryNode:
        if field.text not in DATE_FIELDS:
            child = self._operand(field, self._one)
            return In(field.start, child.end, field.text, child)
        token = self._next()
        if token.sign not in (Sign.WORDS, Sign.PHRASE):
            raise QueryError(
                "bad_date",
                f"{field.text}: needs a date, such as {field.text}:2019-06",
                field.start,
                field.end,
            )
        try:
            first, last = _days(field.text, token.text)
        except ValueError as error:
            raise QueryError(
                "bad_date",
                f"{error} (character {token.start + 1}); write it like 2019-06-09, 2019年6月, 108年6月 "
                "or 2019-05..2019-07",
                token.start,
                token.end,
            ) from error
        return Published(field.start, token.end, first, last)

    def _operand(self, operator: QueryToken, parse_operand):  # type: ignore[no-untyped-def]
        if self._peek().sign in (Sign.END, Sign.CLOSE, Sign.OR, Sign.AND):
            raise QueryError(
                "missing_operand",
                f"{operator.text} at character {operator.start + 1} has nothing after it; "
                "add a word there, or put it in quotation marks to search for it",
                operator.start,
                operator.end,
            )
        return parse_operand()

    def _check_operands(self, operator: QueryToken, before: list[QueryNode]) -> None:
        if operator.text == "AND" and not before:
            raise QueryError("missing_operand", _nothing_before(operator), operator.start, operator.end)

    def _peek(self) -> QueryToken:
        return self._tokens[self._place]

    def _next(self) -> QueryToken:
        token = self._tokens[self._place]
        self._place = min(self._place + 1, len(self._tokens) - 1)
        return token


def _days(field: str, text: str) -> tuple[int, int]:
    if field == "date":
        return parse_date_range(text)
    first, last = parse_period(text)
    return (EARLIEST, neighbour(first, -1)) if field == "before" else (neighbour(last, 1), LATEST)


def _nothing_before(token: QueryToken) -> str:
    return (
        f"{token.text or 'the query'} at character {token.start + 1} has nothing before it; "
        "add a word there, or put it in quotation marks to search for it"
    )
