"""What every engine is asked, and what it answers: in terms of fields, so that all are asked the same.

Only the standard library is needed here: engines may live in another interpreter than the project.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

KINDS = ("term", "and", "or", "phrase", "character", "prefix", "filtered", "facets", "search")
"""Kinds of question, in the order they are asked and printed; README.md says what each is."""

FACET_VALUES = 10
HITS = 10


@dataclass(frozen=True, slots=True)
class Question:
    """One question: pairs of field and text, read as `kind` says.

    `first` and `last` are days as numbers YYYYMMDD (`filtered` only), `text` is what a reader would type
    (`search` only). The terms of a phrase stand at consecutive positions.
    """

    kind: str
    terms: tuple[tuple[str, str], ...] = ()
    first: int = 0
    last: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The exact number of articles found, the first ten by their numbers in the token file, their scores.

    `facets` are pairs of source and number of articles, most frequent first; a facets question has
    no hits.
    """

    total: int
    hits: tuple[int, ...] = ()
    scores: tuple[float, ...] = ()
    facets: tuple[tuple[str, int], ...] = ()


def write_questions(path: Path, questions: Iterable[Question]) -> None:
    """Write questions, one a line."""
    with path.open("w", encoding="utf-8") as file:
        for question in questions:
            file.write(json.dumps(asdict(question), ensure_ascii=False) + "\n")


def read_questions(path: Path) -> list[Question]:
    """Return the questions of a file, in their order."""
    with path.open(encoding="utf-8") as file:
        return [_question(json.loads(line)) for line in file]


def _question(record: dict[str, Any]) -> Question:
    terms = tuple((field, text) for field, text in record["terms"])
    return Question(**{**record, "terms": terms})
