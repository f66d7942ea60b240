"""Histograms: all of a result by time, nothing between left out, nothing lost."""

import random
from itertools import pairwise

import pytest

from search import Article, Filters
from tests.random_articles import random_article


def dated(*dates: str) -> list[Article]:
    return [Article(id=str(number), body="天津", published=date) for number, date in enumerate(dates)]


@pytest.mark.parametrize("unit", ["auto", "day", "month", "year", "decade"])
@pytest.mark.parametrize("query", [None, "天津", "選舉", "無此"])
def test_buckets_with_undated_and_coarser_add_up_to_the_total(make_index, query, unit) -> None:
    rng = random.Random(3)  # noqa: S311 - a test, not a secret
    index = make_index(*(random_article(rng, str(number)) for number in range(120)))
    found = index.histogram(query, unit)
    assert sum(bucket.hits for bucket in found.buckets) + found.undated + found.coarser == found.total
    assert found.total == index.search(query, limit=0).total
    assert all(bucket.hits <= bucket.holdings for bucket in found.buckets)
    starts = [bucket.start for bucket in found.buckets]
    assert starts == sorted(set(starts))
    if starts:
        assert found.buckets[0].hits
        assert found.buckets[-1].hits


def test_empty_months_are_filled_across_a_year(make_index) -> None:
    index = make_index(*dated("2019-11-03", "2020-02", "2019", ""), Article(id="x", published="2020-01-05"))
    found = index.histogram("天津", "month")
    assert [(bucket.start, bucket.hits, bucket.holdings) for bucket in found.buckets] == [
        ("2019-11", 1, 1),
        ("2019-12", 0, 0),
        ("2020-01", 0, 1),
        ("2020-02", 1, 1),
    ]
    assert (found.unit, found.total, found.undated, found.coarser) == ("month", 4, 1, 1)


def test_days_pass_over_a_leap_day(make_index) -> None:
    found = make_index(*dated("2020-02-28", "2020-03-01")).histogram(None, "day")
    assert [bucket.start for bucket in found.buckets] == ["2020-02-28", "2020-02-29", "2020-03-01"]


def test_years_and_decades_are_named_by_their_first(make_index) -> None:
    index = make_index(*dated("1998", "2011-05"))
    assert [bucket.start for bucket in index.histogram(None, "decade").buckets] == ["1990", "2000", "2010"]
    years = [bucket.start for bucket in index.histogram(None, "year").buckets]
    assert (years[0], len(years), years[-1]) == ("1998", 14, "2011")


@pytest.mark.parametrize(
    ("dates", "unit"),
    [
        (("2019-06-09",), "day"),
        (("2019-06-01", "2019-08-31"), "day"),
        (("2019-06-01", "2019-09-01"), "month"),
        (("2010-01-01", "2019-12-31"), "month"),
        (("2010-01-01", "2020-01-01"), "year"),
        (("2019-06", "2019-07", "2019-06-09"), "month"),
        (("2019", "2019", "2019-06-09"), "year"),
        (("0001-01-01", "2020-01-01"), "decade"),
        (("", ""), "year"),
    ],
)
def test_auto_takes_the_finest_unit_that_a_reader_can_see(make_index, dates, unit) -> None:
    assert make_index(*dated(*dates)).histogram(None).unit == unit


@pytest.mark.parametrize(
    ("dates", "asked", "unit", "buckets"),
    [
        (("0001-01-01", "9999-12-31"), "day", "decade", 1000),
        (("1900-01-01", "2020-01-01"), "month", "year", 121),
        (("2018-01-01", "2020-12-31"), "day", "month", 36),
        (("2018-01-01", "2020-09-26"), "day", "day", 1000),
    ],
)
def test_far_dates_make_it_coarser_not_longer(make_index, dates, asked, unit, buckets) -> None:
    found = make_index(*dated(*dates)).histogram(None, asked)
    assert (found.unit, len(found.buckets)) == (unit, buckets)


def test_dates_are_those_on_the_clocks_of_the_readers(make_index) -> None:
    found = make_index(*dated("2019-06-30T20:00:00Z")).histogram(None, "month")
    assert [bucket.start for bucket in found.buckets] == ["2019-07"]


@pytest.mark.parametrize(
    ("published", "unit", "coarser", "undated"),
    [
        ("2019-02-30", "day", 1, 0),
        ("2019-02-30", "month", 0, 0),
        ("2019-13-01", "month", 1, 0),
        ("2019-00-09", "day", 1, 0),
        ("0000-06-09", "year", 0, 1),
        ("gestern", "year", 0, 1),
    ],
)
def test_dates_of_no_calendar_count_as_far_as_they_are_one(
    make_index, published, unit, coarser, undated
) -> None:
    found = make_index(*dated(published)).histogram(None, unit)
    assert (found.coarser, found.undated) == (coarser, undated)


def test_filters_narrow_a_histogram_and_its_unit(make_index) -> None:
    index = make_index(*dated("2019-06-09", "1950", "2019-06-10"))
    found = index.histogram("天津", filters=Filters(first="2019-06", last="2019-06"))
    assert (found.unit, found.total, len(found.buckets)) == ("day", 2, 2)


def test_another_unit_is_refused(make_index) -> None:
    with pytest.raises(ValueError, match="unit is 'week'; it must be one of auto, day, month"):
        make_index("天津").histogram(None, "week")


def test_neighbouring_days_differ_by_one(make_index) -> None:
    found = make_index(*dated("2018-12-30", "2020-03-02")).histogram(None, "day")
    assert all(one.start < other.start for one, other in pairwise(found.buckets))
    assert len(found.buckets) == 429
