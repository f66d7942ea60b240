"""Did you mean: corrections of queries that find nothing."""

from collections.abc import Callable

import pytest

from search import Article, Correction, Index

ARTICLES = (
    Article(id="1", title="蔡英文訪問高雄", body="總統蔡英文訪問高雄。", tags=("蔡英文",)),
    Article(id="2", title="立法會討論疫苗", body="立法會討論疫苗Vaccine，張三發言。"),
    Article(id="3", title="逃犯條例三讀", body="逃犯條例在立法會三讀。蘭花開了。"),
    Article(id="4", title="逃犯條例押後", body="逃犯條例押後表決。"),
    Article(id="5", title="逃犯條例撤回", body="逃犯條例撤回。"),
)


@pytest.fixture(scope="module")
def index(index_of: Callable[..., Index], tmp_path_factory: pytest.TempPathFactory) -> Index:
    opened = index_of(tmp_path_factory.mktemp("meant") / "index", *ARTICLES)
    opened.warm_up()
    return opened


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("蔡英闻", "蔡英文"),  # the same sound
        ("蔡因文", "蔡英文"),  # n for ng
        ("脏三", "張三"),  # z for zh
        ("南花", "蘭花"),  # n for l
        ("立发会", "立法會"),
        ("逃犯條力", "逃犯條例"),
        ("逃命條例", "逃犯條例"),  # a character changed
        ("逃犯條", "逃犯條例"),  # found as it is: nothing to correct
        ("逃條例", "逃犯條例"),  # a character missing
        ("逃犯的條例", "逃犯條例"),  # a character more
        ("犯逃條例", "逃犯條例"),  # two swapped
        ("vacine", "Vaccine"),
        ("vaccnie", "Vaccine"),
        ("vaxxine", "Vaccine"),
        ("lifahui", "立法會"),
        ("cai ying wen", "蔡英文"),
    ],
)
def test_a_word_is_corrected_by_sound_or_near_miss(index, typed, meant) -> None:
    found = [correction.text for correction in index.did_you_mean(typed)]
    assert found[:1] == ([] if index.search(typed).total else [meant])


def test_a_correction_says_what_was_changed_where_and_how_many_it_finds(index) -> None:
    (first, *_) = index.did_you_mean("高雄 蔡英闻")
    assert first == Correction("高雄 蔡英文", 1, 3, 6, "蔡英闻")
    assert first.text[first.start : first.end] == "蔡英文"


@pytest.mark.parametrize(
    "typed", ["高雄 蔡英闻", "「立发会」", "title:逃命條例", "立發会 OR 火星文", "立发会 疫苗"]
)
def test_only_what_finds_more_is_offered_three_at_most(index, typed) -> None:
    total = index.search(typed).total
    found = index.did_you_mean(typed)
    assert 1 <= len(found) <= 3
    for correction in found:
        assert correction.articles == index.search(correction.text).total > total


def test_a_result_without_a_complete_match_carries_corrections_and_another_none(index) -> None:
    page = index.search("蔡英闻")
    assert (page.total, page.hits) == (0, ())
    assert [correction.text for correction in page.corrections][:1] == ["蔡英文"]
    assert str(page.query) == "蔡英闻"
    assert index.search("蔡英文").corrections == ()


def test_field_names_and_operators_are_never_corrected(index) -> None:
    for correction in index.did_you_mean("title:蔡英闻 AND 高雄"):
        assert correction.text.startswith("title:")
        assert " AND " in correction.text


@pytest.mark.parametrize(
    "typed", ["", "，", "火星文" * 4_000, "x" * 10_000, "\x00\x07", "\ud800蔡", "123", "(", '"', "大" * 64]
)
def test_what_cannot_be_corrected_is_answered_with_nothing(index, typed) -> None:
    assert index.did_you_mean(typed) == ()
