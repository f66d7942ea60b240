"""The figures of a run as a CSV file: one figure a row, where and with what it was measured above them.

Columns: engine, size (articles), kind, measure, value, unit. Lines that begin with `#` hold a name and a
value of the machine each.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

PERCENTILES = {"median": 50, "95th": 95, "99th": 99}
QUESTIONS = "questions"
PREEMPTED = "preempted"
FIRST = "first "
"""Before a percentile's name: of the first time that each question was asked."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value. An engine that was not measured has one of kind `engine`, its unit says why."""

    engine: str
    size: int
    kind: str
    measure: str
    value: float
    unit: str


def latency_figures(engine: str, size: int, latencies: Mapping[str, Mapping[str, Any]]) -> list[Figure]:
    """Return the percentiles of the latencies of every kind, of how many questions, how much disturbed."""
    figures = []
    for kind, taken in latencies.items():
        for prefix, values in (("", taken["medians"]), (FIRST, taken["first"])):
            for name, percentile in PERCENTILES.items():
                value = float(np.percentile(values, percentile))
                figures.append(Figure(engine, size, kind, prefix + name, value, "ms"))
        figures.append(Figure(engine, size, kind, QUESTIONS, len(taken["medians"]), "questions"))
        figures.append(Figure(engine, size, kind, PREEMPTED, taken["preempted"], "times"))
    return figures


def write_csv(path: Path, machine: Mapping[str, str], figures: Sequence[Figure]) -> None:
    """Write figures and the machine they are of."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"# {name}: {value}\n" for name, value in machine.items())
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(field.name for field in fields(Figure))
        for figure in figures:
            writer.writerow([*astuple(figure)[:4], f"{figure.value:.6g}", figure.unit])


def read_csv(path: Path) -> tuple[dict[str, str], list[Figure]]:
    """Return the machine and the figures of a CSV file."""
    machine: dict[str, str] = {}
    rows: list[str] = []
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.startswith("# "):
                name, _, value = line[2:].rstrip("\n").partition(": ")
                machine[name] = value
            else:
                rows.append(line)
    figures = [
        Figure(row["engine"], int(row["size"]), row["kind"], row["measure"], float(row["value"]), row["unit"])
        for row in csv.DictReader(rows)
    ]
    return machine, figures
