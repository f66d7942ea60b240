"""The figures as a table to read: engines side by side, and how many times tantivy's each is."""

from collections.abc import Iterator, Mapping, Sequence

from tests.bench.adapters import ENGINES, REFERENCE
from tests.bench.questions import KINDS
from tests.bench.results import PREEMPTED, QUESTIONS, Figure

OWN = "dibao"
LOSES = "!"
MORE_IS_BETTER = "documents/s"
SILENT = ("agreement", "engine")
"""Kinds of figure that are no measure of speed or size, and stand in lines of their own."""

ORDER = (*KINDS, "index", "open", "memory")
WIDTH = 18
LABEL = 34
MEGABYTE = 1_000_000


def table(machine: Mapping[str, str], figures: Sequence[Figure]) -> str:
    """Return the table of one size, with the machine above it."""
    lines = [f"{name}: {value}" for name, value in machine.items()]
    for size in sorted({figure.size for figure in figures}):
        of_size = [figure for figure in figures if figure.size == size]
        lines += [
            "",
            f"{size:,} articles; in brackets times {REFERENCE}; {LOSES} where Dibao is worse",
        ]
        lines += _rows(of_size)
        lines += _remarks(of_size)
    return "\n".join(lines)


def _rows(figures: Sequence[Figure]) -> Iterator[str]:
    cells: dict[tuple[str, str, str], dict[str, float]] = {}
    for figure in figures:
        if figure.kind not in SILENT and figure.measure not in (QUESTIONS, PREEMPTED):
            cells.setdefault((figure.kind, figure.measure, figure.unit), {})[figure.engine] = figure.value
    engines = [name for name in ENGINES if any(name in values for values in cells.values())]
    yield " " * LABEL + "".join(f"{name:>{WIDTH}}" for name in engines)
    for (kind, measure, unit), values in sorted(cells.items(), key=lambda entry: ORDER.index(entry[0][0])):
        mark = LOSES if _loses(values, unit) else " "
        shown = "".join(f"{_cell(values, name, unit):>{WIDTH}}" for name in engines)
        label = f"{mark} {kind} {measure}, {'MB' if unit == 'bytes' else unit}"
        yield f"{label:<{LABEL}}{shown}"


def _loses(values: Mapping[str, float], unit: str) -> bool:
    if OWN not in values or REFERENCE not in values:
        return False
    difference = values[OWN] - values[REFERENCE]
    return difference < 0 if unit == MORE_IS_BETTER else difference > 0


def _cell(values: Mapping[str, float], name: str, unit: str) -> str:
    if name not in values:
        return "-"
    value = values[name] / MEGABYTE if unit == "bytes" else values[name]
    shown = f"{value:.3f}" if value < 10 else f"{value:,.1f}" if value < 1000 else f"{value:,.0f}"
    if name == REFERENCE or not values.get(REFERENCE):
        return shown
    return f"{shown} ({values[name] / values[REFERENCE]:.2f})"


def _remarks(figures: Sequence[Figure]) -> Iterator[str]:
    """Give what was compared, what a slow engine left out, which are missing, how quiet the machine was."""
    most = max((figure.value for figure in figures if figure.measure == QUESTIONS), default=0)
    preempted: dict[str, float] = {}
    overlaps: dict[str, list[str]] = {}
    for figure in figures:
        if figure.measure == PREEMPTED:
            preempted[figure.engine] = preempted.get(figure.engine, 0) + figure.value
        elif figure.measure == QUESTIONS and figure.value < most:
            yield f"{figure.engine} answered {figure.value:.0f} questions of kind {figure.kind} in its time"
        elif figure.kind == "engine":
            yield f"{figure.engine} {figure.measure}: {figure.unit}"
        elif figure.kind == "agreement" and figure.measure.startswith("overlap "):
            kind = figure.measure.removeprefix("overlap ")
            overlaps.setdefault(figure.engine, []).append(f"{kind} {figure.value:.2f}")
        elif figure.kind == "agreement":
            yield f"{figure.measure}: {figure.value:.0f}"
    for engine, times in preempted.items():
        yield f"{engine} lost the processor {times:.0f} times while it was timed, for some milliseconds each"
    for engine, shares in overlaps.items():
        yield f"share of the oracle's first ten that {engine} has: {', '.join(shares)}"
