"""Where the bars of the date histogram stand.

Two pictures over one axis of time: what was found grows up from it, what the archive holds of the same time
hangs down. Each has its own scale, for a hundred hits would be a hair beside ten thousand holdings; apart, no
bar can be taken for a share of the other. All holdings are one path and so are all hits, which keeps a
century of them small. Empty periods have their place, and nothing in it.

Pure arithmetic: no question, no link, no word.
"""

from dataclasses import dataclass

from search import Bucket, Histogram

WIDTH = 208
"""Units of the picture; the width in pixels of the column beside the hits."""

UP, DOWN, LABELS = 52, 22, 15
"""Units above the axis, below it, and below that for the labels."""

HEIGHT = UP + DOWN + LABELS

LEAST = 1.5
"""Units that a bar has at least: one article among thousands is still seen."""

WIDEST = 26
"""Units that a bar has at most, so that a single one is no wall."""

LABELLED = 4
"""Labels that fit side by side, those at both ends among them."""

_SPAN = {"decade": 9}
"""Years from the first of a period to its last."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A period that something was found in: `first` to `last` can be asked, `shape` is where it stands."""

    start: str
    first: str
    last: str
    hits: int
    holdings: int
    shape: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A label of the axis, and whether it begins, is centred or ends at `x`."""

    start: str
    x: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A histogram drawn: paths of SVG in a box of WIDTH and HEIGHT units.

    `bars` are those with hits, each with the column that belongs to it from top to bottom.
    """

    unit: str
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    hits: str
    holdings: str
    most_hits: int
    most_holdings: int


def draw(histogram: Histogram) -> Chart | None:
    """Return the picture of a histogram, None where it has no bucket.

    >>> draw(Histogram("year", (Bucket("2019", 2, 4),), 2, 0, 0)).hits
    'M91 52v-52h26v52z'
    """
    buckets = histogram.buckets
    if not buckets:
        return None
    most_hits = max(bucket.hits for bucket in buckets)
    most_holdings = max(bucket.holdings for bucket in buckets)
    slot = WIDTH / len(buckets)
    wide = min(slot * (0.8 if slot >= 3 else 1), WIDEST)
    margin = (slot - wide) / 2
    bars, up, down = [], [], []
    for place, bucket in enumerate(buckets):
        left = place * slot + margin
        if bucket.holdings:
            down.append(_bar(left, wide, UP + 1, _height(bucket.holdings, most_holdings, DOWN - 1)))
        if bucket.hits:
            up.append(_bar(left, wide, UP, -_height(bucket.hits, most_hits, UP)))
            first, last = period_ends(bucket, histogram.unit)
            column = _bar(place * slot, slot, 0, UP + DOWN)
            bars.append(Bar(bucket.start, first, last, bucket.hits, bucket.holdings, column))
    return Chart(
        unit=histogram.unit,
        bars=tuple(bars),
        ticks=_ticks(buckets, slot),
        hits="".join(up),
        holdings="".join(down),
        most_hits=most_hits,
        most_holdings=most_holdings,
    )


def period_ends(bucket: Bucket, unit: str) -> tuple[str, str]:
    """Return the periods from which to which a bucket lasts: of a decade two years, else itself twice.

    >>> period_ends(Bucket("2010", 1, 1), "decade"), period_ends(Bucket("2019-06", 1, 1), "month")
    (('2010', '2019'), ('2019-06', '2019-06'))
    """
    span = _SPAN.get(unit)
    if span is None:
        return bucket.start, bucket.start
    year = int(bucket.start)
    return f"{max(year, 1):04}", f"{year + span:04}"


def _height(count: int, most: int, room: int) -> float:
    return max(LEAST, count / most * room)


def _bar(left: float, wide: float, top: float, high: float) -> str:
    """Return a bar as a path: `high` is negative where it grows upwards."""
    return f"M{_number(left)} {_number(top)}v{_number(high)}h{_number(wide)}v{_number(-high)}z"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _ticks(buckets: tuple[Bucket, ...], slot: float) -> tuple[Tick, ...]:
    """Return labels for the first and the last bucket, and between them where there is room."""
    last = len(buckets) - 1
    if not last:
        return (Tick(buckets[0].start, _number(WIDTH / 2), "middle"),)
    steps = min(LABELLED - 1, last) if len(buckets[0].start) == 4 else 1
    ticks = []
    for step in range(steps + 1):
        place = round(last * step / steps)
        if not step:
            x, anchor = 0.0, "start"
        elif step == steps:
            x, anchor = float(WIDTH), "end"
        else:
            x, anchor = (place + 0.5) * slot, "middle"
        ticks.append(Tick(buckets[place].start, _number(x), anchor))
    return tuple(ticks)
