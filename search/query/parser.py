"""Parses tokens by the grammar of `search.query.grammar`.

What cannot be read is mended in the smallest way that leaves something to search, and a notice says what
was done.
"""

from dataclasses import replace
from itertools import product

from search.query.dates import EARLIEST, LATEST, neighbour, parse_date_range, parse_period
from search.query.fields import DATE_FIELDS
from search.query.grammar import MAX_DISTANCE
from search.query.nodes import (
    All,
    Any,
    Exactly,
    In,
    Nearby,
    Not,
    Printed,
    Published,
    QueryNode,
    Side,
    Wild,
    Words,
)
from search.query.notice import QueryNotice, error, refusal
from search.query.tokens import QueryToken, Sign

MAX_DEPTH = 32
"""Brackets, fields and negations within each other."""

MAX_PAIRS = 64
"""Pairs of words that NEAR may join where brackets hold alternatives."""

_OPERATORS = frozenset({Sign.AND, Sign.OR, Sign.NEAR, Sign.PRE})
_ENDS = frozenset({Sign.END, Sign.CLOSE})
_ENDS_OF_ALL = _ENDS | {Sign.OR}
_NO_OPERAND = _ENDS | _OPERATORS
_NEARNESS = frozenset({Sign.NEAR, Sign.PRE})
_TEXTS: dict[Sign, type[Words | Exactly | Printed | Wild]] = {
    Sign.WORDS: Words,
    Sign.PHRASE: Exactly,
    Sign.WRITTEN: Printed,
    Sign.PATTERN: Wild,
}


class TooDeep(Exception):
    """The query is nested too deep; `notice` says where."""

    def __init__(self, notice: QueryNotice) -> None:
        """Keep the notice."""
        super().__init__(notice.message)
        self.notice = notice


