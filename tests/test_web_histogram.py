import re

import pytest

from search import Bucket, Histogram
from web.histogram import DOWN, HEIGHT, LABELS, UP, WIDTH, draw, period_ends

BAR = re.compile(r"M([\d.-]+) ([\d.-]+)v([\d.-]+)h([\d.-]+)v([\d.-]+)z")


def months(*counts):
    """A histogram of months from January 2019 on, with (hits, holdings) of each."""
    buckets = tuple(
        Bucket(f"{2019 + place // 12}-{place % 12 + 1:02}", hits, holdings)
        for place, (hits, holdings) in enumerate(counts)
    )
    return Histogram("month", buckets, sum(hits for hits, _ in counts), 0, 0)


def bars(path):
    found = [tuple(map(float, bar)) for bar in BAR.findall(path)]
    assert "".join("M{} {}v{}h{}v{}z".format(*bar) for bar in BAR.findall(path)) == path
    return found


def test_nothing_counted_is_no_picture():
    assert draw(Histogram("year", (), 3, 3, 0)) is None


def test_hits_grow_up_and_holdings_hang_down_each_by_its_own_scale():
    chart = draw(months((5, 1000), (10, 500), (1, 10)))
    up, down = bars(chart.hits), bars(chart.holdings)
    assert [top for _, top, *_ in up] == [UP] * 3
    assert [high for _, _, high, *_ in up] == [-UP / 2, -UP, -5.2]
    assert [high for _, _, high, *_ in down] == [DOWN - 1, (DOWN - 1) / 2, 1.5]
    assert (chart.most_hits, chart.most_holdings) == (10, 1000)


def test_one_hit_among_thousands_is_still_seen():
    chart = draw(months((9000, 9000), (1, 1)))
    assert min(-high for _, _, high, *_ in bars(chart.hits)) >= 1


def test_empty_period_keeps_its_place_and_is_no_link():
    chart = draw(months((1, 1), (0, 4), (0, 0), (2, 2)))
    assert [bar.start for bar in chart.bars] == ["2019-01", "2019-04"]
    assert len(bars(chart.holdings)) == 3
    (left, *_), (right, *_) = bars(chart.hits)
    assert right - left == pytest.approx(WIDTH * 3 / 4, abs=0.2)


@pytest.mark.parametrize("count", [1, 2, 7, 92, 120, 200, 1000])
def test_bars_stand_side_by_side_within_the_picture(count):
    chart = draw(Histogram("year", tuple(Bucket(f"{1000 + n}", n + 1, n + 1) for n in range(count)), 1, 0, 0))
    at = -0.06  # numbers have one decimal
    for left, top, high, wide, back in bars(chart.hits):
        assert left >= at - 0.06
        assert wide > 0
        assert top + high >= 0
        assert back == -high
        at = left + wide - 0.06
    assert at <= WIDTH + 0.1
    assert HEIGHT == UP + DOWN + LABELS
    columns = [bar.shape for bar in chart.bars]
    assert all(top == 0 and high == UP + DOWN for shape in columns for _, top, high, *_ in bars(shape))


def test_single_bar_is_no_wall():
    ((left, _, _, wide, _),) = bars(draw(months((1, 1))).hits)
    assert wide < WIDTH / 4
    assert left + wide / 2 == pytest.approx(WIDTH / 2, abs=0.1)


@pytest.mark.parametrize(
    ("start", "unit", "ends"),
    [
        ("2019-06-09", "day", ("2019-06-09", "2019-06-09")),
        ("2019-06", "month", ("2019-06", "2019-06")),
        ("2019", "year", ("2019", "2019")),
        ("2010", "decade", ("2010", "2019")),
        ("0000", "decade", ("0001", "0009")),
        ("9990", "decade", ("9990", "9999")),
    ],
)
def test_bar_asks_for_its_own_period(start, unit, ends):
    assert period_ends(Bucket(start, 1, 1), unit) == ends


def test_labels_are_few_and_both_ends_have_one():
    assert [tick.start for tick in draw(months(*[(1, 1)] * 24)).ticks] == ["2019-01", "2020-12"]
    years = Histogram("year", tuple(Bucket(str(year), 1, 1) for year in range(1990, 2020)), 30, 0, 0)
    ticks = draw(years).ticks
    assert [ticks[0].start, ticks[-1].start, len(ticks)] == ["1990", "2019", 4]
    assert [tick.anchor for tick in ticks] == ["start", "middle", "middle", "end"]
    assert [tick.anchor for tick in draw(months((1, 1))).ticks] == ["middle"]
