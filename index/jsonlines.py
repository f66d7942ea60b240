"""JSON Lines: one article a line, plain or from within gzip.

Keys are those that archives use (`id title body date source url author category tags region`) and
every field's own name, so that what the index exports can be read back. Any other key is left out and
counted by name. A line that cannot be read, whatever it trips over, is turned away with its number, and
the next one is read.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Any, BinaryIO

from index.charset import decode
from index.errors import PageRejected, Reason
from index.inputs import Input, InputKind
from index.pages.dates import parse_date
from index.places.region_codes import region_of_code
from index.plaintext import clean_text
from index.records import CharsetDecision, Read, Rejected
from index.script import script_of
from search import Article

LONGEST_LINE = 16 << 20
"""Bytes: a longer line is no article, and reading it whole would not be constant memory."""

LONGEST_ID = 512

ALIASES = {"date": "published", "category": "section", "region": "regions"}
"""Keys of archives, by the field that they fill."""

_UTF8 = CharsetDecision("", "utf-8", "validated")
_FIELDS = frozenset(field.name for field in fields(Article))
_LISTS = ("regions", "tags")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?(?:[+-]\d{2}:\d{2})?)?")
_SEPARATORS = re.compile(r"[,，、;；|\n]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def json_line_inputs(stream: BinaryIO, name: str) -> Iterator[Input | Rejected]:
    """Yield an input for each line of `stream` that is not blank; `name` is its file's, for the address."""
    for number, line in enumerate(_lines(stream), 1):
        address = f"{name}@{number}"
        if line is None:
            message = f"the line is longer than {LONGEST_LINE:,} bytes"
            yield Rejected(address, Reason.LINE_TOO_LONG, message)
        elif line.strip():
            yield Input(address, InputKind.RECORD, line, is_place=False)


def read_record(line: bytes, raw_ref: str) -> Read:
    """Return the article of one JSON object, without id or found regions where the object has none.

    Raises PageRejected where the line is no JSON object, a value is of the wrong type, or there is
    neither title nor body.
    """
    text, decision = _decoded(line)
    values, unknown = _values(_parse(text))
    texts = {name: _text(name, value) for name, value in values.items() if name not in _LISTS}
    texts["published"] = _date(texts.get("published", ""))
    texts["raw_ref"] = texts.get("raw_ref") or raw_ref
    texts["script"] = texts.get("script", "").lower()
    if not (texts.get("title", "").strip() or texts.get("body", "").strip()):
        raise PageRejected(Reason.NO_TEXT, "the record has neither a title nor a body")
    if len(texts.get("id", "")) > LONGEST_ID or _CONTROL.search(texts.get("id", "")):
        raise PageRejected(
            Reason.WRONG_TYPE, f"the id is longer than {LONGEST_ID} characters or holds control characters"
        )
    if texts["script"] not in {"hans", "hant", "mixed"}:
        texts["script"] = script_of(texts.get("title", "") + texts.get("body", ""))
    regions = (region_of_code(value, texts["script"]) for value in _list("regions", values.get("regions")))
    article = Article(
        **{"id": "", **texts}, regions=tuple(dict.fromkeys(regions)), tags=_list("tags", values.get("tags"))
    )
    return Read(article, unknown, decision)


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Yield the lines; None for one that is too long, whose rest is skipped."""
    while line := stream.readline(LONGEST_LINE + 1):
        if len(line) <= LONGEST_LINE:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(LONGEST_LINE)
        yield None


def _decoded(line: bytes) -> tuple[str, CharsetDecision]:
    """Return the text of a line. JSON is UTF-8 (RFC 8259) and declares nothing: the rest is weighed."""
    try:
        return line.decode("utf-8-sig"), _UTF8
    except UnicodeDecodeError:
        decoded = decode(line)
        return decoded.text, CharsetDecision("", decoded.charset, decoded.rule)


def _parse(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        raise PageRejected(
            Reason.MALFORMED_JSON, f"no JSON: {error.msg} at character {error.pos + 1}"
        ) from error
    except (ValueError, RecursionError) as error:
        raise PageRejected(Reason.MALFORMED_JSON, f"JSON that cannot be read: {error}") from error
    if not isinstance(value, dict):
        raise PageRejected(
            Reason.NOT_AN_OBJECT, f"the line holds {type(value).__name__}, not an object with title and body"
        )
    return value


def _values(record: dict[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the values by field, a field's own name before its alias, and the keys that are neither."""
    values: dict[str, Any] = {}
    unknown = []
    for key, value in record.items():
        field = ALIASES.get(key, key)
        if field not in _FIELDS:
            unknown.append(key)
        elif value is not None and (key in _FIELDS or field not in values):
            values[field] = value
    return values, tuple(unknown)


def _text(name: str, value: Any) -> str:
    """Return a value as text: a string; paragraphs of a body; a number as an id."""
    if isinstance(value, str):
        return clean_text(value)
    if name == "id" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if name == "body" and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return clean_text("\n".join(value))
    raise PageRejected(Reason.WRONG_TYPE, f"{name} holds {_shown(value)}, which is not text")


def _list(name: str, value: Any) -> tuple[str, ...]:
    """Return the texts of a list, or of a string with separators, blank ones left out."""
    if value is None:
        return ()
    items = _SEPARATORS.split(value) if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise PageRejected(Reason.WRONG_TYPE, f"{name} holds {_shown(value)}, which is not a list of texts")
    return tuple(clean_text(item).strip() for item in items if item.strip())


def _date(value: str) -> str:
    """Return an ISO date as it is, another date in its ISO form, and nothing for what is no date."""
    value = value.strip()
    return value if _ISO_DATE.fullmatch(value) and parse_date(value) else parse_date(value)


def _shown(value: Any) -> str:
    try:
        shown = json.dumps(value, ensure_ascii=False)
    except RecursionError:
        shown = f"a {type(value).__name__} of too many levels"
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