class Parser:
    """Parses one query's tokens, whose brackets are balanced, by recursive descent."""

    def __init__(self, tokens: list[QueryToken], notices: list[QueryNotice]) -> None:
        """Take the tokens, and the list that notices are added to."""
        self._tokens = tokens
        self._notices = notices
        self._place = 0
        self._depth = 0

    def parse(self) -> QueryNode | None:
        """Return the tree, None where nothing is left to search; raises TooDeep."""
        return self._any()

    def _any(self) -> QueryNode | None:
        children = [self._all()]
        while self._peek().sign is Sign.OR:
            operator = self._next()
            if children[-1] is None:
                self._missing(operator, "before")
            following = self._all()
            if following is None and self._peek().sign is not Sign.OR:
                self._missing(operator, "after")
            children.append(following)
        kept = tuple(child for child in children if child is not None)
        if len(kept) < 2:
            return kept[0] if kept else None
        return Any(kept[0].start, kept[-1].end, kept)

    def _all(self) -> QueryNode | None:
        children: list[QueryNode] = []
        required: list[bool] = []
        while (token := self._peek()).sign not in _ENDS_OF_ALL:
            is_joined = token.sign is Sign.AND
            if is_joined:
                self._next()
                if token.text == "AND" and not children:
                    self._missing(token, "before")
                elif token.text == "AND":
                    required[-1] = not isinstance(children[-1], Not)
                if self._peek().sign in _NO_OPERAND:
                    self._missing(token, "after")
                    continue
            child = self._one()
            if child is not None:
                children.append(child)
                required.append(is_joined and not isinstance(child, Not))
        if len(children) < 2 and not any(required):
            return children[0] if children else None
        return All(children[0].start, children[-1].end, tuple(children), tuple(required))

    def _one(self) -> QueryNode | None:
        """Read an operand, and those that NEAR joins to it: neighbours in a chain are near each other."""
        left = None if self._peek().sign in _NEARNESS else self._operand()
        pairs: list[QueryNode] = []
        while self._peek().sign in _NEARNESS:
            operator = self._next()
            if left is None:
                self._missing(operator, "before")
            if self._peek().sign in _NO_OPERAND:
                self._missing(operator, "after")
                continue
            right = self._operand()
            if left is not None and right is not None:
                pairs.append(self._near(operator, left, right))
            left = right or left
        if len(pairs) < 2:
            return pairs[0] if pairs else left
        required = tuple(not isinstance(pair, Not) for pair in pairs)
        return All(pairs[0].start, pairs[-1].end, tuple(pairs), required)

    def _near(self, operator: QueryToken, left: QueryNode, right: QueryNode) -> QueryNode:
        """Return what NEAR says of two operands; where it can say nothing of them, that both are wanted."""
        distance = int(operator.text)
        if distance > MAX_DISTANCE:
            message = (
                f"{operator.sign.value} bridges at most {MAX_DISTANCE} characters; {distance} (character "
                f"{operator.start + 1}) was read as {MAX_DISTANCE}"
            )
            self._notices.append(error("near_distance", message, operator.start, operator.end))
            distance = MAX_DISTANCE
        field, firsts = self._sides(left)
        other_field, seconds = self._sides(right)
        pairs = len(firsts) * len(seconds)
        if not 0 < pairs <= MAX_PAIRS or other_field not in {None, field}:
            message = (
                f"{operator.sign.value} at character {operator.start + 1} joins words, phrases and patterns "
                "of one field; both sides were searched wherever they stand. Put OR between words in brackets"
            )
            self._notices.append(error("near_operand", message, operator.start, operator.end))
            both = (left, right)
            return All(left.start, right.end, both, tuple(not isinstance(side, Not) for side in both))
        is_ordered = operator.sign is Sign.PRE
        nearby: list[QueryNode] = [
            Nearby(left.start, right.end, first, second, distance, is_ordered)
            for first, second in product(firsts, seconds)
        ]
        node = nearby[0] if len(nearby) == 1 else Any(left.start, right.end, tuple(nearby))
        return node if field is None else In(left.start, right.end, field, node)

    def _sides(self, node: QueryNode) -> tuple[str | None, tuple[Side, ...]]:
        """Return the field of one side of NEAR, None for none, and what may stand there; none if nothing."""
        match node:
            case Words() | Exactly() | Wild():
                return None, (node,)
            case Printed(start, end, text):
                message = (
                    f"NEAR takes {text!r} in any written form (character {start + 1}); add ={text} "
                    "to ask for this form somewhere in the article"
                )
                self._notices.append(error("near_operand", message, start, end))
                return None, (Exactly(start, end, text),)
            case In(field=field, child=child):
                inner, sides = self._sides(child)
                return field, sides if inner in {None, field} else ()
            case Any(children=children):
                found = [self._sides(child) for child in children]
                if all(sides and inner is None for inner, sides in found):
                    return None, tuple(side for _, sides in found for side in sides)
        return None, ()

    def _operand(self) -> QueryNode | None:
        token = self._next()
        self._depth += 1
        if self._depth > MAX_DEPTH:
            message = (
                f"more than {MAX_DEPTH} brackets, fields or exclusions stand within each other at character "
                f"{token.start + 1}; use fewer"
            )
            raise TooDeep(refusal("too_deep", message, token.start, token.end))
        node = self._operand_of(token)
        self._depth -= 1
        return node

    def _operand_of(self, token: QueryToken) -> QueryNode | None:
        match token.sign:
            case Sign.NOT:
                return self._excluding(token)
            case Sign.FIELD if token.text in DATE_FIELDS:
                return self._published(token)
            case Sign.FIELD:
                return self._in_field(token)
            case Sign.OPEN:
                tree = self._any()
                closing = self._next()
                return tree and replace(tree, start=token.start, end=closing.end)
        return _TEXTS[token.sign](token.start, token.end, token.text)

    def _excluding(self, operator: QueryToken) -> QueryNode | None:
        child = None if self._peek().sign in _NO_OPERAND else self._one()
        if child is None:
            self._missing(operator, "after")
            return None
        return Not(operator.start, child.end, child)

    def _in_field(self, field: QueryToken) -> QueryNode | None:
        child = None if self._peek().sign in _NO_OPERAND else self._operand()
        if child is None:
            self._missing(field, "after")
            return None
        return In(field.start, child.end, field.text, child)

    def _published(self, field: QueryToken) -> QueryNode | None:
        token = field
        try:
            if self._peek().sign is not Sign.DATE:
                raise ValueError(f"{field.text}: needs a date")
            token = self._next()
            first, last = _days(field.text, token.text)
        except ValueError as problem:
            message = (
                f"{problem} (character {token.start + 1}); it was left out. Write it like 2019-06-09, "
                "2019年6月, 108年6月 or 2019-05..2019-07"
            )
            self._notices.append(error("bad_date", message, token.start, token.end))
            return None
        return Published(field.start, token.end, first, last)

    def _missing(self, operator: QueryToken, where: str) -> None:
        """Say that an operator has nothing to join."""
        sign = {Sign.FIELD: f"{operator.text}:"}.get(operator.sign, operator.sign.value)
        message = (
            f"{sign} at character {operator.start + 1} has nothing {where} it and was left out; add a word "
            "there, or put it in quotation marks to search for it"
        )
        self._notices.append(error("missing_operand", message, operator.start, operator.end))

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
