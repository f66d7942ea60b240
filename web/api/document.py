"""The OpenAPI 3.1 document, made of what the application serves.

Every route of an operation is in it, described by the very models that check its parameters and the records
that it answers; nothing is written down twice, so nothing can be out of step. Assembled here and not by a
library: it is a dictionary, and JSON Schema 2020-12, which is what OpenAPI 3.1 wants, comes out of pydantic.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from flask import Flask
from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaMode

from web.api import examples
from web.api.asked import schemas_of
from web.api.blueprint import ID, Media, Operation, Service
from web.api.exporting import ELSEWHERE
from web.problems import CODES, MEDIA_TYPE, QUERY_CODES, Problem

VERSION = "1.0.0"
"""Of the API as the document has it: the first number stands in its paths."""

INTRODUCTION = """\
Full-text search for regional Chinese news, in any script.

**Asking.** Everything is GET (and HEAD), without keys or accounts. A parameter that an operation does not
have, a value that it cannot have and a second value where one is allowed are refused, never ignored. An
article's id can be any text; in a path it is one segment, percent-encoded whole (`/` is `%2F`).

**Answers** are JSON in UTF-8. Fields may be added, none changes its meaning. Offsets count Unicode code
points.

**Asking again.** Each answer has an `ETag`. Sent back as `If-None-Match` it gives 304, before anything is
searched, until the index or the archive's vocabulary has changed.

