"""Compares one answer of the engine with the oracle's, with stock Whoosh's, and with its own other pages.

Scores may differ by TOLERANCE of themselves from the others', and by nothing between pages. Articles
with the same frequencies and lengths must tie exactly, and ties keep the order of the index.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from math import isclose

from whoosh.searching import Searcher

from search.engine import Answer, Answers, Request
from search.engine.tree import Node, ScoreTerm
from tests.engine_states import ALL, State
from tests.fast_oracle import Oracle
from tests.stock_whoosh import Weighting, matching_ids, scores, stored_length
from tests.whoosh_queries import has_dates, translate

TOLERANCE = 1e-5
PAGES = ((1, 0), (10, 0), (3, 2))
"""Limits and offsets that every request is asked with, beside its own."""


class Mismatch(AssertionError):
    """The engine answered otherwise than another."""


def expect(found: object, wanted: object, what: str) -> None:
    """Raise Mismatch unless both are the same."""
    if found != wanted:
        raise Mismatch(f"{what}: the engine says {found!r}, it should be {wanted!r}")


def check_request(state: State, request: Request, against: Counter[str], *, through_codec: bool) -> int:
    """Compare all answers to a request; return how many there are. Raises Mismatch."""
    asked, request = request, replace(request, collapse=None, filter=None)
    whole = state.reader.search(replace(request, limit=ALL, offset=0))
    _check_with_oracle(state.oracle, request, whole)
    _check_order(state.oracle, request, whole)
    against["oracle"] += 1
    _check_pages(state, request, whole, "plain")  # the whole is asked again
    if asked.filter is not None:
        whole_left = _left_by(state.oracle.matching(asked.filter), whole)
        _check_pages(state, replace(asked, collapse=None), whole_left, "filtered")
        against["itself, not filtered"] += 1
    if asked.collapse is not None:
        _check_pages(state, replace(asked, filter=None), _collapsed(state, asked, whole), "collapsed")
        against["itself, not collapsed"] += 1
    if asked.filter is not None and asked.collapse is not None:
        _check_pages(state, asked, _collapsed(state, asked, whole_left), "filtered and collapsed")
    _check_with_stock(state, request, whole, against)
    if through_codec:
        _check_through_codec(state, request, whole, against)
    return len(whole.page)


def check_facets(state: State, node: Node, name: str, limit: int) -> None:
    """Compare the counts of a facet; raises Mismatch."""
    expect(
        state.reader.select(node).facets(name, limit), state.oracle.facets(node, name, limit), f"facet {name}"
    )


def check_terms(state: State, field: str, prefix: str, limit: int) -> None:
    """Compare a list of terms; raises Mismatch."""
    wanted = state.oracle.terms(field, prefix, limit)
    expect(state.reader.terms(field, prefix, limit), wanted, f"terms {field}:{prefix}")


def _check_with_oracle(oracle: Oracle, request: Request, whole: Answers) -> None:
    """Compare totals, sets, the words that each article has, scores and ties."""
    complete, partial = oracle.complete(request), oracle.partial(request)
    words = oracle.word_sets(request)
    expect((whole.total, whole.partial), (len(complete), len(partial)), "totals")
    expect(whole.word_counts, tuple(map(len, words)), "articles of each word")
    expect(whole.lacking, _lacking(whole.page if not complete else ()), "articles that lack one word alone")
    first, rest = whole.page[: len(complete)], whole.page[len(complete) :]
    expect(sorted(answer.number for answer in first), sorted(complete), "complete matches")
    expect(sorted(answer.number for answer in rest), sorted(partial), "partial matches")
    ties: dict[tuple[tuple[int, int], ...], float] = {}
    sums = oracle.scores([answer.number for answer in whole.page], request)
    for answer in whole.page:
        expect(answer.matched, tuple(answer.number in word for word in words), f"words of {answer.number}")
        _check_score(answer, sums[answer.number], "the oracle")
        evidence = oracle.evidence(answer.number, request)
        expect(answer.score, ties.setdefault(evidence, answer.score), f"tied score of {answer.number}")


def _check_order(oracle: Oracle, request: Request, whole: Answers) -> None:
    """Compare the order of a whole answer with the one that its sort asks for."""

    def by_score(answer: Answer) -> tuple[float, int]:
        return -answer.score, answer.number

    def by_date(answer: Answer) -> tuple[bool, list[int], int]:
        key = oracle.date_key(answer.number)
        sign = -1 if request.sort == "newest" else 1
        return key is None, [sign * part for part in key or ()], answer.number

    first, rest = list(whole.page[: whole.total]), list(whole.page[whole.total :])
    expect(first, sorted(first, key=by_score if request.sort == "relevance" else by_date), "order")
    expect(rest, sorted(rest, key=by_score), "order of partial matches")


def _left_by(kept: frozenset[int], whole: Answers) -> Answers:
    """Return what a filter must leave of a whole answer: scores, order and the counts of words stay."""
    page = tuple(answer for answer in whole.page if answer.number in kept)
    total = sum(answer.number in kept for answer in whole.page[: whole.total])
    return whole._replace(
        total=total, partial=len(page) - total, page=page, lacking=_lacking(page if not total else ())
    )


def _lacking(partial: tuple[Answer, ...]) -> tuple[int, ...]:
    """Return how many of the partial matches have every word but each one; nothing where there are none."""
    short = [answer.matched for answer in partial if sum(answer.matched) == len(answer.matched) - 1]
    return tuple(
        sum(not has[word] for has in short) for word in range(len(partial[0].matched) if partial else 0)
    )


def _collapsed(state: State, request: Request, whole: Answers) -> Answers:
    """Return a whole answer collapsed: the first of each value stands for all."""
    first: dict[object, Answer] = {}
    for answer in whole.page:
        key = tuple(state.oracle.values(answer.number, request.collapse or "")) or answer.number
        standing = first.setdefault(key, answer._replace(alike=-1))
        first[key] = standing._replace(alike=standing.alike + 1)
    return whole._replace(page=tuple(first.values()))


def _check_pages(state: State, request: Request, whole: Answers, what: str) -> None:
    """Compare pages of a request with the parts of what it must answer as a whole."""
    for limit, offset in {(request.limit, request.offset), (ALL, 0), *PAGES}:
        page = state.reader.search(replace(request, limit=limit, offset=offset))
        wanted = whole._replace(page=whole.page[offset : offset + limit])
        expect(page, wanted, f"{what} page {limit} from {offset}")


def _check_with_stock(state: State, request: Request, whole: Answers, against: Counter[str]) -> None:
    """Compare sets and scores with stock Whoosh's."""
    oracle = state.oracle
    if _check_sets(state, state.stock, request, whole):
        against["stock Whoosh, sets"] += 1
    if not request.score:
        return
    if state.is_unmerged:
        expect(len(oracle.articles), state.stock.doc_count_all(), "articles by stock Whoosh")
        for term in request.score:
            if not term.prefix:
                having = state.stock.doc_frequency(term.field, term.text)
                expect(len(oracle.frequencies(term)), having, f"articles with {term} by stock Whoosh")
    weighting = Weighting(request.ranking, oracle.idf, oracle.average_length, stored_length)
    _check_scores(state, state.stock, request.score, weighting, whole)
    against["stock Whoosh, scores"] += 1


