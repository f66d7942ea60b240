"""Promises that hold of any text: it is read, it prints itself back, and work grows with its length."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.query import Query, parse_query
from search.query.planner import plan_query
from search.query.reading import MAX_CHARACTERS, MAX_NOTICES

PIECES = (
    *(
        "寶坻",
        "天津智能",
        "臺",
        "5G",
        "covid",
        "c++",
        "h7n9",
        "2019-06-09",
        "108年6月",
        "，",
        "。",
        "🙂",
        "\x00",
    ),
    *("\ud800", "\u200b", " ", "\u3000", "\n", "_", ".", "'", "/", "\\", "@", "://", "www.", "&id="),
    *(
        '"',
        "“",
        "”",
        "「",
        "」",
        "『",
        "』",
        "＂",
        "｣",
        "„",
        "﹁",
        "﹂",
        "(",
        ")",
        "（",
        "）",
        "|",
        "｜",
        ":",
        "：",
    ),
    *("+", "＋", "-", "－", "=", "＝", "*", "＊", "?", "？", "~", "..", "至", "AND", "OR", "NOT", "或"),
    *(
        " AND ",
        " OR ",
        " NOT ",
        " 或 ",
        " NEAR/3 ",
        " PRE/200 ",
        "near/1",
        "NEAR/",
        "title:",
        "標題：",
        "source:",
    ),
    *("date:", "日期：", "before:", "after:", "autor:", "a:", "元年", "民國", "é", "か", "\u0301", "\ue001"),
)
TEXTS = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(PIECES), max_size=14).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join),
)


@settings(max_examples=500)
@given(TEXTS)
def test_any_text_prints_itself_back_as_an_equal_query_without_errors(text) -> None:
    query = parse_query(text)
    if query.tree is None:
        assert query.refusal is not None
        return
    printed = parse_query(str(query))
    assert printed.tree == query.tree
    assert not [notice for notice in printed.notices if notice.is_error or notice.is_refusal]
    assert str(printed) == str(query)


@settings(max_examples=500)
@given(TEXTS)
def test_any_text_is_planned_and_what_is_said_of_it_has_its_place(text) -> None:
    query = parse_query(text)
    assert len(query.notices) <= MAX_NOTICES
    for notice in query.notices:
        assert 0 <= notice.start <= notice.end <= len(text)
        assert notice.message
        assert not (notice.is_error and notice.is_refusal)
    assert (query.tree is None) == any(notice.is_refusal for notice in query.notices)
    plan = plan_query(query)
    if query.tree is not None:
        assert plan.refusal is None
        assert all(part.typed for part in (*plan.words, *plan.required))


REPEATED = [
    *(
        "寶坻",
        "寶坻 ",
        '"',
        "「",
        "(",
        ")",
        "a:",
        "autor:x ",
        "-a ",
        "|",
        " OR 天津",
        "寶?區 ",
        "a*b",
        "中*",
        "?",
    ),
    *(
        "「寶坻」 ",
        "title:",
        "NOT ",
        "a NEAR/3 ",
        "=臺 ",
        "\u200b",
        "🙂 ",
        "date:1 ",
        "\\",
        "“",
        "”",
        "(a) ",
        "x.",
    ),
]


def work(text: str) -> int:
    """Return how many calls reading a text takes."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        str(parse_query(text))
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("piece", REPEATED)
def test_work_grows_with_the_length_of_a_query_and_not_faster(piece) -> None:
    half, whole = (piece * (size // len(piece)) for size in (MAX_CHARACTERS // 2, MAX_CHARACTERS))
    parse_query(whole)  # tables are built
    assert work(whole) < 2.5 * work(half) + 2000
    assert work(whole) < 100 * MAX_CHARACTERS


@pytest.mark.parametrize("text", ["智" * 10_000, '"' * 10_000, "(" * 10_000, "\x00" * 10_000, "a OR " * 2000])
def test_a_query_of_ten_thousand_characters_is_refused_with_the_limit(text) -> None:
    (notice,) = parse_query(text).notices
    assert (notice.code, notice.is_refusal) == ("too_long", True)
    assert "10000 characters; at most 4000" in notice.message


def test_queries_are_equal_wherever_their_parts_were_typed() -> None:
    spread, dense = parse_query("  寶坻   (天津 OR  智能)"), parse_query("寶坻 (天津 OR 智能)")
    assert spread.tree == dense.tree
    assert isinstance(spread, Query)
    assert spread.text != dense.text


@pytest.mark.parametrize(
    "text", ["天|" * 1300, "-天 " * 900, "d:1 " * 900, "作者:天 " * 790, "日期:1 " * 790]
)
def test_what_would_be_too_long_written_out_is_refused_or_is_read_again(text: str) -> None:
    query = parse_query(text)
    if query.tree is None:
        assert query.refusal is not None
    else:
        assert parse_query(str(query)).tree == query.tree
