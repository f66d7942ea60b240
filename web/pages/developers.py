"""The page that shows a developer the API: the OpenAPI document, laid out for reading.

Everything on it comes from the document that `/api/v1/openapi.json` gives, which is English; only what is
around it is in the reader's language.
"""

import json
import re
from dataclasses import dataclass
from shlex import quote
from typing import Any

from flask import Response, current_app, request

from web.api.blueprint import ID
from web.api.describing import held_document
from web.api.document import operations, problem_codes
from web.links import segment
from web.pages.blueprint import pages
from web.problems import title_of
from web.wire import page

_MARKUP = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*")

Record = dict[str, Any]
Piece = tuple[str, str]
"""A text and what it is: `code`, `strong`, or empty for plain text."""


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a field of a record; `record` is the record that it holds, empty for none."""

    name: str
    type: str
    record: str
    about: tuple[Piece, ...]
    default: str = ""
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """An operation; `answers` are media types, records, examples; `problems` statuses and what they mean."""

    name: str
    path: str
    summary: str
    about: tuple[tuple[Piece, ...], ...]
    fields: tuple[Field, ...]
    request: str
    answers: tuple[tuple[str, str, str], ...]
    problems: tuple[tuple[str, tuple[Piece, ...]], ...]


@pages.get("/api/")
def api() -> Response:
    """Show the API to who writes programs."""
    described = held_document()
    components = described["components"]
    codes = problem_codes(operations(current_app))
    return page(
        "api.html",
        introduction=paragraphs(described["info"]["description"]),
        operations=[_shown(path, item["get"], components) for path, item in described["paths"].items()],
        records=[
            (name, pieces(schema.get("description", "")), _fields_of(schema))
            for name, schema in components["schemas"].items()
        ],
        codes=[(code, title_of(code)) for code in codes],
    )


def paragraphs(text: str) -> tuple[tuple[Piece, ...], ...]:
    """Return the paragraphs of a description in CommonMark, of which only `code` and **strong** are used."""
    return tuple(pieces(paragraph) for paragraph in text.split("\n\n"))


def pieces(text: str) -> tuple[Piece, ...]:
    """Return a line of such a description, cut where its look changes.

    >>> pieces("give `q`, **always**")
    (('give ', ''), ('q', 'code'), (', ', ''), ('always', 'strong'))
    """
    found: list[Piece] = []
    place = 0
    for match in _MARKUP.finditer(text):
        if match.start() > place:
            found.append((text[place : match.start()], ""))
        found.append((match[1], "code") if match[1] else (match[2], "strong"))
        place = match.end()
    if place < len(text):
        found.append((text[place:], ""))
    return tuple(found)


def _shown(path: str, operation: Record, components: Record) -> Shown:
    parameters = [_resolved(parameter, components) for parameter in operation["parameters"]]
    answer = operation["responses"]["200"]["content"]
    statuses = [status for status in operation["responses"] if status != "200"]
    return Shown(
        name=operation["operationId"],
        path=path,
        summary=operation["summary"],
        about=paragraphs(operation["description"]),
        fields=tuple(_parameter(parameter) for parameter in parameters if parameter["in"] != "header"),
        request=_curl(path, parameters),
        answers=tuple(
            (media, _record_of(content["schema"]), _written(content["example"]))
            for media, content in answer.items()
        ),
        problems=tuple(
            (status, pieces(components["responses"][status]["description"])) for status in statuses
        ),
    )


def _parameter(parameter: Record) -> Field:
    schema = parameter["schema"]
    default = schema.get("default", "")
    return Field(
        name=parameter["name"],
        type=_type_of(schema),
        record="",
        about=pieces(parameter["description"]),
        default=str(default) if default not in ("", []) else "",
        is_required=parameter["required"],
    )


def _fields_of(schema: Record) -> tuple[Field, ...]:
    return tuple(
        Field(
            name, _type_of(field), _record_of(field), pieces(" ".join(field.get("description", "").split()))
        )
        for name, field in schema.get("properties", {}).items()
    )


def _type_of(schema: Record) -> str:
    """Return what a value can be, in a few words."""
    if "$ref" in schema:
        return _record_of(schema)
    if "anyOf" in schema:
        return " or ".join(map(_type_of, schema["anyOf"]))
    if "enum" in schema:
        return " | ".join(schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type_of(schema.get('items', {}))}"
    bounds = f", {schema['minimum']} to {schema['maximum']}" if {"minimum", "maximum"} <= set(schema) else ""
    return f"{schema.get('type', 'any')}{bounds}"


def _record_of(schema: Record) -> str:
    """Return the name of the record that a value is, or is a list of; empty for none."""
    held = schema.get("items", schema)
    return str(held.get("$ref", "")).rpartition("/")[2]


def _resolved(parameter: Record, components: Record) -> Record:
    if "$ref" in parameter:
        found: Record = components["parameters"][parameter["$ref"].rpartition("/")[2]]
        return found
    return parameter


def _curl(path: str, parameters: list[Record]) -> str:
    """Return the example request as a command of a shell."""
    words = ["curl", "-G"]
    for parameter in parameters:
        if parameter["in"] == "path":
            path = path.replace(ID, segment(parameter["example"]))
    words.append(quote(request.host_url.rstrip("/") + path))
    for parameter in parameters:
        if parameter["in"] == "query" and "example" in parameter and parameter.get("x-asked"):
            words += ["--data-urlencode", quote(f"{parameter['name']}={parameter['example']}")]
    return " ".join(words)


def _written(example: Any) -> str:
    return example if isinstance(example, str) else json.dumps(example, ensure_ascii=False, indent=2)
