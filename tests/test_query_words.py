import pytest

from search import parse_query
from search.engine.tree import AndNot, Everything, Or
from search.query.planner import MAX_WORDS, plan_query
from search.query.words import wanted_words


def words(text: str) -> list[str]:
    return [text[word.start : word.end] for word in wanted_words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("立法會選舉", ["立法會", "選舉"]),
        ("川普", ["川普"]),
        ("殷向傑", ["殷向傑"]),
        ("2020年5月立法會選舉", ["2020年5月", "立法會", "選舉"]),
        ("第3屆世界智能大會", ["第3屆", "世界", "智能", "大會"]),
        ("5G網絡建設", ["5G", "網絡", "建設"]),
        ("COVID-19疫苗", ["COVID-19", "疫苗"]),
        ("2+4+46", ["2+4+46"]),
        ("6,873人", ["6,873人"]),
        ("AI、機器人", ["AI", "機器人"]),
        ("jubao@staff.enorth.cn", ["jubao@staff.enorth.cn"]),
        ("學c++課", ["學", "c++", "課"]),
        ("，。", []),
    ],
)
def test_unquoted_text_is_cut_into_the_words_that_are_wanted(text, expected) -> None:
    assert words(text) == expected


def test_more_words_than_any_headline_has_are_refused_with_the_limit() -> None:
    plan = plan_query(parse_query(" ".join(f"w{number}" for number in range(MAX_WORDS + 1))))
    assert plan.refusal is not None
    assert plan.refusal.code == "too_many_words"
    assert "257 different words; at most 256" in plan.refusal.message


class Regional:
    """Knows two words."""

    def is_form(self, text: str) -> bool:
        return bool(self.also(text))

    def also(self, text: str) -> tuple[str, ...]:
        return {"計程車": ("出租车", "的士"), "人工智慧": ("人工智能",)}.get(text, ())


def test_what_other_regions_print_is_looked_for_beside_a_word_at_a_lower_weight() -> None:
    plain, plan = (plan_query(parse_query("台北 計程車"), known) for known in (None, Regional()))
    assert [(beside.typed, beside.texts) for beside in plan.beside] == [("計程車", ("出租车", "的士"))]
    assert [word.typed for word in plan.words] == ["台北", "計程車"]
    assert plan.score[: len(plain.score)] == plain.score
    weights = {term.text: term.weight for term in plan.score if term.field == "body_g"}
    assert weights["的士"] == weights["计程"] / 2
    assert set(plan.marks) > set(plain.marks)


def test_words_that_the_vocabulary_has_as_one_are_one() -> None:
    plan = plan_query(parse_query("人工智慧產業"), Regional())
    assert [word.typed for word in plan.words] == ["人工智慧", "產業"]
    assert plan.beside[0].texts == ("人工智能",)


def test_what_is_excluded_is_excluded_in_all_its_words_and_not_marked() -> None:
    plan = plan_query(parse_query("台北 -計程車"), Regional())
    assert [beside.texts for beside in plan.beside] == [("出租车", "的士")]
    alone = plan_query(parse_query("計程車"), Regional()).words[0].node
    assert plan.match == AndNot(Everything(), Or((alone,)))
    assert {mark.parts for mark in plan.marks} == {((0, "台"), (1, "北"))}


@pytest.mark.parametrize("typed", ['"計程車"', "=計程車", "台北 NEAR/3 計程車", "計?車"])
def test_what_is_asked_exactly_is_not_widened(typed) -> None:
    assert plan_query(parse_query(typed), Regional()).beside == ()


def test_every_part_of_a_plan_knows_its_clause() -> None:
    query = parse_query('台北 "捷運" AND date:2019 -公車')
    plan = plan_query(query)
    typed = [
        (part.typed, query.text[part.clause.start : part.clause.end]) for part in plan.words + plan.required
    ]
    assert typed == [("台北", "台北"), ('"捷運"', '"捷運"'), ("date:2019", "date:2019")]


def test_a_word_in_two_written_forms_is_one_word() -> None:
    plan = plan_query(parse_query("電視台 開播 電視臺"))
    assert [word.typed for word in plan.words] == ["電視台", "開播"]
