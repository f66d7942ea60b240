import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import EmptyQuery, QueryError, parse_query
from search.query.dates import parse_date_range
from search.query.plan import plan_query
from search.query.words import wanted_words


def words(text: str) -> list[str]:
    return [text[word.start : word.end] for word in wanted_words(text)]


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
        ('"|"寶坻', '"|" 寶坻'),
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
        ("after:2019-06-09 before:2020", "date:2019-06-10.. date:..2019-12-31"),
    ],
)
def test_what_is_typed_is_understood(typed, understood) -> None:
    query = parse_query(typed)
    assert str(query) == understood
    assert str(parse_query(understood)) == understood
    assert query.text == typed


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


@pytest.mark.parametrize(
    ("text", "code", "faulty"),
    [
        ("", "empty", ""),
        (" \u3000", "empty", ""),
        ("，。！", "empty", "，。！"),
        ("智能 「一區五園", "unclosed_quote", "「一區五園"),
        ("智能 “", "unclosed_quote", "“"),
        ("(智能", "unclosed_bracket", "("),
        ("智能）", "unopened_bracket", "）"),
        ("autor:王", "unknown_field", "autor:"),
        ("date:2019-13", "bad_date", "2019-13"),
        ("date:2019-02-30", "bad_date", "2019-02-30"),
        ("date:昨天", "bad_date", "昨天"),
        ("date:2020..2019", "bad_date", "2020..2019"),
        ("date:", "bad_date", "date:"),
        ("after:9999", "bad_date", "9999"),
        ("AND 智能", "missing_operand", "AND"),
        ("智能 OR", "missing_operand", "OR"),
        ("智能 NOT", "missing_operand", "NOT"),
        ("title:", "missing_operand", "title:"),
        ("-智能", "only_exclusions", "-智能"),
        ("NOT 智能 NOT 天津", "only_exclusions", "NOT 智能 NOT 天津"),
        ("title:(-智能)", "only_exclusions", "title:(-智能)"),
        ("()", "empty", "()"),
        ("(" * 40 + "智能" + ")" * 40, "too_deep", "("),
        ("NOT " * 40 + "智能", "too_deep", "NOT"),
    ],
)
def test_what_cannot_be_read_says_what_and_where(text, code, faulty) -> None:
    with pytest.raises(QueryError) as caught:
        plan_query(parse_query(text))
    assert caught.value.code == code
    assert text[caught.value.start : caught.value.end].strip("\u3000 ") == faulty
    assert isinstance(caught.value, EmptyQuery) == (code == "empty")
    assert str(caught.value)


def test_more_words_than_any_headline_has_are_refused_with_the_limit() -> None:
    text = " ".join(chr(0x4E00 + number) for number in range(257))
    with pytest.raises(QueryError, match="257 different words; at most 256"):
        plan_query(parse_query(text))


def test_a_query_of_ten_thousand_characters_is_refused_with_the_limit() -> None:
    with pytest.raises(QueryError, match=r"10000 characters; at most 4000") as caught:
        parse_query("智" * 10_000)
    assert caught.value.code == "too_long"


@given(
    st.text(alphabet='寶坻天津智能ab12 "「」()（）|｜+-－＋:：ANDORT或.，。\n\x00\ud800title', max_size=60)
)
def test_any_text_is_planned_or_refused_with_its_place(text) -> None:
    try:
        plan_query(parse_query(text))
    except QueryError as error:
        assert 0 <= error.start <= error.end <= len(text)
        assert str(error)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("立法會選舉", ["立法會", "選舉"]),
        ("川普", ["川普"]),
        ("殷向傑", ["殷向傑"]),
        ("2020年5月立法會選舉", ["2020年5月", "立法會", "選舉"]),
        ("第3屆世界智能大會", ["第3屆", "世界", "智能", "大會"]),
        ("5G網絡建設", ["5G", "網絡", "建設"]),
        ("COVID-19疫苗", ["COVID-19", "疫苗"]),
        ("2+4+46", ["2+4+46"]),
        ("6,873人", ["6,873人"]),
        ("AI、機器人", ["AI", "機器人"]),
        ("jubao@staff.enorth.cn", ["jubao@staff.enorth.cn"]),
        ("學c++課", ["學", "c++", "課"]),
        ("，。", []),
    ],
)
def test_unquoted_text_is_cut_into_the_words_that_are_wanted(text, expected) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2019-06-09", 20190609, 20190609),
        ("2019/6/9", 20190609, 20190609),
        ("20190609", 20190609, 20190609),
        ("2019.06", 20190601, 20190630),
        ("2019年6月", 20190601, 20190630),
        ("2020年2月", 20200201, 20200229),
        ("2019", 20190101, 20191231),
        ("108年6月", 20190601, 20190630),
        ("民國108年", 20190101, 20191231),
        ("民国108年6月9日", 20190609, 20190609),
        ("二〇一九年六月九日", 20190609, 20190609),
        ("二零一九年十二月二十一日", 20191221, 20191221),
        ("民國元年", 19120101, 19121231),
        ("民國一百零八年六月", 20190601, 20190630),
        ("民國一百一十年", 20210101, 20211231),
        ("民國一百年", 20110101, 20111231),
        ("２０１９/6/9", 20190609, 20190609),
        ("2019-05..2019-07", 20190501, 20190731),
        ("2019~2020", 20190101, 20201231),
        ("..2019", 10101, 20191231),
        ("2019-05..", 20190501, 99991231),
    ],
)
def test_dates_of_either_calendar_are_read(text, first, last) -> None:
    assert parse_date_range(text) == (first, last)


@given(st.text(alphabet="0123456789年月日民國二十〇-/. …~", max_size=14))
def test_any_text_is_a_date_or_a_value_error(text) -> None:
    try:
        first, last = parse_date_range(text)
    except ValueError:
        return
    assert 10101 <= first <= last <= 99991231
