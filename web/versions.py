"""Two versions of an article laid beside each other for reading.

A row holds what belongs together of both: paragraphs of pieces, each the same, removed or added. A row ends
where both sides end a paragraph, so that rows stay level however differently the versions are cut.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from search import Article, Difference, differences

COMPARED = ("source", "site", "author", "editor", "published", "section", "regions", "tags")
"""Metadata that two versions may differ in, as a page lists them."""


_LINE = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A run of one version's text; `kind` is `same`, `removed` or `added`."""

    text: str
    kind: str


Cell = tuple[tuple[Part, ...], ...]
"""Paragraphs of one version."""


@dataclass(frozen=True, slots=True)
class Row:
    """Paragraphs of one version beside those of another; `is_same` tells that they say the same."""

    one: Cell
    other: Cell
    is_same: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A part of two articles: `name` is that of the article's field."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Versions:
    """Two articles compared.

    `facts` are metadata that either has: the field's name and both values. `removed` and `added` count the
    runs that only one has; `is_coarse` says that the texts were too long to look into.
    """

    facts: tuple[tuple[str, str, str], ...]
    sections: tuple[Section, ...]
    removed: int
    added: int
    is_coarse: bool


def compare(one: Article, other: Article) -> Versions:
    """Return two articles laid beside each other."""
    sections = []
    pieces: list[Difference] = []
    for name in ("title", "summary", "body"):
        found = differences(f"{getattr(one, name)}\n", f"{getattr(other, name)}\n")  # both end a paragraph
        pieces += found
        rows = tuple(lay_beside(found))
        if rows:
            sections.append(Section(name, rows))
    values = [(name, _fact(one, name), _fact(other, name)) for name in COMPARED]
    return Versions(
        facts=tuple(fact for fact in values if fact[1] or fact[2]),
        sections=tuple(sections),
        removed=sum(piece.kind == "removed" for piece in pieces),
        added=sum(piece.kind == "added" for piece in pieces),
        is_coarse=any(piece.is_coarse for piece in pieces),
    )


def lay_beside(pieces: Iterable[Difference]) -> Iterator[Row]:
    """Give the rows of two texts that differ in `pieces`; paragraphs without words are left out."""
    one, other = _Side(), _Side()
    is_same = True
    for piece in pieces:
        if piece.kind == "same":
            for line, other_line in _level(piece.one, piece.other):
                one.put(line, piece.kind)
                other.put(other_line, piece.kind)
                if one.ends and other.ends:
                    yield from _row(one, other, is_same=is_same)
                    one, other, is_same = _Side(), _Side(), True
            continue
        is_same = False
        one.put(piece.one, piece.kind)
        other.put(piece.other, piece.kind)
        if one.ends and other.ends:
            yield from _row(one, other, is_same=is_same)
            one, other, is_same = _Side(), _Side(), True
    yield from _row(one, other, is_same=is_same)


@dataclass(slots=True)
class _Side:
    """The paragraphs of one side of the row that is being made."""

    paragraphs: list[list[Part]] = field(default_factory=lambda: [[]])

    @property
    def ends(self) -> bool:
        """Tell whether the last paragraph has ended, or nothing has begun."""
        return not self.paragraphs[-1]

    def put(self, text: str, kind: str) -> None:
        """Add a text, which may end paragraphs."""
        first, *others = text.split("\n")
        if first:
            self.paragraphs[-1].append(Part(first, kind))
        for line in others:
            self.paragraphs.append([Part(line, kind)] if line.strip() else [])

    @property
    def cell(self) -> Cell:
        """The paragraphs that have words."""
        return tuple(tuple(parts) for parts in self.paragraphs if any(part.text.strip() for part in parts))


def _row(one: _Side, other: _Side, *, is_same: bool) -> Iterator[Row]:
    if one.cell or other.cell:
        yield Row(one.cell, other.cell, is_same)


def _level(one: str, other: str) -> Iterator[tuple[str, str]]:
    """Give texts that say the same in runs that end where both end a line.

    They differ in spaces at most, so that what has as many letters is the same.
    """
    lines, other_lines = _LINE.findall(one), _LINE.findall(other)
    place = other_place = letters = other_letters = 0
    first = other_first = 0
    while place < len(lines) or other_place < len(other_lines):
        if other_place == len(other_lines) or (letters <= other_letters and place < len(lines)):
            letters += len("".join(lines[place].split()))
            place += 1
        else:
            other_letters += len("".join(other_lines[other_place].split()))
            other_place += 1
        if letters == other_letters and place > first and other_place > other_first:
            yield "".join(lines[first:place]), "".join(other_lines[other_first:other_place])
            first, other_first = place, other_place
    if first < place or other_first < other_place:
        yield "".join(lines[first:]), "".join(other_lines[other_first:])


def _fact(article: Article, name: str) -> str:
    value = article.local_time if name == "published" else getattr(article, name)
    return "、".join(value) if isinstance(value, tuple) else value
