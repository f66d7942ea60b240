"""The routes of the API, and what stands behind each of them: an operation that is described.

A view is given the open index and its parameters, read and checked; what all have in common happens here. The
description stands at the view and nowhere else: the document (`web.api.document`) is made by walking over
the routes of the application, so an operation in another part of `web` is in it as soon as it is served:

    @serves(EXPORT)
    def export(index: Index, asked: ExportParameters) -> Response: ...
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request

from web.api.asked import read
from web.api.parameters import Parameters
from web.caching import tag_of, tagged, unchanged
from web.library import library

api = Blueprint("api", __name__)

View = Callable[..., Response]
"""Takes the index, the parameters, and `article_id` where the path has one; gives the answer."""

ID = "{id}"
"""How an article's id stands in the path of an operation."""


@dataclass(frozen=True, slots=True)
class Media:
    """One form of an answer: its media type, its record's type (None: not one of ours) and an example."""

    type: str
    record: Any
    example: Any


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that the API does.

    `path` is as OpenAPI has it, `name` its operationId. `asked` is an example request's query, `article` the
    article of its path. `is_tagged`: its answers have entity tags.
    """

    path: str
    name: str
    summary: str
    description: str
    parameters: type[Parameters]
    answers: tuple[Media, ...]
    asked: tuple[tuple[str, str], ...] = ()
    article: str = ""
    is_tagged: bool = True

    @property
    def has_id(self) -> bool:
        """Tell whether it is about one article."""
        return ID in self.path


@dataclass(frozen=True, slots=True)
class Service:
    """What answers the requests of an operation."""

    operation: Operation
    view: View

    def __call__(self, **path: str) -> Response:
        """Answer the current request: with 304 where the client has the answer already."""
        asked = read(self.operation.parameters, request.args)
        index = library().index()
        tag = tag_of(index.version)
        return unchanged(tag) or tagged(self.view(index, asked, **path), tag)


def serves(operation: Operation, blueprint: Blueprint = api) -> Callable[[View], View]:
    """Let a view answer the requests of an operation, on a blueprint."""

    def register(view: View) -> View:
        rule = operation.path.replace(ID, "<id:article_id>")
        blueprint.add_url_rule(
            rule, endpoint=operation.name, view_func=Service(operation, view), methods=["GET"]
        )
        return view

    return register
