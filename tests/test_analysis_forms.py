"""How each unit is printed: the codes that a query of an exact written form asks for."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import fold, gram_terms, units
from search.analysis.forms import (
    CANONICAL,
    NO_UNIT,
    OTHER,
    VARIANT,
    first_variants,
    form_code,
    form_codes,
    forms_digest,
)

PRINTED = "臺台颱灣湾國国著着幹干乾後后髮發发〇々𨋢䢂裏里裡ＡAaＢbé É5５²K\u0301.．+c#かカжЖ한 ，、。\n！？Ⅱ℃"
TEXT = st.text(alphabet=PRINTED, max_size=30) | st.text(max_size=10)


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("台", CANONICAL),
        ("臺", VARIANT),
        ("颱", OTHER),
        ("檯", OTHER),
        ("发", CANONICAL),
        ("發", VARIANT),
        ("髮", OTHER),
        ("着", CANONICAL),
        ("著", VARIANT),
        ("天", CANONICAL),
        ("5g", CANONICAL),
        ("5G", VARIANT),
        ("GDP", VARIANT),
        ("H7N9", VARIANT),
        ("V1.2", VARIANT),
        ("Covid", OTHER),
        ("５G", OTHER),
        ("14.5", CANONICAL),
        ("２", OTHER),
    ],
)
def test_a_unit_has_the_code_of_its_written_form(printed: str, code: int) -> None:
    assert form_code(printed) == code
    assert form_codes([printed])[0].tolist() == [code]


def test_codes_stand_at_the_positions_of_units_and_gaps_have_none() -> None:
    codes, begins = form_codes(["「臺灣」。\n5G網台颱！", "", "。", "Ab 里"])
    assert codes.tolist() == [
        *(VARIANT, VARIANT, NO_UNIT, VARIANT, VARIANT, CANONICAL, OTHER),
        *(OTHER, CANONICAL),
    ]
    assert begins.tolist() == [0, 7, 7, 7, 9]
    assert (codes.dtype, begins.dtype) == ("uint8", "uint32")


def test_no_texts_have_no_codes() -> None:
    codes, begins = form_codes([])
    assert (codes.tolist(), begins.tolist()) == ([], [0])


@given(st.lists(TEXT, max_size=4))
def test_codes_of_many_texts_are_the_codes_of_each_unit(texts: list[str]) -> None:
    codes, begins = form_codes(texts)
    assert len(begins) == len(texts) + 1
    for text, begin, end in zip(texts, begins.tolist(), begins[1:].tolist(), strict=False):
        expected = {unit.position: form_code(text[unit.start : unit.end]) for unit in units(fold(text))}
        found = codes[begin:end].tolist()
        assert found == [expected.get(position, NO_UNIT) for position in range(max(expected, default=-1) + 1)]


@given(TEXT)
def test_codes_stand_exactly_where_terms_do(text: str) -> None:
    codes, _ = form_codes([text])
    assert codes.nonzero()[0].tolist() == gram_terms(fold(text))[1]


@given(TEXT)
def test_a_code_but_the_last_says_how_a_unit_is_printed(text: str) -> None:
    for unit in units(fold(text)):
        printed = text[unit.start : unit.end]
        forms = {CANONICAL: unit.text, VARIANT: unit.text.translate(first_variants())}
        code = form_code(printed)
        assert forms[code] == printed if code in forms else printed not in forms.values()


def test_first_variants_fold_back_and_are_not_canonical() -> None:
    variants = first_variants()
    assert len(variants) > 5000
    for canonical, variant in variants.items():
        assert variant != canonical
        assert fold(chr(variant)) == chr(canonical)


def test_the_first_variant_is_the_traditional_form_or_the_lowest() -> None:
    chosen = {chr(canonical): chr(variant) for canonical, variant in first_variants().items()}
    assert {char: chosen[char] for char in "台湾国发后着aé"} == dict(
        zip("台湾国发后着aé", "臺灣國發後著AÉ", strict=True)
    )


def test_digits_and_signs_have_no_variant() -> None:
    assert not set(map(ord, "0123456789.+#")) & set(first_variants())


def test_the_digest_changes_with_the_variants(monkeypatch) -> None:
    before = forms_digest()
    assert re.fullmatch(r"[0-9a-f]{16}", before)
    monkeypatch.setattr("search.analysis.forms.first_variants", lambda: {ord("台"): ord("颱")})
    assert forms_digest.__wrapped__() != before
