"""Facets: how many articles have each value of a field, whatever script it is printed in."""

from collections import Counter

from search.analysis import fold
from search.engine import Reader
from search.engine.tree import Node

FACETS = ("source", "site", "section", "region", "year", "month")

MAX_FACET_VALUES = 100_000
"""Values of a field that are looked at; rarer ones would not be shown anyway."""


def facets(reader: Reader, match: Node, field: str) -> tuple[tuple[str, int], ...]:
    """Count the articles that match by the values of a field of `FACETS`, most frequent first.

    Values with one canonical form count together, under the one that is the most frequent. Raises
    ValueError for another field.
    """
    if field not in FACETS:
        raise ValueError(f"{field!r} is not a facet; facets are {', '.join(FACETS)}")
    labels: dict[str, str] = {}
    joined: Counter[str] = Counter()
    for value, count in reader.facets(match, field, MAX_FACET_VALUES):
        joined[labels.setdefault(fold(value), value)] += count
    return tuple(joined.most_common())
