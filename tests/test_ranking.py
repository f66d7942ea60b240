"""Order by relevance: what is promised of any archive, whichever weights were measured best."""

import random
from pathlib import Path

import pytest

from search import Article, open_index, open_writer
from search.analysis import fold
from search.engine import kernels as kernels_module
from search.query import parse_query
from search.query.light import word_weight
from search.query.planner import plan_query


def build(path: Path, articles: list[Article], segments: int = 1) -> None:
    for part in range(segments):
        with open_writer(path, create=True) as writer:
            for article in articles[part::segments]:
                writer.add(article)
            writer.commit()


def order(path: Path, query: str, **options: object) -> list[str]:
    with open_index(path) as index:
        return [hit.article.id for hit in index.search(query, **options).hits]  # type: ignore[arg-type]


def test_the_whole_query_as_typed_comes_first_however_far_behind_it_ranks(tmp_path) -> None:
    """More articles than are looked at again hold the words often, one holds them as they were typed."""
    articles = [Article(id=str(number), title="延期選舉", body="延期選舉。" * 5) for number in range(150)]
    late = Article(id="late", title="雜記", body="市民說。" * 200 + "選舉，延期。" + "市民說。" * 200)
    build(tmp_path, [*articles, late])
    for query in ("選舉 延期", "選舉延期", "选举　延期"):
        assert order(tmp_path, query)[0] == "late"
    assert order(tmp_path, "選舉 延期", sort="newest")[0] == "0"


def test_a_question_is_answered_by_what_it_asks_for_not_by_its_question_words(tmp_path) -> None:
    articles = [
        Article(id="asked", body="王永吉死後謚號文通。"),
        Article(id="words", body="這是什麼？那是什麼？"),
    ]
    articles += [Article(id=str(number), body="王家的謚號。王永的。") for number in range(8)]
    build(tmp_path, articles)
    assert order(tmp_path, "王永吉的謚號是什麼？")[0] == "asked"


@pytest.mark.parametrize("word", ["什麼", "哪一年", "誰", "多少", "何時", "嗎", "第幾", "为什么"])
def test_question_words_weigh_less(word) -> None:
    assert word_weight(fold(word)) < 0.5


@pytest.mark.parametrize("word", ["哪吒", "幾乎", "何韻詩", "幾何", "選舉", "怎麼辦報"[3:]])
def test_other_words_keep_their_weight(word) -> None:
    assert word_weight(fold(word)) == 1


def test_the_earlier_mention_and_the_nearer_words_come_first(tmp_path) -> None:
    filler = "市民說。" * 60
    build(
        tmp_path,
        [
            Article(id="late", body=filler + "選舉在即。" + "市民說。"),
            Article(id="early", body="選舉在即。" + filler + "市民說。"),
            Article(id="apart", body=filler + "延期。" + filler + "颱風。"),
            Article(id="together", body=filler + "延期因颱風。" + filler),
        ],
    )
    assert order(tmp_path, "選舉") == ["early", "late"]
    assert order(tmp_path, "延期 颱風") == ["together", "apart"]


@pytest.mark.parametrize("collapse", [False, True])
@pytest.mark.parametrize("query", ["天津", "天津 北京", "北京 選舉", "天津 OR 選舉"])
def test_page_by_page_equals_one_long_page_past_what_is_looked_at_again(tmp_path, query, collapse) -> None:
    rng = random.Random(3)  # noqa: S311 - a repeatable run
    words = ["天津", "北京", "選舉", "，", "。", "新聞"]
    articles = [
        Article(
            id=str(number),
            body="".join(rng.choices(words, k=rng.randint(2, 12))),
            source=rng.choice(["甲", "乙", ""]),
            published=rng.choice(["", "2019", f"2019-06-{rng.randint(10, 28)}"]),
            cluster=rng.choice(["", "", str(number - number % 3)]),
        )
        for number in range(400)
    ]
    build(tmp_path, articles, segments=3)
    whole = order(tmp_path, query, limit=1000, collapse=collapse)
    assert len(whole) > 110
    paged = [
        found
        for offset in range(0, len(whole) + 7, 7)
        for found in order(tmp_path, query, limit=7, offset=offset, collapse=collapse)
    ]
    assert paged == whole
    if collapse:
        kept = set(whole)
        assert [found for found in order(tmp_path, query, limit=1000) if found in kept] == whole


def test_both_kinds_of_kernels_give_the_same_scores(tmp_path, monkeypatch) -> None:
    rng = random.Random(5)  # noqa: S311 - a repeatable run
    words = ["天津", "北京", "選舉", "，", "。", "5G"]
    articles = [
        Article(id=str(number), title=rng.choice(words), body="".join(rng.choices(words, k=20)))
        for number in range(120)
    ]
    build(tmp_path, articles, segments=2)
    seen = []
    for kernels in (kernels_module.vectorized, __import__("search.engine.compiled", fromlist=["answer"])):
        monkeypatch.setattr(kernels_module.KERNELS, "module", kernels)
        with open_index(tmp_path) as index:
            seen.append(
                [
                    (hit.article.id, hit.score)
                    for query in ("天津選舉", "北京 5G", "選舉5G北京", "天津")
                    for hit in index.search(query, limit=100).hits
                ]
            )
    assert seen[0] == seen[1]


def test_only_unquoted_words_searched_everywhere_make_a_whole() -> None:
    assert plan_query(parse_query("選舉 延期")).first is not None
    for query in ("選舉", '"選舉" 延期', "title:選舉 延期"):
        assert plan_query(parse_query(query)).first is None
