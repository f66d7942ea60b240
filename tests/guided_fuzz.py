"""Reads what atheris makes, guided by what of our code it reaches: `python -m tests.guided_fuzz SECONDS`.

Needs `pip install atheris`, which has wheels for Linux; it is no dependency of anything else. The first byte
of an input chooses the reader. An exception, a fault of ours that was caught, a reading of more than ten
seconds or memory past 2 GB ends the run, and libFuzzer writes the input to a file whose name it prints; given
that file instead of seconds, the command reads it again. The libraries' own code is not instrumented.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris

with atheris.instrument_imports(include=["index"]):
    from tests.mutated_sources import real_pages, sources
    from tests.watched_reading import READERS, Trial, attempt

LONGEST = 20_000
"""Bytes of an input: longer ones find little more, and slowly."""

PAGES = 20
NAMES = tuple(READERS)


def main() -> None:
    """Read guided inputs for some seconds, or one again."""
    seconds = sys.argv[1]
    with TemporaryDirectory() as folder:
        corpus, path = Path(folder, "corpus"), Path(folder, "file")
        corpus.mkdir()

        def read(data: bytes) -> None:
            if len(data) > 1:
                name = NAMES[data[0] % len(NAMES)]
                outcome = attempt(Trial(name, data[1:]), path)
                if outcome.problem and not outcome.problem.startswith(("slow", "grown")):
                    raise AssertionError(f"{name}: {outcome.problem}")

        if not seconds.isdigit():
            read(Path(seconds).read_bytes())
            return
        _write_corpus(corpus)
        limits = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-timeout=10", "-rss_limit_mb=2048"]
        atheris.Setup([sys.argv[0], *limits, "-print_final_stats=1", str(corpus)], read)
        atheris.Fuzz()


def _write_corpus(corpus: Path) -> None:
    """Write each source for the reader of files, and pages for all."""
    pages = [data[: LONGEST - 1] for data in real_pages()[:PAGES]]
    for number, name in enumerate(NAMES):
        given = (
            [*sources().values(), *pages] if name == "open_inputs" else [sources()["page of claims"], *pages]
        )
        for place, data in enumerate(given):
            (corpus / f"{number}-{place}").write_bytes(bytes((number,)) + data)


if __name__ == "__main__":
    main()
