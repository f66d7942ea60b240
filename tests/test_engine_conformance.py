"""The contract of an engine: whoever writes another one adds it to ENGINES and must pass all of this."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.article import Article
from search.engine import SORTS, EmbeddedEngine, Engine, Ranking, Reader, Request
from search.engine.tree import (
    And,
    AndNot,
    AnyUnit,
    Dates,
    Everything,
    Near,
    Node,
    NoUnit,
    Or,
    Pattern,
    Phrase,
    Prefix,
    ScoreTerm,
    Term,
    Value,
    Written,
)
from tests.oracle import bm25, matches

ENGINES = {"embedded": EmbeddedEngine}

ARTICLES = [
    Article(
        id="a",
        title="寶坻智能",
        body="京津協同。寶坻快車道",
        published="2019-06-09T19:32:03+08:00",
        source="人民網",
        regions=("天津市/寶坻區",),
    ),
    Article(id="b", title="天津", body="天津寶坻 5G 網絡", published="2019-06-10", source="新華網"),
    Article(
        id="c",
        title="台南市府",
        body="颱風停班，台南台南",
        published="2020-01-01",
        regions=("臺南市/安平區",),
        source="人民網",
    ),
    Article(id="d", title="選舉", body="立法會選舉結果；立法會", published="2020-05"),
    Article(id="e", title="無日期", body="選前之夜 2+4+46"),
    Article(id="f", body="天津。津京", published="2020"),
]

NODES: list[Node] = [
    Term("body_g", "天津"),
    Term("body_g", "宝坻"),
    Term("body_w", "台南"),
    Term("title_g", "智能"),
    Term("body_g", "无此"),
    Prefix("body_g", "选"),
    Prefix("body_g", "津"),
    Phrase(((0, Term("body_g", "立法")), (1, Term("body_g", "法会")), (2, Term("body_g", "会选")))),
    Phrase(((0, Term("body_g", "天津")), (2, Term("body_g", "宝坻")))),
    Phrase(((0, Term("body_g", "5g")), (1, Prefix("body_g", "网")))),
    Phrase(((0, Term("body_g", "2")), (1, Term("body_g", "4")), (2, Term("body_g", "46")))),
    Phrase(((0, Term("body_g", "天津")), (1, Prefix("body_g", "津")))),
    Phrase(((0, Prefix("body_g", "立")), (1, AnyUnit("body_g")), (2, Prefix("body_g", "会")))),
    Phrase(((0, Prefix("body_g", "天")), (2, AnyUnit("body_g")), (3, Prefix("body_g", "津")))),
    Phrase(((1, Term("body_g", "天津")), (2, Term("body_g", "津宝")))),
    Phrase(((0, Term("body_g", "津")), (1, NoUnit("body_g")), (2, Prefix("body_g", "宝")))),
    Phrase(((0, Prefix("body_g", "津")), (1, NoUnit("body_g")), (2, Prefix("body_g", "网")))),
    Phrase(((0, Term("body_g", "天津")), (1, NoUnit("body_g")))),
    Pattern("body_g", "?津"),
    Pattern("body_g", "天*"),
    Pattern("body_g", ".*"),
    AnyUnit("furniture_g"),
    AnyUnit("title_g"),
    Near(Term("body_g", "宝坻"), Term("body_g", "京津"), (2, 2), 3),
    Near(Term("body_g", "宝坻"), Term("body_g", "京津"), (2, 2), 2),
    Near(Term("body_g", "宝坻"), Term("body_g", "京津"), (2, 2), 9, is_ordered=True),
    Near(Term("body_g", "天津"), Prefix("body_g", "津"), (2, 1), 1),
    Near(Prefix("body_g", "选"), Term("body_g", "立法"), (2, 2), 4),
    Written(Term("body_g", "台南"), "body_g", ((0, 1), (1, 1)), "台南"),
    Written(Term("title_g", "台南"), "title_g", ((0, 2), (1, 1)), "臺南"),
    Written(Term("body_g", "5g"), "body_g", ((0, 2),), "5G"),
    Written(Term("body_g", "选举"), "body_g", ((0, 2), (1, 2)), "選舉"),
    Written(Term("body_g", "选举"), "body_g", ((0, 1), (1, 1)), "选举"),
    Dates(20190609, 20190609),
    Dates(20190610, 20200101),
    Dates(20200501, 20200531),
    Dates(20200502, 20201231),
    Dates(20200101, 20201231),
    Dates(10101, 99991231),
    Value("source_k", "人民网"),
    Value("source_k", "人民網"),
    Value("region_k", "天津市"),
    Value("region_k", "天津市/宝坻区"),
    Value("author_k", "无此"),
    Everything(),
]
"""What some article has, what none has, and what would cross a sentence's end."""

