"""As `child`, with the project's analysis: python -m tests.bench.raw build_raw ENGINE ARGUMENTS"""

import sys
from pathlib import Path
from time import perf_counter
from typing import Any

from tests.bench.child import main
from tests.bench.prepare import analysed


def build_raw(engine: Any, folder: str, corpus: str, processes: int) -> float:
    """Build an index of articles, analysed by that many processes; return seconds.

    An engine without an analysis of its own is fed by this process with what the others analysed.
    """
    path, articles = Path(folder), Path(corpus)
    began = perf_counter()
    if hasattr(engine, "build_articles"):
        engine.build_articles(path, articles, processes)
    else:
        path.mkdir()
        engine.build(path, analysed(articles, processes))
    return perf_counter() - began


if __name__ == "__main__":
    sys.exit(main({"build_raw": build_raw}))
