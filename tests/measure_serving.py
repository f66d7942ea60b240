"""How many result pages a second the server answers: wrk on `dibao-web`, asked what its own archive is about.

    python -m tests.measure_serving --index DIR [--processes 2] [--threads 8] [--seconds 10] [--connections 8]

Questions come from the archive itself: tags, beginnings of headlines and pairs of tags, each third of them
brought to the other script. Two mixes: `first` asks each question once before any comes again, `again` asks
as readers do, few of them often (Zipf, exponent 1). The server is started as an operator would start it, and
asked when it says that it is ready. Anything but a page with status 200 counts as an error, and the command
ends with 1 where there is one. It needs `wrk` (apt-get install wrk).
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from urllib.parse import quote

import opencc

from search import Index, open_index
from tests.web_archive import serving, wait_until_ready

ARTICLES = 4_000
QUESTIONS = 1_500
ASKED = 20_000

SCRIPT = """
local paths = {}
for line in io.lines("PATHS") do paths[#paths + 1] = line end
local place = 0
request = function() place = place % #paths + 1; return wrk.format("GET", paths[place]) end
done = function(summary, latency)
  io.write(string.format(
    '{"requests":%d,"seconds":%f,"bytes":%d,"status":%d,"socket":%d,' ..
    '"p50":%f,"p95":%f,"p99":%f,"max":%f}\\n',
    summary.requests, summary.duration / 1e6, summary.bytes, summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3,
    latency.max / 1e3))
end
"""
"""What wrk runs: the paths one after the other, and at its end one line of JSON."""


def questions(index: Index, rng: Random) -> list[str]:
    """Return different questions about what the archive holds, in both scripts."""
    tags: list[str] = []
    found: list[str] = []
    step = max(len(index) // ARTICLES, 1)
    for article in islice(index.articles(), 0, None, step):
        tags += [tag for tag in article.tags if 2 <= len(tag) <= 12]
        if len(article.title) >= 6:
            found.append(article.title[: rng.randint(4, 8)])
    found = rng.sample(sorted(set(found)), min(QUESTIONS // 3, len(set(found))))
    known = sorted(set(tags))
    found += rng.sample(known, min(QUESTIONS // 3, len(known)))
    if len(known) > 1:
        found += [" ".join(rng.sample(known, 2)) for _ in range(QUESTIONS // 3)]
    other = [opencc.OpenCC("t2s"), opencc.OpenCC("s2t")]
    both = {text if place % 3 else other[place % 2].convert(text) for place, text in enumerate(found)}
    asked = sorted(both)
    rng.shuffle(asked)
    return asked


def mixes(asked: Sequence[str], rng: Random) -> dict[str, list[str]]:
    """Return the questions in the order in which each mix asks them."""
    weights = [1 / rank for rank in range(1, len(asked) + 1)]
    return {"first": list(asked), "again": rng.choices(asked, weights, k=ASKED)}


def run(address: str, paths: Sequence[str], options: argparse.Namespace) -> dict[str, float]:
    """Let wrk ask for `paths`; return what it measured."""
    with TemporaryDirectory() as folder:
        listed, script = Path(folder) / "paths", Path(folder) / "mix.lua"
        listed.write_text("\n".join(paths))
        script.write_text(SCRIPT.replace("PATHS", str(listed)))
        command = [
            "wrk",
            "-t1",
            f"-c{options.connections}",
            f"-d{options.seconds}s",
            "--timeout=30s",
            "-s",
            str(script),
        ]
        text = subprocess.run([*command, address], capture_output=True, text=True, check=True).stdout
    measured: dict[str, float] = json.loads(text.splitlines()[-1])
    return measured


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print a table, and say by the exit code whether every answer was a page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--seed", type=int, default=6)
    options = parser.parse_args(arguments)
    if shutil.which("wrk") is None:
        print("wrk is not here: apt-get install wrk", file=sys.stderr)
        return 1
    rng = Random(options.seed)  # noqa: S311 - a sample, not a secret
    with open_index(options.index) as index:
        asked = questions(index, rng)
        print(f"{len(index):,} articles, {len(asked):,} questions; {os.cpu_count()} cores", flush=True)
    failed = 0.0
    command = ["--processes", str(options.processes), "--threads", str(options.threads)]
    with serving(options.index, *command) as (address, _):
        print(f"{' '.join(command)}; ready after {wait_until_ready(address):.0f} s")
        print("| mix | pages/s | p50 ms | p95 ms | p99 ms | max ms | kB/page | errors |")
        print("|---|---|---|---|---|---|---|---|")
        for name, texts in mixes(asked, rng).items():
            got = run(address, [f"/search?q={quote(text)}" for text in texts], options)
            errors = got["status"] + got["socket"]
            failed += errors
            speed, size = got["requests"] / got["seconds"], got["bytes"] / max(got["requests"], 1) / 1000
            times = " | ".join(f"{got[each]:.1f}" for each in ("p50", "p95", "p99", "max"))
            print(f"| {name} | {speed:.0f} | {times} | {size:.1f} | {errors:.0f} |", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
