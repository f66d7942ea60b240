"""Where nothing has all that is asked, what finds something in one step is offered, with its true count."""

import pytest

from search import Article, Filters, Index

ARTICLES = (
    Article(
        id="storm",
        title="颱風假期",
        body="臺南市政府宣布停班停課。高雄明天放假。",
        published="2019-06-09",
        source="南方報",
    ),
    Article(
        id="taxi", title="計程車漲價", body="臺北計程車明年漲價。", published="2020-01-02", source="北方報"
    ),
)


@pytest.fixture
def index(make_index) -> Index:
    return make_index(*ARTICLES)


@pytest.mark.parametrize(
    ("query", "kind", "changed", "relaxed"),
    [
        ("颱風 火山", "without_term", ("火山",), "颱風"),
        ("臺南 AND 火山", "without_term", ("火山",), "臺南"),
        ('臺南 "市府宣布" 火山', "without_term", ('"市府宣布"', "火山"), "臺南"),
        ('"臺南宣布"', "without_quotes", ('"臺南宣布"',), "臺南宣布"),
        ("=颱风", "any_written_form", ("=颱风",), '"颱风"'),
        ("臺南 NEAR/2 高雄", "without_nearness", ("臺南 NEAR/2 高雄",), "臺南 高雄"),
        ("title:高雄", "any_field", ("title:高雄",), "高雄"),
        ("臺南 -宣布", "without_exclusion", ("-宣布",), "臺南"),
        ("臺南 date:2019-05", "wider_dates", ("date:2019-05",), "臺南 date:2019-01-01..2019-12-31"),
        ("臺南 date:2020", "wider_dates", ("date:2020",), "臺南 date:2019-01-01..2021-12-31"),
        ("臺南 date:2005", "any_date", ("date:2005",), "臺南"),
    ],
)
def test_one_step_that_finds_something_is_offered(
    index: Index, query: str, kind: str, changed: tuple[str, ...], relaxed: str
) -> None:
    page = index.search(query)
    assert page.total == 0
    (offer,) = [offer for offer in page.relaxations if offer.kind == kind]
    assert (offer.changed, str(offer.query), offer.total) == (changed, relaxed, 1)


@pytest.mark.parametrize(
    "query", ["颱風 火山 計程車", '"臺南宣布" 火山', "臺南 date:2020", "地震 火山", "火山"]
)
def test_an_offer_finds_as_many_articles_as_it_says(index: Index, query: str) -> None:
    for offer in index.search(query).relaxations:
        assert index.search(str(offer.query)).total == offer.total > 0


@pytest.mark.parametrize("query", ["颱風", "颱風 OR 火山", "火山", "(", ""])
def test_nothing_is_offered_where_something_is_found_or_nothing_helps(index: Index, query: str) -> None:
    assert index.search(query).relaxations == ()


def test_what_the_filters_took_away_is_offered_first(index: Index) -> None:
    page = index.search("颱風", filters=Filters(source=("北方報",)))
    assert [(offer.kind, offer.total) for offer in page.relaxations] == [("without_filters", 1)]


def test_offers_count_within_the_filters(index: Index) -> None:
    page = index.search("颱風 火山", filters=Filters(source=("北方報",)))
    assert page.relaxations == ()


def test_a_long_query_costs_no_trial_for_each_of_its_words(index: Index) -> None:
    page = index.search(" ".join(f"火山{number}" for number in range(100)) + " 颱風")
    assert [str(offer.query) for offer in page.relaxations] == ["颱風"]


def test_a_part_in_brackets_is_named_with_its_brackets(index: Index) -> None:
    page = index.search("title:(高雄 OR 臺南)")
    assert page.relaxations[0].changed == page.notices[0].terms == ("title:(高雄 OR 臺南)",)


def test_each_word_that_can_be_left_out_alone_is_offered(make_index) -> None:
    index = make_index("臺北計程車漲價。", "臺北颱風。", "颱風漲價。")
    offers = index.search("臺北 計程車 颱風").relaxations
    assert {offer.changed for offer in offers} == {("計程車",), ("颱風",)}
    dated = Article(id="a", body="臺北計程車。", published="2019"), Article(id="b", body="臺北颱風。")
    offers = make_index(*dated).search("臺北 計程車 颱風", filters=Filters(first="2019")).relaxations
    assert ("without_term", ("颱風",), 1) in [(offer.kind, offer.changed, offer.total) for offer in offers]
    assert ("without_term", ("計程車",)) not in [(offer.kind, offer.changed) for offer in offers]


@pytest.mark.parametrize("count", [40, 900])
def test_what_is_tried_costs_no_more_than_one_query(make_index, count: int) -> None:
    page = make_index("中國。").search("國 中 " + "-中 " * count)
    assert page.total == 0
    assert len(page.relaxations) <= 1
