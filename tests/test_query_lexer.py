import pytest

from search import EmptyQuery, QueryError, parse_query
from search.query.grammar import GRAMMAR, Form, grammar_table
from tests.conftest import PROJECT


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("寶坻 智能", "寶坻 智能"),
        ('"一區五園"', '"一區五園"'),
        ("“一區五園”", '"一區五園"'),
        ("「一區五園」", '"一區五園"'),
        ("『一區五園』", '"一區五園"'),
        ("＂一區五園＂", '"一區五園"'),
        ("「公（兒）與「停」場」", '"公（兒）與「停」場"'),
        ("寶坻 AND 天津", "寶坻 AND 天津"),
        ("＋寶坻 天津", "+寶坻 天津"),
        ("寶坻 OR 天津", "寶坻 OR 天津"),
        ('「他說"好"的」', '“他說"好"的”'),
        ("寶坻 ()", "寶坻"),
        ("covid\u200b19", "covid19"),
        ("寶坻 或 天津", "寶坻 OR 天津"),
        ("寶坻｜天津", "寶坻 OR 天津"),
        ("寶坻 | 天津", "寶坻 OR 天津"),
        ("寶坻 NOT 天津", "寶坻 NOT 天津"),
        ("寶坻 -天津", "寶坻 NOT 天津"),
        ("寶坻 －「天津」", '寶坻 NOT "天津"'),
        ("（寶坻 或 天津） 智能", "(寶坻 OR 天津) 智能"),
        ("標題：智能", "title:智能"),
        ("标题:(智能 寶坻)", "title:(智能 寶坻)"),
        ("來源：人民網", "source:人民網"),
        ("作者:王 編輯：李彤 地區:天津 網站:北方網", "author:王 editor:李彤 region:天津 site:北方網"),
        ("日期：2019年6月", "date:2019-06-01..2019-06-30"),
        ("作者:王 编辑:李 地区：天津 网站:北方网", "author:王 editor:李 region:天津 site:北方网"),
        ("寶坻 －來源：人民網", "寶坻 NOT source:人民網"),
        ("title:-智能 寶坻", "title:NOT 智能 寶坻"),
        ("寶坻 AND NOT 天津", "+寶坻 NOT 天津"),
        ("「「甲」乙」", '"「甲」乙"'),
        ("\\OR 智能", "\\OR 智能"),
        ("《title:x》", "\\title:x"),
        ("＼title:x", "\\title:x"),
    ],
)
def test_what_is_typed_is_understood(typed, understood) -> None:
    query = parse_query(typed)
    assert str(query) == understood
    assert parse_query(understood).tree == query.tree
    assert query.text == typed
    assert not query.notices


@pytest.mark.parametrize(
    "text",
    [
        "2+4+46",
        "COVID-19",
        "火警：為何發生",
        "CEO:植根香港",
        "http://example.com/a?b=1",
        "甲 - 乙",
        "甲 + 乙",
        "甲或乙",
        "｜臺南市政府",
        "臺南市政府｜",
    ],
)
def test_text_that_only_looks_like_an_operator_stays_text(text) -> None:
    understood = str(parse_query(text))
    assert not any(operator in understood for operator in ("AND", "OR", "NOT", "title", "date"))


@pytest.mark.parametrize("form", GRAMMAR, ids=lambda form: form.example)
def test_every_example_of_the_grammar_is_read_as_it_says(form: Form) -> None:
    query = parse_query(form.example)
    assert str(query) == form.understood
    assert parse_query(form.understood).tree == query.tree
    assert not query.notices


