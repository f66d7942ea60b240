"""Asks the API whatever its document allows, for long: `python -m tests.measure_api --examples 500`.

`tests/test_api_contract.py` asks the same way, briefly. Without `--index` it asks the archive of the tests.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from tests.api_contract import ask
from tests.web_archive import build_index
from web import Settings, create_app


def main() -> int:
    """Ask, and print what was asked and what failed; 1 where something did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, help="an index; it is only read")
    parser.add_argument("--examples", type=int, default=500, help="requests of each operation and phase")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        index = options.index or build_index(Path(folder) / "index")
        started = perf_counter()
        asked = ask(create_app(Settings(index=index)), options.examples, options.seed)
    print(f"{asked.statuses.total():,} requests in {perf_counter() - started:.0f} s; by status:")
    for status, count in sorted(asked.statuses.items()):
        print(f"  {status} {count:,}")
    print(f"{asked.checks.total():,} checks of {len(asked.checks)} kinds; {len(asked.failures)} failed")
    for failure in asked.failures:
        print(f"\n{failure}")
    return 1 if asked.failures else 0


if __name__ == "__main__":
    sys.exit(main())
