"""What a request asks, read and checked before anything is looked up.

State is in the URL, so anything can stand there. A value that cannot be meant (`page=abc`,
`sort=best`, `from=yesterday`) is refused with a sentence that says what can be; it is never quietly taken for
something else, for then a wrong link would look right.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Self

from werkzeug.datastructures import MultiDict

from search import SORTS, Filters
from web.messages import BadParameter

VOCABULARY = ("on", "off")
"""Whether other regions' words are searched beside those that were typed."""

COPIES = ("fold", "show")
"""Whether one hit stands for near-duplicates, or each for itself."""

SIZES = (10, 20, 50)
"""How many hits a page may show; the first where nothing is said."""

FILTERED = ("source", "region", "script", "author", "site", "section")
"""Fields of `Filters` that a link can hold, each as often as there are values."""

_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Question:
    """A question for a page of results: the text as typed, filters, and how to show what is found.

    `page` counts from 1, `size` is one of SIZES, `sort` one of `search.SORTS`. `vocabulary` is `on` or `off`:
    whether other regions' words are searched too. `copies` is `fold` or `show`. What changes the result
    starts at page 1 again.
    """

    text: str
    page: int = 1
    size: int = SIZES[0]
    sort: str = SORTS[0]
    vocabulary: str = VOCABULARY[0]
    copies: str = COPIES[0]
    filters: Filters = field(default_factory=Filters)

    @property
    def query(self) -> str | None:
        """What `Index.search` and its sisters are asked: None, all articles, where only filters are given."""
        return None if self.is_blank and self.filters else self.text

    @property
    def is_blank(self) -> bool:
        """Tell whether no words were typed."""
        return not self.text.strip()

    @property
    def has_vocabulary(self) -> bool:
        """Tell whether other regions' words are searched."""
        return self.vocabulary == VOCABULARY[0]

    @property
    def is_folded(self) -> bool:
        """Tell whether one hit stands for near-duplicates."""
        return self.copies == COPIES[0]

    def on_page(self, page: int) -> Self:
        """Return the same question for another page."""
        return replace(self, page=page)

    def sorted_by(self, sort: str) -> Self:
        """Return the same question in another order."""
        return replace(self, sort=sort, page=1)

    def sized(self, size: int) -> Self:
        """Return the same question with another number of hits a page."""
        return replace(self, size=size, page=1)

    def asking(self, text: str) -> Self:
        """Return another text with all else the same."""
        return replace(self, text=text, page=1)

    def with_vocabulary(self, vocabulary: str) -> Self:
        """Return the same question with or without other regions' words."""
        return replace(self, vocabulary=vocabulary, page=1)

    def with_copies(self, copies: str) -> Self:
        """Return the same question with near-duplicates folded or shown."""
        return replace(self, copies=copies, page=1)

    def has(self, name: str, value: str) -> bool:
        """Tell whether a filter has a value."""
        return value in getattr(self.filters, name)

    def adding(self, name: str, value: str) -> Self:
        """Return the same question with one more value of a filter."""
        return self._filtering(name, (*getattr(self.filters, name), value))

    def dropping(self, name: str, value: str) -> Self:
        """Return the same question without a value of a filter."""
        return self._filtering(name, tuple(kept for kept in getattr(self.filters, name) if kept != value))

    def during(self, first: str, last: str) -> Self:
        """Return the same question for other days; empty where open."""
        return replace(self, filters=replace(self.filters, first=first, last=last), page=1)

    def unfiltered(self) -> Self:
        """Return the same question without any filter."""
        return replace(self, filters=Filters(), page=1)

    def _filtering(self, name: str, values: tuple[str, ...]) -> Self:
        changed: dict[str, Any] = {name: values}
        return replace(self, filters=replace(self.filters, **changed), page=1)

    def parameters(self) -> list[tuple[str, str]]:
        """Return what a link to these results carries; defaults are left out."""
        return list(self._parameters())

    def _parameters(self) -> Iterator[tuple[str, str]]:
        yield "q", self.text
        for name in FILTERED:
            for value in getattr(self.filters, name):
                yield name, value
        if self.filters.first:
            yield "from", self.filters.first
        if self.filters.last:
            yield "to", self.filters.last
        if self.sort != SORTS[0]:
            yield "sort", self.sort
        if self.size != SIZES[0]:
            yield "size", str(self.size)
        if self.vocabulary != VOCABULARY[0]:
            yield "vocabulary", self.vocabulary
        if self.copies != COPIES[0]:
            yield "copies", self.copies
        if self.page > 1:
            yield "page", str(self.page)


def read_question(arguments: MultiDict[str, str], depth: int) -> Question:
    """Read a question, its page such that it begins before hit `depth`; raises BadParameter."""
    size = int(read_choice(arguments, "size", tuple(map(str, SIZES))))
    return Question(
        text=arguments.get("q", ""),
        page=read_number(arguments, "page", default=1, low=1, high=-(-depth // size)),
        size=size,
        sort=read_choice(arguments, "sort", SORTS),
        vocabulary=read_choice(arguments, "vocabulary", VOCABULARY),
        copies=read_choice(arguments, "copies", COPIES),
        filters=read_filters(arguments),
    )


def read_filters(arguments: MultiDict[str, str]) -> Filters:
    """Read the filters: `source`, `region` and the others of FILTERED, `from` and `to`; raises BadParameter.

    Empty values, which a form sends for fields left blank, are none. A form also sends CR LF for every line's
    end within a value (HTML, "constructing the entry list"), which is read as the LF that it was made of.
    """
    given: dict[str, Any] = {}
    for name in FILTERED:
        sent = (value.replace("\r\n", "\n") for value in arguments.getlist(name))
        values = dict.fromkeys(value for value in sent if value.strip())
        alone: dict[str, Any] = {name: tuple(values)}
        try:
            Filters(**alone)
        except ValueError as error:
            raise BadParameter.refused(name, "…".join(values), str(error)) from error
        given[name] = tuple(values)
    for name, parameter in (("first", "from"), ("last", "to")):
        value = arguments.get(parameter, "").strip()
        day: dict[str, Any] = {name: value}
        try:
            Filters(**day)
        except ValueError as error:
            raise BadParameter.date(parameter, value) from error
        given[name] = value
    try:
        return Filters(**given)
    except ValueError as error:
        raise BadParameter.order(given["first"], given["last"]) from error


def read_number(arguments: MultiDict[str, str], name: str, *, default: int, low: int, high: int) -> int:
    """Read a number from `low` to `high`; `default` where it is absent. Raises BadParameter."""
    value = arguments.get(name)
    if value is None:
        return default
    if not _NUMBER.fullmatch(value) or not low <= int(value) <= high:
        raise BadParameter.number(name, value, low, high)
    return int(value)


def read_choice(arguments: MultiDict[str, str], name: str, choices: tuple[str, ...]) -> str:
    """Read one of `choices`; the first where it is absent. Raises BadParameter."""
    value = arguments.get(name, choices[0])
    if value not in choices:
        raise BadParameter.choice(name, value, choices)
    return value
