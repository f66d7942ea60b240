"""Links from a question to narrower and wider ones.

A page of results has some two hundred that differ in one value. What they share is written once, and a value
put behind it: the order of parameters means nothing. A long question makes every one of them long, so there
is a rule for how many there are: the page stays within its weight, and what is left out is counted.
"""

from dataclasses import dataclass
from typing import Self

from web.asking import Question
from web.links import link, query_string

VALUES_BYTES, BARS_BYTES = 24_000, 22_000
"""Bytes that the links of all facets, and those of the bars of the histogram, may take."""

VALUE_BYTES, BAR_BYTES = 70, 110
"""Bytes that stand around the question in one of them."""

FEWEST = 3


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The links of one question; `whole` has all of it, `dateless` all but its days, `tail` the language."""

    question: Question
    whole: str
    dateless: str

    @classmethod
    def of(cls, question: Question) -> Self:
        """Return the links of a question, which all lead to the first page."""
        first = question.on_page(1)
        return cls(
            first, link("/search", first.parameters()), link("/search", first.during("", "").parameters())
        )

    def adding(self, name: str, value: str) -> str:
        """Return the address with one more value of a filter."""
        return f"{self.whole}&{query_string(((name, value),))}"

    def during(self, first: str, last: str) -> str:
        """Return the address for a time, which is in digits."""
        return f"{self.dateless}&from={first}&to={last}"

    def dropping(self, name: str, *values: str) -> str:
        """Return the address without values of a filter."""
        question = self.question
        for value in values:
            question = question.dropping(name, value)
        return address(question)

    def always(self) -> str:
        """Return the address for all times."""
        return address(self.question.during("", ""))

    def shown(self, most: int, share: int) -> int:
        """Return how many values of a facet to show: at most `most`, and one `share`th of the room."""
        room = VALUES_BYTES // (len(self.whole.encode("utf-8", "replace")) + VALUE_BYTES)
        return min(most, max(FEWEST, room // share))

    def links_bars(self, bars: int) -> bool:
        """Tell whether so many bars can be links."""
        return bars * (len(self.dateless.encode("utf-8", "replace")) + BAR_BYTES) <= BARS_BYTES


def address(question: Question) -> str:
    """Return the address of a question's results; where nothing is asked any more, that of the front page."""
    asks = question.filters or not question.is_blank
    return link("/search", question.parameters()) if asks else link("/")
