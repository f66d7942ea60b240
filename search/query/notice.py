"""What is said of a query as it was typed: what could not be read, and what was searched instead."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QueryNotice:
    """Something to tell the reader about characters `start` to `end` of the query as typed.

    `is_refusal`: nothing is searched at all. `is_error`: what stands there cannot be read as such and
    something else was searched instead, as `message` says. Neither: only an explanation. `code` names the
    kind, for programs and translators.

    Refusals: `empty`, `too_long`, `too_deep`, `too_many_clauses`, `too_many_words`, `pattern_too_broad`.
    Errors: `unclosed_quote`, `unclosed_bracket`, `unopened_bracket`, `unknown_field`, `bad_date`,
    `missing_operand`, `near_operand`, `near_distance`, `leading_wildcard`, `too_many_stars`.
    Explanations: `unsearchable`, `only_exclusions`, `literal_wildcard`.
    """

    code: str
    message: str
    start: int
    end: int
    is_refusal: bool = False
    is_error: bool = False


def refusal(code: str, message: str, start: int, end: int) -> QueryNotice:
    """Return a notice that nothing is searched."""
    return QueryNotice(code, message, start, end, is_refusal=True)


def error(code: str, message: str, start: int, end: int) -> QueryNotice:
    """Return a notice that something else is searched than what was typed."""
    return QueryNotice(code, message, start, end, is_error=True)


def explanation(code: str, message: str, start: int, end: int) -> QueryNotice:
    """Return a notice of how something was read."""
    return QueryNotice(code, message, start, end)
