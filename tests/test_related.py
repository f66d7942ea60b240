"""Related articles: they share an article's strong words, and none of them is its copy."""

import pytest

from search import Article, ArticleNotFound
from search.engine import EmbeddedEngine
from search.related import MAX_CHARACTERS, MAX_TERMS, strong_words

FLOOD = Article(
    id="flood", title="曾文水庫洩洪", body="曾文水庫昨日洩洪，下游民眾撤離。水庫水位回落。", cluster="flood"
)
COPY = Article(id="copy", title="曾文水庫洩洪", body="曾文水庫昨日洩洪，下游民眾撤離。", cluster="flood")
DAM = Article(id="dam", title="曾文水库清淤", body="曾文水库清淤工程开工，水位下降。", script="hans")
DAM_COPY = Article(id="dam2", title="曾文水库清淤", body="曾文水库清淤工程开工。", cluster="dam")
LEVEL = Article(id="level", title="水位", body="今晨水位回落，民眾放心。")
OTHER = Article(id="other", title="大蒜豐收", body="寶坻大蒜豐收，價格上漲。")
NEVER = Article(id="never", title="圖書館開幕", body="新館今日開幕。")
ALL = (FLOOD, COPY, DAM, DAM_COPY, LEVEL, OTHER, NEVER)


def test_related_articles_share_words_in_either_script_best_first(make_index) -> None:
    found = make_index(*ALL).related("flood")
    assert found[0].score >= found[1].score > 0
    shared = {hit.article.id: hit.shared for hit in found}
    assert set(shared) == {"dam", "level"}
    assert "水庫" in shared["dam"] or "曾文水庫" in shared["dam"]
    assert "水位" in shared["level"]


def test_shared_words_are_given_as_the_article_asked_about_prints_them(make_index) -> None:
    index = make_index(*ALL)
    assert all("库" not in word for hit in index.related("flood") for word in hit.shared)
    assert any("库" in word for hit in index.related("dam") for word in hit.shared)


def test_its_own_copies_are_left_out_and_other_clusters_stand_once(make_index) -> None:
    index = make_index(*ALL)
    assert not {"flood", "copy"} & {hit.article.id for hit in index.related("flood")}
    assert not {"flood", "copy"} & {hit.article.id for hit in index.related("copy")}
    clusters = [hit.article.cluster or hit.article.id for hit in index.related("level")]
    assert len(set(clusters)) == len(clusters)


def test_every_shared_word_stands_in_both(make_index) -> None:
    index = make_index(*ALL)
    for hit in index.related("flood"):
        assert hit.shared
        for word in hit.shared:
            assert index.search(f'"{word}"', limit=100).total
            assert word in FLOOD.title + FLOOD.body


@pytest.mark.parametrize(
    "article",
    [
        Article(id="x"),
        Article(id="x", title="字"),
        Article(id="x", title="？！", body="。"),
        Article(id="x", body="獨一無二的內容"),
        Article(id="x", body="\ud800\x00"),
    ],
)
def test_an_article_of_which_nothing_is_shared_has_no_related_ones(make_index, article) -> None:
    assert make_index(article, NEVER).related("x") == ()


def test_a_title_alone_is_enough(make_index) -> None:
    index = make_index(Article(id="x", title="水庫清淤"), *ALL)
    assert index.related("x")[0].article.id in {"dam", "dam2"}


def test_a_long_article_is_asked_about_by_a_bounded_number_of_words(make_index) -> None:
    words = "".join(f"第{number}號水庫" for number in range(MAX_CHARACTERS))
    index = make_index(
        Article(id="long", body=words), Article(id="tail", body="a" * MAX_CHARACTERS + "水庫"), *ALL
    )
    assert {hit.article.id for hit in index.related("long")} >= {"tail", "dam"}
    assert index.related("tail") == ()  # what stands behind the first 20,000 characters is not looked at
    reader = EmbeddedEngine().reader(index.folder)
    number = reader.number_of("long")
    assert number is not None
    strong = strong_words(reader, reader.article(number))
    assert 0 < len(strong) <= MAX_TERMS
    assert strong[0].weight == 1.0
    assert [word.weight for word in strong] == sorted((word.weight for word in strong), reverse=True)


def test_the_limit_holds_and_the_first_stay_the_first(make_index) -> None:
    index = make_index(*ALL)
    assert index.related("flood", limit=1) == index.related("flood")[:1]


@pytest.mark.parametrize("limit", [0, -1, 101])
def test_a_limit_that_cannot_be_is_refused(make_index, limit) -> None:
    with pytest.raises(ValueError, match=f"limit {limit} must be from 1 to 100"):
        make_index(*ALL).related("flood", limit=limit)


def test_an_unknown_id_is_named(make_index) -> None:
    with pytest.raises(ArticleNotFound, match="'nowhere'"):
        make_index(*ALL).related("nowhere")
