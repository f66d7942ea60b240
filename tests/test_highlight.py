from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import Article, mark_article
from search.analysis import fold, units
from search.highlight import Fragment, fragments, merge_ranges
from search.passages import LONG
from search.query import parse_query
from search.query.planner import plan_query


def marked(article: Article, query: str, section: str = "body") -> list[str]:
    fragment = mark_article(article, query)[section]
    return [fragment.text[first:last] for first, last in fragment.marks]


def shown(article: Article, query: str) -> tuple[Fragment, ...]:
    (found,) = fragments([article], plan_query(parse_query(query)).marks)
    return found


def article(body: str, title: str = "", **others: str) -> Article:
    return Article(id="a", title=title, body=body, **others)


@pytest.mark.parametrize(
    ("query", "body", "expected"),
    [
        ("干事创业", "乾事創業的狀態", ["乾事創業"]),
        ("马克思", "馬克思主義", ["馬克思"]),
        ("马克 马克思", "馬克思主義與馬克", ["馬克思", "馬克"]),
        ("北京天津", "北京、天津與北京。天津", ["北京、天津", "北京", "天津"]),
        ('"北京天津"', "北京、天津與北京。天津", ["北京、天津"]),
        ("寶坻 天津", "天津寶坻", ["天津寶坻"]),
        ("選", "選舉與立選", ["選", "選"]),
        ("宝坻区委", "寶坻區委與黨委", ["寶坻區委"]),
        ("5", "5月15日", ["5"]),
        ("c++", "學 C++ 與 C", ["C++"]),
        ("e", "café e\u0301 E", ["E"]),
        ("葛", "葛\u3099城", ["葛\u3099"]),
        ("𨋢", "坐𨋢上樓", ["𨋢"]),
        ("NOT 天津 寶坻", "天津寶坻", ["寶坻"]),
        ("title:寶坻 天津", "天津寶坻", ["天津"]),
        ("２０１９", "2019年", ["2019"]),
    ],
)
def test_marks_fall_on_whole_matches_as_printed(query, body, expected) -> None:
    assert marked(article(body), query) == expected


@given(
    query=st.text(alphabet="寶坻天津北京 ab", min_size=1, max_size=6),
    body=st.text(alphabet='寶坻宝天津北京，。、「」 \n<&>"ab\u0301', max_size=60),
)
def test_marks_are_apart_ascending_and_hold_what_was_asked(query, body) -> None:
    if not units(fold(query)):
        return
    fragment = mark_article(article(body + "尾"), query)["body"]
    assert fragment.ranges == merge_ranges(fragment.ranges)
    assert all(0 <= first < last <= len(fragment.text) for first, last in fragment.ranges)
    assert "".join(piece for piece, _ in fragment.pieces()) == fragment.text
    asked = {unit.text for unit in units(fold(query))}
    for first, last in fragment.ranges:
        assert {unit.text for unit in units(fold(fragment.text[first:last]))} <= asked


@given(st.lists(st.tuples(*[st.text(alphabet="寶坻天津5g。 \n", max_size=20)] * 3), max_size=4))
def test_the_articles_of_a_page_are_shown_as_each_alone(texts) -> None:
    marks = plan_query(parse_query("寶坻 天津5g")).marks
    page = [article(body, title=title, furniture=furniture) for title, body, furniture in texts]
    assert fragments(page, marks) == [fragments([printed], marks)[0] for printed in page]


def test_furniture_goes_with_the_article_that_it_stands_in() -> None:
    marks = plan_query(parse_query("寶坻")).marks
    page = [article("天津", furniture=text) for text in ("甲寶坻", "", "乙寶坻")]
    shown_texts = [[fragment.text for fragment in found] for found in fragments(page, marks)]
    assert shown_texts == [["甲寶坻"], ["天津"], ["乙寶坻"]]