TREES = st.recursive(
    st.sampled_from(NODES),
    lambda children: st.one_of(
        st.lists(children, min_size=1, max_size=4).map(lambda found: And(tuple(found))),
        st.lists(children, max_size=4).map(lambda found: Or(tuple(found))),
        st.tuples(children, children).map(lambda pair: AndNot(*pair)),
    ),
    max_leaves=8,
)

SCORE = (
    ScoreTerm("body_g", "天津", 1.0),
    ScoreTerm("title_w", "天津", 2.0),
    ScoreTerm("body_g", "选", 0.5, prefix=True),
    ScoreTerm("body_w", "台南", 1.0),
)


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    made: Engine = ENGINES[request.param]()
    return made


@pytest.fixture(scope="module")
def reader(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """All articles in three commits, so in several segments where an engine has them."""
    folder = tmp_path_factory.mktemp("engine")
    engine.create(folder)
    for part in (ARTICLES[:2], ARTICLES[2:4], ARTICLES[4:]):
        write(engine, folder, part)
    return engine.reader(folder)


@pytest.fixture
def folder(engine: Engine, tmp_path: Path) -> Path:
    engine.create(tmp_path)
    return tmp_path


def write(engine: Engine, folder: Path, articles: Iterable[Article], removed: Iterable[str] = ()) -> None:
    writer = engine.writer(folder)
    for article in articles:
        writer.add(article)
    for article_id in removed:
        writer.remove(article_id)
    writer.commit()


def found_ids(reader: Reader, request: Request) -> list[str]:
    return [reader.article(answer.number).id for answer in reader.search(request).page]


@given(tree=TREES)
def test_any_tree_finds_what_the_oracle_finds(reader: Reader, tree: Node) -> None:
    wanted = {article.id for article in ARTICLES if matches(article, tree)}
    answers = reader.search(Request(match=tree, limit=100))
    assert {reader.article(answer.number).id for answer in answers.page} == wanted
    assert answers.total == len(wanted)


@given(tree=TREES, limit=st.integers(0, 3))
def test_the_total_does_not_depend_on_the_page(reader: Reader, tree: Node, limit: int) -> None:
    assert reader.search(Request(match=tree, limit=limit)).total == reader.search(Request(match=tree)).total


@given(tree=TREES)
def test_scores_are_bm25_whatever_else_the_tree_holds(reader: Reader, tree: Node) -> None:
    ranking = Ranking(k1=1.2, b=0.5)
    for answer in reader.search(Request(match=tree, score=SCORE, ranking=ranking, limit=100)).page:
        article = reader.article(answer.number)
        assert answer.score == pytest.approx(bm25(ARTICLES, article, SCORE, ranking), abs=1e-6)


@given(tree=TREES, limit=st.integers(1, 4))
def test_pages_joined_are_the_whole_ranking(reader: Reader, tree: Node, limit: int) -> None:
    whole = found_ids(reader, Request(match=tree, score=SCORE, limit=100))
    pages = [
        found_ids(reader, Request(match=tree, score=SCORE, limit=limit, offset=offset))
        for offset in range(0, len(ARTICLES), limit)
    ]
    assert [article_id for page in pages for article_id in page] == whole


@given(tree=TREES, kept=TREES, sort=st.sampled_from(SORTS))
def test_a_filter_takes_away_and_leaves_scores_and_order(
    reader: Reader, tree: Node, kept: Node, sort: str
) -> None:
    words = (Term("body_g", "天津"), Term("body_g", "宝坻"))
    request = Request(tree, words, SCORE, limit=100, sort=sort)
    whole, left = reader.search(request), reader.search(replace(request, filter=kept))
    is_kept = [matches(reader.article(answer.number), kept) for answer in whole.page]
    assert left.page == tuple(answer for answer, stays in zip(whole.page, is_kept, strict=True) if stays)
    assert (left.total, left.partial) == (sum(is_kept[: whole.total]), sum(is_kept[whole.total :]))
    assert left.word_counts == whole.word_counts


def test_exclusion_keeps_scores_and_order(reader: Reader) -> None:
    plain = reader.search(Request(match=Term("body_g", "天津"), score=SCORE)).page
    excluding = AndNot(Term("body_g", "天津"), Term("body_g", "无此"))
    assert reader.search(Request(match=excluding, score=SCORE)).page == plain


def test_complete_matches_come_first_and_partial_ones_say_what_they_have(reader: Reader) -> None:
    words = (Term("body_g", "天津"), Term("body_g", "宝坻"))
    answers = reader.search(Request(words=words, score=SCORE, limit=10))
    assert (answers.total, answers.partial, answers.word_counts) == (1, 2, (2, 2))
    assert answers.page[0].matched == (True, True)
    assert {answer.matched for answer in answers.page[1:]} == {(True, False), (False, True)}


def test_what_must_match_binds_partial_matches_too(reader: Reader) -> None:
    words = (Term("body_g", "天津"), Term("body_g", "选前"))
    request = Request(match=Dates(20190101, 20191231), words=words)
    assert found_ids(reader, request) == ["b"]


def test_sorting_by_date_puts_unknown_dates_last(reader: Reader) -> None:
    assert found_ids(reader, Request(sort="newest")) == ["d", "c", "f", "b", "a", "e"]
    assert found_ids(reader, Request(sort="oldest")) == ["a", "b", "f", "c", "d", "e"]


def test_of_articles_that_share_a_value_the_first_stands_for_all(reader: Reader) -> None:
    request = Request(match=Dates(20190101, 20201231), sort="newest", collapse="source")
    answers = reader.search(request)
    ids = [reader.article(answer.number).id for answer in answers.page]
    assert ids == ["d", "c", "f", "b"]  # c stands for a, of the same source; d and f have none
    assert [answer.alike for answer in answers.page] == [0, 1, 0, 0]
    assert answers.total == 5
    assert reader.search(replace(request, limit=2, offset=1)).page == answers.page[1:3]


def test_a_partial_match_is_collapsed_under_a_complete_one(reader: Reader) -> None:
    words = (Term("body_g", "台南"), Dates(20190101, 20201231))
    answers = reader.search(Request(words=words, collapse="source"))
    first = answers.page[0]
    assert (answers.total, answers.partial) == (1, 4)
    assert (reader.article(first.number).id, first.alike) == ("c", 1)  # a, of the same source, matches partly
    assert "a" not in [reader.article(answer.number).id for answer in answers.page]


def test_a_negative_weight_is_refused(reader: Reader) -> None:
    with pytest.raises(ValueError, match="negative"):
        reader.search(Request(score=(ScoreTerm("body_g", "天津", -1.0),)))


def test_days_are_facets_too(reader: Reader) -> None:
    values = (("2019-06-09", 1), ("2019-06-10", 1), ("2020-01-01", 1))
    assert reader.select(Everything()).facets("day", 10).values == values


def test_an_intact_index_verifies(reader: Reader) -> None:
    reader.verify()


def test_an_unknown_sort_or_a_negative_page_is_refused(reader: Reader) -> None:
    with pytest.raises(ValueError, match="'best'"):
        reader.search(Request(sort="best"))
    with pytest.raises(ValueError, match="-1"):
        reader.search(Request(offset=-1))


def test_facets_count_values_with_each_step_of_a_path(reader: Reader) -> None:
    assert reader.select(Everything()).facets("source", 10).values == (("人民網", 2), ("新華網", 1))
    assert reader.select(Everything()).facets("source", 1).values == (("人民網", 2),)
    assert ("天津市", 1) in reader.select(Everything()).facets("region", 10).values
    assert ("天津市/寶坻區", 1) in reader.select(Everything()).facets("region", 10).values
    assert reader.select(Everything()).facets("region", 10, "天津市/").values == (("天津市/寶坻區", 1),)
    assert reader.select(Everything()).facets("year", 10).values == (("2020", 3), ("2019", 2))
    assert reader.select(Term("body_g", "天津")).facets("month", 10).values == (("2019-06", 1),)


def test_terms_are_listed_in_order_with_their_frequencies(reader: Reader) -> None:
    assert reader.terms("body_g", "天", 10) == [("天津", 2)]
    assert [term for term, _ in reader.terms("body_g", "", 1000)] == sorted(
        term for term, _ in reader.terms("body_g", "", 1000)
    )


def test_articles_come_back_as_they_were_given(reader: Reader) -> None:
    for article in ARTICLES:
        number = reader.number_of(article.id)
        assert number is not None
        assert reader.article(number) == article
    assert reader.number_of("nobody") is None


def test_adding_again_replaces_also_within_one_batch(engine: Engine, folder: Path) -> None:
    writer = engine.writer(folder)
    writer.add(Article(id="a", body="天津"))
    writer.add(Article(id="a", body="北京"))
    commit = writer.commit()
    assert (commit.added, commit.replaced, commit.articles) == (1, 1, 1)
    writer = engine.writer(folder)
    writer.add(Article(id="a", body="上海"))
    assert writer.commit().articles == 1
    reader = engine.reader(folder)
    assert [
        reader.search(Request(match=Term("body_g", city))).total for city in ("天津", "北京", "上海")
    ] == [0, 0, 1]


def test_adding_the_same_again_changes_nothing(engine: Engine, folder: Path) -> None:
    write(engine, folder, ARTICLES)
    before = list(engine.reader(folder).files)
    writer = engine.writer(folder)
    for article in ARTICLES:
        writer.add(article)
    commit = writer.commit()
    assert (commit.added, commit.replaced, commit.unchanged) == (0, 0, len(ARTICLES))
    assert list(engine.reader(folder).files) == before


def test_removed_articles_are_gone_and_the_rest_is_found(engine: Engine, folder: Path) -> None:
    write(engine, folder, ARTICLES)
    write(engine, folder, [], removed=["a", "nobody"])
    reader = engine.reader(folder)
    assert reader.article_count == len(ARTICLES) - 1
    assert reader.number_of("a") is None
    assert found_ids(reader, Request(match=Term("body_g", "宝坻"))) == ["b"]
    assert reader.select(Everything()).facets("source", 10).values == (("人民網", 1), ("新華網", 1))


def test_nothing_is_seen_before_commit_or_after_cancel(engine: Engine, folder: Path) -> None:
    write(engine, folder, ARTICLES[:1])
    writer = engine.writer(folder)
    writer.add(ARTICLES[1])
    writer.remove("a")
    assert engine.reader(folder).article_count == 1
    writer.cancel()
    assert found_ids(engine.reader(folder), Request()) == ["a"]


def test_a_reader_keeps_the_commit_that_it_opened(engine: Engine, folder: Path) -> None:
    write(engine, folder, ARTICLES[:2])
    reader = engine.reader(folder)
    assert reader.up_to_date()
    write(engine, folder, ARTICLES[2:], removed=["a"])
    assert found_ids(reader, Request()) == ["a", "b"]
    assert not reader.up_to_date()
    assert found_ids(engine.reader(folder), Request()) == ["b", "c", "d", "e", "f"]


def test_many_commits_stay_one_index(engine: Engine, folder: Path) -> None:
    """So many that segments are merged: nothing is lost, doubled or out of order."""
    for number in range(30):
        write(engine, folder, [Article(id=str(number), body=f"天津 {number}")], removed=[str(number - 20)])
    reader = engine.reader(folder)
    assert sorted(map(int, found_ids(reader, Request(limit=100)))) == list(range(10, 30))
    for number in range(10, 30):
        phrase = Phrase(((0, Prefix("body_g", "津")), (1, Term("body_g", str(number)))))
        assert found_ids(reader, Request(match=phrase)) == [str(number)]
    assert len(list(engine.reader(folder).files)) < 10


def test_processes_make_the_same_index(engine: Engine, tmp_path: Path, reader: Reader) -> None:
    engine.create(tmp_path)
    writer = engine.writer(tmp_path, processes=2)
    for article in ARTICLES:
        writer.add(article)
    writer.commit()
    request = Request(score=SCORE, limit=100)
    assert found_ids(engine.reader(tmp_path), request) == found_ids(reader, request)


def test_threads_share_a_reader(reader: Reader) -> None:
    requests = [Request(match=node, score=SCORE) for node in NODES]
    alone = [reader.search(request) for request in requests]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(reader.search, requests * 50))
    assert together == alone * 50


