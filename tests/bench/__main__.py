"""Dibao and other engines side by side: python -m tests.bench ARTICLES.jsonl.gz [OPTIONS]

Exits 1, without a figure, where engines disagree on what is found; README.md says what is measured.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.adapters import ENGINES
from tests.bench.machine import machine
from tests.bench.measure import (
    Given,
    agreement_figures,
    ask,
    build,
    compare,
    find_engines,
    time_engine,
    write_memory_and_opening,
)
from tests.bench.processes import MeasurementFailed
from tests.bench.report import table
from tests.bench.results import Figure, read_csv, write_csv
from tests.bench.workspace import Settings, prepare, say

RESULTS = Path(__file__).resolve().parent / "results"
SIZES = (10_000, 37_000, 150_000)
SHOWN = 20
"""Disagreements that are printed."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, or print what was measured; return the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.report:
        for path in options.report:
            print(table(*read_csv(path)))
        return 0
    if options.articles is None:
        parser.error("name the file of articles, or results to print with --report")
    settings = Settings(
        archive=options.articles,
        sizes=options.sizes,
        engines=options.engines,
        queries=options.queries,
        processes=options.processes,
        budget=options.budget,
        opens=options.opens,
        tokens_only=options.tokens_only,
        whoosh_all=options.whoosh_all,
    )
    with tempfile.TemporaryDirectory(prefix="dibao-bench-") as temporary:
        work = options.work or Path(temporary)
        for size in settings.sizes:
            try:
                figures = measure_size(settings, size, work / str(size))
            except MeasurementFailed as error:
                say(str(error))
                return 1
            if figures is None:
                return 1
            results = options.out / f"{datetime.now(UTC):%Y-%m-%d}-{size}.csv"
            write_csv(results, machine(), figures)
            print(table(*read_csv(results)), flush=True)
    return 0


def measure_size(settings: Settings, size: int, folder: Path) -> list[Figure] | None:
    """Return the figures of all engines at one size, or None where they disagree, and say in what."""
    workspace = prepare(settings, size, folder)
    engines, figures = find_engines(settings, size)
    for engine in engines:
        figures += build(settings, workspace, engine)
    given: Given = {engine.name: ask(settings, workspace, engine) for engine in engines}
    agreement = compare(workspace, given)
    if agreement.disagreements:
        say(f"{size:,} articles: {len(agreement.disagreements)} disagreements; nothing was timed")
        say("\n".join(agreement.disagreements[:SHOWN]))
        return None
    figures += agreement_figures(size, agreement)
    write_memory_and_opening(workspace, given)
    for engine in engines:
        figures += time_engine(settings, workspace, engine)
    return figures


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("articles", type=Path, nargs="?", help="JSON Lines of articles, plain or gzip")
    parser.add_argument("--sizes", type=_sizes, default=SIZES, help="articles, with commas")
    parser.add_argument("--engines", type=_engines, default=ENGINES, help=f"of {','.join(ENGINES)}")
    parser.add_argument("--queries", type=int, default=300, help="of each kind")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder for the CSV files")
    parser.add_argument("--work", type=Path, help="folder to keep indexes and token files in, and use again")
    parser.add_argument("--processes", type=int, default=2, help="that analyse, where articles are indexed")
    parser.add_argument("--budget", type=float, default=20.0, help="seconds for a round of one kind")
    parser.add_argument("--opens", type=int, default=7, help="processes that open an index, for the median")
    parser.add_argument("--tokens-only", action="store_true", help="let others index ready terms only")
    parser.add_argument("--whoosh-all", action="store_true", help="stock Whoosh at every size, not the least")
    parser.add_argument("--report", type=Path, nargs="+", metavar="CSV", help="print results again, no more")
    return parser


def _sizes(value: str) -> tuple[int, ...]:
    sizes = tuple(int(size) for size in value.split(","))
    if min(sizes) < 1:
        raise argparse.ArgumentTypeError("a size is one article at least")
    return sizes


def _engines(value: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(value.split(",")))
    unknown = [name for name in names if name not in ENGINES]
    if unknown:
        raise argparse.ArgumentTypeError(
            f"no engine is called {unknown[0]!r}; there are {', '.join(ENGINES)}"
        )
    return names


if __name__ == "__main__":
    sys.exit(main())
