"""The part of an index that counts: facets, regions and times of all that a query finds."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from search.engine import Selection
from search.engine.tree import Everything
from search.facets import Facet, RegionTree, count_values, region_tree
from search.filters import Filters
from search.histogram import Histogram, histogram, period_counts
from search.planning import Planning
from search.query import Query


@dataclass(frozen=True, slots=True)
class Counts:
    """What stands beside a result: facets by field, places, times.

    Each is counted without its own filter, so that a reader sees what else could be chosen; `histogram` alone
    has the days that were chosen, and shows these finely.
    """

    facets: Mapping[str, Facet]
    regions: RegionTree
    histogram: Histogram


class Counting(Planning):
    """Counts the complete matches of a query; where the query is None, all articles.

    With `vocabulary`, those also that have what other regions print for its words, as `Index.search` does.
    """

    def facets(  # noqa: PLR0913 - one parameter a choice of the reader
        self,
        query: str | Query | None,
        field: str,
        *,
        limit: int = 20,
        filters: Filters | None = None,
        within: str = "",
        own_filter: bool = True,
        vocabulary: bool = True,
    ) -> Facet:
        """Count the articles that have all that `query` asks (None: all) by the values of a field.

        `field` is one of `FACETS`: source, site, section, region (with each step of its path), year, month,
        script, author. Most frequent first, at most `limit`; values that differ only in script count
        together, under the form printed most. `within` leaves only values one step below one: of region
        the places in a place, of month those of a year. With `own_filter=False` the filter of this very
        field is left out, so that a reader sees what else could be chosen. Raises ValueError for another
        field, a negative limit, `within` a field that has no steps.
        """
        if filters is not None and not own_filter:
            filters = filters.without(field)
        return count_values(self._selected(query, vocabulary, filters), field, limit, within)

    def regions(
        self,
        query: str | Query | None,
        *,
        limit: int = 200,
        filters: Filters | None = None,
        vocabulary: bool = True,
    ) -> RegionTree:
        """Count the articles that have all that `query` asks (None: all) by place, as a tree.

        It has the `limit` places with the most articles, at most 2,000 and eight steps deep. Raises
        ValueError for a negative limit.
        """
        return region_tree(self._selected(query, vocabulary, filters), limit)

    def histogram(
        self,
        query: str | Query | None,
        unit: str = "auto",
        *,
        filters: Filters | None = None,
        vocabulary: bool = True,
    ) -> Histogram:
        """Count the articles that have all that `query` asks (None: all) by when they were published.

        `unit` is `day`, `month`, `year`, `decade` or `auto`, which takes the finest that shows all in 92
        days, 120 months or 200 years. Where a unit would need more than 1,000 buckets the next coarser one is
        taken, and said. ValueError for another unit.
        """
        return histogram(self._selected(query, vocabulary, filters), self._held, unit)

    def counts(
        self,
        query: str | Query | None,
        fields: Mapping[str, int],
        *,
        regions: int = 200,
        filters: Filters | None = None,
        vocabulary: bool = True,
    ) -> Counts:
        """Count all that a page shows beside its hits at once: quicker than one by one.

        `fields` has facets, each with its limit. Raises ValueError as `facets` and `regions` do.
        """
        planned = self._planned(query, vocabulary)
        selections: dict[Filters | None, Selection] = {}

        def selected(field: str = "") -> Selection:
            left = filters.without(field) if filters and field else filters
            if left not in selections:
                selections[left] = self._opened.select(planned.complete(left))
            return selections[left]

        return Counts(
            {field: count_values(selected(field), field, limit) for field, limit in fields.items()},
            region_tree(selected("region"), regions),
            histogram(selected(), self._held, "auto"),
        )

    def _selected(self, query: str | Query | None, vocabulary: bool, filters: Filters | None) -> Selection:
        return self._opened.select(self._planned(query, vocabulary).complete(filters))

    def _held(self, unit: str) -> Mapping[int, int]:
        """Return how many articles there are of each period; counted once."""
        if unit not in self._holdings:
            self._holdings[unit] = period_counts(self._opened.select(Everything()), unit)
        return self._holdings[unit]

    @cached_property
    def _holdings(self) -> dict[str, dict[int, int]]:
        return {}
