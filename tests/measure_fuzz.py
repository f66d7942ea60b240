"""Reads mutated and slow sources for some time, and says what was tried: `python -m tests.measure_fuzz`.

Findings (`tests.watched_reading`) are cut down to what still shows them and saved; exit code 1 where there is
one. Inputs follow from the seed and their number alone. `python -m tests.guided_fuzz` does it by coverage.
"""

import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from index.pages.entries import Entry
from tests.index_pages import line
from tests.mutated_sources import mutated, real_pages, sources
from tests.slow_sources import slow_sources
from tests.watched_reading import READERS, Trial, Watched


def shrunk(trial: Trial, problem: str, watched: Watched, seconds: float = 20.0) -> Trial:
    """Return it with what can be cut out while it has a problem of the same kind."""
    kind, end = problem.split(":", 1)[0], time.monotonic() + seconds
    step = len(trial.data) // 2
    while step and kind != "hangs":
        place = 0
        while place < len(trial.data) and time.monotonic() < end:
            less = Trial(trial.reader, trial.data[:place] + trial.data[place + step :], trial.name)
            if watched.attempt(less).problem.startswith(kind):
                trial = less
            else:
                place += step
        step = step // 2 if time.monotonic() < end else 0
    return trial


def mutants(seed: int) -> Iterator[Trial]:
    """Yield trials without end: half of them files, the rest what the other readers are given."""
    written, pages = sources(), real_pages()
    texts = [*pages, *(data for name, data in written.items() if name in ("page", "page of claims", "text"))]
    entry = Entry("寶坻<b>", "<p>寶坻", "寶坻", "提要", "http://a.cn/1", "2019-06-09", tags=("a",)).to_json()
    given = {
        **dict.fromkeys(READERS, texts),
        "read_input, record": [line(), line(tags=["a"], regions="TW,HK", author="李彤", script="hant")],
        "read_input, entry": [entry],
    }
    others = [reader for reader in READERS if reader != "open_inputs"]
    files = [*written.values(), *written.values(), *pages]
    for number in count():
        chance = random.Random(f"{seed}:{number}")  # noqa: S311 - repeatable, no secret
        reader = "open_inputs" if number % 2 else chance.choice(others)
        yield Trial(reader, mutated(chance, files if number % 2 else given[reader]), f"{number}")


@click.command()
@click.argument("seconds", type=float)
@click.option("--seed", type=int, default=4)
@click.option("--slow", type=int, default=0, help="Read slow sources of so many bytes first.")
@click.option("--save", type=click.Path(path_type=Path), default=Path("findings"), help="Where findings go.")
def main(seconds: float, seed: int, slow: int, save: Path) -> None:
    """Read mutants for SECONDS."""
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    tried: Counter[str] = Counter()
    findings: Counter[str] = Counter()
    worst, most, peaks = (0.0, ""), (0, ""), [0]
    began = time.monotonic()

    def trials() -> Iterator[Trial]:
        if slow:
            yield from (Trial("open_inputs", data, name) for name, data in slow_sources(slow))
        end = time.monotonic() + seconds
        for trial in mutants(seed):
            if time.monotonic() > end:
                return
            yield trial

    with TemporaryDirectory() as folder:
        watched = Watched(Path(folder) / "a")
        for trial in trials():
            outcome = watched.attempt(trial)
            tried[trial.reader] += 1
            outcomes[trial.reader].update(outcome.counts)
            worst = max(worst, (outcome.seconds, f"{trial.reader} {trial.name}"))
            peaks.append(outcome.resident)
            most = max(most, (outcome.growth, f"{trial.reader} {trial.name}"))
            kind = outcome.problem[:80]
            if kind:
                findings[kind] += 1
                print(f"{trial.reader} {trial.name}: {outcome.problem}", file=sys.stderr, flush=True)
            if kind and findings[kind] == 1 and len(findings) <= 20:
                save.mkdir(exist_ok=True)
                small = shrunk(trial, outcome.problem, watched)
                (save / f"{trial.reader} {trial.name}").write_bytes(small.data)
        watched.end()
    for reader, number in tried.items():
        print(f"{reader}: {number:,} inputs; {dict(outcomes[reader].most_common(12))}")
    took = time.monotonic() - began
    print(
        f"{tried.total():,} inputs in {took:.0f} s; slowest {worst[0]:.2f} s ({worst[1]}), largest growth "
        f"{most[0] >> 20} MiB ({most[1]}), peak {max(peaks) >> 20} MiB; {findings.total()} findings"
    )
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
