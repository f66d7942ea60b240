"""Kills `dibao-index add` at random moments, and sees that nothing was lost: `python -m tests.measure_kills`.

Each time the index must open and pass `verify`, and a second `add` must end in what an undisturbed run gives:
the same articles, holdings and ledger. With `--articles` a shorter archive is used.
"""

import gzip
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import click

ARCHIVE = Path(__file__).parents[2] / "shared" / "data" / "articles.jsonl.gz"


@click.command()
@click.option("--archive", type=click.Path(exists=True, path_type=Path), default=ARCHIVE)
@click.option("--articles", type=int, default=0, help="Only the first ones; 0 is all.")
@click.option("--times", type=int, default=10)
@click.option("--seed", type=int, default=4)
@click.option("--processes", type=int, default=2)
@click.option("--folder", type=click.Path(path_type=Path), help="Where to work; else a temporary folder.")
def main(  # noqa: PLR0917 - one parameter an option
    archive: Path, articles: int, times: int, seed: int, processes: int, folder: Path | None
) -> None:
    """Kill and resume; exit code 1 where anything differs."""
    with TemporaryDirectory(dir=folder) as made:
        work = Path(made)
        source = _cut(archive, articles, work) if articles else archive
        sys.exit(0 if killed_and_resumed(source, work, times=times, seed=seed, processes=processes) else 1)


def killed_and_resumed(source: Path, work: Path, *, times: int, seed: int, processes: int) -> bool:
    """Kill an `add` of `source` at random moments, and tell whether every second `add` was as good."""
    began = time.perf_counter()
    undisturbed = work / "undisturbed"
    add(source, undisturbed, processes).wait()
    took = time.perf_counter() - began
    expected = state(undisturbed)
    print(f"undisturbed: {took:.1f} s, {expected['articles']:,} articles", flush=True)
    rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
    sound = True
    killed = 0
    while killed < times:
        index = work / "killed"
        moment = rng.uniform(0.3, took)
        process = add(source, index, processes)
        time.sleep(moment)
        if process.poll() is not None:
            shutil.rmtree(index)  # it was quicker than the first time
            continue
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        killed += 1
        verified, held = verify(index)
        resumed = time.perf_counter()
        add(source, index, processes).wait()
        seconds = time.perf_counter() - resumed
        again, _ = verify(index)
        same = state(index) == expected
        sound &= verified and again and same
        print(
            f"killed after {moment:5.1f} s: {held:6,} articles, "
            f"{'sound' if verified else 'BROKEN'}; second add {seconds:5.1f} s, "
            f"{'sound' if again else 'BROKEN'}, {'the same result' if same else 'ANOTHER RESULT'}",
            flush=True,
        )
        shutil.rmtree(index)
    return sound


def add(source: Path, index: Path, processes: int) -> "subprocess.Popen[bytes]":
    """Start an `add` in a process group of its own."""
    command = [sys.executable, "-m", "index", "add", str(source), "--index", str(index)]
    return subprocess.Popen(
        [*command, "--processes", str(processes)],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def verify(index: Path) -> tuple[bool, int]:
    """Return what `verify` says, and how many articles there are; at first there may be no index yet."""
    if not (index / "manifest.json").exists():
        return not index.exists() or {entry.name for entry in index.iterdir()} <= {
            "write.lock",
            "generations",
        }, 0
    command = [sys.executable, "-m", "index", "verify", "--index", str(index), "--json"]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        print((done.stdout + done.stderr).decode(), flush=True)
    return done.returncode == 0, json.loads(done.stdout)["articles"] if done.stdout else 0


def state(index: Path) -> dict[str, object]:
    """Return what must be equal: a digest of all articles, the holdings, the ledger's counts."""
    exported = subprocess.run(
        [sys.executable, "-m", "index", "export", "--index", str(index)], capture_output=True, check=True
    ).stdout
    lines = sorted(exported.splitlines())
    told = subprocess.run(
        [sys.executable, "-m", "index", "status", "--index", str(index), "--json"],
        capture_output=True,
        check=True,
    ).stdout
    status = json.loads(told)
    ledger = {name: value for name, value in status["ledger"].items() if name != "commits"}
    digest = hashlib.sha256(b"\n".join(lines)).hexdigest()
    return {"articles": len(lines), "digest": digest, "holdings": status["holdings"], "ledger": ledger}


def _cut(archive: Path, articles: int, work: Path) -> Path:
    target = work / "articles.jsonl"
    with gzip.open(archive) as lines:
        target.write_bytes(b"".join(islice(lines, articles)))
    return target


if __name__ == "__main__":
    main()
