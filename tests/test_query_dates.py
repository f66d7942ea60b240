import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import parse_query
from search.query.dates import parse_date_range


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
        ("2019-05至2019-07", 20190501, 20190731),
        ("2019年5月到2019年7月", 20190501, 20190731),
        ("2019～2020", 20190101, 20201231),
        ("2019–2020", 20190101, 20201231),
        ("108年5月…108年7月", 20190501, 20190731),
        ("2019年6月9日至今", 20190609, 99991231),
        ("0999-12-31", 9991231, 9991231),
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


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("日期：2019年6月", "date:2019-06-01..2019-06-30"),
        ("date:108年6月", "date:2019-06-01..2019-06-30"),
        ("日期:民國108年", "date:2019-01-01..2019-12-31"),
        ("date:２０１９/6/9", "date:2019-06-09"),
        ("date:二〇一九年六月九日", "date:2019-06-09"),
        ("date:2019-05..2019-07", "date:2019-05-01..2019-07-31"),
        ("date:..2019", "date:..2019-12-31"),
        ("date:2019..", "date:2019-01-01.."),
        ("date: 2019", "date:2019-01-01..2019-12-31"),
        ("date:「2019 .. 2020」", "date:2019-01-01..2020-12-31"),
        ("after:2019-06-09 before:2020", "date:2019-06-10.. date:..2019-12-31"),
        ("晚於:2019-06-09 早于：2020", "date:2019-06-10.. date:..2019-12-31"),
        ("before:1000", "date:..0999-12-31"),
        ("date:0001..", "date:0001-01-01.."),
    ],
)
def test_dates_are_printed_in_one_way_that_is_read_the_same(typed, understood) -> None:
    query = parse_query(typed)
    assert str(query) == understood
    assert parse_query(understood).tree == query.tree
    assert not query.notices


@pytest.mark.parametrize(
    ("typed", "faulty"),
    [
        ("date:2019-13", "2019-13"),
        ("date:2019-02-30", "2019-02-30"),
        ("date:昨天", "昨天"),
        ("date:2020..2019", "2020..2019"),
        ("date:", "date:"),
        ("date:(2019)", "date:"),
        ("date:..", ".."),
        ("after:9999", "9999"),
        ("before:2019..2020", "2019..2020"),
        ('date:"', '"'),
    ],
)
def test_an_impossible_date_is_left_out_and_named(typed, faulty) -> None:
    query = parse_query(f"智能 {typed}")
    assert query.notices[-1].code == "bad_date"
    assert query.notices[-1].is_error
    assert query.text[query.notices[-1].start : query.notices[-1].end] == faulty
    assert str(query).startswith("智能")


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("日期：中華民國一百零八年六月九日", "date:2019-06-09"),
        ("日期：2019年5月至7月", "date:2019-05-01..2019-07-31"),
        ("date:2019年6月9日～12日", "date:2019-06-09..2019-06-12"),
        ("date:2019-05 ~ 2019-07 天津", "date:2019-05-01..2019-07-31 天津"),
        ("日期：108年5月 至 109年7月", "date:2019-05-01..2020-07-31"),
        ("(date:2019 .. 2020)", "date:2019-01-01..2020-12-31"),
        ("date:2019 至 天津", "date:2019-01-01..2019-12-31 至 天津"),
    ],
)
def test_ranges_are_read_as_they_are_printed(typed: str, understood: str) -> None:
    query = parse_query(typed)
    assert (str(query), query.notices) == (understood, ())
