"""Behaviour in a table, second part: what readers type, what is found exactly, and what they are told."""

import pytest

from search import Article, Index

ARTICLES = [
    Article(
        id="baodi",
        title="寶坻開通快車道",
        body="市府宣布，寶坻連結京津。幹事創業，風雨無阻。",
        published="2019-06-09T19:32:03+08:00",
        source="人民網",
        site="北方網",
        author="王小明",
        editor="李彤",
        regions=("天津市/寶坻區",),
    ),
    Article(
        id="june",
        title="颱風假怎麼放",
        body="公車停駛三天，乾事的人少。",
        published="2019-06",
        source="中央社",
    ),
    Article(
        id="july",
        title="校慶",
        body="中山大學與中國科學技術大學合作，COVID-19 疫情後復辦。",
        published="2019-07-01",
    ),
    Article(id="next", title="選舉", body="誰是台南市長？答案揭曉：京津冀。寶坻。", published="2020-01-02"),
    Article(id="undated", title="干事", body="北京。天津 🙂", author="李小華"),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, index_of) -> Index:
    return index_of(tmp_path_factory.mktemp("typing"), *ARTICLES)


def found(index: Index, query: str) -> list[str]:
    page = index.search(query, limit=50)
    return sorted(hit.article.id for hit in page.hits if not hit.missing)


# Typing


@pytest.mark.parametrize(
    ("queries", "ids"),
    [
        (['"寶坻連結"', "“寶坻連結”", "「宝坻连结」", "『寶坻連結』", "＂寶坻連結＂"], ["baodi"]),
        (
            ["(寶坻 OR 颱風) 公車", "（寶坻 或 颱風） 公車", "（宝坻｜台风） 公车", "(寶坻|颱風) AND 公車"],
            ["june"],
        ),
        (["寶坻 NOT 選舉", "寶坻 -選舉", "宝坻 －选举", "寶坻 AND NOT 選舉"], ["baodi"]),
        (["＋寶坻 ＋京津", "+寶坻 +京津", "寶坻 AND 京津"], ["baodi", "next"]),
        (["標題：寶坻", "标题:宝坻", "title:寶坻", "題名：寶坻"], ["baodi"]),
        (["來源：人民網", "来源:人民网", "source:人民網"], ["baodi"]),
        (["作者：王小明", "作者:王小明", "author:王小明"], ["baodi"]),
        (["編輯：李彤", "编辑:李彤", "editor:李彤"], ["baodi"]),
        (["地區：寶坻", "地区:宝坻区", "region:天津"], ["baodi"]),
        (["網站：北方網", "网站:北方网", "site:北方網"], ["baodi"]),
        (["日期：2019-06-09", "date:2019/6/9", "date:二〇一九年六月九日", "date:２０１９/6/9"], ["baodi"]),
        (["date:2019年6月", "date:2019-06", "日期:108年6月", "date:民國108年6月"], ["baodi", "june"]),
        (["date:2019", "date:108年", "date:民國108年", "date:二〇一九"], ["baodi", "july", "june"]),
        (
            ["date:2019-05..2019-07", "date:2019年5月至2019年7月", "date:108年5月~108年7月"],
            ["baodi", "july", "june"],
        ),
        (["before:2019-07", "早於：2019年7月", "早于:2019-07-01", "date:..2019-06"], ["baodi", "june"]),
        (["after:2019-06", "晚於:2019年6月", "晚于：2019-06-30", "date:2019-07.."], ["july", "next"]),
        (["寶坻 NEAR/10 京津", "京津 NEAR/10 寶坻"], ["baodi", "next"]),
        (["寶坻 PRE/10 京津", '"寶坻" pre/10 「京津」'], ["baodi"]),
        (["title:(寶坻 NEAR/5 快車)", "標題：寶坻 NEAR/5 快車"], ["baodi"]),
        (["中*大學", "中＊大学"], ["july"]),
        (["寶?連結", "宝?连结"], ["baodi"]),
        (["covid*", "COVID*", "c?vid", "cov*d"], ["july"]),
        (["=幹事", "＝幹事", "=「幹事」"], ["baodi"]),
        (["幹事", "干事", "乾事"], ["baodi", "june", "undated"]),
        (["-寶坻", "NOT 宝坻"], ["july", "june", "undated"]),
        (["date:2019 -公車", "date:2019 NOT 颱風"], ["baodi", "july"]),
    ],
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
    [
        ("autor:寶坻", "unknown_field", "autor:", "autor 寶坻"),
        ("京津 「寶坻", "unclosed_quote", "「寶坻", '京津 "寶坻"'),
        ("京津 (寶坻", "unclosed_bracket", "(", "京津 寶坻"),
        ("京津 寶坻)", "unopened_bracket", ")", "京津 寶坻"),
        ("寶坻 date:2019-02-30", "bad_date", "2019-02-30", "寶坻"),
        ("寶坻 日期：昨天", "bad_date", "昨天", "寶坻"),
        ("寶坻 NEAR/500 京津", "near_distance", "NEAR/500", "寶坻 NEAR/100 京津"),
        ("*寶坻", "leading_wildcard", "*", "寶坻"),
        ("寶坻 OR", "missing_operand", "OR", "寶坻"),
    ],
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
    [
        ("寶坻 NEAR/2 颱風", "寶坻 NEAR/2 颱風"),
        ("寶坻 AND 北?上海", "北?上海"),
        ("寶坻 ＝「臺灣」", "＝「臺灣」"),
        ("寶坻 火星*", "火星*"),
    ],
)
def test_a_part_that_no_article_has_is_named_as_typed(index, query, absent) -> None:
    page = index.search(query)
    assert page.total == 0
    assert page.notices[0].code == "term_not_found"
    assert page.notices[0].terms == (absent,)


@pytest.mark.parametrize(
    "query",
    [
        "天" * 10_000,
        "，。！？" * 500,
        "\x00\x01\x1f" * 500,
        "\ud800" * 100,
        "(" * 3000,
        '"' * 3999,
        "寶?坻 " * 500,
        "寶 NEAR/9 坻 " * 300,
        "*" * 3999,
        "date:" * 700,
        "-" * 3999,
        "a:" * 1900,
    ],
)
def test_hostile_queries_get_a_clear_answer(index, query) -> None:
    page = index.search(query)
    assert page.refusal is not None or page.notices or page.total == 0
    assert all(notice.message and len(notice.message) < 600 for notice in page.notices)


def test_five_hundred_alternatives_are_searched(index) -> None:
    words = [chr(0x5000 + number) + chr(0x6000 + number) for number in range(499)]
    assert found(index, " OR ".join([*words, "寶坻"])) == ["baodi", "next"]
