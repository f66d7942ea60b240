import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import Article, Index, breadth, parse_query
from search.engine.wildcards import wildcard_regex
from search.query.grammar import FEW
from search.query.nodes import Wild, Words
from search.query.patterns import pattern_elements

TEXTS = {
    "區": "到了寶坻區",
    "anti": "寶區",
    "gap": "寶。區",
    "comma": "寶、坻、區",
    "letters": "寶5G區",
    "two": "寶坻縣區",
    "大": "中大學生",
    "山": "中山大學",
    "科": "中國科學技術大學",
    "over": "中國的科學技術大學",
    "cut": "在中。大學裡",
    "covid": "COVID19 與 covid",
    "h7n9": "甲型H7N9流感",
    "hn9": "HN9",
    "dash": "COVID-19疫苗",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, index_of) -> Index:
    return index_of(tmp_path_factory.mktemp("patterns"), *(Article(id=n, body=t) for n, t in TEXTS.items()))


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("寶?區", {"區", "comma", "letters"}),
        ("宝?区", {"區", "comma", "letters"}),
        ("寶??區", {"two"}),
        ("?坻區", {"區", "comma"}),
        ("寶*區", {"區", "anti", "comma", "letters", "two"}),
        ("中*大學", {"大", "山", "科"}),
        ("中＊大學", {"大", "山", "科"}),
        ("covid*", {"covid", "dash"}),
        ("h?n9", {"h7n9"}),
        ("h*n9", {"h7n9", "hn9"}),
        ("COVID-1*", {"dash"}),
        ("甲?h?n9流*", {"h7n9"}),
        ("寶坻*", {"區", "comma", "two"}),
        ("title:寶?區", set()),
        ("寶?區 -縣 -到了", {"comma", "letters"}),
        ("寶?區 OR h?n9", {"區", "comma", "letters", "h7n9"}),
        ("寶*區 NEAR/0 坻", set()),
    ],
)
def test_wildcards_find_what_they_stand_for(index: Index, query: str, ids: set[str]) -> None:
    page = index.search(query, limit=50)
    assert {hit.article.id for hit in page.hits} == ids
    assert page.partial == 0


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("寶?區", {"寶坻區", "寶、坻、區", "寶5G區"}),
        ("中*大學", {"中大學", "中山大學", "中國科學技術大學"}),
        ("covid*", {"COVID19", "covid", "COVID"}),
        ("h?n9流?", {"H7N9流感"}),
    ],
)
def test_the_whole_match_of_a_pattern_is_marked(index: Index, query: str, marked: set[str]) -> None:
    page = index.search(query, limit=50)
    assert {
        fragment.text[first:last]
        for hit in page.hits
        for fragment in hit.fragments
        for first, last in fragment.marks
    } == marked


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("誰是台南市長?", "誰是台南市長"),
        ("這是什麼？", "這是什麼"),
        ("真的嗎?!", "真的嗎"),
        ("誰是台南市長？他說", "誰是台南市長？他說"),
        ("誰贏得了今年的選舉?開票結果出爐", "誰贏得了今年的選舉?開票結果出爐"),
        ("https://example.com/news?id=1", "https://example.com/news?id=1"),
        ("\\寶?區", "\\寶?區"),
    ],
)
def test_a_pasted_question_mark_is_punctuation(typed, understood) -> None:
    query = parse_query(typed)
    assert not [notice for notice in query.notices if notice.is_error]
    assert isinstance(query.tree, Words)
    assert str(query) == understood


@pytest.mark.parametrize(
    ("typed", "code", "instead"),
    [
        ("*學", "leading_wildcard", "學"),
        ("*ovid", "leading_wildcard", "ovid"),
        ("?ovid", "leading_wildcard", "ovid"),
        ("天津 ＊＊學?校", "leading_wildcard", "天津 學?校"),
        ("甲*乙*丙*丁", "too_many_stars", "甲 乙 丙 丁"),
        ("a*b*c*d", "too_many_stars", "a b c d"),
    ],
)
def test_a_pattern_that_cannot_be_searched_is_mended_and_said(typed, code, instead) -> None:
    query = parse_query(typed)
    assert [notice.code for notice in query.notices] == [code]
    assert query.notices[0].is_error
    assert str(query) == instead


