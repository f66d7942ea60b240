"""Why an article stands where it does: what of its score comes from which typed word.

Complete matches stand before partial ones and, by relevance, those that hold all that was typed as it stands
before the others; among equals the score decides, whose parts these are.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from search.engine.weights import Contributions
from search.query.plan import Plan

FIELDS = {"title_g": "title", "title_w": "title", "furniture_g": "furniture"}
"""What readers call a field; body is any other."""

TOGETHER = "together"
"""The name of what no single word gave."""


@dataclass(frozen=True, slots=True)
class ScorePart:
    """A part of a score: `value` is the sum of its parts, where it has any."""

    name: str
    value: float
    parts: tuple["ScorePart", ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """The parts of one article's score in a search by relevance.

    `score` is that of the hit. `parts` are the typed words, as typed, and what no single one gave
    (`together`). `missing` are the words that the article lacks. `is_complete` and `has_whole` tell whether
    it has all of them, and whether it holds them as they were typed: such articles stand first.
    """

    id: str
    score: float
    is_complete: bool
    has_whole: bool
    missing: tuple[str, ...]
    parts: tuple[ScorePart, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the tree, ready for JSON."""
        return asdict(self)

    def __str__(self) -> str:
        """Return the tree for reading, a part a line."""
        kind = "complete match" if self.is_complete else "partial match, lacks: " + " ".join(self.missing)
        whole = ", holds the whole query as typed" if self.has_whole else ""
        return "\n".join([f"{self.score:9.4f}  {self.id}: {kind}{whole}", *_lines(self.parts, 1)])


def explanation(article_id: str, plan: Plan, found: Contributions) -> Explanation:
    """Return an engine's account of a score by typed words."""
    values: dict[str, dict[str, float]] = {}
    for term, value in zip(plan.score, found.terms, strict=True):
        name = plan.owners.get(term.text, term.text)
        _add(values, name, FIELDS.get(term.field, "body"), value)
    texts = plan.rescoring.sought if plan.rescoring is not None else ()
    for text, part in zip(texts, found.sought, strict=False):
        _add(values, text.typed, "frequency", part.frequency)
        _add(values, text.typed, "lead", part.lead)
        _add(values, text.typed, "title opening", part.opening)
    for name in ("proximity", "source", "time", "head"):
        _add(values, TOGETHER, name, getattr(found, name))
    missing = tuple(word.typed for word, has in zip(plan.words, found.matched, strict=True) if not has)
    parts = tuple(
        ScorePart(name, sum(given.values()), tuple(ScorePart(kind, value) for kind, value in given.items()))
        for name, given in values.items()
    )
    return Explanation(article_id, found.score, found.is_complete, found.is_first, missing, parts)


def _add(values: dict[str, dict[str, float]], name: str, kind: str, value: float) -> None:
    if value:
        given = values.setdefault(name, {})
        given[kind] = given.get(kind, 0.0) + value


def _lines(parts: tuple[ScorePart, ...], depth: int) -> Iterator[str]:
    for part in parts:
        yield f"{part.value:9.4f}  {'  ' * depth}{part.name}"
        yield from _lines(part.parts, depth + 1)
