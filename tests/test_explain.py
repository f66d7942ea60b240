"""What made a hit's score: the parts are those of the typed words, and sum up to it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from search import Article, ArticleNotFound, Explanation, Index, ScorePart, open_index, open_writer
from search.cli import main

ARTICLES = [
    Article(
        id="whole", title="立法會選舉延期", body="立法會選舉延期一年。", source="甲報", published="2020-08-01"
    ),
    Article(
        id="near",
        title="新聞",
        body="立法會的選舉要延期。" + "市民說。" * 30,
        source="甲報",
        published="2020-08-03",
    ),
    Article(
        id="far",
        title="新聞",
        body="立法會。" + "市民說。" * 30 + "延期。選舉。",
        source="乙報",
        published="2020-08-20",
    ),
    Article(
        id="copy", title="新聞", body="立法會的選舉要延期。" + "市民說。" * 30, source="甲報", cluster="near"
    ),
    Article(id="some", title="選舉", body="選舉在即。", source="丙報"),
]
QUERIES = [
    "立法會 選舉 延期",
    "选举",
    '"立法會選舉"',
    "選舉 延期 -新聞",
    "title:選舉",
    "選",
    "立法會選舉幾時延期？",
    "選舉 OR 延期",
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    path = tmp_path_factory.mktemp("explained")
    for part in (ARTICLES[:2], ARTICLES[2:]):
        with open_writer(path, create=True) as writer:
            for article in part:
                writer.add(article)
            writer.commit()
    opened = open_index(path)
    assert opened.status().segments == 2
    return opened


def leaves(parts: tuple[ScorePart, ...]) -> list[float]:
    return [value for part in parts for value in (leaves(part.parts) if part.parts else [part.value])]


def part_names(found: Explanation, name: str) -> set[str]:
    return {kind.name for part in found.parts if part.name == name for kind in part.parts}


@pytest.mark.parametrize("query", QUERIES)
def test_the_parts_sum_up_to_the_hits_score(index, query) -> None:
    page = index.search(query)
    assert page.hits
    for place, hit in enumerate(page.hits):
        found = index.explain(query, hit.article.id)
        assert found.score == hit.score
        assert sum(leaves(found.parts)) == pytest.approx(hit.score, abs=1e-9)
        assert sum(part.value for part in found.parts) == pytest.approx(hit.score, abs=1e-9)
        assert found.missing == hit.missing
        assert found.is_complete == (place < page.total)


def test_it_says_which_word_gave_what(index) -> None:
    found = index.explain("立法會 選舉 延期", "near")
    assert [part.name for part in found.parts] == ["立法會", "選舉", "延期", "together"]
    assert part_names(found, "選舉") == {"body", "frequency", "lead"}
    assert part_names(found, "together") == {"proximity", "source", "time", "head"}
    assert (found.is_complete, found.has_whole, found.missing) == (True, False, ())


def test_it_says_what_is_missing_and_what_stands_as_typed(index) -> None:
    assert index.explain("立法會 選舉 延期", "some").missing == ("立法會", "延期")
    assert not index.explain("立法會 選舉 延期", "some").is_complete
    assert index.explain("立法會 選舉 延期", "whole").has_whole


def test_words_near_each_other_and_the_head_of_a_cluster_count_for_more(index) -> None:
    near, far, copy = (index.explain("立法會 選舉 延期", name) for name in ("near", "far", "copy"))
    assert near.score > far.score
    assert near.score > copy.score
    assert "head" not in part_names(copy, "together")


def test_an_article_that_does_not_match_has_no_explanation(index) -> None:
    with pytest.raises(ArticleNotFound, match="does not match"):
        index.explain("延期", "some")
    with pytest.raises(ArticleNotFound, match="no article has the id"):
        index.explain("延期", "none")


def test_the_terminal_shows_it_as_text_and_as_json(index, tmp_path: Path) -> None:
    with open_writer(tmp_path, create=True) as writer:
        writer.add(ARTICLES[0])
        writer.commit()
    arguments = ["--index", str(tmp_path), "選舉 延期", "--explain", "whole"]
    shown = CliRunner().invoke(main, arguments)
    assert shown.exit_code == 0
    assert "whole: complete match, holds the whole query as typed" in shown.output
    assert next(line.split()[1] for line in shown.output.splitlines()[1:] if line.startswith(" ")) == "選舉"
    record = json.loads(CliRunner().invoke(main, [*arguments, "--json"]).output)
    assert record["is_complete"] is True
    assert record["score"] == pytest.approx(sum(part["value"] for part in record["parts"]), abs=1e-9)