@pytest.mark.parametrize("text", ["", "。", "\x00", "🙂", "a" * 100_000, "選" * 50_000])
def test_odd_articles_are_kept_as_they_are(engine: Engine, folder: Path, text: str) -> None:
    article = Article(id=f"odd {text[:9]}", title=text, body=text, source=text[:20], regions=(text[:20],))
    write(engine, folder, [article])
    reader = engine.reader(folder)
    assert reader.article(0) == article
    assert reader.number_of(article.id) == 0


def test_words_that_alone_are_lacking_are_counted(reader: Reader) -> None:
    request = Request(words=(Term("body_g", "no such"), Term("body_g", "nor such"), Everything()), limit=0)
    answers = reader.search(request)
    assert (answers.total, answers.lacking) == (0, (0, 0, 0))
    answers = reader.search(replace(request, words=request.words[1:]))
    assert answers.lacking == (reader.article_count, 0)
    assert reader.search(replace(request, words=(Everything(), Everything()))).lacking == ()


def test_plain_terms_cost_no_places_and_nearness_does(reader: Reader) -> None:
    term = Term("body_g", reader.terms("body_g", "", 1)[0][0])
    assert reader.places(And((term, Everything()))) == 0
    assert reader.places(Near(term, term, (1, 1), 5)) > 0
