"""The part of an index that counts: facets, regions and times of all that a query finds."""

from search.engine import Reader
from search.engine.tree import Everything, Node
from search.facets import Facet, RegionTree, count_values, region_tree
from search.filters import Filters, filtered
from search.histogram import Histogram, histogram
from search.query import Query, parse_query
from search.query.plan import plan_query


class Counting:
    """Counts the complete matches of a query; where the query is None, all articles.

    What a query raises, `Index.search` says.
    """

    @property
    def _opened(self) -> Reader:
        """The reader of what was opened."""
        raise NotImplementedError

    def facets(  # noqa: PLR0913 - one parameter a choice of the reader
        self,
        query: str | Query | None,
        field: str,
        *,
        limit: int = 20,
        filters: Filters | None = None,
        within: str = "",
        own_filter: bool = True,
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
        return count_values(self._opened, self._complete(query, filters), field, limit, within)

    def regions(
        self, query: str | Query | None, *, limit: int = 200, filters: Filters | None = None
    ) -> RegionTree:
        """Count the articles that have all that `query` asks (None: all) by place, as a tree.

        It has the `limit` places with the most articles, at most 2,000 and eight steps deep. Raises
        ValueError for a negative limit.
        """
        return region_tree(self._opened, self._complete(query, filters), limit)

    def histogram(
        self, query: str | Query | None, unit: str = "auto", *, filters: Filters | None = None
    ) -> Histogram:
        """Count the articles that have all that `query` asks (None: all) by when they were published.

        `unit` is `day`, `month`, `year`, `decade` or `auto`, which takes the finest that shows all in 92
        days, 120 months or 200 years. Where a unit would need more than 1,000 buckets the next coarser one is
        taken, and said. ValueError for another unit.
        """
        return histogram(self._opened, self._complete(query, filters), unit)

    def _complete(self, query: str | Query | None, filters: Filters | None) -> Node:
        """Return what matches completely."""
        return filtered(Everything() if query is None else plan_query(parsed(query)).complete, filters)


def parsed(query: str | Query) -> Query:
    """Return a query that is read, if it was not yet."""
    return parse_query(query) if isinstance(query, str) else query
