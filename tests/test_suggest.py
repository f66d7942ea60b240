"""Suggestions: what is typed, completed with what the archive prints."""

from collections.abc import Callable
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import Article, Index, Suggestion, open_index, open_writer
from search.analysis import fold
from search.suggest import KINDS
from search.suggest.gathering import key_of
from search.suggest.near import distance
from search.suggest.phrases import frequent_phrases

ARTICLES = (
    Article(
        id="vote",
        title="立法會選舉投票日",
        body="立法會選舉今日舉行，立法會主席呼籲市民投票。",
        source="寶坻晚報",
        author="記者陳大文",
        regions=("香港",),
        published="2020-09-06",
    ),
    Article(id="law", title="立法會主席談選舉", body="立法會三讀通過條例。", published="2020-09-07"),
    Article(
        id="storm",
        title="颱風吹襲高雄",
        body="颱風吹襲高雄，重慶來的旅客滯留；銀行停業。",
        regions=("臺灣/高雄市",),
        tags=("颱風", "不在文中的標籤"),
        published="2020-09-08",
    ),
    Article(id="covid", title="COVID-19疫情升溫", body="臺灣的疫情與COVID有關。", published="2020-09-09"),
    Article(id="signs", title="颱風 -高雄 NOT 停課？", body="停課。", published="2020-09-10"),
)


@pytest.fixture(scope="module")
def index(index_of: Callable[..., Index], tmp_path_factory: pytest.TempPathFactory) -> Index:
    opened = index_of(tmp_path_factory.mktemp("suggest") / "index", *ARTICLES)
    opened.warm_up()
    return opened


def texts(found: tuple[Suggestion, ...]) -> list[str]:
    return [suggestion.text for suggestion in found]


@pytest.mark.parametrize(
    "typed",
    ["立法", "立法会", "立法會", "lifa", "lifahui", "li fa hui", "li'fa'hui", "lǐ fǎ", "LIFAHUI", "lfh"],
)
def test_a_beginning_in_either_script_or_pinyin_or_initials_suggests_what_is_printed(index, typed) -> None:
    assert texts(index.suggest(typed))[0] == "立法會"


@pytest.mark.parametrize("typed", ["立fa", "li法", "立法h", "lifh", "lf会", "立fhui"])
def test_characters_and_pinyin_may_be_mixed(index, typed) -> None:
    assert "立法會" in texts(index.suggest(typed))


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("chongqing", "重慶"),
        ("cq", "重慶"),
        ("yinhang", "銀行"),
        ("gaoxiong", "高雄市"),
        ("xianggang", "香港"),
    ],
)
def test_phrases_and_places_are_read_as_such(index, typed, wanted) -> None:
    found = {suggestion.text for suggestion in index.suggest(typed)}
    assert wanted in found or f'region:"{wanted}"' in found


def test_letters_and_digits_are_completed(index) -> None:
    assert texts(index.suggest("covi"))[:1] == ["COVID"]
    assert "COVID-19疫情升溫" in texts(index.suggest("covid 19"))


def test_a_title_is_told_apart_and_names_its_article(index) -> None:
    (title,) = [found for found in index.suggest("颱風吹襲高") if found.kind == "title"]
    assert title == Suggestion("颱風吹襲高雄", "title", 1, "storm")


def test_names_of_authors_and_sources_are_suggested_in_their_field_where_no_text_has_them(index) -> None:
    (author,) = index.suggest("陳大")
    (source,) = index.suggest("baodiwan")
    assert author == Suggestion('author:"陳大文"', "name", 1)
    assert source == Suggestion('source:"寶坻晚報"', "name", 1)


def test_the_last_word_is_completed_where_the_whole_gives_too_little(index) -> None:
    found = index.suggest("颱風 重")
    assert Suggestion("颱風 重慶", "place", 1) in found
    assert not [text for text in texts(found) if "立法" in text]


def test_what_no_article_has_is_not_suggested(index) -> None:
    assert index.suggest("不在文") == ()


@pytest.mark.parametrize(
    "typed", ["立", "颱", "l", "t", "c", "高", "香", "陳", "寶", "颱風 ", "颱風 -高", "選", "COVID-"]
)
def test_every_suggestion_finds_articles_as_many_as_it_says(index, typed) -> None:
    for found in index.suggest(typed, 100):
        total = index.search(found.text, limit=0).total
        assert total == found.articles if found.kind != "title" else total >= 1
        assert found.kind in KINDS


def test_no_two_suggestions_differ_in_script_alone(make_index) -> None:
    index = make_index("台灣很大。", "臺灣很大。", "臺灣的山。", "台湾的海。", "臺灣。")
    index.warm_up()
    found = texts(index.suggest("台", 50))
    assert len({fold(text) for text in found}) == len(found)
    assert "臺灣" in found


def test_what_is_written_comes_before_what_sounds_so_and_frequent_before_rare(make_index) -> None:
    index = make_index("LI Wei來了。", "李偉來了。", *["歷史很長。"] * 5, *["理由很多。"] * 3)
    index.warm_up()
    found = texts(index.suggest("li"))
    assert found.index("LI") < found.index("歷史") < found.index("理由")


