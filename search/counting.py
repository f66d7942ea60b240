"""The part of an index that counts: facets, regions and times of all that a query finds."""

from dataclasses import replace

from search.breadth import too_broad
from search.engine import Reader
from search.engine.tree import Everything, Node, Or
from search.facets import Facet, RegionTree, count_values, region_tree
from search.filters import Filters, filtered
from search.histogram import Histogram, histogram
from search.query import Query, parse_query
from search.query.plan import Plan, plan_query
from search.query.vocabulary import Vocabulary

ALL_ARTICLES = Query("", None)
"""What the query None is understood as: nothing typed, nothing refused."""

NOTHING = Or(())


class Counting:
    """Counts the complete matches of a query, those that `Index.search` finds; of None, all articles.

    A query that is refused has none. With `vocabulary`, the words of other regions match too.
    """

    vocabulary: Vocabulary | None

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
        vocabulary: bool = True,
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
        return count_values(
            self._opened, self._complete(query, filters, vocabulary=vocabulary), field, limit, within
        )

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
        return region_tree(self._opened, self._complete(query, filters, vocabulary=vocabulary), limit)

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
        return histogram(self._opened, self._complete(query, filters, vocabulary=vocabulary), unit)

    def _complete(self, query: str | Query | None, filters: Filters | None, *, vocabulary: bool) -> Node:
        """Return what matches completely."""
        _, plan = self._planned(query, vocabulary=vocabulary)
        return NOTHING if plan.refusal is not None else filtered(plan.complete, filters)

    def _planned(self, query: str | Query | None, *, vocabulary: bool) -> tuple[Query, Plan]:
        """Return a query as understood, and its plan, which says why nothing is searched if so."""
        if query is None:
            return ALL_ARTICLES, Plan(Everything())
        understood = parse_query(query) if isinstance(query, str) else query
        plan = plan_query(understood, self.vocabulary if vocabulary else None)
        refusal = plan.refusal or too_broad(self._opened, plan)
        return understood, replace(plan, refusal=refusal)
