"""Filters: exact values that narrow a result down, beside what is asked in words.

They are what a reader clicks on beside a result. A filter only removes: of what is left, scores and order are
as before. A value is met in whatever script it is printed, as by a facet that counts it.
"""

from dataclasses import dataclass, fields, replace
from typing import Any, Self

from search.analysis import MAX_KEYWORD, PATH_SEPARATOR, SCRIPTS, fold, path_steps
from search.engine.tree import And, Dates, Everything, Node, Or, Value
from search.query.dates import EARLIEST, LATEST, parse_period

MAX_VALUES = 100
"""Values of one field: more than anyone ticks."""

DATED = ("year", "month", "day")
"""Facets whose own filter is that of days."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What articles must have: one of the values of each field that has any.

    `script` has `hans`, `hant` or `mixed`; `region` paths (`天津市/寶坻區`), each with all places below it;
    the other fields whole values as printed, in either script. `first` and `last` are days, months or years
    in any form that `date:` understands (`2019-06`), both included, empty where open; an article dated only
    to a month or year is left where all of that lies between them. Raises ValueError, which names the value,
    for values that are not text, empty, too long or too many, another script, and what is no date.

    >>> str(Filters(source=("人民網",), region=("天津市",), first="2019-05", last="2019-06"))
    'source:人民網 region:天津市 date:2019-05..2019-06'
    """

    source: tuple[str, ...] = ()
    site: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    script: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    first: str = ""
    last: str = ""

    def __post_init__(self) -> None:
        """Check every value."""
        for name in KEYWORDS:
            _check_values(name, getattr(self, name))
        for script in self.script:
            if script not in SCRIPTS:
                raise ValueError(f"script {script!r} is not one of {', '.join(SCRIPTS)}")
        if not isinstance(self.first, str) or not isinstance(self.last, str):
            raise ValueError(f"first {self.first!r} and last {self.last!r} must be text")
        first, last = _days(self.first, self.last)
        if first > last:
            raise ValueError(f"first {self.first!r} is after last {self.last!r}")

    def __bool__(self) -> bool:
        """Tell whether anything is filtered at all."""
        return any(getattr(self, field.name) for field in fields(self))

    def __str__(self) -> str:
        """Return the filters in one line, for messages."""
        values = [f"{name}:{'|'.join(getattr(self, name))}" for name in KEYWORDS if getattr(self, name)]
        if self.first or self.last:
            values.append(f"date:{self.first}..{self.last}")
        return " ".join(values)

    def without(self, field: str) -> Self:
        """Return the filters without those of a facet's field; `year`, `month` and `day` mean the days."""
        if field in DATED:
            return replace(self, first="", last="")
        if field not in KEYWORDS:
            raise ValueError(f"{field!r} is no field of filters; they are {', '.join((*KEYWORDS, *DATED))}")
        left: dict[str, Any] = {field: ()}
        return replace(self, **left)

    def node(self) -> Node:
        """Return what matches exactly the articles that the filters leave."""
        wanted: list[Node] = []
        for name in KEYWORDS:
            values = dict.fromkeys(_canonical(name, value) for value in getattr(self, name))
            if values:
                wanted.append(Or(tuple(Value(f"{name}_k", value) for value in values)))
        if self.first or self.last:
            wanted.append(Dates(*_days(self.first, self.last)))
        return And(tuple(wanted)) if wanted else Everything()


KEYWORDS = ("source", "site", "author", "section", "script", "region")
"""The filters that have values, of which one must be met."""


def filtered(match: Node, filters: Filters | None) -> Node:
    """Return what matches `match` and the filters, where there are any."""
    if not filters:
        return match
    return filters.node() if isinstance(match, Everything) else And((match, filters.node()))


def _check_values(name: str, values: object) -> None:
    if not isinstance(values, tuple):
        raise ValueError(f"{name} {values!r} must be a tuple of values")
    if len(values) > MAX_VALUES:
        raise ValueError(f"{name} has {len(values)} values, at most {MAX_VALUES} can be met at once")
    for value in values:
        if not isinstance(value, str) or not value.strip() or (name == "region" and not path_steps(value)):
            raise ValueError(f"{name} {value!r} is no value; leave it out")
        if name != "region" and len(value) > MAX_KEYWORD:
            raise ValueError(f"{name} {value[:20]!r}… has {len(value)} characters, at most {MAX_KEYWORD}")


def _canonical(name: str, value: str) -> str:
    return fold(PATH_SEPARATOR.join(path_steps(value)) if name == "region" else value.strip())


def _days(first: str, last: str) -> tuple[int, int]:
    """Return the first and last day, as numbers YYYYMMDD; raises ValueError."""
    return (
        parse_period(first)[0] if first else EARLIEST,
        parse_period(last)[1] if last else LATEST,
    )
