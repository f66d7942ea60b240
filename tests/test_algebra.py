"""The laws that answers keep, on random archives in which everything collides; `algebra.py` states them.

`python -m tests.measure_gold` holds the same laws against the real archive.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import SORTS, Index, open_index, open_writer
from tests.algebra import broken_laws, found, listed, pages
from tests.random_articles import DATES, NAMES, random_article

ARCHIVES = 4
ARTICLES = 40
CHARACTERS = "天津京選选舉举區区臺台市立法會会"
LATIN = ("5g", "a", "ab", "14.5")

archives = st.integers(0, ARCHIVES - 1)
orders = st.tuples(st.sampled_from(SORTS), st.booleans())
words = st.one_of(
    st.text(CHARACTERS, min_size=1, max_size=3), st.sampled_from(("天津", "選舉", "北京", "立法會", *LATIN))
)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Index]]:
    """Random archives; in the last ones clusters of near-duplicates abound."""
    indexes = []
    for seed in range(ARCHIVES):
        rng = random.Random(seed)  # noqa: S311 - repeatable
        path = tmp_path_factory.mktemp("algebra") / "index"
        with open_writer(path, rebuild=True) as writer:
            for number in range(ARTICLES):
                cluster = str(rng.randrange(0, number + 1, max(1, number // 3))) if seed % 2 else ""
                writer.add(replace(random_article(rng, str(number)), cluster=cluster))
            writer.commit()
        indexes.append(open_index(path))
    yield indexes
    for index in indexes:
        index.close()


@settings(max_examples=15)
@given(archive=archives, one=words, other=words)
def test_two_words_break_no_law(opened, archive: int, one: str, other: str) -> None:
    if one == other:
        other = "京"
    assert broken_laws(opened[archive], one, other) == []


@dataclass(frozen=True)
class Asked:
    """A query, and what it must find, computed from what its parts find alone."""

    text: str
    expected: Callable[[Index], set[str]]


def leaf(text: str) -> Asked:
    return Asked(text, lambda index: found(index, text))


def joined(one: Asked, operator: str, other: Asked) -> Asked:
    join = {"AND": set.__and__, "OR": set.__or__, "NOT": set.__sub__, "": set.__and__}[operator]
    text = f"({one.text}) {operator} ({other.text})"
    return Asked(text, lambda index: join(one.expected(index), other.expected(index)))


leaves = st.one_of(
    words,
    words.map(lambda word: f'"{word}"'),
    words.map(lambda word: f"title:{word}"),
    st.sampled_from([f"source:{name}" for name in NAMES if name and " " not in name]),
    st.sampled_from([f"date:{date[:10]}" for date in DATES if date]),
).map(leaf)
queries = st.recursive(
    leaves,
    lambda parts: st.builds(joined, parts, st.sampled_from(("AND", "OR", "NOT", "")), parts),
    max_leaves=6,
)


@settings(max_examples=80)
@given(archive=archives, query=queries)
def test_any_query_finds_what_its_parts_make(opened, archive: int, query: Asked) -> None:
    assert found(opened[archive], query.text) == query.expected(opened[archive])


@settings(max_examples=40)
@given(archive=archives, query=queries, size=st.integers(1, 9), in_order=orders)
def test_pages_joined_are_one_long_page(
    opened, archive: int, query: Asked, size: int, in_order: tuple[str, bool]
) -> None:
    index = opened[archive]
    sort, collapse = in_order
    whole = index.search(query.text, limit=ARTICLES, sort=sort, collapse=collapse)
    by_pages = tuple(pages(index, query.text, size, ARTICLES, sort=sort, collapse=collapse))
    assert listed(by_pages) == listed(whole.hits)
    assert sum(1 + hit.copies for hit in whole.hits) == whole.total + whole.partial


@settings(max_examples=50)
@given(archive=archives, query=queries, sort=st.sampled_from(SORTS))
def test_every_order_lists_the_same_articles(opened, archive: int, query: Asked, sort: str) -> None:
    index = opened[archive]
    by_relevance, sorted_hits = (
        index.search(query.text, limit=ARTICLES, sort=order).hits for order in ("relevance", sort)
    )
    assert sorted(listed(by_relevance)) == sorted(listed(sorted_hits))


@settings(max_examples=50)
@given(archive=archives, query=queries, first=st.sampled_from(DATES), last=st.sampled_from(DATES))
def test_a_range_of_dates_finds_what_lies_within(
    opened, archive: int, query: Asked, first: str, last: str
) -> None:
    index = opened[archive]
    first, last = sorted((first[:7] or "1999-12", last[:7] or "2021-02"))
    within = found(index, f"({query.text}) AND date:{first}..{last}")
    assert within == found(index, query.text) & found(index, f"date:{first}..{last}")
    for article_id in within:
        assert first[:4] <= index.get(article_id).local_time[:4] <= last[:4]


def test_a_law_that_is_broken_is_named(make_index) -> None:
    """OR binds less than AND, so alternatives without brackets are no single word, and break the laws."""
    index = make_index("天津的消息", "北京的消息", "北京和上海的消息")
    assert broken_laws(index, "北京", "上海") == []
    broken = [told.partition(":")[0] for told in broken_laws(index, "天津 OR 北京", "上海")]
    assert "AND is the intersection" in broken
    assert "OR is the union" not in broken
