"""Regional vocabulary: what a word leads to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import fold
from search.vocabulary import MAX_ALSO, Vocabulary, key, shipped_vocabulary
from search.vocabulary.groups import read_groups


def vocabulary_of(*lines: str) -> Vocabulary:
    read = read_groups("\n".join(lines), "test")
    return Vocabulary(read.groups, read.problems)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("出租车", "計程車"),
        ("出租車", "的士"),
        ("計程車", "出租车"),
        ("软件", "軟體"),
        ("軟件", "軟體"),
        ("信息", "資訊"),
        ("特朗普", "川普"),
        ("川普", "特朗普"),
        ("地铁", "捷運"),
        ("地鐵", "港鐵"),
        ("质量", "品質"),
        ("品質", "质量"),
        ("公交车", "巴士"),
        ("菠萝", "鳳梨"),
        ("朝鮮", "北韓"),
        ("悉尼", "雪梨"),
        ("身份", "身分"),
        ("座標", "坐标"),
        ("紐西蘭", "新西兰"),
        ("沙特", "沙烏地"),
        ("老挝", "寮國"),
        ("義大利", "意大利"),
        ("歐巴馬", "奥巴马"),
        ("新冠肺炎", "COVID-19"),
        ("covid-19", "新冠肺炎"),
        ("ＧＤＰ", "国内生产总值"),
    ],
)
def test_a_word_leads_to_what_other_regions_print(typed: str, printed: str) -> None:
    assert printed in shipped_vocabulary().also(typed)


@pytest.mark.parametrize(
    "pair", ["智慧 智能", "程序 进程", "资料 数据", "支持 支援", "核心 内核", "对象 物件", "项目 专案"]
)
def test_words_that_mislead_do_not_lead_to_each_other(pair: str) -> None:
    one, other = pair.split()
    assert other not in map(fold, shipped_vocabulary().also(one))
    assert one not in map(fold, shipped_vocabulary().also(other))


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("地铁站", ("捷運站", "港鐵站")),
        ("出租车司机", ("計程車司機", "的士司機", "德士司机")),
        ("計程車司機", ("出租车司机", "的士司機", "德士司机")),
        ("網路安全", ("网络安全",)),
        ("资讯化", ("信息化",)),
    ],
)
def test_a_longer_word_leads_to_the_whole_with_its_form_replaced(
    typed: str, printed: tuple[str, ...]
) -> None:
    assert shipped_vocabulary().also(typed) == printed


def test_forms_of_one_region_are_put_together() -> None:
    vocabulary = vocabulary_of("信息@cn 資訊@tw,hk", "网络@cn 網路@tw 網絡@hk")
    assert vocabulary.also("信息网络") == ("資訊網路", "資訊網絡")


def test_a_form_is_not_found_across_the_words_of_a_longer_one() -> None:
    vocabulary = vocabulary_of("国中@tw 初中@cn")
    assert vocabulary.also("中国中部") == ()


def test_what_holds_the_word_itself_is_not_given() -> None:
    vocabulary = vocabulary_of("算法@cn 演算法@tw 算則@hk")
    assert vocabulary.also("算法") == ("算則",)
    assert vocabulary.also("演算法") == ("算法", "算則")


def test_another_script_of_the_same_word_is_no_alternative() -> None:
    vocabulary = vocabulary_of("软件@cn 軟件@hk 軟體@tw")
    assert vocabulary.also("軟件") == ("軟體",)


def test_a_form_of_two_groups_leads_to_both_and_joins_them_not() -> None:
    vocabulary = vocabulary_of("质量@cn 品質@tw", "质量@cn 質素@hk", "土豆@cn 馬鈴薯@tw", "花生@cn >土豆@tw")
    assert vocabulary.also("質量") == ("品質", "質素")
    assert vocabulary.also("品質") == ("质量",)
    assert vocabulary.also("土豆") == ("馬鈴薯", "花生")
    assert vocabulary.also("花生") == ()
    assert [len(vocabulary.meanings(word)) for word in ("土豆", "花生", "番茄")] == [2, 1, 0]


def test_alternatives_are_bounded() -> None:
    names = [f"{first}{second}" for first in "甲乙丙丁" for second in "子丑寅卯"]
    vocabulary = vocabulary_of(*(" ".join(["天地", *names[first::4]]) for first in range(4)))
    assert len(vocabulary.also("天地")) == MAX_ALSO


@given(st.text(max_size=40))
def test_any_text_has_an_answer_that_is_bounded_and_never_itself(text: str) -> None:
    others = shipped_vocabulary().also(text)
    assert len(others) <= MAX_ALSO
    assert all(key(text) not in key(other) for other in others)


forms = st.sampled_from([form.text for group in shipped_vocabulary().groups for form in group])


@given(st.lists(forms, min_size=1, max_size=4))
def test_forms_in_a_row_are_answered_without_error(parts: list[str]) -> None:
    assert len(shipped_vocabulary().also("".join(parts))) <= MAX_ALSO


def test_the_shipped_file_has_no_line_that_cannot_be_read() -> None:
    assert shipped_vocabulary().problems == ()
    assert len(shipped_vocabulary().groups) > 850


def test_every_shipped_form_leads_to_another_or_holds_all_of_them() -> None:
    vocabulary = shipped_vocabulary()
    for group in vocabulary.groups:
        for form in group:
            others = [other for other in group if other is not form and not other.is_typed_only]
            if not all(key(form.text) in key(other.text) for other in others):
                assert vocabulary.also(form.text), form
