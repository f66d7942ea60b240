import random
import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.cluster_tables import TABLES
from index.clusters import COMMON, Clusters, Entry
from search.analysis import signature
from search.article import Article


def text(seed: int, length: int) -> str:
    generator = random.Random(seed)  # noqa: S311
    return "".join(chr(generator.randrange(0x4E00, 0x8000)) for _ in range(length))


def signed(title: str, body: str) -> bytes:
    return signature(Article(id="", title=title, body=body))


STORY = text(1, 400)
FIRST = signed("臺南水庫今日起放水", STORY)
GROWN = signed("臺南水庫今日起放水", STORY + text(2, 200))
GROWN_MORE = signed("臺南水庫今日起放水", STORY + text(2, 200) + text(3, 500))
OTHER = signed("高雄輕軌延長通車時間", text(4, 400))
POOL = [FIRST, GROWN, GROWN_MORE, OTHER, b"", signed("臺南水庫今日起放水 更新", STORY + text(5, 60))]
DATES = [
    "",
    "2019-06-09",
    "2019-06-09T08:00:00+08:00",
    "2019-06-11",
    "2019-06-14",
    "2021-01-01",
    "2019-06",
    "no",
]


@pytest.fixture
def clusters() -> Iterator[Clusters]:
    connection = sqlite3.connect(":memory:")
    connection.executescript(TABLES)
    yield Clusters(connection, 1)
    connection.close()


def labels(found: Clusters, ids: str) -> dict[str, str]:
    return {article_id: found.label(article_id) for article_id in ids}


def test_an_article_without_copies_is_its_own_head(clusters: Clusters) -> None:
    assert clusters.put("a", "2019-06-09", FIRST) == {"a": "a"}
    assert clusters.put("b", "2019-06-09", OTHER) == {"b": "b"}
    assert clusters.put("c", "2019-06-09", b"") == {"c": "c"}
    assert [clusters.members(label) for label in "ac"] == [("a",), ("c",)]


def test_the_earliest_copy_is_the_head_whenever_it_comes(clusters: Clusters) -> None:
    clusters.put("b", "2019-06-10", GROWN)
    assert clusters.put("a", "2019-06-11", FIRST) == {"a": "b"}
    assert clusters.put("z", "2019-06-09", GROWN_MORE) == {"a": "z", "b": "z", "z": "z"}
    assert clusters.members("z") == ("z", "b", "a")


def test_an_article_without_a_date_comes_after_those_with_one(clusters: Clusters) -> None:
    clusters.put("a", "", FIRST)
    assert clusters.put("b", "2019-06-09", FIRST) == {"a": "b", "b": "b"}


def test_putting_the_same_again_changes_nothing(clusters: Clusters) -> None:
    clusters.put("a", "2019-06-09", FIRST)
    clusters.put("b", "2019-06-10", GROWN)
    number = clusters.last_number()
    assert clusters.put("b", "2019-06-10", GROWN) == {"b": "a"}
    assert clusters.last_number() == number


def test_a_cluster_parts_where_the_article_between_goes(clusters: Clusters) -> None:
    ends = signed("臺南水庫今日起放水", STORY), signed("臺南水庫今日起放水", text(3, 500) + text(2, 200))
    clusters.put("a", "2019-06-09", ends[0])
    clusters.put("c", "2019-06-11", ends[1])
    assert labels(clusters, "ac") == {"a": "a", "c": "c"}
    assert clusters.put("b", "2019-06-10", GROWN_MORE) == {"b": "a", "c": "a"}
    assert clusters.drop("b") == {"c": "c"}
    clusters.put("b", "2019-06-10", GROWN_MORE)
    assert clusters.put("b", "2019-06-10", OTHER) == {"b": "b", "c": "c"}


def test_the_next_article_heads_the_cluster_when_the_head_goes(clusters: Clusters) -> None:
    for article_id, date in (("a", "2019-06-09"), ("b", "2019-06-10"), ("c", "2019-06-10")):
        clusters.put(article_id, date, FIRST)
    assert clusters.drop("a") == {"b": "b", "c": "b"}
    assert clusters.drop("unknown") == {}


