"""What every question to an index begins with: reading it, planning it, and what there is to say of that."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from search.breadth import MOST_CORRECTED, too_broad
from search.engine import Reader
from search.engine.tree import Everything, Node, Or
from search.filters import Filters, filtered
from search.query import Query, QueryNotice, parse_query
from search.query.nodes import All
from search.query.plan import Plan
from search.query.planner import plan_match, plan_query
from search.vocabulary import Vocabulary, load_vocabulary

ALL_ARTICLES = Query("", All(0, 0, (), ()))
REMEMBERED = 16
"""Queries whose plans are kept: those of the pages that are being made."""

PLAN_OF_ALL = Plan(Everything())
"""What the query None means: everything, which no word ranks."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A question: as it was read, what an engine is asked, and why it is asked nothing, if so."""

    query: Query
    plan: Plan
    refusal: QueryNotice | None = None

    def complete(self, filters: Filters | None) -> Node:
        """Return what matches completely; nothing does where the question was refused."""
        return Or(()) if self.refusal is not None else filtered(self.plan.complete, filters)


class Planning:
    """The part of an index that reads questions."""

    _path: Path

    @property
    def _opened(self) -> Reader:
        """The reader of what was opened."""
        raise NotImplementedError

    @property
    def vocabulary(self) -> Vocabulary:
        """What other regions print for a word, as the archivist's file says now."""
        return load_vocabulary(self._path)

    def _is_cheap(self, plan: Plan) -> bool:
        """Tell whether a query costs so little that many like it can be tried."""
        return self._opened.places(plan.complete) <= MOST_CORRECTED

    def _planned(self, query: str | Query | None, vocabulary: bool) -> Planned:
        if query is None:
            return Planned(ALL_ARTICLES, PLAN_OF_ALL)
        understood, plan = _understood(query, self.vocabulary if vocabulary else None)
        return self._admitted(understood, plan)

    def _counted(self, query: str | Query, vocabulary: bool) -> Planned:
        """Return a query planned only as far as counting what it finds needs."""
        understood = parse_query(query) if isinstance(query, str) else query
        return self._admitted(understood, plan_match(understood, self.vocabulary if vocabulary else None))

    def _admitted(self, understood: Query, plan: Plan) -> Planned:
        return Planned(understood, plan, plan.refusal or too_broad(self._opened, plan, len(understood.text)))


@lru_cache(maxsize=REMEMBERED)
def _understood(query: str | Query, vocabulary: Vocabulary | None) -> tuple[Query, Plan]:
    """Read and plan a query; kept, for one page asks it for hits and for counts, the next one again."""
    understood = parse_query(query) if isinstance(query, str) else query
    return understood, plan_query(understood, vocabulary)
