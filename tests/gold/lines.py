"""Reads the gold file: one named query a line, as a librarian writes it in a spreadsheet or an editor.

Cells are parted by tabs: name, archive, query, options, and one expectation in each further cell. What
may stand in them is told in the file's own head and in `tests/README.md`. A cell that a spreadsheet has
put into quotation marks (because it holds some, or a comma) is read as it was meant. A line that cannot
be read is a `MalformedLine`, which names the line and what is wrong with it.
"""

import re
from dataclasses import dataclass, fields, replace
from pathlib import Path

from search import SORTS, Filters, Index
from tests.gold.asking import Asked, Options
from tests.gold.expectations import Expectation, read_expectation

GOLD_FILE = Path(__file__).with_name("queries.tsv")
ARCHIVES = ("seed", "demo", "cases", "archive")
"""The user's article, the demonstration archive, `cases.jsonl` beside this file, and the 36,925 articles."""

COLUMNS = ("name", "archive", "query", "options")
MOST_TIMES = 100_000

_FILTERS = tuple(field.name for field in fields(Filters))
_CODE_POINT = re.compile(r"\\u([0-9a-fA-F]{4})")


class MalformedLine(ValueError):
    """A line of the gold file that cannot be read; the message names it."""


@dataclass(frozen=True, slots=True)
class GoldLine:
    """One promise: the query as typed, how it is asked, and what is expected of the answer."""

    number: int
    name: str
    archive: str
    query: str
    options: Options
    expectations: tuple[Expectation, ...]

    def complaints(self, index: Index) -> list[str]:
        """Ask an index; return what is wrong with the answer, expectation by expectation.

        Of a line that is pending nothing is wrong until all is met: then the mark has to go.
        """
        asked = Asked(index, self.options)
        told = [(one.text, one.complaint(asked, self.query)) for one in self.expectations]
        wrong = [f"{text}: {complaint}" for text, complaint in told if complaint]
        if self.options.pending:
            return [] if wrong else ["all is met now: take `pending` away"]
        return wrong


def read_gold(path: Path = GOLD_FILE) -> list[GoldLine]:
    """Return the lines of a gold file; raises MalformedLine for one that cannot be read or named twice."""
    lines: list[GoldLine] = []
    names: dict[str, int] = {}
    for number, text in enumerate(path.read_text("utf-8-sig").split("\n"), 1):
        cells = [_plain(cell) for cell in text.rstrip("\r").split("\t")]
        if cells[0].startswith("#") or not any(cells) or cells[: len(COLUMNS)] == list(COLUMNS):
            continue
        try:
            line = _line(number, cells)
            if line.name in names:
                raise ValueError(f"the name {line.name!r} is that of line {names[line.name]} already")
        except ValueError as error:
            raise MalformedLine(f"{path.name}, line {number}: {error}") from error
        names[line.name] = number
        lines.append(line)
    return lines


def _line(number: int, cells: list[str]) -> GoldLine:
    if len(cells) <= len(COLUMNS):
        raise ValueError(f"{len(cells)} cells; a line has {', '.join(COLUMNS)} and one or more expectations")
    name, archive, query, options = cells[: len(COLUMNS)]
    if not name:
        raise ValueError("it has no name; say in words what is promised")
    if archive not in ARCHIVES:
        raise ValueError(f"there is no archive {archive!r}, only {', '.join(ARCHIVES)}")
    expectations = tuple(read_expectation(cell) for cell in cells[len(COLUMNS) :] if cell)
    if not expectations:
        raise ValueError("it expects nothing; write at least one expectation, such as first=ID")
    asked, times = _options(options)
    typed = _CODE_POINT.sub(lambda found: chr(int(found[1], 16)), query)
    return GoldLine(number, name, archive, typed * times, asked, expectations)


def _options(text: str) -> tuple[Options, int]:
    """Return how to ask, and how many times over the query is typed."""
    options, times = Options(), 1
    for word in text.split():
        key, _, value = word.partition("=")
        if key == "sort" and value in SORTS:
            options = replace(options, sort=value)
        elif word == "collapse":
            options = replace(options, collapse=True)
        elif word == "vocabulary=off":
            options = replace(options, vocabulary=False)
        elif word == "pending":
            options = replace(options, pending=True)
        elif key in _FILTERS and value:
            filters = options.filters or Filters()
            kept = getattr(filters, key)
            filtered = (*kept, value) if isinstance(kept, tuple) else value
            options = replace(options, filters=replace(filters, **{key: filtered}))
        elif key == "times" and value.isdecimal() and 1 <= int(value) <= MOST_TIMES:
            times = int(value)
        else:
            known = f"sort={'|'.join(SORTS)}, collapse, vocabulary=off, times=1..{MOST_TIMES}, pending"
            known += "".join(f", {name}=…" for name in _FILTERS)
            raise ValueError(f"there is no option {word!r}, only {known}")
    return options, times


def _plain(cell: str) -> str:
    """Return a cell without the quotation marks that a spreadsheet puts around it, and trimmed."""
    inner = cell[1:-1]
    is_wrapped = len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in inner.replace('""', "")
    if is_wrapped and ('""' in inner or "," in inner):
        return inner.replace('""', '"').strip()
    return cell.strip()
