"""Behaviour in a table, second part: what readers type, what is found exactly, and what they are told."""

import pytest

from search import Index
from tests.cases import ABSENT, ARTICLES, HOSTILE, MENDED, TYPED


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, index_of) -> Index:
    return index_of(tmp_path_factory.mktemp("typing"), *ARTICLES)


def found(index: Index, query: str) -> list[str]:
    page = index.search(query, limit=50)
    return sorted(hit.article.id for hit in page.hits if not hit.missing)


# Typing


@pytest.mark.parametrize(
    ("queries", "ids"),
    TYPED,
)
def test_a_question_is_read_the_same_however_it_is_typed(index, queries, ids) -> None:
    for query in queries:
        assert found(index, query) == ids, query


@pytest.mark.parametrize("query", ["誰是台南市長?", "誰是台南市長？", "谁是台南市长", "「誰是台南市長？」"])
def test_a_pasted_question_finds_its_answer_first(index, query) -> None:
    assert index.search(query).hits[0].article.id == "next"


@pytest.mark.parametrize(
    "headline",
    [
        "寶坻—京津：『幹事創業』 風雨無阻!",
        "【寶坻】京津「幹事」創業｜風雨無阻",
        "寶坻 - 京津 / 幹事創業，風雨無阻？",
        "（寶坻）京津：幹事創業。風雨無阻",
    ],
)
def test_a_pasted_headline_in_other_punctuation_finds_its_article_first(index, headline) -> None:
    page = index.search(headline)
    assert page.hits[0].article.id == "baodi"
    assert page.hits[0].missing == ()
    assert not page.notices


# Finding exactly


def test_a_wildcard_and_a_phrase_stop_at_the_end_of_a_sentence(index) -> None:
    assert found(index, '"北京天津"') == []
    assert found(index, "北?天津") == []
    assert found(index, "北京*天津") == []
    assert found(index, "北京 NEAR/1 天津") == ["undated"]


# Saying so


@pytest.mark.parametrize(
    ("query", "code", "faulty", "instead"),
    MENDED,
)
def test_what_was_mended_is_searched_and_said(index, query, code, faulty, instead) -> None:
    page = index.search(query)
    notice = page.notices[0]
    assert (notice.code, notice.is_error) == (code, True)
    assert query[notice.start : notice.end] == faulty
    assert str(page.query) == instead
    assert page.hits[0].article.id == "baodi" or "autor" in query
    assert page.refusal is None


def test_what_nothing_can_match_is_said(index) -> None:
    page = index.search("寶坻 🙂")
    assert page.total == 2
    assert [(notice.code, notice.terms) for notice in page.notices] == [("unsearchable", ("🙂",))]


@pytest.mark.parametrize(
    ("query", "absent"),
    ABSENT,
)
def test_a_part_that_no_article_has_is_named_as_typed(index, query, absent) -> None:
    page = index.search(query)
    assert page.total == 0
    assert page.notices[0].code == "term_not_found"
    assert page.notices[0].terms == (absent,)


@pytest.mark.parametrize(
    "query",
    HOSTILE,
)
def test_hostile_queries_get_a_clear_answer(index, query) -> None:
    page = index.search(query)
    assert page.refusal is not None or page.notices or page.total == 0
    assert all(notice.message and len(notice.message) < 600 for notice in page.notices)


def test_five_hundred_alternatives_are_searched(index) -> None:
    words = [chr(0x5000 + number) + chr(0x6000 + number) for number in range(499)]
    assert found(index, " OR ".join([*words, "寶坻"])) == ["baodi", "next"]
