"""The token file: every article's terms, ready for engines that do no analysis of their own.

One JSON object a line. A field's terms are joined by single spaces, so an engine that cuts at spaces and
counts positions itself gets the terms at their positions: where a hard break leaves a gap, the filler
stands, which is no term of any text. Only the standard library is needed here.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

POSITIONAL_FIELDS = ("title_g", "body_g")
FREQUENCY_FIELDS = ("title_w", "body_w")
FIELDS = (*POSITIONAL_FIELDS, *FREQUENCY_FIELDS)

FILLER = "_"
"""Stands at a gap in positions; the analyzer takes `_` for a soft break, so no term is like it."""


class TokenDocument(NamedTuple):
    """One article: its number from 0, source, day (YYYYMMDD, 0 where unknown), what is stored, its terms.

    The source is canonical, so that one printed in two scripts is one for every engine. `record` is the
    JSON object of all that Dibao stores of the article too.
    """

    number: int
    source: str
    date: int
    record: str
    title_g: str
    body_g: str
    title_w: str
    body_w: str


def write_token_line(document: TokenDocument) -> str:
    """Return a document as a line of a token file."""
    return json.dumps(document, ensure_ascii=False) + "\n"


def read_tokens(path: Path) -> Iterator[TokenDocument]:
    """Yield the documents of a token file in order."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield TokenDocument(*json.loads(line))


def split_terms(joined: str) -> list[str]:
    """Return the terms of a field in order, fillers included: an index in the list is a position."""
    return joined.split(" ") if joined else []