def test_the_readme_has_the_grammar() -> None:
    assert grammar_table() in (PROJECT / "search" / "README.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "code", "faulty", "instead"),
    [
        ("智能 「一區五園", "unclosed_quote", "「一區五園", '智能 "一區五園"'),
        ("智能 “", "unclosed_quote", "“", "智能"),
        ("(智能", "unclosed_bracket", "(", "智能"),
        ("智能）", "unopened_bracket", "）", "智能"),
        ("autor:王", "unknown_field", "autor:", "autor 王"),
        ("date:昨天 智能", "bad_date", "昨天", "智能"),
        ("AND 智能", "missing_operand", "AND", "+智能"),
        ("智能 OR", "missing_operand", "OR", "智能"),
        ("智能 NOT", "missing_operand", "NOT", "智能"),
        ("智能 title:", "missing_operand", "title:", "智能"),
        ("智能 NEAR/3", "missing_operand", "NEAR/3", "智能"),
        ("NEAR/3 智能", "missing_operand", "NEAR/3", "智能"),
        ("智能\u200b （一\u200b區", "unclosed_bracket", "（", "智能 一區"),
    ],
)
def test_what_cannot_be_read_is_mended_and_said_with_its_place(text, code, faulty, instead) -> None:
    query = parse_query(text)
    (notice,) = query.notices
    assert (notice.code, notice.is_error, notice.is_refusal) == (code, True, False)
    assert text[notice.start : notice.end] == faulty
    assert str(query) == instead
    with pytest.raises(QueryError) as caught:
        query.check()
    assert (caught.value.code, caught.value.start, caught.value.instead) == (code, notice.start, instead)
    assert not isinstance(caught.value, EmptyQuery)


@pytest.mark.parametrize(
    "text", ["", " \u3000", "，。！", "()", "\x00\x01", "🙂", '"，"', "＊", "?", "｜", "\ud800"]
)
def test_nothing_to_look_for_is_refused(text) -> None:
    query = parse_query(text)
    assert (query.tree, str(query)) == (None, "")
    assert query.refusal is not None
    with pytest.raises(EmptyQuery, match="type a word"):
        query.check()


def test_what_leaves_nothing_to_search_says_what_was_wrong_first() -> None:
    query = parse_query("date:昨天")
    assert [notice.code for notice in query.notices] == ["bad_date", "empty"]
    with pytest.raises(QueryError, match="昨天"):
        query.check()


@pytest.mark.parametrize(
    ("text", "faulty"), [("(" * 40 + "智能" + ")" * 40, "("), ("NOT " * 40 + "智能", "NOT")]
)
def test_too_deep_a_query_is_refused_with_the_place(text, faulty) -> None:
    (notice,) = parse_query(text).notices
    assert (notice.code, notice.is_refusal) == ("too_deep", True)
    assert text[notice.start : notice.end] == faulty


@pytest.mark.parametrize(
    "text", ["a NEAR/3 b " * 40, "中*國*大 " * 5, "=臺 " * 40, "a NEAR/3 b OR " * 40 + "c"]
)
def test_more_costly_clauses_than_a_reader_needs_are_refused(text) -> None:
    query = parse_query(text)
    assert query.tree is None
    assert query.notices[-1].code == "too_many_clauses"


@pytest.mark.parametrize("typed", ["-智能", "NOT 智能 NOT 天津", "title:(-智能)", "智能 OR -天津"])
def test_a_query_that_only_excludes_is_explained(typed) -> None:
    query = parse_query(typed)
    assert [notice.code for notice in query.notices] == ["only_exclusions"]
    assert not query.notices[0].is_error
    query.check()


@pytest.mark.parametrize(
    ("typed", "left_out"), [("智能 🙂", "🙂"), ('智能 "，"', '"，"'), ("智能 \x01", "\x01")]
)
def test_what_nothing_can_match_is_named(typed, left_out) -> None:
    (notice,) = parse_query(typed).notices
    assert notice.code == "unsearchable"
    assert typed[notice.start : notice.end] == left_out


def test_a_pasted_headline_is_text_with_no_complaint() -> None:
    for headline in (
        "「公車」停駛３天｜颱風假 怎麼放？",
        "快訊/A320 迫降—機上147人：「平安」（更新）",
        "立院三讀 - 綠：遺憾 / 藍：支持！",
        "【專訪】他說「不」，為什麼?",
        "1-2 輸球 … 教頭：再拚",
    ):
        query = parse_query(headline)
        assert not query.notices
        assert not any(sign in str(query) for sign in ("NOT", "title:", "*", "?"))


def test_a_bar_stands_between_two_words_or_is_an_ornament() -> None:
    assert str(parse_query("| 智能 ||｜ 天津 |")) == "智能 OR 天津"


def test_what_excludes_an_exclusion_is_no_exclusion() -> None:
    assert parse_query("NOT NOT 台灣").notices == ()
