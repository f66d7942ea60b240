"""Reads the parameters of a request into a model, and says what is wrong with them in the API's words.

pydantic checks; what it finds is put as everywhere in `web`: the parameter, its value, and what it can be.
"""

from functools import cache
from typing import Any, NoReturn, TypeVar

from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from web.api.parameters import Parameters
from web.messages import BadParameter
from web.problems import Refusal

Model = TypeVar("Model", bound=Parameters)

_SHOWN = 60
"""Characters of a faulty value that are quoted."""


def read(model: type[Model], arguments: MultiDict[str, str]) -> Model:
    """Return the parameters of a request.

    Raises Refusal for a name that `model` has not or a value too many, BadParameter for a value that
    cannot be read.
    """
    schemas = schemas_of(model)
    given: dict[str, Any] = {}
    for name, values in arguments.lists():
        schema = schemas.get(name)
        if schema is None:
            _refuse_name(name, schemas)
        if schema["type"] == "array":
            given[name] = values
        elif len(values) > 1:
            raise Refusal(
                400,
                "repeated_parameter",
                f"{name} is given {len(values)} times; it can be given once: leave out all but one",
            )
        else:
            given[name] = values[0]
    try:
        return model.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        name = str(first["loc"][0])
        raise _bad(name, arguments.getlist(name), schemas[name], first["msg"]) from error


@cache
def schemas_of(model: type[Parameters]) -> dict[str, dict[str, Any]]:
    """Return the JSON Schema of each parameter of a model, by its name in an address."""
    schemas: dict[str, dict[str, Any]] = model.model_json_schema(by_alias=True).get("properties", {})
    return schemas


def _refuse_name(name: str, schemas: dict[str, dict[str, Any]]) -> NoReturn:
    known = f"there are {', '.join(schemas)}" if schemas else "there are none"
    raise Refusal(400, "unknown_parameter", f"there is no parameter “{_cut(name)}” here; {known}")


def _bad(name: str, values: list[str], schema: dict[str, Any], message: str) -> BadParameter:
    shown = _cut("…".join(values))
    if schema["type"] == "integer":
        return BadParameter.number(name, shown, schema["minimum"], schema["maximum"])
    choices = schema.get("enum") or schema.get("items", {}).get("enum")
    if choices and len(values) <= schema.get("maxItems", 1):
        return BadParameter.choice(name, shown, tuple(choices))
    return BadParameter.refused(name, shown, message[:1].lower() + message[1:])


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
