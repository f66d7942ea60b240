"""What stands beside the hits: facets, the histogram, and a form for the days.

All of it is counted in one call. How many values are asked for depends on what a link weighs.
"""

from dataclasses import dataclass

from flask_babel import gettext  # type: ignore[import-untyped]

from search import Counts, Index
from web.asking import Question
from web.facets import FacetView, chosen_year, facet_views
from web.histogram import Bar, Chart, draw
from web.narrowing import Narrowing
from web.periods import in_words

SOURCES, PLACES, YEARS = 30, 60, 40
"""Values that are listed at most: more than anyone reads down. What is past them is counted."""

SCRIPTS = 3

MONTHS = 1_300
"""Months that are counted when a year is chosen, of which its own are shown: a century has fewer."""


@dataclass(frozen=True, slots=True)
class Column:
    """A bar of the histogram: its link ("" where it has none), its name for who cannot see it, its place."""

    href: str
    name: str
    shape: str


@dataclass(frozen=True, slots=True)
class Row:
    """A period in the table beside the picture."""

    name: str
    hits: str
    holdings: str


@dataclass(frozen=True, slots=True)
class HistogramView:
    """The histogram to show; `undated` and `coarser` are how many hits are not in it, "" for none."""

    chart: Chart
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    ticks: tuple[tuple[str, str, str], ...]
    undated: str
    coarser: str


@dataclass(frozen=True, slots=True)
class Panel:
    """All of it; `carried` is what the form for the days keeps of the question, as names and values."""

    facets: tuple[FacetView, ...]
    histogram: HistogramView | None
    carried: tuple[tuple[str, str], ...]


def panel(index: Index, question: Question, links: Narrowing) -> Panel:
    """Count and lay out what stands beside the hits of a question."""
    fields = {"source": links.shown(SOURCES, 4), "year": links.shown(YEARS, 4), "script": SCRIPTS}
    if chosen_year(question):
        fields["month"] = MONTHS
    counts = index.counts(
        question.query,
        fields,
        regions=links.shown(PLACES, 2),
        filters=question.filters,
        vocabulary=question.has_vocabulary,
    )
    carried = tuple(question.on_page(1).during("", "").parameters())
    return Panel(facet_views(counts, links), _histogram(counts, links), carried)


def _histogram(counts: Counts, links: Narrowing) -> HistogramView | None:
    histogram = counts.histogram
    chart = draw(histogram)
    if chart is None:
        return None
    unit = chart.unit
    words = gettext("%(period)s: %(hits)s of %(holdings)s")
    is_linked = links.links_bars(len(chart.bars))

    def column(bar: Bar) -> Column:
        period = _period_text(bar.start, unit)
        name = words % {"period": period, "hits": f"{bar.hits:,}", "holdings": f"{bar.holdings:,}"}
        return Column(links.during(bar.first, bar.last) if is_linked else "", name, bar.shape)

    return HistogramView(
        chart=chart,
        columns=tuple(map(column, chart.bars)),
        rows=tuple(
            Row(bucket.start, f"{bucket.hits:,}", f"{bucket.holdings:,}") for bucket in histogram.buckets
        ),
        ticks=tuple((_period_text(tick.start, unit), tick.x, tick.anchor) for tick in chart.ticks),
        undated=f"{histogram.undated:,}" if histogram.undated else "",
        coarser=f"{histogram.coarser:,}" if histogram.coarser else "",
    )


def _period_text(start: str, unit: str) -> str:
    return str(gettext("%(year)ss", year=start)) if unit == "decade" else in_words(start)
