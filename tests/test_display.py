import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import DISPLAYS, Article, display_article, display_lang, displayed, mark_article
from search.display import aligned

SCRIPTS = ("hans", "hant", "mixed", "")
LETTERS = st.text(st.sampled_from("皇后台臺湾灣里裏裡面着著干乾幹事卫衞衛线綫 a。\n\0\ud83d😀"), max_size=40)


def cut(text, ranges):
    return [text[first:last] for first, last in ranges]


@st.composite
def marked_texts(draw):
    text = draw(LETTERS)
    places = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    return text, tuple(zip(places[::2], places[1::2], strict=False))


@pytest.mark.parametrize(
    ("printed", "script", "display", "shown"),
    [
        ("后来的干部在里面看着", "hans", "tw", "後來的幹部在裡面看著"),
        ("后来的干部在里面看着", "hans", "hk", "後來的幹部在裏面看着"),
        ("後來的幹部在裡面看著", "hant", "hans", "后来的干部在里面看着"),
        ("衞生署説綫路着火", "hant", "tw", "衛生署說線路著火"),
        ("衞生署綫路", "hant", "hans", "卫生署线路"),
        ("台灣裡面的群眾", "hant", "hk", "台灣裏面的羣眾"),
        ("皇后在宮裡", "hant", "tw", "皇后在宮裡"),
        ("计程车和出租车的软件", "hans", "tw", "計程車和出租車的軟件"),
    ],
)
def test_each_script_is_shown_in_each_other(printed, script, display, shown):
    assert displayed(printed, (), display, script) == (shown, ())


def test_lines_of_an_article_in_both_scripts_are_read_each_for_itself():
    printed = "皇后在宮裡說話。\n后来的干部来了。"
    for script in ("mixed", ""):
        assert displayed(printed, (), "tw", script)[0] == "皇后在宮裡說話。\n後來的幹部來了。"
        assert displayed(printed, (), "hans", script)[0] == "皇后在宫里说话。\n后来的干部来了。"


def test_marks_stay_on_the_words_that_matched():
    article = Article(id="a", title="乾事創業", body="前文。\n他們乾事創業，裏面有人。", script="hant")
    shown, marked = display_article(article, mark_article(article, "干事创业 里面"), "hans")
    assert shown.body == "前文。\n他们干事创业，里面有人。"
    assert cut(shown.body, marked["body"].ranges) == ["干事创业", "里面"]
    assert marked["body"].text == shown.body
    assert cut(shown.title, marked["title"].ranges) == ["干事创业"]
    assert {fragment.lang for fragment in marked.values()} == {"zh-Hans"}


def test_names_and_what_is_stored_stay_as_printed():
    article = Article(
        id="a", title="臺灣", source="臺灣日報", author="張三", script="hant", regions=("臺灣",)
    )
    shown, marked = display_article(article, {}, "hans")
    assert (shown.title, shown.source, shown.author, shown.regions) == (
        "台湾",
        "臺灣日報",
        "張三",
        ("臺灣",),
    )
    assert marked == {}
    assert article.title == "臺灣"


def test_as_printed_changes_nothing():
    assert displayed("皇后 后来", [(0, 2)], "printed", "mixed") == ("皇后 后来", ((0, 2),))


def test_simplified_text_is_shown_in_simplified_as_it_stands():
    assert displayed("他著书立说", (), "hans", "hans")[0] == "他著书立说"


def test_unknown_display_is_refused_by_name():
    with pytest.raises(ValueError, match="'s2twp' is none of printed, tw, hk, hans"):
        displayed("臺灣", (), "s2twp")


def test_every_display_has_its_language():
    article = Article(id="a", script="hans")
    tags = [display_lang(article, display) for display in DISPLAYS]
    assert tags == ["zh-Hans", "zh-Hant-TW", "zh-Hant-HK", "zh-Hans"]


def test_what_opencc_cannot_read_stays_where_it_is():
    assert displayed("后来\0的\ud83d干部", [(0, 2), (5, 7)], "tw", "hans") == (
        "後來\0的\ud83d幹部",
        ((0, 2), (5, 7)),
    )


@given(marked_texts(), st.sampled_from(DISPLAYS), st.sampled_from(SCRIPTS))
def test_text_with_marks_is_the_text_without_and_marks_cover_as_much(marked, display, script):
    text, ranges = marked
    shown, moved = displayed(text, ranges, display, script)
    assert shown == displayed(text, (), display, script)[0]
    assert len(shown) == len(text)
    assert moved == ranges


@given(marked_texts())
def test_marks_cover_what_their_match_became_where_lengths_change(marked):
    text, ranges = marked

    def convert(run):
        return run.replace("台", "臺灣").replace("里", "").replace("皇后", "后")

    shown, moved = aligned(text, ranges, convert)
    if len(convert(text)) == len(text):
        assert shown == convert(text)
    elif ranges:
        assert cut(shown, moved) == [convert(run) for run in cut(text, ranges)]
    assert all(0 <= first <= last <= len(shown) for first, last in moved)
