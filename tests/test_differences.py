import random
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import differences, likeness

TEXTS = st.text(st.sampled_from("北京天津一二三2019ab 　\n。，！「」“”臺台湾灣\0\ud83d"), max_size=60)
SLOWEST = 5.0
"""Seconds for texts of some hundred thousand characters: below one when nothing else runs."""


def kinds(one, other):
    """What differs: the removed and the added texts."""
    pieces = differences(one, other)
    return [(piece.kind, piece.one or piece.other) for piece in pieces if piece.kind != "same"]


@given(TEXTS, TEXTS)
def test_pieces_joined_are_both_texts(one, other):
    pieces = differences(one, other)
    assert "".join(piece.one for piece in pieces) == one
    assert "".join(piece.other for piece in pieces) == other
    for piece in pieces:
        assert piece.kind in {"same", "removed", "added"}
        assert piece.kind != "removed" or (piece.one and not piece.other)
        assert piece.kind != "added" or (piece.other and not piece.one)


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text):
    assert kinds(text, text) == []
    assert likeness(text, text) == 1.0


@given(TEXTS, TEXTS)
def test_likeness_is_a_share_and_the_same_either_way_round(one, other):
    assert 0.0 <= likeness(one, other) == likeness(other, one) <= 1.0


def test_words_that_were_put_in_or_taken_out_are_told():
    one = "會議今天在天津舉行。\n記者王小明報道。"
    other = "會議昨天在天津舉行。\n記者王小明從現場報道。"
    assert kinds(one, other) == [("removed", "今天"), ("added", "昨天"), ("added", "從現場")]


def test_a_copy_in_the_other_script_differs_only_where_it_says_something_else():
    one = "寶坻區召開「科技創新」大會，臺灣、香港的群眾在裏面。"
    assert kinds(one, "宝坻区召开“科技创新”大会，台湾、香港的群众在里面。") == []
    assert kinds(one, "宝坻区召开“科技创新”大会，台湾、澳门的群众在里面。") == [
        ("removed", "香港"),
        ("added", "澳门"),
    ]


@pytest.mark.parametrize(
    "other",
    [
        "第一段。\n\n　　第二段，很長。",
        "第一段。第二段，很長。",
        "  第一段。\r\n第二段,很長。\n",
        "第一段。 第二段，很長。",
    ],
)
def test_spaces_and_ends_of_lines_make_no_difference(other):
    assert kinds("第一段。\n第二段，很長。", other) == []


def test_a_paragraph_of_one_version_alone_is_one_piece():
    assert kinds("一段話。\n三段話。", "一段話。\n中間加了這一段。\n三段話。") == [
        ("added", "中間加了這一段。\n")
    ]


def test_numbers_and_latin_words_differ_whole():
    assert kinds("共 2019 人用 net 網", "共 20193 人用 netbook 網") == [
        ("removed", "2019"),
        ("added", "20193"),
        ("removed", "net"),
        ("added", "netbook"),
    ]


def test_two_borders_of_words_in_one_text_are_no_difference():
    assert kinds("南京市長江大橋", "南京市长江大桥") == []


@pytest.mark.parametrize(("one", "other"), [("", "新文"), ("舊文", ""), ("", ""), (" ", "\n")])
def test_empty_versions_have_pieces_of_what_there_is(one, other):
    pieces = differences(one, other)
    assert "".join(piece.one for piece in pieces) == one
    assert "".join(piece.other for piece in pieces) == other
    assert likeness(one, other) == (1.0 if not one.strip() and not other.strip() else 0.0)


def test_likeness_tells_how_much_two_texts_share():
    text = "會議今天在天津市寶坻區舉行，記者從現場發回報道。"
    assert likeness(text, "会议今天在天津市宝坻区举行，记者从现场发回报道。") == 1.0
    assert 0.8 < likeness(text, text.replace("今天", "昨天")) < 1.0
    assert likeness(text, "完全無關") == 0.0


def _hostile():
    generator = random.Random(6)  # noqa: S311 - a seed for a test
    letters = [chr(code) for code in range(0x4E00, 0x9000)]
    text = "".join(generator.choices(letters, k=400_000))
    numbers = [f"w{number}" for number in range(50_000)]
    shuffled = numbers.copy()
    generator.shuffle(shuffled)
    yield "different words", " ".join(numbers), " ".join(shuffled)
    yield "shuffled lines", "\n".join(numbers), "\n".join(shuffled)
    yield "each line twice", "\n".join(numbers[:20_000] * 2), "\n".join(shuffled[:20_000] * 2)
    yield "nothing alike", text, "".join(generator.choices(letters, k=400_000))
    yield (
        "one line changed",
        text,
        "".join("新" if place % 50 == 0 else c for place, c in enumerate(text)),
    )
    yield "one sign", "啊" * 400_000, "啊" * 200_000 + "吧" + "啊" * 100_000
    yield "short sentences", "啊。" * 200_000, "吧。啊。" * 100_000
    yield "short lines", "啊\n" * 40_000, "吧\n啊\n吧\n" * 20_000


@pytest.mark.parametrize(("one", "other"), [pytest.param(a, b, id=name) for name, a, b in _hostile()])
def test_texts_that_are_too_much_are_compared_coarsely_and_say_so(one, other):
    started = perf_counter()
    pieces = differences(one, other)
    assert perf_counter() - started < SLOWEST
    assert "".join(piece.one for piece in pieces) == one
    assert "".join(piece.other for piece in pieces) == other
    assert any(piece.is_coarse for piece in pieces)


def test_one_change_in_a_line_of_a_million_characters_is_found():
    text = "今日天氣晴朗，氣溫回升" * 90_000
    pieces = differences(text + "甲" + text, text + "乙" + text)
    changed = [piece.one or piece.other for piece in pieces if piece.kind != "same"]
    assert sum(map(len, changed)) < 20
