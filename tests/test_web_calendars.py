from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.calendars import CELL, MAX_YEARS, PITCH, calendar_of_days, calendar_of_months, calendars_of_days
from web.holdings import gaps, month_name, month_number
from web.shades import SHADES, scale_of

MONTHS = st.dictionaries(
    st.tuples(st.integers(1, 9999), st.integers(1, 12)).map(lambda pair: f"{pair[0]:04}-{pair[1]:02}"),
    st.integers(1, 10**6),
    max_size=30,
)


@given(st.lists(st.integers(0, 10**9), max_size=60))
def test_every_count_has_a_shade_and_more_is_never_paler(counts):
    scale = scale_of(counts)
    assert len(scale.bounds) <= SHADES
    shades = [scale.shade(count) for count in sorted(counts)]
    assert shades == sorted(shades)
    assert all((shade == 0) == (count == 0) for shade, count in zip(shades, sorted(counts), strict=True))
    for shade, low, high in scale.steps:
        assert scale.shade(low) == scale.shade(high) == shade


def test_few_steps_lie_far_apart():
    assert [shade for shade, _, _ in scale_of([1, 2]).steps] == [1, 5]
    assert [shade for shade, _, _ in scale_of([200, 250, 309]).steps] == [1, 3, 5]


def test_legend_ends_at_the_highest_count_and_its_steps_touch():
    steps = scale_of([3, 8, 14, 55, 120, 777, 4321]).steps
    assert steps[0][1] == 1
    assert steps[-1][2] == 4321
    assert all(after[1] == before[2] + 1 for before, after in pairwise(steps))


def test_months_stand_in_columns_of_years_and_nothing_lies_outside_of_the_first_and_last():
    calendar = calendar_of_months({"2018-11": 2, "2019-02": 40})
    assert [(cell.period, cell.count > 0) for cell in calendar.cells] == [
        ("2018-11", True),
        ("2018-12", False),
        ("2019-01", False),
        ("2019-02", True),
    ]
    november, _, january, february = calendar.cells
    assert january.x - november.x == calendar.pitch
    assert february.y - january.y == PITCH
    assert [column.year for column in calendar.columns] == ["2018", "2019"]


def test_years_that_are_somebodys_mistake_make_no_calendar_of_ten_thousand_columns():
    calendar = calendar_of_months({"0001-01": 1, "2019-02": 40, "2021-01": 2, "9999-12": 1})
    assert [column.year for column in calendar.columns] == ["0001", "", "2019", "2020", "2021", "", "9999"]
    many = calendar_of_months({f"{year:04}-01": 1 for year in range(1, 9999, 3)})
    assert len({cell.period[:4] for cell in many.cells}) < MAX_YEARS * 3
    assert many.cells[-1].period.startswith("999")


@given(MONTHS)
def test_cells_never_overlap_and_are_large_enough_to_touch(counts):
    calendar = calendar_of_months(counts)
    assert calendar.cell_width >= CELL
    places = {(cell.x, cell.y) for cell in calendar.cells}
    assert len(places) == len(calendar.cells)
    assert all(cell.x + calendar.cell_width <= calendar.width for cell in calendar.cells)
    assert all(cell.y + CELL <= calendar.height for cell in calendar.cells)
    shown = {cell.period for cell in calendar.cells if cell.count}
    assert shown == set(counts)


def test_archive_without_dates_has_an_empty_calendar():
    assert calendar_of_months({}).cells == ()


@pytest.mark.parametrize(
    ("month", "days", "first_column", "rows"),
    [("2023-03", 31, 3, 5), ("2015-02", 28, 0, 4), ("2024-02", 29, 4, 5), ("9999-12", 31, 3, 5)],
)
def test_days_stand_under_their_weekday(month, days, first_column, rows):
    calendar = calendar_of_days(month, {})
    assert len(calendar.cells) == days
    assert calendar.cells[0].x == first_column * PITCH
    assert len({cell.y for cell in calendar.cells}) == rows
    for cell in calendar.cells:
        assert cell.x // PITCH == date.fromisoformat(cell.period).isoweekday() % 7


def test_months_of_a_year_share_one_scale():
    june, july = calendars_of_days({"2019-06-01": 1, "2019-07-01": 100}, ["2019-06", "2019-07"])
    assert june.scale == july.scale
    assert june.cells[0].shade < july.cells[0].shade


def test_gaps_are_the_months_between_that_have_nothing():
    found = gaps((("2018-11", 3), ("2019-02", 1), ("2019-03", 2), ("2019-05", 1)))
    assert [(gap.first, gap.last, gap.months) for gap in found] == [
        ("2018-12", "2019-01", 2),
        ("2019-04", "2019-04", 1),
    ]
    assert gaps(()) == gaps((("2019-01", 1),)) == ()


@given(st.integers(12, 12 * 9999 + 11))
def test_month_numbers_go_there_and_back(number):
    assert month_number(month_name(number)) == number