def test_a_star_alone_finds_nothing_to_search() -> None:
    assert parse_query("*").refusal is not None
    assert str(parse_query("天津 * 北京")) == "天津 北京"


def test_a_pattern_of_too_many_words_is_refused_with_its_place(make_index) -> None:
    index = make_index(*(" ".join(f"k{n}x{m}" for m in range(200)) for n in range(10, 16)), "k甲 天津")
    for typed, faulty in (
        ("天津 k*", "k*"),
        ("天津 k*x*", "k*x*"),
        ("k?*", "k?*"),
        ("天津 NEAR/3 k*", "天津 NEAR/3 k*"),
    ):
        page = index.search(typed)
        assert (page.total, page.hits) == (0, ())
        assert page.refusal is not None
        assert page.refusal.code == "pattern_too_broad"
        assert typed[page.refusal.start : page.refusal.end] == faulty
        assert f"{breadth.MAX_TERMS:,}" in page.refusal.message
    assert index.search("k10*").total == 1
    assert index.search("k1?x1").total == 6


def fits_slowly(pattern: str, text: str) -> bool:
    """Tell whether a pattern fits, by trying every way."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(fits_slowly(pattern[1:], text[at:]) for at in range(len(text) + 1))
    return bool(text) and pattern[0] in {"?", text[0]} and fits_slowly(pattern[1:], text[1:])


@given(st.text(alphabet="ab?*", max_size=6), st.text(alphabet="ab", max_size=7))
def test_expressions_of_patterns_fit_what_patterns_do(pattern: str, text: str) -> None:
    assert (re.fullmatch(wildcard_regex(pattern), text) is not None) == fits_slowly(pattern, text)


def test_hostile_words_take_no_longer_than_their_length() -> None:
    assert re.fullmatch(wildcard_regex("a*b*c"), "a" * 200_000) is None


def fits_units(elements: list[str], cut: list[str]) -> bool:
    """Tell whether a pattern's units begin a run of units, by trying every length of its stars."""
    if not elements:
        return True
    if elements[0] == "*":
        return any(fits_units(elements[1:], cut[length:]) for length in range(min(FEW, len(cut)) + 1))
    if not cut or not (elements[0] == "?" or fits_slowly(elements[0], cut[0])):
        return False
    return fits_units(elements[1:], cut[1:])


def test_patterns_find_what_an_oracle_finds(index_of, tmp_path) -> None:
    rng = random.Random(5)  # noqa: S311 - the same texts each time
    texts = ["".join(rng.choices("甲乙丙、。5", k=rng.randrange(1, 14))) for _ in range(150)]
    index = index_of(tmp_path / "oracle", *(Article(id=str(n), body=text) for n, text in enumerate(texts)))
    asked = 0
    for _ in range(300):
        pattern = rng.choice("甲乙?") + "".join(rng.choices("甲乙丙5?*", k=rng.randrange(1, 5)))
        query = parse_query(pattern)
        if not isinstance(query.tree, Wild):
            continue
        asked += 1
        elements = [
            unit
            for element in pattern_elements(query.tree.text)
            for unit in (
                [element.text] if element.is_wild or element.is_open else re.findall("5+|.", element.text)
            )
        ]
        wanted = {
            str(number)
            for number, text in enumerate(texts)
            for run in text.split("。")
            for cut in [re.findall("5+|[甲乙丙]", run)]
            if any(fits_units(elements, cut[start:]) for start in range(len(cut)))
        }
        assert {hit.article.id for hit in index.search(query, limit=200).hits} == wanted, pattern
    assert asked > 150
