"""Asks an index for the gold file: one way of asking for all expectations of a line."""

from dataclasses import dataclass, field

from search import Filters, Hit, Index, ResultPage

MOST = 1000
"""Articles that are listed where an expectation is about all that were found."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a query is asked, beside its text; `pending` says that the answer is known to fall short as yet."""

    sort: str = "relevance"
    collapse: bool = False
    vocabulary: bool = True
    filters: Filters | None = None
    pending: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """An index as one line asks it; the options hold also for queries that it is compared with."""

    index: Index
    options: Options
    _pages: dict[tuple[str, int], ResultPage] = field(default_factory=dict)

    def page(self, query: str, limit: int = 10) -> ResultPage:
        """Return the first page of that many hits."""
        asked = (query, limit)
        if asked not in self._pages:
            self._pages[asked] = self.index.search(
                query,
                limit=limit,
                sort=self.options.sort,
                collapse=self.options.collapse,
                vocabulary=self.options.vocabulary,
                filters=self.options.filters,
            )
        return self._pages[asked]

    def top(self, query: str, count: int) -> tuple[Hit, ...]:
        """Return the first hits, complete or partial."""
        return self.page(query, count).hits

    def complete(self, query: str) -> tuple[Hit, ...]:
        """Return the hits that have all that was asked; raises ValueError where they are too many to list."""
        page = self.page(query, MOST)
        if page.total > MOST:
            raise ValueError(
                f"{query!r} finds {page.total} articles, too many to list; expect something else"
            )
        return tuple(hit for hit in page.hits if not hit.missing)

    def notices(self, query: str) -> list[tuple[str, int | None]]:
        """Return the code of each notice, and where in the query it points to."""
        return [(notice.code, notice.start) for notice in self.page(query).notices]
