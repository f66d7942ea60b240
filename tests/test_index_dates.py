"""Dates as pages print them, and as machines write them."""

from datetime import timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.pages.dates import date_of_url, find_dates, find_yearless, parse_date, with_year

PIECES = [
    "2019",
    "-",
    "/",
    ".",
    "年",
    "06",
    "月",
    "09",
    "日",
    " ",
    "19",
    ":",
    "32",
    "上午",
    "Z",
    "+08:00",
    "民國",
    "108",
]
PIECES += ["二", "〇", "一", "十", "九", "Jun", ",", "T", "１", "發布日期：", "31", "13", "00", "+99:99"]


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2019年06月09日", "2019-06-09"),
        ("２０１９/6/9 下午 3:05", "2019-06-09T15:05+08:00"),
        ("2019-06-09 8:05 PM", "2019-06-09T20:05+08:00"),
        ("二〇一九年十二月三十一日", "2019-12-31"),
        ("民國108年6月9日 19:32", "2019-06-09T19:32+08:00"),
        ("發布日期：108-06-09", "2019-06-09"),
        ("更新時間:108/06/09 08:30", "2019-06-09T08:30+08:00"),
        ("Jun 9, 2019 3:05 pm", "2019-06-09T15:05+08:00"),
        ("Sun, 09 Jun 2019 10:00:00 GMT", "2019-06-09T10:00:00+00:00"),
        ("2016-05-21T00:00:00.000+0800", "2016-05-21T00:00:00+08:00"),
        ("20251127183600", "2025-11-27T18:36:00+08:00"),
        ("1560079923", "2019-06-09T19:32:03+08:00"),
        ("1560079923000", "2019-06-09T19:32:03+08:00"),
        ("2019-02-30", ""),
        ("二〇一九年十十月九日", ""),
        ("14.5平方公裡", ""),
        ("電話110-12-24", ""),
    ],
)
def test_dates_become_iso(text: str, iso: str) -> None:
    assert parse_date(text) == iso


@pytest.mark.parametrize("text", ["2025-11-30T16:13:35Z", "2025-11-30T16:13:35+00:00"])
def test_time_with_an_offset_keeps_the_day_that_it_states(text: str) -> None:
    assert parse_date(text) == "2025-11-30T16:13:35+00:00"


def test_time_without_an_offset_is_in_the_zone_of_its_site() -> None:
    assert parse_date("2019-06-09 19:32", timezone(timedelta(hours=-4))) == "2019-06-09T19:32-04:00"


@pytest.mark.parametrize(
    "path", ["/2019/06/09/a.html", "/201906/09/a.html", "/2019-06/09/c_1.htm", "/a-20190609.htm"]
)
def test_addresses_hold_dates(path: str) -> None:
    assert date_of_url(f"https://news.example.cn{path}") == "2019-06-09"


@pytest.mark.parametrize(
    ("text", "latest", "iso"),
    [
        ("06月09日 19:32", "2020-01-03", "2019-06-09T19:32+08:00"),
        ("6-9 08:05", "2019-06-09T23:00:00+08:00", "2019-06-09T08:05+08:00"),
        ("12月31日", "2020-01-03", "2019-12-31"),
        ("2月29日", "2020-03-01", "2020-02-29"),
        ("2月29日", "2023-03-01", ""),
    ],
)
def test_day_without_a_year_is_the_last_one_before(text: str, latest: str, iso: str) -> None:
    day = find_yearless(text)
    assert day is not None
    assert with_year(day, latest) == iso


@pytest.mark.parametrize("text", ["2019年6月9日", "比分3-2", "1/2杯"])
def test_no_day_without_a_year_is_found_in(text: str) -> None:
    assert find_yearless(text) is None


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_whatever_is_printed_gives_a_date_or_nothing(text: str) -> None:
    iso = parse_date(text)
    assert not iso or parse_date(iso) == iso
    for found in find_dates(text):
        assert 0 <= found.start < found.end <= len(text)
