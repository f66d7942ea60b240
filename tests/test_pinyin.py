"""Pinyin: how printed text is read, for suggestions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import fold
from search.suggest.pinyin import as_typed, blurred, readings, units


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("重庆", "chong qing"),
        ("重慶", "chong qing"),
        ("重要", "zhong yao"),
        ("长沙", "chang sha"),
        ("市長", "shi zhang"),
        ("银行", "yin hang"),
        ("銀行", "yin hang"),
        ("行政", "xing zheng"),
        ("音樂", "yin yue"),
        ("快樂", "kuai le"),
        ("女兒", "nv er"),
        ("立法會選舉", "li fa hui xuan ju"),
    ],
)
def test_a_phrase_decides_how_its_characters_are_read(printed, read) -> None:
    assert " ".join(readings([printed])[0]) == read


def test_what_is_printed_is_read_and_not_the_fold() -> None:
    assert fold("乾隆") == fold("干隆")
    assert readings(["乾隆", "乾燥"]) == [["qian", "long"], ["gan", "zao"]]


def test_letters_and_digits_read_as_themselves_and_breaks_are_left_out() -> None:
    assert readings(["COVID-19疫情、5G"]) == [["covid", "19", "yi", "qing", "5g"]]


def test_a_line_break_within_a_text_moves_no_other_text() -> None:
    assert readings(["台\n北", "\r高雄"]) == [["tai", "bei"], ["gao", "xiong"]]


@given(st.lists(st.text(max_size=20), max_size=5))
def test_every_unit_has_a_reading_whatever_the_text(texts) -> None:
    assert [len(found) for found in readings(texts)] == [len(units(fold(text))) for text in texts]


def test_half_a_surrogate_pair_is_read_too() -> None:
    assert readings(["台\ud800灣"]) == [["tai", "wan"]]


def test_tones_and_umlauts_may_be_typed() -> None:
    assert (as_typed("Lǐ Fǎ Huì"), as_typed("nǚ"), as_typed("nv")) == ("li fa hui", "nv", "nv")


@pytest.mark.parametrize(
    ("one", "other"),
    [("zhang", "zang"), ("shan", "shang"), ("ning", "lin"), ("nan", "lan"), ("chen", "ceng")],
)
def test_syllables_that_are_confused_have_one_blurred_form(one, other) -> None:
    assert blurred(one) == blurred(other)


def test_other_syllables_stay_apart_when_blurred() -> None:
    assert len({blurred(syllable) for syllable in ("n", "en", "fan", "hui", "zan", "can", "san", "lan")}) == 8
