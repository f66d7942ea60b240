import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import fold, gram_terms, grams, units, word_terms, words
from tests.tokens import assert_tokens

CHINESE = st.text(alphabet="北京天津寶坻區。！，、「」 ab5.+-\n〇𨋢", max_size=40)


def unit_texts(text: str) -> list[str]:
    return [unit.text for unit in units(fold(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("北京、天津", ["北", "京", "天", "津"]),
        ("2+4+46", ["2", "4", "46"]),
        ("14.5平方公裡", ["14.5", "平", "方", "公", "里"]),
        ("2020年5月", ["2020", "年", "5", "月"]),
        ("20200101", ["20200101"]),
        ("5G、AI、H7N9", ["5g", "ai", "h7n9"]),
        ("COVID-19", ["covid", "19"]),
        ("學C++和C#", ["学", "c++", "和", "c#"]),
        ("#metoo", ["metoo"]),
        ("jubao@staff.enorth.cn", ["jubao", "staff", "enorth", "cn"]),
        ("https://example.com/a?b=1", ["https", "example", "com", "a", "b", "1"]),
        ("㗎𨋢堃喆〇", ["㗎", "䢂", "堃", "喆", "〇"]),
        ("ひらがなとハングル한국어", ["ひらがなとハングル한국어"]),
        ("Ｎaïve café", ["naïve", "café"]),
        ("v1.2.3 no.5", ["v1.2.3", "no", "5"]),
    ],
)
def test_text_is_cut_into_units(text: str, expected: list[str]) -> None:
    assert unit_texts(text) == expected


def test_bigrams_have_positions_and_offsets_across_soft_and_hard_breaks() -> None:
    assert_tokens(
        grams,
        "北京、天津。5G網",
        [
            ("北京", 0, 0, 2),
            ("京天", 1, 1, 4),
            ("天津", 2, 3, 5),
            ("津", 3, 4, 5),
            ("5g", 5, 6, 8),
            ("网", 6, 8, 9),
        ],
    )


def test_a_han_character_before_letters_stands_alone() -> None:
    assert_tokens(grams, "學AI課", [("学", 0, 0, 1), ("ai", 1, 1, 3), ("课", 2, 3, 4)])


def test_several_hard_breaks_leave_one_gap() -> None:
    assert gram_terms("甲。\n！」 乙")[1] == [0, 2]


def test_words_have_positions_of_their_first_unit() -> None:
    assert_tokens(
        words,
        "寶坻區。5G網絡",
        [("宝坻区", 0, 0, 3), ("5g", 4, 4, 6), ("网络", 5, 6, 8)],
    )


def test_every_word_counts_also_the_most_common() -> None:
    assert word_terms("的了和我") == ["的", "了", "和", "我"]


@given(CHINESE)
def test_grams_are_the_terms_that_the_index_gets(text: str) -> None:
    canonical = fold(text)
    terms, positions = gram_terms(canonical)
    assert [(token.text, token.position) for token in grams(canonical)] == list(
        zip(terms, positions, strict=True)
    )


@given(CHINESE)
def test_every_unit_begins_exactly_one_gram(text: str) -> None:
    canonical = fold(text)
    assert [(token.position, token.start) for token in grams(canonical)] == [
        (unit.position, unit.start) for unit in units(canonical)
    ]


@given(CHINESE)
def test_words_joined_are_the_units_joined(text: str) -> None:
    canonical = fold(text)
    assert "".join(word_terms(canonical)) == "".join(unit.text for unit in units(canonical))
    assert [token.text for token in words(canonical)] == word_terms(canonical)
