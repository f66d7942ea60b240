"""Facets: every article is counted once, in what it has, lacks, or has beside what is shown."""

import json
import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import (
    FACETS,
    Article,
    Filters,
    Histogram,
    Index,
    RegionNode,
    open_index,
    open_writer,
)
from search.analysis import fold, keywords, path_steps
from search.engine import FacetCounts
from search.facets import MAX_REGIONS, region_tree
from tests.random_articles import random_article

EXCLUSIVE = tuple(name for name in FACETS if name != "region")
QUERIES = (None, "天津", "立法會", "天津 選舉", "區 OR 臺", "天津 -選舉", "無此")


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    rng = random.Random(5)  # noqa: S311 - a test, not a secret
    return [random_article(rng, str(number)) for number in range(400)]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, articles: list[Article]):
    """An index of random articles in two segments, some of them deleted."""
    path = tmp_path_factory.mktemp("facets") / "index"
    for part in (articles[:250], articles[250:]):
        with open_writer(path, create=True) as writer:
            for article in part:
                writer.add(article)
            if part is not articles[:250]:
                for article in articles[::40]:
                    writer.remove(article.id)
            writer.commit()
    with open_index(path) as opened:
        yield opened


def nodes(tree: tuple[RegionNode, ...]) -> list[RegionNode]:
    return [found for node in tree for found in (node, *nodes(node.children))]


def found(index: Index, query: str | None) -> list[Article]:
    """The articles that have all that a query asks."""
    page = index.search(query, limit=1000)
    return [hit.article for hit in page.hits[: page.total]]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("field", EXCLUSIVE)
def test_values_with_missing_and_others_add_up_to_the_total(index, field, query) -> None:
    total = index.search(query, limit=0).total
    for limit in (0, 1, 2, 5, 1000):
        facet = index.facets(query, field, limit=limit)
        assert facet.total == total
        assert sum(count for _, count in facet.values) + facet.missing + facet.others == total
        assert len(facet.values) <= limit
    assert facet.others == 0


@pytest.mark.parametrize("query", QUERIES)
def test_counts_are_those_of_looking_at_each_article(index, query) -> None:
    for field in ("source", "site", "section", "author", "script"):
        wanted = Counter(fold(getattr(article, field)) for article in found(index, query))
        facet = index.facets(query, field)
        assert {fold(value): count for value, count in facet.values} | {"": facet.missing} == {"": 0} | wanted


@pytest.mark.parametrize("query", QUERIES)
def test_a_tree_of_regions_adds_up_by_what_articles_are_about(index, query) -> None:
    listed = found(index, query)
    for limit in (0, 1, 3, 100):
        tree = index.regions(query, limit=limit)
        assert sum(node.own for node in nodes(tree.children)) + tree.missing + tree.others == tree.total
        assert tree.total == len(listed)
        assert tree.missing == sum(1 for article in listed if not article.regions)
    for node in nodes(tree.children):
        steps = fold(node.path)
        having = [keywords(article) for article in listed]
        assert node.count == sum(steps in map(fold, values["region_k"]) for values in having)
        assert node.own == sum(steps in map(fold, values["place_k"]) for values in having)
        assert node.count >= max([0, *(child.count for child in node.children)])
        assert node.count >= sum(below.own for below in nodes((node,)))
        assert [child.count for child in node.children] == sorted(
            (child.count for child in node.children), reverse=True
        )
        assert node.path.endswith(node.name)


def test_an_article_with_several_regions_counts_once_in_each_place_and_is_about_the_first(make_index) -> None:
    index = make_index(
        Article(id="a", regions=("天津市/寶坻區", "天津市/武清区", "香港")),
        Article(id="b", regions=("天津市",)),
        Article(id="c"),
    )
    tree = index.regions(None)
    tianjin, hong_kong = tree.children
    assert (tianjin.name, tianjin.count, tianjin.own) == ("天津市", 2, 1)
    assert [(node.path, node.count, node.own) for node in tianjin.children] == [
        ("天津市/寶坻區", 1, 1),
        ("天津市/武清区", 1, 0),
    ]
    assert (hong_kong.count, hong_kong.own) == (1, 0)
    assert (tree.total, tree.missing, tree.others) == (3, 1, 0)
    assert index.facets(None, "region", limit=1).others == 0  # both articles with regions have the first


def test_values_that_differ_in_script_are_one_under_the_form_printed_most(make_index) -> None:
    sources = ("臺南市政府", "台南市政府", "台南市政府", "臺北市政府")
    index = make_index(*(Article(id=str(n), source=source) for n, source in enumerate(sources)))
    assert index.facets(None, "source").values == (("台南市政府", 3), ("臺北市政府", 1))
    regions = ("臺北市/中正區", "台北市/中正区", "臺北市")
    index = make_index(*(Article(id=str(n), regions=(region,)) for n, region in enumerate(regions)))
    (taipei,) = index.regions(None).children
    assert (taipei.path, taipei.count, taipei.own) == ("臺北市", 3, 1)
    assert [(node.path, node.count) for node in taipei.children] == [("臺北市/中正区", 2)]


