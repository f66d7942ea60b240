"""The operation that gives the description of all operations."""

from typing import Any

from flask import Response, current_app, jsonify

from search import Index
from web.api.blueprint import Media, Operation, serves
from web.api.document import document
from web.api.parameters import Parameters

EXTENSION = "dibao-openapi"

DOCUMENT = Operation(
    path="/api/v1/openapi.json",
    name="openapi",
    summary="Describe the API",
    description="This document.",
    parameters=Parameters,
    answers=(Media("application/json", None, {"openapi": "3.1.0"}),),
)


@serves(DOCUMENT)
def openapi(_index: Index, _asked: Parameters) -> Response:
    """Give the OpenAPI document of what this server serves."""
    return jsonify(held_document())


def held_document() -> dict[str, Any]:
    """Return the document of the current request's app, made once: its routes stay as they are."""
    extensions = current_app.extensions
    if EXTENSION not in extensions:
        extensions[EXTENSION] = document(current_app)
    held: dict[str, Any] = extensions[EXTENSION]
    return held
