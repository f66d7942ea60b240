"""What a request asks, read and checked before anything is looked up.

State is in the URL, so anything can stand there. A value that cannot be meant (`page=abc`,
`sort=best`) is refused with a sentence that says what can be; it is never quietly taken for
something else, for then a wrong link would look right.
"""

import re
from dataclasses import dataclass, replace
from typing import Any, Self

from werkzeug.datastructures import MultiDict

from search import SORTS
from web.messages import BadParameter

VOCABULARY = ("on", "off")
"""Whether other regions' words are searched beside those that were typed."""

_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Question:
    """A question for a page of results: the text as typed, the page from 1, the order.

    `vocabulary` is `on` or `off`: whether other regions' words are searched too.
    """

    text: str
    page: int = 1
    sort: str = "relevance"
    vocabulary: str = "on"

    def on_page(self, page: int) -> Self:
        """Return the same question for another page."""
        return replace(self, page=page)

    def sorted_by(self, sort: str) -> Self:
        """Return the same question in another order, from its first page."""
        return replace(self, sort=sort, page=1)

    def asking(self, text: str) -> Self:
        """Return another text in the same order, from its first page."""
        return replace(self, text=text, page=1)

    def with_vocabulary(self, vocabulary: str) -> Self:
        """Return the same question with or without other regions' words, from its first page."""
        return replace(self, vocabulary=vocabulary, page=1)

    def parameters(self) -> dict[str, Any]:
        """Return what a link to these results carries; defaults are left out."""
        parameters: dict[str, Any] = {"q": self.text}
        if self.page > 1:
            parameters["page"] = self.page
        if self.sort != SORTS[0]:
            parameters["sort"] = self.sort
        if self.vocabulary != VOCABULARY[0]:
            parameters["vocabulary"] = self.vocabulary
        return parameters


def read_question(arguments: MultiDict[str, str], pages: int) -> Question:
    """Read `q`, `page` (1 to `pages`), `sort` and `vocabulary`; raises BadParameter."""
    return Question(
        text=arguments.get("q", ""),
        page=read_number(arguments, "page", default=1, low=1, high=pages),
        sort=read_choice(arguments, "sort", SORTS),
        vocabulary=read_choice(arguments, "vocabulary", VOCABULARY),
    )


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