@given(
    query=st.sampled_from(["寶坻", "天津 智能", '"快車道"', "園", "沒有這個"]),
    body=st.text("寶坻天津智能快車道園，。！\n ab", max_size=900),
)
def test_fragments_point_into_the_article_as_printed(query, body) -> None:
    printed = article(body, title="寶坻快車道", summary=body[:50])
    for fragment in shown(printed, query):
        text = getattr(printed, fragment.section)
        assert fragment.text == text[fragment.start : fragment.end]
        assert len(fragment.text) <= LONG + 20 or fragment.section == "title"
        assert all(fragment.start <= first < last <= fragment.end for first, last in fragment.ranges)


def test_markup_in_an_article_is_text_and_stays_as_it_is() -> None:
    body = '<script>alert("寶坻")</script> &amp; 寶坻'
    fragment = mark_article(article(body), "寶坻")["body"]
    assert fragment.text == body
    assert [fragment.text[first:last] for first, last in fragment.marks] == ["寶坻", "寶坻"]
    assert unescape(body) != body


def test_a_fragment_is_whole_sentences_where_they_are_short_enough() -> None:
    body = "第一句說天氣。第二句說寶坻的大蒜豐收，農民很高興。第三句說別的。" + "無關的話。" * 40
    (fragment,) = shown(article(body), "寶坻")
    assert fragment.text.startswith("第一句說天氣。")
    assert fragment.text.endswith("。")


def test_a_long_sentence_is_cut_at_clauses_around_the_match() -> None:
    body = "前面的話很長，" * 30 + "寶坻在這裡，" + "後面的話也長，" * 30
    (fragment,) = shown(article(body), "寶坻")
    assert "寶坻在這裡" in fragment.text
    assert body[fragment.start - 1] == "，"
    assert fragment.text.endswith("，")
    assert len(fragment.text) <= LONG


def test_fragments_together_show_all_that_was_asked_in_reading_order() -> None:
    filler = "\n".join("這一段沒有什麼可看。" for _ in range(9))
    body = f"先說智能。\n{filler}\n又說智能。\n{filler}\n再說快車道。\n{filler}\n最後說寶坻。"
    found = shown(article(body), "寶坻 快車道 智能")
    text = "".join(fragment.text for fragment in found)
    assert all(word in text for word in ("寶坻", "快車道", "智能"))
    assert [fragment.start for fragment in found] == sorted(fragment.start for fragment in found)
    assert len(found) == 3


def test_the_title_comes_first_and_whole() -> None:
    found = shown(article("寶坻的正文。", title="寶坻：一個很長的標題"), "寶坻")
    assert [fragment.section for fragment in found] == ["title", "body"]
    assert found[0].text == "寶坻：一個很長的標題"


def test_the_opening_stands_unmarked_where_only_the_title_matches() -> None:
    found = shown(article("正文的第一句。正文的第二句。", title="寶坻"), "寶坻")
    assert found[1].text.startswith("正文的第一句。")
    assert found[1].ranges == ()


def test_furniture_is_shown_only_where_nothing_else_matches() -> None:
    printed = article("寶坻的正文。", furniture="誠聘英纔\n聯系我們")
    assert [fragment.section for fragment in shown(printed, "英才")] == ["furniture"]
    assert [fragment.section for fragment in shown(printed, "寶坻")] == ["body"]


@pytest.mark.parametrize(
    ("script", "lang"), [("hant", "zh-Hant"), ("hans", "zh-Hans"), ("", "zh"), ("mixed", "zh")]
)
def test_a_fragment_carries_the_language_of_its_article(script, lang) -> None:
    assert shown(article("寶坻", script=script), "寶坻")[0].lang == lang


def test_a_fragment_is_data() -> None:
    (fragment,) = shown(article("天津。", script="hant"), "天津")
    assert fragment.to_dict() == {
        "section": "body",
        "text": "天津。",
        "start": 0,
        "end": 3,
        "ranges": [[0, 2]],
        "marks": [[0, 2]],
        "lang": "zh-Hant",
    }
