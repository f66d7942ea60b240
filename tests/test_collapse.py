"""Near-duplicates as one hit: which stands for them, how many there are, and that pages stay exact."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from search import Article, ArticleNotFound, Index, open_index, open_writer
from search.engine import CLUSTER, EmbeddedEngine, Request
from search.engine.tree import ScoreTerm, Term

HEAD = Article(id="head", title="寶坻大蒜", body="寶坻大蒜豐收。", published="2019-06-09", cluster="head")
COPY = Article(id="copy", title="寶坻大蒜", body="寶坻大蒜豐收。轉載", published="2019-06-10", cluster="head")
LATE = Article(id="late", title="宝坻大蒜大蒜大蒜", body="大蒜大蒜", published="2019-07-01", cluster="head")
ALONE = Article(id="alone", title="大蒜", body="另一種大蒜。", published="2019-06-11", cluster="alone")
UNDECIDED = Article(id="undecided", body="大蒜的價格。", published="2019-06-12")


def ids(index: Index, query: str, **options: object) -> list[str]:
    return [hit.article.id for hit in index.search(query, collapse=True, limit=100, **options).hits]


def test_the_head_stands_for_its_copies_and_says_how_many(make_index) -> None:
    index = make_index(COPY, HEAD, LATE, ALONE, UNDECIDED)
    page = index.search("大蒜", collapse=True)
    copies = {hit.article.id: hit.copies for hit in page.hits}
    assert copies == {"head": 2, "alone": 0, "undecided": 0}
    assert page.total == 5
    plain = index.search("大蒜")
    assert len(plain.hits) == 5
    assert {hit.copies for hit in plain.hits} == {0}


def test_where_the_head_is_not_found_the_best_stands(make_index) -> None:
    index = make_index(replace(HEAD, title="", body="別的"), COPY, LATE)
    hits = index.search("大蒜", collapse=True).hits
    assert [(hit.article.id, hit.copies) for hit in hits] == [("late", 1)]
    assert ids(index, "大蒜", sort="oldest") == ["copy"]


def test_a_partial_match_stands_under_a_complete_one_even_if_it_is_the_head(make_index) -> None:
    index = make_index(HEAD, COPY, ALONE)
    page = index.search("大蒜 轉載", collapse=True)
    assert [(hit.article.id, hit.copies, hit.missing) for hit in page.hits] == [
        ("copy", 1, ()),
        ("alone", 0, ("轉載",)),
    ]
    assert (page.total, page.partial) == (1, 2)


def test_a_head_that_nobody_labelled_joins_its_copies(make_index) -> None:
    index = make_index(replace(HEAD, cluster=""), COPY)
    assert ids(index, "大蒜") == ["head"]
    assert [article.id for article in index.copies("head")] == ["head", "copy"]


def test_copies_meet_across_segments_and_without_their_head(tmp_path) -> None:
    for number, article in enumerate((HEAD, COPY, LATE)):
        with open_writer(tmp_path, create=True) as writer:
            writer.add(article)
            writer.commit()
        index = open_index(tmp_path)
        assert index.status().segments == number + 1
        assert [(hit.article.id, hit.copies) for hit in index.search("大蒜", collapse=True).hits] == [
            ("head", number)
        ]
    with open_writer(tmp_path) as writer:
        writer.remove("head")
        writer.commit()
    index = index.latest()
    assert ids(index, "大蒜", sort="newest") == ["late"]
    assert [article.id for article in index.copies("late")] == ["copy", "late"]


def test_a_new_label_is_a_change(tmp_path) -> None:
    for article, wanted in (
        (replace(COPY, cluster="copy"), "added"),
        (COPY, "replaced"),
        (COPY, "unchanged"),
    ):
        with open_writer(tmp_path, create=True) as writer:
            writer.add(article)
            assert getattr(writer.commit(), wanted) == 1
    assert open_index(tmp_path).get("copy").cluster == "head"


def test_copies_come_head_first_then_by_date_and_id(make_index) -> None:
    undated = Article(id="a undated", body="大蒜", cluster="head")
    same_day = replace(COPY, id="b same day")
    index = make_index(LATE, undated, COPY, same_day, HEAD, ALONE)
    wanted = ["head", "b same day", "copy", "late", "a undated"]
    for asked in wanted:
        assert [article.id for article in index.copies(asked)] == wanted
    assert index.copies("head", limit=1) == (HEAD,)
    assert index.copies("alone") == (ALONE,)
    with pytest.raises(ArticleNotFound):
        index.copies("nobody")
    with pytest.raises(ValueError, match="limit 0"):
        index.copies("head", limit=0)


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_page_by_page_equals_one_long_page(tmp_path, sort) -> None:
    """Held against the whole ranking, of which each cluster keeps its head or its first."""
    rng = random.Random(6)  # noqa: S311 - a repeatable run
    for part in range(4):
        with open_writer(tmp_path, create=True) as writer:
            for number in range(part * 30, part * 30 + 30):
                writer.add(
                    Article(
                        id=str(number),
                        title=rng.choice(["", "天津", "選舉"]),
                        body="天津" * rng.randint(0, 3) + "北京" * rng.randint(0, 3),
                        published=rng.choice(["", "2019-06-09", "2020", f"2021-01-{rng.randint(10, 28)}"]),
                        cluster=rng.choice(["", str(number), str(number // 7 * 7), str(number % 5)]),
                    )
                )
            for number in range(part * 30, part * 30 + 30, 11):
                writer.remove(str(number))
            writer.commit()
    index = open_index(tmp_path)
    assert index.status().segments == 4
    for query in ("天津", "天津 北京", "選舉", "天津 OR 北京"):
        plain = index.search(query, limit=1000, sort=sort)
        complete = plain.hits[: plain.total]
        heads = {hit.article.id for hit in complete if hit.article.cluster in ("", hit.article.id)}
        standing: dict[str, str] = {}
        sizes: dict[str, int] = {}
        wanted = []
        for place, hit in enumerate(plain.hits):
            cluster = hit.article.cluster or hit.article.id
            sizes[cluster] = sizes.get(cluster, 0) + 1
            is_head = cluster == hit.article.id and place < plain.total
            if cluster not in standing and (is_head or cluster not in heads):
                standing[cluster] = hit.article.id
                wanted.append(hit)
        page = index.search(query, limit=1000, sort=sort, collapse=True)
        assert [hit.article.id for hit in page.hits] == [hit.article.id for hit in wanted]
        assert [hit.score for hit in page.hits] == [hit.score for hit in wanted]
        assert [hit.copies + 1 for hit in page.hits] == [
            sizes[hit.article.cluster or hit.article.id] for hit in wanted
        ]
        assert (page.total, page.partial) == (plain.total, plain.partial)
        joined = [
            hit
            for offset in range(0, len(page.hits) + 3, 3)
            for hit in index.search(query, limit=3, offset=offset, sort=sort, collapse=True).hits
        ]
        assert joined == list(page.hits)


def test_many_copies_before_anything_else_still_fill_a_page(tmp_path: Path) -> None:
    """The first thousand of the ranking belong together, and their head does not match."""
    engine = EmbeddedEngine()
    engine.create(tmp_path)
    writer = engine.writer(tmp_path)
    for number in range(1000):
        writer.add(Article(id=f"copy {number}", body="天津天津", cluster="far away"))
    for number in range(5):
        writer.add(Article(id=f"own {number}", body="天津北京北京北京北京"))
    writer.commit()
    reader = engine.reader(tmp_path)
    request = Request(
        match=Term("body_g", "天津"), score=(ScoreTerm("body_g", "天津", 1.0),), limit=4, collapse=CLUSTER
    )
    answers = reader.search(request)
    found = [(reader.article(answer.number).id, answer.alike) for answer in answers.page]
    assert found == [("copy 0", 999), ("own 0", 0), ("own 1", 0), ("own 2", 0)]
    assert answers.total == 1005
