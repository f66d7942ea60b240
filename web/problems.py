"""What can go wrong for a program, as data: the kinds of problems, and how one is written (RFC 9457).

A problem's `type` is `/api/#CODE`, a place on the page that describes the API; codes keep their meaning for
as long as the API is v1. Details are in English, for whoever writes or runs the program.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from flask import Response, current_app
from pydantic import BaseModel, ConfigDict, Field

MEDIA_TYPE = "application/problem+json"

MAX_DETAIL = 500
"""Characters of a detail: what was sent is quoted in it, and that may be long."""

QUERY_CODES: Mapping[str, str] = MappingProxyType(
    {
        "empty": "There is nothing to look for",
        "too_long": "The query is too long",
        "too_many_words": "The query has too many different words",
        "too_many_clauses": "The query asks too much at once",
        "too_deep": "Too many brackets or exclusions stand within each other",
        "pattern_too_broad": "A pattern stands for too many words or places",
        "unclosed_quote": "A quotation mark is never closed",
        "unclosed_bracket": "A bracket is never closed",
        "unopened_bracket": "A bracket is closed that was never opened",
        "unknown_field": "There is no field of that name",
        "bad_date": "A date cannot be read",
        "missing_operand": "An operator has nothing to join",
        "near_operand": "NEAR or PRE joins what it cannot",
        "near_distance": "NEAR or PRE reaches too far",
        "leading_wildcard": "A word begins with a star",
        "too_many_stars": "A word has too many stars",
    }
)
"""Errors and refusals of `q` (`search.QueryNotice`): these alone have `start`, `end` and `instead`."""

CODES: Mapping[str, str] = MappingProxyType(
    {
        "unknown_parameter": "There is no parameter of that name",
        "repeated_parameter": "A parameter is given more than once",
        "bad_request": "The request cannot be read",
        "article_not_found": "There is no such article",
        "not_found": "There is no such address",
        "method_not_allowed": "Only GET and HEAD are answered",
        "content_too_large": "Requests have no body",
        "busy": "Too many downloads go on at once; wait as long as Retry-After says",
        "too_many_requests": "Too many requests; wait as long as Retry-After says",
        "internal_server_error": "The server has a bug",
        "index_unavailable": "The index cannot be read now",
    }
)
"""All other problems, but those of a parameter's value, which are `bad_` and the parameter's name."""

BAD_VALUE = "A parameter has a value that it cannot have"


class Problem(BaseModel):
    """Why a request was not answered (RFC 9457), with the place of an error in `q`."""

    model_config = ConfigDict(frozen=True)

    type: Annotated[
        str,
        Field(
            description="What kind of problem: a place on the page /api/.", examples=["/api/#unclosed_quote"]
        ),
    ]
    title: Annotated[str, Field(description="The kind in words, always the same for one kind.")]
    status: Annotated[int, Field(description="The HTTP status.", ge=400, le=599)]
    detail: Annotated[str, Field(description="What was wrong this time, and what can be done.")]
    code: Annotated[
        str, Field(description="The kind as one word, for programs.", examples=["unclosed_quote"])
    ]
    start: Annotated[
        int | None,
        Field(description="Where in `q` the error begins, in code points; null where it is not in `q`."),
    ] = None
    end: Annotated[int | None, Field(description="Where it ends.")] = None
    instead: Annotated[
        str | None, Field(description="A query that can be asked in the place of `q`; null where none.")
    ] = None


class Refusal(Exception):
    """A request that is not answered, for a reason that only a program has."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        """Say `detail` under one of CODES."""
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail


def title_of(code: str, fallback: str = "The request cannot be answered") -> str:
    """Return the title of a kind of problem."""
    if code.startswith("bad_") and code not in QUERY_CODES and code not in CODES:
        return BAD_VALUE
    return QUERY_CODES.get(code) or CODES.get(code) or fallback


def problem(status: int, code: str, detail: str, **place: int | str | None) -> Response:
    """Return a problem as an answer; `place` are `start`, `end` and `instead` of an error in `q`."""
    shown = detail if len(detail) <= MAX_DETAIL else f"{detail[:MAX_DETAIL]}…"
    record = {
        "type": f"/api/#{code}",
        "title": title_of(code),
        "status": status,
        "detail": shown,
        "code": code,
        "start": None,
        "end": None,
        "instead": None,
    } | place
    response = Response(current_app.json.dumps(record) + "\n", status, content_type=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response