def _check_through_codec(state: State, request: Request, whole: Answers, against: Counter[str]) -> None:
    """Compare with Whoosh's searcher over the engine's own files, by the statistics that it reads there."""
    searcher = state.through_codec
    is_dated = any(map(has_dates, (request.match, *request.words)))
    if not is_dated and _check_sets(state, searcher, request, whole):
        against["Whoosh through the codec, sets"] += 1
    if request.score:
        weighting = Weighting(
            request.ranking, _codec_idf(state), partial(_codec_average, searcher), _codec_length
        )
        _check_scores(state, searcher, request.score, weighting, whole)
        against["Whoosh through the codec, scores"] += 1


def _check_sets(state: State, searcher: Searcher, request: Request, whole: Answers) -> bool:
    """Compare sets with a searcher of Whoosh's; tell whether it has such queries."""
    asked = [translate(node) for node in (request.match, *request.words)]
    if None in asked:
        return False
    matched, *words = (matching_ids(searcher, query) for query in asked)
    complete = matched.intersection(*words)
    partial = matched & set().union(*words) - complete
    ids = [state.ids[answer.number] for answer in whole.page]
    expect(set(ids[: whole.total]), complete, "complete matches by Whoosh")
    expect(set(ids[whole.total :]), partial, "partial matches by Whoosh")
    expect(whole.word_counts, tuple(map(len, words)), "articles of each word by Whoosh")
    return True


def _check_scores(
    state: State, searcher: Searcher, terms: Sequence[ScoreTerm], weighting: Weighting, whole: Answers
) -> None:
    found = scores(searcher, terms, weighting)
    for answer in whole.page:
        _check_score(answer, found.get(state.ids[answer.number], 0.0), "Whoosh")


def _check_score(answer: Answer, wanted: float, whose: str) -> None:
    if not isclose(answer.score, wanted, rel_tol=TOLERANCE):
        raise Mismatch(f"score of {answer.number}: {answer.score!r}, by {whose} {wanted!r}")


def _codec_idf(state: State) -> Callable[[ScoreTerm], float]:
    def idf(term: ScoreTerm) -> float:
        if not term.prefix:
            having = state.through_codec.doc_frequency(term.field, term.text)
            expect(having, len(state.oracle.frequencies(term)), f"articles with {term} through the codec")
        expect(state.through_codec.doc_count_all(), len(state.oracle.articles), "articles through the codec")
        return state.oracle.idf(term)

    return idf


@lru_cache(maxsize=64)
def _codec_average(searcher: Searcher, field: str) -> float:
    reader = searcher.reader()
    having = sum(reader.doc_field_length(number, field) > 0 for number in range(reader.doc_count_all()))
    return float(searcher.field_length(field)) / max(having, 1)


def _codec_length(searcher: Searcher, number: int, field: str) -> int:
    return int(searcher.doc_field_length(number, field))
