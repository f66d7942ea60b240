"""Filters: they only remove, and meet a value in whatever script it is printed."""

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import SORTS, Article, Filters, open_index, open_writer
from search.analysis import fold, keywords
from tests.oracle import matches
from tests.random_articles import NAMES, REGIONS, random_article

QUERIES = ("天津", "天津 選舉", '"立法會"', "區 OR 臺", "天津 -選舉")

RNG = random.Random(7)  # noqa: S311 - a test, not a secret
ARTICLES = [random_article(RNG, str(number)) for number in range(300)]

VALUES = st.lists(st.sampled_from([name for name in NAMES if name] + ["臺北", "無此"]), max_size=2).map(tuple)

FILTERS = st.builds(
    Filters,
    source=VALUES,
    site=VALUES,
    author=VALUES,
    section=VALUES,
    script=st.lists(st.sampled_from(["hans", "hant", "mixed"]), max_size=2).map(tuple),
    region=st.lists(st.sampled_from([*REGIONS, "台北市", "天津市/"]), max_size=2).map(tuple),
    first=st.sampled_from(["", "", "2019", "2019-06-09", "108年6月"]),
    last=st.sampled_from(["", "", "2020", "2021-02", "2020年2月29日"]),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory):
    path = tmp_path_factory.mktemp("filters") / "index"
    with open_writer(path, create=True) as writer:
        for article in ARTICLES:
            writer.add(article)
        writer.commit()
    with open_index(path) as opened:
        yield opened


@settings(max_examples=20)
@given(FILTERS, st.sampled_from(QUERIES), st.sampled_from(SORTS))
def test_a_filter_only_removes_and_leaves_scores_and_order(index, filters, query, sort) -> None:
    whole = index.search(query, limit=1000, sort=sort)
    page = index.search(query, limit=1000, sort=sort, filters=filters)
    assert page.total <= whole.total
    left = [
        (hit.article.id, hit.score, hit.missing) for hit in whole.hits if matches(hit.article, filters.node())
    ]
    assert [(hit.article.id, hit.score, hit.missing) for hit in page.hits] == left
    assert page.total + page.partial == len(left)


@settings(max_examples=20)
@given(FILTERS)
def test_what_filters_leave_has_one_value_of_each_field(index, filters) -> None:
    for hit in index.search(None, limit=1000, filters=filters).hits:
        values = keywords(hit.article)
        for field in ("source", "site", "author", "section", "script", "region"):
            chosen = {fold(value.strip("/")) for value in getattr(filters, field)}
            assert not chosen or chosen & set(map(fold, values[f"{field}_k"]))
        assert hit.article.published or not (filters.first or filters.last)


@settings(max_examples=20)
@given(FILTERS, st.sampled_from(QUERIES))
def test_facets_and_histogram_count_what_is_left(index, filters, query) -> None:
    total = index.search(query, limit=0, filters=filters).total
    assert index.facets(query, "source", filters=filters).total == total
    assert index.regions(query, filters=filters).total == total
    assert index.histogram(query, filters=filters).total == total


@pytest.mark.parametrize(
    ("printed", "asked"), [("臺灣日報", "台湾日报"), ("台湾日报", "臺灣日報"), ("ＥＮＯＲＴＨ", "enorth")]
)
def test_a_value_is_met_in_any_script(make_index, printed, asked) -> None:
    index = make_index(Article(id="a", source=printed), Article(id="b", source=printed + "社"))
    assert [hit.article.id for hit in index.search(None, filters=Filters(source=(asked,))).hits] == ["a"]


def test_a_region_is_met_with_all_below_it_and_nothing_beside_it(make_index) -> None:
    index = make_index(
        Article(id="a", regions=("香港", "天津市/寶坻區")),
        Article(id="b", regions=("天津市",)),
        Article(id="c", regions=("天津市場",)),
        Article(id="d", regions=("河北省/天津市",)),
    )
    page = index.search(None, filters=Filters(region=("天津市",)))
    assert {hit.article.id for hit in page.hits} == {"a", "b"}
    assert index.search(None, filters=Filters(region=("天津市／宝坻区",))).total == 1


