import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.accounts.cluster_tables import TABLES
from index.accounts.clusters import COMMON, Clusters, Entry
from search.analysis import NEAR_DAYS, Closeness, are_copies, bands, signature
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


@contextmanager
def opened(common: int = COMMON) -> Iterator[Clusters]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(TABLES)
        yield Clusters(connection, common=common)


@pytest.fixture
def clusters() -> Iterator[Clusters]:
    with opened() as found:
        yield found


def closeness(ones: list[Entry], others: list[Entry]) -> Closeness:
    """How close two texts' articles were published, by what `index.accounts.clusters` says."""
    spans = []
    for entries in (ones, others):
        days = []
        for entry in entries:
            try:
                days.append(date.fromisoformat(entry.published[:10]).toordinal())
            except ValueError:
                days.append(0)
        spans.append(days)
    dated = [[day for day in days if day] for days in spans]
    if all(dated) and max(map(min, dated)) - min(map(max, dated)) <= NEAR_DAYS:
        return Closeness.NEAR
    return Closeness.UNKNOWN if any(0 in days for days in spans) else Closeness.FAR


def expected(held: dict[str, Entry], common: int) -> dict[str, str]:
    """The labels of a set of articles, by definition: every two texts compared, one step at a time."""
    texts: dict[bytes, list[Entry]] = {}
    for entry in held.values():
        if entry.signature:
            texts.setdefault(entry.signature, []).append(entry)
    keys = dict(zip(texts, map(set, bands(list(texts))), strict=True))
    counts = Counter(band for found in keys.values() for band in found)
    clusters = {text: {text} for text in texts}
    for one, other in combinations(texts, 2):
        is_candidate = any(counts[band] <= common for band in keys[one] & keys[other])
        if is_candidate and are_copies([one], [other], closeness(texts[one], texts[other]))[0]:
            joined = clusters[one] | clusters[other]
            clusters |= dict.fromkeys(joined, joined)
    labels = {article_id: article_id for article_id in held}
    for cluster in clusters.values():
        entries = [entry for text in cluster for entry in texts[text]]
        head = min((entry.published or "9999", entry.id) for entry in entries)[1]
        labels |= dict.fromkeys([entry.id for entry in entries], head)
    return labels


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
    for article_id, day in (("a", "2019-06-09"), ("b", "2019-06-10"), ("c", "2019-06-10")):
        clusters.put(article_id, day, FIRST)
    assert clusters.drop("a") == {"b": "b", "c": "b"}
    assert clusters.drop("unknown") == {}


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
    for verb, article_id, day, number in operations:
        if verb == "put":
            held[article_id] = Entry(article_id, DATES[day], POOL[number])
            told |= found.put(article_id, DATES[day], POOL[number])
        else:
            held.pop(article_id, None)
            told |= found.drop(article_id)
            told.pop(article_id, None)


COMMONS = st.sampled_from([1, 2, 3, 4, COMMON])


@settings(max_examples=200, deadline=None)
@given(OPERATIONS, COMMONS)
def test_labels_depend_on_the_articles_alone_and_every_change_is_told(
    operations: list[Operation], common: int
) -> None:
    with opened(common) as found:
        held: dict[str, Entry] = {}
        told: dict[str, str] = {}
        follow(found, operations, held, told)
        assert told == expected(held, common)
        assert told == {article_id: found.label(article_id) for article_id in held}
        for label in set(told.values()):
            members = [entry for entry in held.values() if told[entry.id] == label]
            members.sort(key=lambda entry: (entry.published or "9999", entry.id))
            assert found.members(label) == tuple(entry.id for entry in members)


@settings(max_examples=200, deadline=None)
@given(st.lists(OPERATIONS, max_size=5), COMMONS)
def test_labels_do_not_depend_on_how_many_articles_come_at_a_time(
    batches: list[list[Operation]], common: int
) -> None:
    with opened(common) as found:
        held: dict[str, Entry] = {}
        told: dict[str, str] = {}
        for batch in batches:
            entries = []
            for verb, article_id, day, number in batch:
                if verb == "put":
                    entries.append(Entry(article_id, DATES[day], POOL[number]))
                    held[article_id] = entries[-1]
            told |= found.put_all(entries)
            for verb, article_id, _, _ in batch:
                if verb == "drop":
                    told |= found.drop(article_id)
                    held.pop(article_id, None)
                    told.pop(article_id, None)
            assert told == expected(held, common)
            found.settle(found.last_number())


@settings(max_examples=100, deadline=None)
@given(OPERATIONS, OPERATIONS, st.booleans(), COMMONS)
def test_what_came_after_a_commit_is_undone(
    before: list[Operation], after: list[Operation], is_settled: bool, common: int
) -> None:
    with opened(common) as found:
        connection = found._tables.connection
        held: dict[str, Entry] = {}
        follow(found, before, held, {})
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
        again = found.put_all(held.values())
        assert again == expected(held, common)
        assert found.last_number() == number
        found.settle(number)
        kept = {row[0] for row in connection.execute("SELECT signature FROM cluster_text")}
        assert {entry.signature for entry in held.values() if entry.signature} <= kept
        assert len(kept) <= len({entry.signature for entry in held.values() if entry.signature}) + 1


def test_a_band_that_many_texts_share_links_nothing_in_any_order() -> None:
    template = text(7, 380)
    entries = [
        Entry(
            f"{number:02}", "2019-06-09", signed("徵才活動公告與報名方式", template + text(100 + number, 20))
        )
        for number in range(24)
    ]
    with opened(common=10) as forward, opened(common=10) as backward:
        labels = forward.put_all(entries)
        for entry in reversed(entries):
            backward.put(entry.id, entry.published, entry.signature)
        assert {entry.id: backward.label(entry.id) for entry in entries} == labels
        assert len(set(labels.values())) > 10
        for entry in entries[:16]:
            forward.drop(entry.id)
            backward.drop(entry.id)
        for found in (forward, backward):
            assert {found.label(entry.id) for entry in entries[16:]} == {"16"}


def steps(found: Clusters, what: Callable[[], object]) -> int:
    """How many hundreds of SQLite's steps something takes."""
    count = 0

    def step() -> int:
        nonlocal count
        count += 1
        return 0

    found._tables.connection.set_progress_handler(step, 100)
    what()
    found._tables.connection.set_progress_handler(None, 100)
    return count


def test_letting_go_of_what_undoes_costs_by_the_changes_not_by_the_archive(clusters: Clusters) -> None:
    blank = bytearray(signed("", text(1, 100)))
    entries = []
    for number in range(3000):
        blank[:4] = number.to_bytes(4, "little")
        entries.append(Entry(f"{number:04}", "2019-06-09", bytes(blank)))
    clusters.put_all(entries)
    clusters.settle(clusters.last_number())
    clusters.put("0007", "2019-06-10", OTHER)
    assert steps(clusters, lambda: clusters.settle(clusters.last_number())) < 10
    clusters.put("0008", "2019-06-10", OTHER)
    clusters.settle(clusters.last_number())
    (texts,) = clusters._tables.connection.execute("SELECT count(*) FROM cluster_text").fetchone()
    assert texts in (2999, 3000)


def test_equal_articles_by_the_thousand_are_one_text(clusters: Clusters) -> None:
    for number in range(3000):
        clusters.put(f"{number:04}", "2019-06-09", FIRST)
    assert len(clusters.members("0000")) == 3000
    assert clusters.drop("2999") == {}

    def put_and_drop() -> None:
        clusters.put("3000", "2019-06-09", FIRST)
        clusters.drop("3000")

    assert steps(clusters, put_and_drop) < 50
