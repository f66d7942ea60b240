"""The search for marks in whole pages, held against the definition: cutting each text into units."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.analysis import fold, units
from search.analysis.units import has_unit, positions
from search.article import SECTIONS
from search.matches import SEARCHED_IN, find_matches, with_combining
from search.passages import Match, Passage, passages
from search.query.marks import Mark

PIECES = [
    *"寶坻宝天津北京〇々",
    *(
        "\ue001",
        "𨋢",
        "\U00031350",
        "\U0002fa1f",
        "\u9fff",
    ),  # for private use, beyond the BMP, not in Unicode yet
    *("ab", "a", "5", "14.5", "5g", "c++", "c#", "C", "Ｇ", "é", "ß", "вг", "가", "①", "Ⅱ"),
    *(".", "+", "#", "-", "_", " ", "，", "、", "「", "\u3000", "\u00d7", "\ufe0f", "\ud800"),
    *("\u0301", "\u3099", "\u302a"),  # combine with what stands before
    *("。", "！", ";", "\n", "\x85", "\u2028"),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
SECTION_TEXTS = st.lists(st.tuples(st.sampled_from(SECTIONS), TEXTS), max_size=5)
SENTENCES = st.sampled_from(
    ["寶坻。", "天津！”", "  ；", "津津" * 20 + "，津。", "天" * 70, "，寶坻" * 40 + "！", "\u3000"]
)
SEARCHED = st.sampled_from([("title", "body", "furniture"), ("title",), ("body",), ("source",)])


@st.composite
def pages(draw) -> tuple[list[tuple[str, str]], list[Mark]]:
    """Sections, and marks of which most stand in them."""
    sections = draw(SECTION_TEXTS)
    marks = {}
    for _ in range(draw(st.integers(0, 6))):
        text = draw(st.sampled_from([text for _, text in sections] or [""]) | TEXTS)
        begin = draw(st.integers(0, len(text)))
        parts = positions(fold(text[begin : begin + draw(st.integers(1, 8))]))
        if parts:
            marks[Mark(tuple(parts), draw(SEARCHED))] = None
    return sections, list(marks)


def unit_spans(canonical: str, mark: Mark) -> Iterator[tuple[int, int]]:
    """Give every place where a mark's units stand in sequence, found by cutting the text into units."""
    cut = units(canonical)
    length = len(mark.parts)
    for place in range(len(cut) - length + 1):
        found = cut[place : place + length]
        stands = tuple((unit.position - found[0].position, unit.text) for unit in found)
        if stands == mark.parts:
            yield found[0].start, found[-1].end


def by_definition(name: str, text: str, marks: Sequence[Mark]) -> list[tuple[int, int, int]]:
    spans = sorted(
        (start, end, number)
        for number, mark in enumerate(marks)
        if SEARCHED_IN[name] in mark.texts
        for start, end in unit_spans(fold(text), mark)
    )
    return [(start, with_combining(text, end), number) for start, end, number in spans]


@given(pages())
@example(([("body", "北京。"), ("body", "天津")], [Mark(((0, "北"), (1, "京"), (3, "天")), ("body",))]))
@example(([("body", "坐。\n！車")], [Mark(((0, "坐"), (2, "车")), ("body",))]))
@example(([("title", "天天天")], [Mark(((0, "天"), (1, "天")), ("title",))]))
@example(([("body", "北京天")], [Mark(((0, "北"), (1, "京")), ("body",)), Mark(((0, "北"),), ("body",))]))
def test_all_marks_in_all_sections_are_where_the_units_stand(page) -> None:
    sections, marks = page
    expected = [by_definition(name, text, marks) for name, text in sections]
    assert find_matches(sections, marks) == expected


@pytest.mark.parametrize("held", ["坐𨋢", "𨋢5g", "5g車", "5g車。c++", "車。c++ 14.5", "14.5"])
def test_marks_of_every_kind_are_found_where_they_were_looked_for(held) -> None:
    text = "坐𨋢、5G車。c++ 14.5"
    units_of_mark = positions(fold(held))
    mark = Mark(tuple(units_of_mark), ("body",))
    in_body, in_title = find_matches([("body", text), ("title", text)], [mark])
    assert [positions(fold(text[start:end])) for start, end, _ in in_body] == [units_of_mark]
    assert in_title == []


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("5", "15日 5g 2.5 5.5"),
        ("c", "c++ c# abc"),
        ("北京", "北5京 北a京 北①京"),
        ("北京", "北。京"),
        ("covid19", "covid1 covid192"),
        ("e", "e\u0301"),
    ],
)
def test_a_part_of_a_unit_and_a_broken_sequence_are_no_match(typed, text) -> None:
    mark = Mark(tuple(positions(fold(typed))), ("body",))
    assert find_matches([("body", text)], [mark]) == [[]]


@given(TEXTS)
def test_positions_are_those_of_the_units(text) -> None:
    canonical = fold(text)
    assert positions(canonical) == [(unit.position, unit.text) for unit in units(canonical)]
    assert has_unit(canonical) == bool(units(canonical))


@given(
    lines=st.lists(st.lists(SENTENCES, max_size=9).map("".join), max_size=6),
    first=st.integers(0, 60),
    step=st.integers(1, 60),
)
def test_the_passages_of_a_text_are_those_of_each_line_alone(lines, first, step) -> None:
    text = "\n".join(lines)
    starts = [place for place, char in enumerate(text) if not char.isspace()][first::step]
    matches = [Match(start, start + 1, number) for number, start in enumerate(starts)]
    alone = []
    begin = 0
    for line in lines:
        inside = [match for match in matches if begin <= match.start < begin + len(line)]
        here = [Match(match.start - begin, match.end - begin, match.mark) for match in inside]
        for found in passages(line, 0, here) if here else []:
            shifted = [Match(start + begin, end + begin, mark) for start, end, mark in found.matches]
            alone.append((found.start + begin, found.end + begin, shifted))
        begin += len(line) + 1
    assert sorted(match for *_, held in alone for match in held) == matches
    if matches:
        assert [(found.start, found.end, found.matches) for found in passages(text, 0, matches)] == alone


def test_passages_that_show_as_much_are_worth_the_same_in_whatever_order() -> None:
    worths = [0.1, 0.2, 0.3, 0.3, 0.2, 0.1]
    first = Passage(0, 0, 9, (), frozenset({0, 1, 2}))
    other = Passage(0, 0, 9, (), frozenset({3, 4, 5}))
    assert (0.1 + 0.2) + 0.3 != (0.3 + 0.2) + 0.1
    assert first.worth(worths) == other.worth(worths)
