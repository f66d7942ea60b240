"""Stock Whoosh 2.7.4 as a second opinion: its own codec, schema, searcher and query classes.

Whoosh gets the very same terms, already analysed, with their positions, gaps included, and is asked
without a limit, where its block optimizations play no part. Two things are put in its place:

- `weighting`: the idf and the averages of `search.engine.weights.Ranking`, in Whoosh's BM25F
  formula. Whoosh counts deleted articles until a merge, as the engine does, but merges at other
  times, so N, n and the average length are handed in; tests compare Whoosh's own N and n where
  neither has merged.
- field lengths: Whoosh's codec rounds them to a byte (exact up to 10), so its scorer reads the exact
  ones from a stored field. The rest of a score is Whoosh's: frequencies, formula, sums.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from whoosh import fields, index, matching, query, scoring
from whoosh.analysis import Token
from whoosh.searching import SearchContext, Searcher

from search.analysis import GRAM_FIELDS, KEYWORD_FIELDS, WORD_FIELDS
from search.article import Article
from search.engine import Ranking
from search.engine.tree import ScoreTerm
from tests.fast_oracle import occurrences
from tests.oracle import period
from tests.whoosh_queries import FIRST_DAY, LAST_DAY, Union


class GivenTerms:
    """Whoosh's analyzer for terms that are given with their positions, in JSON: it takes text only."""

    def __call__(self, value: str, **_: Any) -> Iterable[Token]:
        """Give the tokens of a list of (position, term); it is one token reused, as Whoosh's always are."""
        token = Token(positions=True)
        for position, text in json.loads(value):
            token.text, token.pos, token.boost = text, position, 1.0
            yield token


class StockIndex:
    """An index of Whoosh's own making in a folder."""

    def __init__(self, folder: Path) -> None:
        """Make an empty one."""
        schema = fields.Schema(
            id=fields.ID(unique=True, stored=True),
            lengths=fields.STORED(),
            **{FIRST_DAY: fields.NUMERIC(), LAST_DAY: fields.NUMERIC()},
        )
        for name in GRAM_FIELDS:
            schema.add(name, fields.TEXT(analyzer=GivenTerms(), phrase=True))
        for name in (*WORD_FIELDS, *KEYWORD_FIELDS):
            schema.add(name, fields.TEXT(analyzer=GivenTerms(), phrase=False))
        self._index = index.create_in(str(folder), schema)

    def change(self, added: Iterable[Article], removed: Iterable[str]) -> None:
        """Remove the articles of some ids, then add some, in one commit without a merge."""
        writer = self._index.writer()
        for article_id in removed:
            writer.delete_by_term("id", article_id)
        for article in added:
            writer.add_document(**_document(article))
        writer.commit(merge=False)

    def searcher(self) -> Searcher:
        """Open the last commit; the caller closes it."""
        return self._index.searcher()


def _document(article: Article) -> dict[str, Any]:
    document: dict[str, Any] = {"id": article.id, "lengths": {}}
    for name, terms in occurrences(article).items():
        if name == "id":
            continue
        value = sorted((place, term) for term, places in terms.items() for place in places)
        document[name] = json.dumps(value)
        document["lengths"][name] = len(value)
    if article.published:
        document[FIRST_DAY], document[LAST_DAY] = period(article)
    return document


class Weighting(scoring.BM25F):
    """Whoosh's BM25F with statistics that are given."""

    def __init__(
        self,
        ranking: Ranking,
        idf: Callable[[ScoreTerm], float],
        average: Callable[[str], float],
        length: Callable[[Searcher, int, str], int],
    ) -> None:
        """Take idf and average length as functions, and what tells the length of a searcher's article."""
        super().__init__(B=ranking.b, K1=ranking.k1)
        self.given_idf, self.given_average, self.given_length = idf, average, length

    def scorer(self, searcher: Searcher, fieldname: str, text: bytes | str, qf: int = 1) -> "Scorer":
        """Return the scorer of one term."""
        text = text.decode("utf-8") if isinstance(text, bytes) else text
        return Scorer(self, searcher, ScoreTerm(fieldname, text, 1.0))


class Scorer(scoring.BM25FScorer):
    """Whoosh's scorer of one term, by its own formula."""

    def __init__(self, weighting: Weighting, searcher: Searcher, term: ScoreTerm) -> None:
        """Take what is given; the base's own initializer would ask the index instead."""
        self.idf = weighting.given_idf(term)
        self.avgfl = weighting.given_average(term.field)
        self.B, self.K1, self.qf = weighting.B, weighting.K1, 1
        self.dfl = lambda number: weighting.given_length(searcher, number, term.field)


class JoinedPrefix(query.Prefix):
    """A prefix whose terms count as one term: Whoosh sums their frequencies, then scores once."""

    def matcher(self, searcher: Searcher, context: SearchContext | None = None) -> matching.Matcher:
        """Return a union that scores frequencies, inside a matcher that makes BM25 of them."""
        assert context is not None
        terms = [query.Term(self.fieldname, text) for text in self._btexts(searcher.reader())]
        union = Union(terms).matcher(searcher, context.set(weighting=scoring.Frequency()))
        term = ScoreTerm(self.fieldname, self.text, 1.0, prefix=True)
        return JoinedMatcher(union, Scorer(context.weighting, searcher, term), self.boost)


class JoinedMatcher(matching.WrappingMatcher):
    """Scores the sum of frequencies that its child gives as a score."""

    def __init__(self, child: matching.Matcher, scorer: Scorer, boost: float) -> None:
        """Take the union, a scorer and the term's weight."""
        super().__init__(child, boost)
        self._scorer = scorer

    def replace(self, minquality: float = 0) -> matching.Matcher:
        """Return itself: nothing is pruned."""
        return self

    def score(self) -> float:
        """Return BM25 of the current article."""
        found = self._scorer._score(self.child.score(), self._scorer.dfl(self.id()))
        return float(found * self.boost)


def matching_ids(searcher: Searcher, asked: query.Query) -> set[str]:
    """Return the ids of the articles that Whoosh finds."""
    return {stored(searcher, number)["id"] for number in searcher.docs_for_query(asked)}


def scores(searcher: Searcher, terms: Sequence[ScoreTerm], weighting: Weighting) -> dict[str, float]:
    """Return the score that Whoosh gives each article that has any of the terms, by id."""
    asked = [
        (JoinedPrefix if term.prefix else query.Term)(term.field, term.text, boost=term.weight)
        for term in terms
    ]
    collector = searcher.collector(limit=None)
    searcher.search_with_collector(Union(asked), collector, searcher.context(weighting=weighting))
    return {stored(searcher, number)["id"]: score for score, number in collector.results().top_n}


def stored_length(searcher: Searcher, number: int, field: str) -> int:
    """Return an article's exact field length as the stock index stores it."""
    found: int = stored(searcher, number)["lengths"].get(field, 0)
    return found


def stored(searcher: Searcher, number: int) -> dict[str, Any]:
    """Return an article's stored fields, remembered by the searcher that they came from."""
    if not hasattr(searcher, "remembered"):
        searcher.remembered = {}
    if number not in searcher.remembered:
        searcher.remembered[number] = searcher.stored_fields(number)
    found: dict[str, Any] = searcher.remembered[number]
    return found
