"""Facets: how many of the articles found have each value of a field, whatever script it is printed in.

Counted are all complete matches, not those of a page. Of a field of which an article has one value at most,
`values`, `others` and `missing` add up to `total`. Regions are paths, of which an article may have several:
there an article counts at each step of each of them, so counts overlap; `RegionTree` has counts that add up.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from search.analysis import MAX_STEPS, PATH_SEPARATOR, fold, path_steps
from search.engine import Reader
from search.engine.tree import Node

FACETS = ("source", "site", "section", "region", "year", "month", "script", "author")

MAX_FACET_VALUES = 100_000
"""Values of a field that are given at most, however high the limit."""

MAX_REGIONS = 2_000
"""Places of a tree of regions: those with the most articles."""

STEPS_BELOW = {"region": PATH_SEPARATOR, "month": "-"}
"""Fields whose values are steps, and what stands between two of them."""


class FacetValue(NamedTuple):
    """A value of a field as the articles found print it most, and how many articles have it in any form."""

    value: str
    articles: int


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of a field, most frequent first, ties in the order of the values.

    Of `total` articles, `missing` have no value, and `others` none but such as the limit cut off.
    """

    field: str
    values: tuple[FacetValue, ...]
    total: int
    missing: int
    others: int

    def of(self, value: str) -> FacetValue | None:
        """Return a value, met in whatever script it is named; None where it is not among `values`.

        >>> Facet("source", (FacetValue("人民網", 3),), 3, 0, 0).of("人民网")
        FacetValue(value='人民網', articles=3)
        """
        canonical = fold(value.strip())
        return next((known for known in self.values if fold(known.value) == canonical), None)


@dataclass(frozen=True, slots=True)
class RegionNode:
    """A place, and those one step below it, the one with the most articles first.

    `count` is how many articles have this place or one below it among their regions; `own` how many of
    them are about just this place: their first region ends here. So all `own` of a tree with its
    `others` and `missing` add up to its `total`; `count`s overlap, for an article may have several regions.
    `path` leads to the place from the top, and is a value of `Filters.region`.
    """

    name: str
    path: str
    count: int
    own: int
    children: tuple["RegionNode", ...] = ()


@dataclass(frozen=True, slots=True)
class RegionTree:
    """The places of a result from the top; `missing` articles have no region, `others` none in the tree."""

    children: tuple[RegionNode, ...]
    total: int
    missing: int
    others: int

    def trail(self, path: str) -> tuple[RegionNode, ...]:
        """Return the place of a path, met in whatever script it is named, last, and before it those above it.

        Empty where the tree does not have it.
        """
        trail: list[RegionNode] = []
        below = self.children
        for step in path_steps(path):
            canonical = fold(step)
            node = next((node for node in below if fold(node.name) == canonical), None)
            if node is None:
                return ()
            trail.append(node)
            below = node.children
        return tuple(trail)


def count_values(reader: Reader, match: Node, field: str, limit: int, within: str = "") -> Facet:
    """Count the articles that match by the values of a field of `FACETS`; `Index.facets` says the rest."""
    if field not in FACETS:
        raise ValueError(f"{field!r} is not a facet; facets are {', '.join(FACETS)}")
    if limit < 0:
        raise ValueError(f"limit {limit} must not be negative")
    below = _below(field, within) if within else ""
    values, total, missing, others = reader.facets(match, field, min(limit, MAX_FACET_VALUES), below)
    return Facet(field, tuple(map(FacetValue._make, values)), total, missing, others)


def region_tree(reader: Reader, match: Node, limit: int) -> RegionTree:
    """Count the articles that match by place; `Index.regions` says the rest."""
    if limit < 0:
        raise ValueError(f"limit {limit} must not be negative")
    places, total, missing, _ = reader.facets(match, "region", min(limit, MAX_REGIONS))
    first = reader.facets(match, "place", MAX_FACET_VALUES)
    owned = {fold(path): count for path, count in first.values}
    by_depth = sorted(((fold(path), path, count) for path, count in places), key=_depth)
    children: dict[str, list[_Place]] = {"": []}
    for place in by_depth:
        above = place[0].rpartition(PATH_SEPARATOR)[0]
        if above in children and _depth(place) < MAX_STEPS:
            children[above].append(place)
            children[place[0]] = []
    nodes = _nodes("", "", children, owned)
    own = sum(node.own for node in _all_nodes(nodes))
    return RegionTree(nodes, total, missing, total - missing - own)


_Place = tuple[str, str, int]
"""A path's canonical form, the path as printed, and how many articles have it."""


def _depth(place: _Place) -> int:
    return place[0].count(PATH_SEPARATOR)


def _nodes(
    above: str, path_above: str, children: dict[str, list[_Place]], owned: dict[str, int]
) -> tuple[RegionNode, ...]:
    """Return the places one step below another, with all below them."""
    nodes = []
    for canonical, printed, count in children[above]:
        name = printed[len(above) + 1 :] if above else printed
        path = f"{path_above}{PATH_SEPARATOR}{name}" if above else name
        below = _nodes(canonical, path, children, owned)
        nodes.append(RegionNode(name, path, count, owned.get(canonical, 0), below))
    return tuple(nodes)


def _all_nodes(nodes: Iterable[RegionNode]) -> Iterable[RegionNode]:
    for node in nodes:
        yield node
        yield from _all_nodes(node.children)


def _below(field: str, within: str) -> str:
    """Return what the canonical forms of the values one step below `within` begin with."""
    if field not in STEPS_BELOW:
        raise ValueError(f"{field} has no values within {within!r}; {' and '.join(STEPS_BELOW)} have")
    steps = path_steps(within) if field == "region" else [within]
    return fold(PATH_SEPARATOR.join(steps)) + STEPS_BELOW[field]
