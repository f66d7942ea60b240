"""A quoted phrase finds exactly the articles that hold it: thousands of random ones, and the oracle."""

import gzip
import json
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest

from search import Article, Index, open_index, open_writer
from tests.exactness import CHANGED, FIELDS, KINDS, Drawing, Texts, quoted
from tests.measure_exactness import check, differences
from tests.substrings import flattened

ARTICLES = [
    Article(
        id="a",
        title="寶坻開通5G快車道：H7N9疫苗",
        summary="京津「一區五園」增長14.5%。",
        body="北京、天津。寶坻成長率。\n在2020年5月，COVID-19與C++。率5在！𨋢壞了，㗎喎。",
        furniture="掃碼閱讀 enorth.com.cn",
    ),
    Article(id="b", title="北京天津", body="成長率5在。率在。率；；在20200101。𨋢。", furniture="北京"),
    Article(id="c", title="天津！", body="5", furniture="率。在"),
    Article(id="d", title="", body=""),
]


def test_thousands_of_phrases_of_real_articles_find_exactly_those_that_hold_them(
    tmp_path: Path, shared_data: Path
) -> None:
    with gzip.open(shared_data / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in islice(lines, 0, None, 120)]
    with open_writer(tmp_path, rebuild=True) as writer:
        for record in records:
            paragraphs = record["body"].split("\n")
            writer.add(
                Article(
                    id=record["id"],
                    title=record["title"],
                    summary=paragraphs[0],
                    body="\n".join(paragraphs[1:-1]),
                    furniture=paragraphs[-1] if len(paragraphs) > 1 else "",
                )
            )
        writer.commit()
    with open_index(tmp_path) as index:
        outcome = check(index, 1_500, seed=5)
    assert outcome.wrong == []
    assert sum(outcome.kinds.values()) == 1_500
    assert set(outcome.kinds) == {*KINDS, *CHANGED}
    assert all(many > 25 for many in outcome.kinds.values())
    assert min(outcome.fields[name] for name in FIELDS) > 150


def test_every_phrase_of_texts_full_of_traps_is_found_exactly(make_index: Callable[..., Index]) -> None:
    outcome = check(make_index(*ARTICLES), 400, seed=1)
    assert outcome.wrong == []
    assert outcome.found > 300


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ('"率。在"', {"a", "b", "c"}),  # not where a figure stands between the two, as in 率5在
        ('"成長率。\n在"', {"a"}),
        ('"率5在"', {"a", "b"}),
        ('"5。𨋢"', set()),
        ('"天津。寶坻"', {"a"}),
        ('"天津寶坻"', set()),
        ('"2020"', {"a"}),
        ('"2020年"', {"a"}),
        ('"𨋢"', {"a", "b"}),
        ('title:"天津"', {"b", "c"}),
    ],
)
def test_a_hard_break_in_a_phrase_is_one_in_the_text_and_nothing_else(
    make_index: Callable[..., Index], question: str, found: set[str]
) -> None:
    page = make_index(*ARTICLES).search(question)
    assert {hit.article.id for hit in page.hits} == found


def test_the_oracle_agrees_with_plain_substrings() -> None:
    texts = Texts(ARTICLES)
    flat = [flattened(text) for text in texts.printed]
    phrases = [probe.phrase for probe in Drawing(texts, seed=2).probes(200)] + ["無此", "2020年6月", "，"]
    for phrase, held in zip(phrases, texts.holding(phrases), strict=True):
        wanted = flattened(phrase).strip("\n")
        assert held.tolist() == [at for at, text in enumerate(flat) if wanted and wanted in text], phrase


def test_an_answer_that_lacks_an_article_or_has_one_too_many_is_told(
    make_index: Callable[..., Index],
) -> None:
    index = make_index(*ARTICLES)
    assert differences(index, '"率。在"', {0, 1, 2}) == (set(), set())
    assert differences(index, '"率。在"', {0, 3}) == ({3}, {1, 2})


def test_few_texts_have_few_phrases() -> None:
    probes = list(Drawing(Texts([Article(id="a", title="天津")]), seed=1).probes(100))
    assert {probe.phrase for probe in probes} >= {"天津", "天", "津"}
    assert len(probes) < 10


def test_phrases_are_quoted_by_marks_that_do_not_stand_in_them() -> None:
    assert quoted("甲") == '"甲"'
    assert quoted('「“”"甲') == '『「“”"甲』'
    assert quoted('”"』「') == ""