def test_values_of_a_field_are_alternatives_and_fields_are_all_wanted(make_index) -> None:
    index = make_index(
        Article(id="a", source="甲報", script="hant"),
        Article(id="b", source="乙報", script="hant"),
        Article(id="c", source="甲報", script="hans"),
    )
    assert index.search(None, filters=Filters(source=("甲報", "乙報"))).total == 3
    assert index.search(None, filters=Filters(source=("甲報", "乙報"), script=("hant",))).total == 2


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("2019-06", "", {"month", "day", "late"}),
        ("2019", "2019", {"year", "month", "day"}),
        ("2019-06-09", "2019-06-09", {"day"}),
        ("", "民國108年", {"year", "month", "day"}),
        ("2019-06-10", "", {"late"}),
    ],
)
def test_days_lie_within_first_and_last(make_index, first, last, found) -> None:
    dates = {"year": "2019", "month": "2019-06", "day": "2019-06-09", "late": "2020-01-01", "none": ""}
    index = make_index(*(Article(id=name, published=published) for name, published in dates.items()))
    page = index.search(None, filters=Filters(first=first, last=last))
    assert {hit.article.id for hit in page.hits} == found


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"script": ("latin",)}, "'latin' is not one of hans, hant, mixed"),
        ({"first": "2019-02-30"}, "'2019-02-30' is in no calendar"),
        ({"last": "gestern"}, "'gestern' is not a date"),
        ({"first": "2020", "last": "2019"}, "first '2020' is after last '2019'"),
        ({"first": 2019}, "first 2019"),
        ({"source": "人民網"}, "'人民網' must be a tuple"),
        ({"source": ("",)}, "source '' is no value"),
        ({"source": (None,)}, "source None is no value"),
        ({"region": (" / ",)}, "region ' / ' is no value"),
        ({"author": ("字" * 201,)}, "has 201 characters, at most 200"),
        ({"site": ("a",) * 101}, "has 101 values, at most 100"),
    ],
)
def test_a_value_that_cannot_be_is_named(values, message) -> None:
    with pytest.raises(ValueError, match=message):
        Filters(**values)


def test_filters_without_one_field_keep_the_others() -> None:
    filters = Filters(source=("甲報",), region=("香港",), first="2019", last="2020")
    assert filters.without("source") == Filters(region=("香港",), first="2019", last="2020")
    assert filters.without("month") == Filters(source=("甲報",), region=("香港",))
    assert str(filters) == "source:甲報 region:香港 date:2019..2020"
    assert not Filters()
    with pytest.raises(ValueError, match="'colour' is no field of filters"):
        filters.without("colour")


def test_filters_that_leave_nothing_say_how_many_there_were(make_index) -> None:
    index = make_index(Article(id="a", body="天津", source="甲報"), Article(id="b", source="乙報"))
    page = index.search("天津", filters=Filters(source=("乙報",)))
    assert (page.total, page.hits) == (0, ())
    assert [(notice.code, notice.message) for notice in page.notices] == [
        ("filtered_out", "1 article has all that was asked, but not within source:乙報")
    ]
    assert index.search("天津", filters=Filters(source=("甲報",))).notices == ()


# Sorting, and all articles


def test_no_query_lists_all_that_filters_leave_newest_first(index) -> None:
    filters = Filters(script=("hant",))
    whole = index.search(None, limit=1000, filters=filters)
    assert whole.total == len(whole.hits) == sum(article.script == "hant" for article in ARTICLES)
    dates = [hit.article.local_time for hit in whole.hits]
    assert [date[:4] for date in dates if date] == sorted((date[:4] for date in dates if date), reverse=True)
    assert whole.hits == index.search(None, limit=1000, filters=filters, sort="newest").hits
    assert all(not fragment.marks for hit in whole.hits for fragment in hit.fragments)
    assert (str(whole.query), whole.notices) == ("", ())


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("query", [None, "天津 選舉"])
def test_pages_join_to_one_long_page_in_every_order(index, query, sort) -> None:
    whole = index.search(query, limit=1000, sort=sort)
    pages = [
        hit
        for offset in range(0, 330, 7)
        for hit in index.search(query, limit=7, offset=offset, sort=sort).hits
    ]
    assert tuple(pages) == whole.hits
    assert index.search(query, limit=1000, sort=sort) == whole


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_undated_articles_come_last_and_ties_keep_the_order_of_the_index(index, sort) -> None:
    hits = index.search(None, limit=1000, sort=sort).hits
    dates = [hit.article.local_time for hit in hits]
    assert dates[-dates.count("") :] == [""] * dates.count("")
    places = {article.id: place for place, article in enumerate(index.articles())}
    for one, other in pairwise(hits):
        if one.article.published == other.article.published:
            assert places[one.article.id] < places[other.article.id]