def test_generations_are_apart() -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript(TABLES)
    one, two = Clusters(connection, 1), Clusters(connection, 2)
    one.put("a", "2019-06-09", FIRST)
    assert two.put("b", "2019-06-10", FIRST) == {"b": "b"}
    two.clear(1)
    assert one.put("c", "2019-06-10", FIRST) == {"c": "c"}
    assert two.label("b") == "b"
    connection.close()


Operation = tuple[str, str, int, int]
OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(["put", "put", "put", "drop"]),
        st.sampled_from("abcdefgh"),
        st.integers(0, len(DATES) - 1),
        st.integers(0, len(POOL) - 1),
    ),
    max_size=14,
)


def follow(
    found: Clusters, operations: list[Operation], held: dict[str, Entry], told: dict[str, str]
) -> None:
    for verb, article_id, date, number in operations:
        if verb == "put":
            held[article_id] = Entry(article_id, DATES[date], POOL[number])
            told |= found.put(article_id, DATES[date], POOL[number])
        else:
            held.pop(article_id, None)
            told |= found.drop(article_id)
            told.pop(article_id, None)


@settings(max_examples=150, deadline=None)
@given(OPERATIONS, st.randoms(use_true_random=False))
def test_labels_depend_on_the_articles_alone_and_every_change_is_told(
    operations: list[Operation], generator: random.Random
) -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript(TABLES)
    lived, fresh, batch = Clusters(connection, 1), Clusters(connection, 2), Clusters(connection, 3)
    held: dict[str, Entry] = {}
    told: dict[str, str] = {}
    follow(lived, operations, held, told)
    entries = list(held.values())
    generator.shuffle(entries)
    for entry in entries:
        fresh.put(entry.id, entry.published, entry.signature)
    assert told == {article_id: fresh.label(article_id) for article_id in held}
    assert told == {article_id: lived.label(article_id) for article_id in held}
    assert told == batch.put_all(entries)
    connection.close()


@settings(max_examples=100, deadline=None)
@given(OPERATIONS, OPERATIONS, st.booleans())
def test_what_came_after_a_commit_is_undone(
    before: list[Operation], after: list[Operation], is_settled: bool
) -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript(TABLES)
    found = Clusters(connection, 1)
    follow(found, before, {}, {})
    tables = [
        "SELECT * FROM cluster_article ORDER BY id",
        "SELECT band, text FROM cluster_band ORDER BY 1, 2",
    ]
    state = [connection.execute(table).fetchall() for table in tables]
    number = found.last_number()
    if is_settled:
        found.settle(number)
    follow(found, after, {}, {})
    found.forget_after(number)
    assert [connection.execute(table).fetchall() for table in tables] == state
    assert found.last_number() == number
    connection.close()


def test_a_band_that_many_texts_share_links_nothing_in_any_order(clusters: Clusters) -> None:
    template = text(7, 380)
    entries = [
        Entry(
            f"{number:03}", "2019-06-09", signed("徵才活動公告與報名方式", template + text(100 + number, 20))
        )
        for number in range(160)
    ]
    forward = clusters.put_all(entries)
    for entry in entries[:110]:
        clusters.drop(entry.id)
    left = entries[110:]
    fresh_connection = sqlite3.connect(":memory:")
    fresh_connection.executescript(TABLES)
    fresh = Clusters(fresh_connection, 1)
    for entry in reversed(entries):
        fresh.put(entry.id, entry.published, entry.signature)
    assert {entry.id: fresh.label(entry.id) for entry in entries} == forward
    assert len(set(forward.values())) > COMMON
    for entry in entries[:110]:
        fresh.drop(entry.id)
    assert {entry.id: fresh.label(entry.id) for entry in left} == {
        entry.id: clusters.label(entry.id) for entry in left
    }
    assert {clusters.label(entry.id) for entry in left} == {"110"}
    fresh_connection.close()


def test_equal_articles_by_the_thousand_are_one_text(clusters: Clusters) -> None:
    for number in range(3000):
        clusters.put(f"{number:04}", "2019-06-09", FIRST)
    assert len(clusters.members("0000")) == 3000
    assert clusters.drop("2999") == {}
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    connection = clusters._tables._connection
    connection.set_progress_handler(count, 100)
    clusters.put("3000", "2019-06-09", FIRST)
    clusters.drop("3000")
    assert steps < 50
