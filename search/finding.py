"""The part of an index that finds: the hits of a question, and what is related to an article."""

from collections.abc import Iterator
from dataclasses import replace

from search.article import Article
from search.breadth import MAX_PLACES_OF_TRIALS
from search.engine import CLUSTER, Answer, Answers, Request
from search.errors import ArticleNotFound
from search.explain import Explanation, explanation
from search.filters import Filters
from search.highlight import fragments
from search.notices import absent_terms, notices, query_notices
from search.planning import Planning
from search.query import Query
from search.query.plan import Plan
from search.query.ranking import RANKING
from search.query.vocabulary import AlsoSearched
from search.related import RelatedArticle, related
from search.relaxations import Relaxation, relaxations
from search.results import Hit, Notice, ResultPage
from search.suggest import Correction, Suggester


class Finding(Planning):
    """Finds articles by a query, and by an article."""

    _suggester: Suggester

    def search(  # noqa: PLR0913 - one parameter a choice of the reader
        self,
        query: str | Query | None,
        *,
        limit: int = 10,
        offset: int = 0,
        sort: str = "relevance",
        collapse: bool = False,
        filters: Filters | None = None,
        vocabulary: bool = True,
    ) -> ResultPage:
        """Find articles: hits `offset` to `offset + limit` in the order of `sort`.

        `sort` is `relevance`, `newest` or `oldest`. With `collapse`, one hit stands for each cluster of
        near-duplicates: its head if that matches completely, else the first of them; it says how many
        more there are, and totals count articles all the same. `filters` leave only articles that they
        match, complete and partial ones, with the scores that they have without. With `vocabulary`, what
        other regions print for a word is searched too, and `ResultPage.also` lists it. A query that cannot be
        read is mended or refused, and `ResultPage.notices` says so. Where nothing has all that is asked,
        `ResultPage.relaxations` has what finds something in one step. The query None asks for all articles,
        and sorts them by date. Raises ValueError for another sort or a negative page.

        >>> page = open_index(".dibao").search("干事创业")     # doctest: +SKIP
        >>> page.total, page.hits[0].article.title             # doctest: +SKIP
        (1, '『三個堅持』擁抱智能新時代 為寶坻高質量發展賦能')
        """
        planned = self._planned(query, vocabulary)
        understood, plan = planned.query, planned.plan
        said = query_notices(understood, planned.refusal)
        if planned.refusal is not None:
            return ResultPage(0, 0, (), understood, said)
        request = replace(
            _request(plan, filters),
            limit=limit,
            offset=offset,
            sort="newest" if query is None and sort == "relevance" else sort,
            collapse=CLUSTER if collapse else None,
        )
        answers = self._opened.search(request)
        offered: tuple[Relaxation, ...] = ()
        if not answers.total and query is not None:
            said += notices(self._opened, plan, answers.word_counts, filters)
            offered = self._relaxed(understood, said, _needed(plan, answers), filters, vocabulary)
        meant: tuple[Correction, ...] = ()
        if not answers.total and query is not None and self._is_cheap(plan):
            meant = self._suggester.corrections(understood.text, 0)
        hits, also = self._hits(plan, answers), tuple(self._found_beside(plan))
        return ResultPage(answers.total, answers.partial, hits, understood, said, also, offered, meant)

    def found(
        self,
        query: str | Query | None,
        *,
        sort: str = "relevance",
        filters: Filters | None = None,
        vocabulary: bool = True,
    ) -> Iterator[Article]:
        """Give all articles that have all that is asked, in the order of `search`, one by one.

        For an export: nothing is asked before the first is taken, and no more than one is in memory. There
        are none where the query was refused. Raises ValueError for another sort.
        """
        planned = self._planned(query, vocabulary)
        if planned.refusal is not None:
            return
        request = replace(
            _request(planned.plan, filters),
            limit=self._opened.article_count,
            sort="newest" if query is None and sort == "relevance" else sort,
        )
        answers = self._opened.search(request)
        for answer in answers.page[: answers.total]:
            yield self._opened.article(answer.number)

    def explain(
        self,
        query: str | Query,
        id: str,  # noqa: A002 - as in `Index.get`
        *,
        filters: Filters | None = None,
        vocabulary: bool = True,
    ) -> Explanation:
        """Say what made the score of an article in a search by relevance, typed word by typed word.

        Raises ArticleNotFound where there is no such article, or where it does not match.
        """
        planned = self._planned(query, vocabulary)
        found = None
        if planned.refusal is None:
            found = self._opened.contributions(_request(planned.plan, filters), self._number_of(id))
        if found is None:
            raise ArticleNotFound(f"the article {id!r} does not match the query {str(query)!r}")
        return explanation(id, planned.plan, found)

    def related(self, id: str, limit: int = 10) -> tuple[RelatedArticle, ...]:  # noqa: A002 - as in `Index.get`
        """Return articles that share the strongest words of an article, the most related first.

        Its own near-duplicates are left out, and one stands for those of another cluster. Raises
        ArticleNotFound, and ValueError for a limit that is not from 1 to 100.
        """
        return related(self._opened, self._number_of(id), limit)

    def _relaxed(
        self,
        query: Query,
        said: tuple[Notice, ...],
        needed: frozenset[str],
        filters: Filters | None,
        vocabulary: bool,
    ) -> tuple[Relaxation, ...]:
        """Return what would find something; first the query without the filters, if there are any."""

        places = 0

        def count(query: Query, filters: Filters | None = filters) -> int:
            nonlocal places
            match = self._counted(query, vocabulary).complete(filters)
            places += self._opened.places(match)
            if places > MAX_PLACES_OF_TRIALS:
                return 0
            return self._opened.search(Request(match=match, limit=0)).total

        offered = relaxations(query, absent_terms(said), needed, count)
        unfiltered = count(query, None) if filters else 0
        if unfiltered:
            offered = (Relaxation("without_filters", (str(filters),), query, unfiltered), *offered)
        return offered

    def _found_beside(self, plan: Plan) -> Iterator[AlsoSearched]:
        """Give what was searched beside the words as typed, as far as any article has it."""
        for beside in plan.beside:
            counts = self._opened.search(Request(words=beside.nodes, limit=0)).word_counts
            found = tuple(text for text, count in zip(beside.texts, counts, strict=True) if count)
            if found:
                yield AlsoSearched(beside.typed, found)

    def _number_of(self, article_id: str) -> int:
        number = self._opened.number_of(article_id)
        if number is None:
            raise ArticleNotFound(
                f"no article has the id {article_id!r}; ids are listed by: dibao-search QUERY --json"
            )
        return number

    def _hits(self, plan: Plan, answers: Answers) -> tuple[Hit, ...]:
        articles = [self._opened.article(answer.number) for answer in answers.page]
        shown = fragments(articles, plan.marks)
        return tuple(
            Hit(article, answer.score, found, _missing(plan, answer), answer.alike)
            for article, answer, found in zip(articles, answers.page, shown, strict=True)
        )


def _request(plan: Plan, filters: Filters | None) -> Request:
    """Return what an engine is asked for the first page of a plan."""
    return Request(
        match=plan.match,
        words=tuple(word.node for word in plan.words),
        score=plan.score,
        ranking=RANKING,
        first=plan.first,
        rescoring=plan.rescoring,
        filter=filters.node() if filters else None,
    )


def _needed(plan: Plan, answers: Answers) -> frozenset[str]:
    """Return the words, as typed, without which no article has all the others either."""
    if not answers.partial and len(plan.words) > 1:
        return frozenset(word.typed for word in plan.words)
    pairs = zip(plan.words, answers.lacking, strict=False)
    return frozenset(word.typed for word, count in pairs if not count)


def _missing(plan: Plan, answer: Answer) -> tuple[str, ...]:
    """Return the words, as typed, that an answer lacks."""
    return tuple(word.typed for word, had in zip(plan.words, answer.matched, strict=True) if not had)
