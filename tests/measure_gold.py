"""Asks the gold file's questions of the whole real archive: python -m tests.measure_gold [--index DIR]

The lines of `tests/gold/queries.tsv` about the 36,925 articles of `articles.jsonl.gz` are asked of DIR,
or of an index made for the purpose, and those that are not met are listed with what came instead. Then
the laws of `algebra.py` are held against the same index with pairs of real words. Exits with 1 where
anything is wrong.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from search import Index, SearchError, open_index
from tests.algebra import broken_laws, real_words
from tests.gold.lines import GoldLine, read_gold
from tests.measure_archive import ARTICLES, build

PAIRS = 100
SEED = 5


def main() -> int:
    """Print a line for each promise that is not kept; return 1 where there is one."""
    parser = argparse.ArgumentParser(prog="python -m tests.measure_gold", description=__doc__)
    parser.add_argument("--index", type=Path, help="an index of the 36,925 articles; made where it is absent")
    parser.add_argument("--pairs", type=int, default=PAIRS, help="of real words, for the laws")
    arguments = parser.parse_args()
    chosen = arguments.index
    with tempfile.TemporaryDirectory() as folder:
        path = chosen or Path(folder) / "index"
        if not path.exists():
            build(path)
        with open_index(path) as index:
            if len(index) != ARTICLES:
                print(f"{path} holds {len(index)} articles, not {ARTICLES}", file=sys.stderr)
                return 1
            index.warm_up()
            return max(ask(index), check_algebra(index, arguments.pairs))


def ask(index: Index) -> int:
    """Ask the gold lines; return 1 where an expectation is not met."""
    lines = [line for line in read_gold() if line.archive == "archive"]
    began = perf_counter()
    wrong = [(line, told) for line in lines if (told := _complaints(line, index))]
    seconds = perf_counter() - began
    for line, told in wrong:
        print(f"line {line.number}, {line.name} [{line.query}]", *told, sep="\n    ")
    pending = sum(line.options.pending for line in lines)
    print(f"{len(lines)} gold lines, {pending} pending, {len(wrong)} not met; {seconds:.1f} s")
    return 1 if wrong else 0


def _complaints(line: GoldLine, index: Index) -> list[str]:
    try:
        return line.complaints(index)
    except (SearchError, ValueError) as error:
        return [f"{type(error).__name__}: {error}"]


def check_algebra(index: Index, pairs: int) -> int:
    """Hold the laws against pairs of real words; return 1 where one is broken."""
    began = perf_counter()
    wrong = [told for pair in real_words(index, pairs, SEED) for told in broken_laws(index, *pair)]
    print(*wrong, sep="\n")
    print(f"{pairs} pairs of real words, {len(wrong)} laws broken; {perf_counter() - began:.1f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