def test_titles_leave_places_to_other_kinds(make_index) -> None:
    index = make_index(*[Article(id=str(at), title=f"大蒜豐收第{at}年", body="大蒜。") for at in range(30)])
    index.warm_up()
    kinds = [found.kind for found in index.suggest("大")]
    assert kinds[0] == "word"
    assert 1 <= kinds.count("title") <= 10


def test_deleted_articles_are_suggested_no_more_and_new_ones_are(tmp_path) -> None:
    with open_writer(tmp_path, create=True) as writer:
        writer.add(Article(id="old", title="大蒜豐收", body="大蒜。"))
        writer.add(Article(id="kept", title="大蔥豐收", body="大蔥。"))
        writer.commit()
    before = open_index(tmp_path)
    before.warm_up()
    assert texts(before.suggest("dasuan"))[:1] == ["大蒜"]
    with open_writer(tmp_path) as writer:
        writer.remove("old")
        writer.add(Article(id="new", title="大棗豐收", body="大棗。"))
        writer.commit()
    after = before.latest()
    for _ in range(2):
        assert not [text for text in texts(after.suggest("大", 50)) if "蒜" in text]
        after.warm_up()
    assert "大棗豐收" in texts(after.suggest("dazao"))
    assert "大蒜豐收" in texts(before.suggest("dasuan"))


def test_parts_that_a_commit_keeps_are_read_once(tmp_path, monkeypatch) -> None:
    with open_writer(tmp_path, create=True) as writer:
        writer.add(Article(id="a", title="大蒜豐收"))
        writer.commit()
    before = open_index(tmp_path)
    before.warm_up()
    gathered = dict(before._suggester._kept.gathered)
    with open_writer(tmp_path) as writer:
        writer.add(Article(id="b", title="大蔥豐收"))
        writer.commit()
    after = before.latest()
    after.warm_up()
    assert all(after._suggester._kept.gathered[key] is part for key, part in gathered.items())
    assert len(after._suggester._kept.gathered) == 2


def test_before_all_is_ready_words_of_titles_are_suggested_at_once(make_index) -> None:
    index = make_index(*[Article(id=article.id, title=article.title) for article in ARTICLES])
    assert not index._suggester.is_ready
    first = index._suggester
    with first._kept.lock:  # whoever makes things ready waits, and nobody else does
        assert "立法會" in texts(index.suggest("立法会"))
        assert index.did_you_mean("立發會") == ()
    first.load()
    assert "立法會" in texts(index.suggest("lifahui"))


def test_threads_get_the_same_answers_while_things_are_made_ready(make_index) -> None:
    index = make_index(*ARTICLES)
    answers: list[list[str]] = []
    threads = [Thread(target=lambda: answers.append(texts(index.suggest("立法会")))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert all("立法會" in found for found in answers)


@pytest.mark.parametrize("typed", ["", " ", "，。", "\x00\x01", "大" * 10_000, "a" * 10_000, "li " * 60])
def test_what_holds_no_beginning_or_too_much_has_no_suggestions(index, typed) -> None:
    assert index.suggest(typed) == ()


@given(st.text(alphabet=st.characters(), max_size=40), st.integers(1, 20))
def test_any_text_is_answered_with_at_most_as_many_as_asked(index, typed, limit) -> None:
    assert len(index.suggest(typed, limit)) <= limit
    assert len(index.did_you_mean(typed)) <= 3


@pytest.mark.parametrize(
    "typed", ["\ud800", "立\udfff法", "\u202e立法", 'source:"', "(立法", "立法 -", "((((", "立 OR"]
)
def test_halves_of_pairs_and_open_signs_are_answered(index, typed) -> None:
    assert isinstance(index.suggest(typed), tuple)
    assert isinstance(index.did_you_mean(typed), tuple)


@pytest.mark.parametrize("limit", [0, -1, 101])
def test_a_limit_out_of_range_is_refused(index, limit) -> None:
    with pytest.raises(ValueError, match="it must be from 1 to 100"):
        index.suggest("立法", limit)


def test_an_empty_index_suggests_nothing(tmp_path) -> None:
    with open_writer(tmp_path, create=True) as writer:
        writer.commit()
    with open_index(tmp_path) as index:
        index.warm_up()
        assert index.suggest("立法") == ()
        assert index.did_you_mean("立法") == ()


def test_words_used_together_again_and_again_are_a_phrase() -> None:
    found = frequent_phrases([f"修订逃犯条例第{at}天" for at in range(5)] + ["苹果好吃", "天气好"])
    assert "逃犯条例" in found or "修订逃犯条例" in found
    assert not [phrase for phrase in found if "苹果" in phrase]


def test_keys_leave_breaks_out_and_words_of_letters_apart() -> None:
    assert key_of("「三个坚持」，covid-19 疫情") == "三个坚持covid 19疫情"


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_distances_are_symmetric_and_bounded_by_length(one, other) -> None:
    away = distance(one, other)
    assert away == distance(other, one)
    assert abs(len(one) - len(other)) <= away <= max(len(one), len(other))
    assert (away == 0) == (one == other)