**Problems** are `application/problem+json` (RFC 9457), in English, with a `code` for programs."""

REF = "#/components/schemas/{model}"

NO_ANSWERS = {
    "400": "A parameter or the query cannot be read; `code` says which",
    "404": "There is no such article",
    "429": "Too many requests; come back after `Retry-After` seconds",
    "503": "The index cannot be read now; come back after `Retry-After` seconds",
}


def document(app: Flask) -> dict[str, Any]:
    """Return the document of the operations that `app` serves."""
    served = sorted(operations(app), key=lambda operation: _ORDER.get(operation.name, len(_ORDER)))
    records = {media.record for operation in served for media in operation.answers if media.record}
    schemas = _schemas(sorted(records, key=lambda record: str(record.__name__)))
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "Dibao",
            "version": VERSION,
            "summary": "Full-text search for regional Chinese news",
            "description": INTRODUCTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [],  # nobody needs a key, which is said, not left out
        "paths": {operation.path: {"get": _described(operation)} for operation in served},
        "components": {
            "schemas": schemas,
            "parameters": {"IfNoneMatch": _IF_NONE_MATCH},
            "headers": {"ETag": _ETAG, "CacheControl": _CACHE_CONTROL, "RetryAfter": _RETRY_AFTER},
            "responses": _responses(),
        },
    }


def operations(app: Flask) -> Iterator[Operation]:
    """Give the operations that `app` serves."""
    for view in app.view_functions.values():
        if isinstance(view, Service):
            yield view.operation
    paths = {rule.rule for rule in app.url_map.iter_rules()}
    yield from (operation for operation in ELSEWHERE if operation.path in paths)


def problem_codes(served: Iterable[Operation]) -> list[str]:
    """Return the codes of all problems that operations can answer with."""
    names = dict.fromkeys(name for operation in served for name in schemas_of(operation.parameters))
    return [*QUERY_CODES, *CODES, *(f"bad_{name}" for name in names if f"bad_{name}" not in QUERY_CODES)]


def _described(operation: Operation) -> dict[str, Any]:
    parameters = [_ARTICLE_ID] if operation.has_id else []
    for name, schema in schemas_of(operation.parameters).items():
        parameters.append(_parameter(name, schema, dict(operation.asked).get(name)))
    parameters += [{"$ref": "#/components/parameters/IfNoneMatch"}] if operation.is_tagged else []
    statuses = [status for status in NO_ANSWERS if status != "404" or operation.has_id]
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": operation.description,
        "parameters": parameters,
        "responses": {
            "200": _answer(operation),
            **({"304": {"$ref": "#/components/responses/304"}} if operation.is_tagged else {}),
            **{status: {"$ref": f"#/components/responses/{status}"} for status in statuses},
        },
    }


def _parameter(name: str, schema: dict[str, Any], asked: str | None) -> dict[str, Any]:
    plain = {key: value for key, value in schema.items() if key not in {"title", "description", "examples"}}
    described: dict[str, Any] = {
        "name": name,
        "in": "query",
        "description": " ".join(schema["description"].split()),
        "required": "default" not in schema,
        "schema": plain,
    }
    example = asked if asked is not None else next(iter(schema.get("examples", ())), None)
    if asked is not None:
        described["x-asked"] = True
    if example is not None:
        described["example"] = int(example) if schema["type"] == "integer" else example
    return described


def _answer(operation: Operation) -> dict[str, Any]:
    headers = {"ETag": _ref("headers", "ETag"), "Cache-Control": _ref("headers", "CacheControl")}
    return {
        "description": operation.summary,
        **({"headers": headers} if operation.is_tagged else {}),
        "content": {media.type: _content(media) for media in operation.answers},
    }


def _content(media: Media) -> dict[str, Any]:
    if media.record is not None:
        return {"schema": _ref("schemas", media.record.__name__), "example": media.example}
    return {
        "schema": {"type": "string" if isinstance(media.example, str) else "object"},
        "example": media.example,
    }


def _schemas(records: list[Any]) -> dict[str, Any]:
    adapters: list[tuple[str, JsonSchemaMode, TypeAdapter[Any]]] = [
        (record.__name__, "serialization", TypeAdapter(record)) for record in (*records, Problem)
    ]
    _, definitions = TypeAdapter.json_schemas(adapters, ref_template=REF)
    found: dict[str, Any] = definitions["$defs"]
    return dict(sorted(found.items()))


def _responses() -> dict[str, Any]:
    answers: dict[str, Any] = {
        "304": {
            "description": "The answer that the client holds still stands",
            "headers": {"ETag": _ref("headers", "ETag")},
        }
    }
    for status, description in NO_ANSWERS.items():
        answers[status] = {
            "description": description,
            "content": {MEDIA_TYPE: {"schema": _ref("schemas", "Problem"), "examples": _PROBLEMS[status]}},
        }
        if status in {"429", "503"}:
            answers[status]["headers"] = {"Retry-After": _ref("headers", "RetryAfter")}
    return answers


def _ref(kind: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}


def _problem_example(status: int, code: str, detail: str) -> dict[str, Any]:
    record = examples.PROBLEM | {"type": f"/api/#{code}", "title": CODES[code], "status": status}
    return {code: {"value": record | {"detail": detail, "code": code}}}


_PROBLEMS = {
    "400": {"bad_limit": {"value": examples.PROBLEM}, "unclosed_quote": {"value": examples.QUERY_PROBLEM}},
    "404": _problem_example(404, "article_not_found", "no article has the id '2019/0000.html'"),
    "429": _problem_example(429, "too_many_requests", "Too many requests."),
    "503": _problem_example(503, "index_unavailable", "the index cannot be read now; the log says why"),
}
_ORDER = {
    name: place
    for place, name in enumerate(
        (
            *("search", "article", "related", "copies", "suggest", "corrections"),
            *("facets", "regions", "histogram", "export", "openapi"),
        )
    )
}
_ARTICLE_ID = {
    "name": ID.strip("{}"),
    "in": "path",
    "required": True,
    "description": "The article's id, any text, as one segment: percent-encoded whole, `/` as `%2F`.",
    "schema": {"type": "string", "minLength": 1},
    "example": examples.ID,
}
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The `ETag` of an answer that the client holds.",
    "schema": {"type": "string"},
}
_ETAG = {
    "description": "Names the answer; weak, for `took_ms` is of the moment.",
    "required": True,
    "schema": {"type": "string"},
}
_CACHE_CONTROL = {
    "description": "`no-cache`: an answer may be kept, and asked for again with its `ETag`.",
    "schema": {"type": "string"},
}
_RETRY_AFTER = {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 0}}