def test_within_gives_the_next_step_and_counts_the_rest_as_others(make_index) -> None:
    index = make_index(
        Article(id="a", regions=("天津市/寶坻區/口東鎮",), published="2019-06-09"),
        Article(id="b", regions=("天津市",), published="2019"),
        Article(id="c", regions=("香港",), published="2020-01"),
    )
    facet = index.facets(None, "region", within="天津市")
    assert (facet.values, facet.missing, facet.others) == ((("天津市/寶坻區", 1),), 0, 2)
    assert index.facets(None, "month", within="2019").values == (("2019-06", 1),)
    with pytest.raises(ValueError, match="source has no values within '甲'"):
        index.facets(None, "source", within="甲")


def test_other_values_of_a_filtered_field_are_counted_where_asked(make_index) -> None:
    index = make_index(
        Article(id="a", source="甲報", script="hant"),
        Article(id="b", source="乙報", script="hant"),
        Article(id="c", source="丙報", script="hans"),
    )
    filters = Filters(source=("甲報",), script=("hant",))
    assert index.facets(None, "source", filters=filters).values == (("甲報", 1),)
    assert index.facets(None, "source", filters=filters, own_filter=False).values == (
        ("乙報", 1),
        ("甲報", 1),
    )


def test_a_filter_finds_just_the_articles_that_the_facet_counted(index) -> None:
    for query in (None, "天津"):
        for field in ("source", "site", "section", "region", "script", "author"):
            for value, count in index.facets(query, field).values:
                assert index.search(query, limit=0, filters=Filters(**{field: (value,)})).total == count
        for unit in ("year", "month"):
            for value, count in index.facets(query, unit).values:
                chosen = Filters(first=value, last=value)
                assert index.search(query, limit=0, filters=chosen).total == count


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"field": "colour"}, "'colour' is not a facet; facets are source, site, section, region, year"),
        ({"field": "source", "limit": -1}, "limit -1 must not be negative"),
    ],
)
def test_what_cannot_be_counted_is_named(make_index, arguments, message) -> None:
    with pytest.raises(ValueError, match=message):
        make_index("天津").facets(None, **arguments)


def test_counts_are_of_what_a_search_finds_in_other_regions_words_too(make_index) -> None:
    index = make_index(Article(id="a", body="搭計程車", source="甲報"), Article(id="b", body="坐出租车"))
    for vocabulary, total in ((True, 2), (False, 1)):
        assert index.search("計程車", vocabulary=vocabulary).total == total
        assert index.facets("計程車", "source", vocabulary=vocabulary).total == total
        assert index.regions("計程車", vocabulary=vocabulary).total == total
        assert index.histogram("計程車", vocabulary=vocabulary).total == total


@pytest.mark.parametrize("query", ["", "？！"])
def test_a_query_that_is_refused_counts_nothing(make_index, query) -> None:
    index = make_index(Article(id="a", body="北京", source="甲報", published="2019"))
    assert index.search(query).refusal is not None
    assert index.facets(query, "source").total == 0
    assert index.regions(query).total == 0
    assert index.histogram(query) == Histogram("year", (), 0, 0, 0)


# Hostile values


def test_a_region_keeps_eight_steps_of_two_hundred_characters(make_index) -> None:
    path = "/".join(f"第{number}步" for number in range(1000))
    index = make_index(Article(id="a", regions=(path, "字" * 5000, "//", "／天津市／／寶坻區")))
    paths = [node.path for node in nodes(index.regions(None).children)]
    assert max(path.count("/") for path in paths) == 7
    assert max(map(len, paths)) == 200
    assert {"天津市", "天津市/寶坻區"} <= set(paths)
    assert index.search(None, filters=Filters(region=(path,))).total == 1


def test_names_with_strokes_and_control_characters_are_values_like_others(make_index) -> None:
    names = ("甲/乙", "甲\x00乙", "甲\n乙", "\ud800", "甲／乙", "x" * 5000)
    index = make_index(*(Article(id=str(n), source=name, author=name) for n, name in enumerate(names)))
    facet = index.facets(None, "author")
    assert (sum(count for _, count in facet.values), facet.missing, facet.others) == (6, 0, 0)
    for value, count in facet.values:
        assert index.search(None, limit=0, filters=Filters(author=(value,))).total == count


class Elsewhere:
    """Articles of an index whose region paths were not written here: a thousand steps, steps left out."""

    def facets(self, name: str, limit: int, below: str = "") -> FacetCounts:
        """Return a chain of places and an orphan, with one article each."""
        chain = tuple(("/".join(["甲"] * depth), 1) for depth in range(1, 1000))
        return FacetCounts((*chain[:limit], ("乙/丙", 3)), 10, 2, 0)


def test_a_tree_of_an_index_from_elsewhere_is_bounded_and_adds_up() -> None:
    tree = region_tree(Elsewhere(), MAX_REGIONS)
    assert len(nodes(tree.children)) == 8
    assert sum(node.own for node in nodes(tree.children)) + tree.missing + tree.others == tree.total


@given(st.text(alphabet=st.sampled_from("天津/／ \x00a臺"), max_size=40))
def test_steps_joined_are_the_same_steps(path: str) -> None:
    steps = path_steps(path)
    assert path_steps("/".join(steps)) == steps
    assert all(step and len(step) <= 200 for step in steps)


def test_counts_are_plain_data(index) -> None:
    facet = index.facets("天津", "source")
    assert json.loads(json.dumps(dict(facet.values))) == dict(facet.values)
