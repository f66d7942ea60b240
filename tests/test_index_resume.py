"""Whatever stops an `add`, the index verifies and a second `add` ends where an undisturbed one does.

The same holds of the order of changes: after any sequence of additions, corrections and removals, a build
from the export gives the same articles in the same clusters.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.accounts.holdings import holdings
from index.build import Resources, add_to_index, build_index, remove_from_index
from index.upkeep import export_articles, verify_index

ARTICLES = 780
OFTEN = Resources(commit_every=60)
PATIENCE = 60.0
CHARACTERS = (
    "河堤橋樑道路山坡水庫漁港校園車站公巡查整備排疏濬人員調度物資儲安全宣導夜間照明市府加強投入經費限期完成"
)

STARTED = "the index is there"
FIRST = "one commit is there"
SECOND = "two commits are there"


def sentence(rng: random.Random) -> str:
    return "".join(rng.choices(CHARACTERS, k=24)) + "。"


def body(rng: random.Random) -> str:
    """Return a text that shares no long run of characters with another one."""
    return "\n".join(sentence(rng) for _ in range(5))


def record(number: int, text: str, **values: str) -> dict[str, str]:
    made = {
        "id": f"a{number}",
        "title": "市府宣布防颱措施",
        "body": text,
        "date": f"2019-06-{number % 5 + 1:02}",
    }
    return made | values


def lines(path: Path, *records: dict[str, str]) -> Path:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")
    return path


def state(index: Path) -> dict[str, Any]:
    """Return what must not depend on where a run was stopped."""
    held = holdings(index)
    ledger = {name: value for name, value in held["ledger"].items() if name != "commits"}
    articles = {record["id"]: record for record in export_articles(index)}
    return {"articles": articles, "holdings": held["holdings"], "ledger": ledger}


def commits(index: Path) -> int:
    """Return how many commits the manifest names, and -1 where there is none yet."""
    try:
        return int(json.loads((index / "manifest.json").read_bytes())["commit"])
    except FileNotFoundError:
        return -1


REACHED: dict[str, Callable[[Path], bool]] = {
    STARTED: lambda index: commits(index) >= 0,
    FIRST: lambda index: commits(index) >= 1,
    SECOND: lambda index: commits(index) >= 2,
}


def stopped(source: Path, index: Path, processes: int, moment: str, how: signal.Signals) -> str:
    """Start an `add` in a process group of its own, signal it at a moment, and return what it said."""
    command = [sys.executable, "-m", "index", "add", str(source), "--index", str(index)]
    with subprocess.Popen(
        [*command, "--processes", str(processes), "--commit-every", str(OFTEN.commit_every)],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        given_up = time.monotonic() + PATIENCE
        while not REACHED[moment](index) and process.poll() is None and time.monotonic() < given_up:
            time.sleep(0.005)
        assert process.poll() is None, "it ended before it could be stopped"
        os.killpg(process.pid, how)
        _, told = process.communicate(timeout=PATIENCE)
    return told.decode()


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Articles of which every fifth is a copy of an earlier or later one, and some lines that are broken."""
    rng = random.Random(4)  # noqa: S311 - a repeatable archive
    texts = [body(rng) for _ in range(ARTICLES)]
    for number in range(0, ARTICLES, 5):
        texts[number] = texts[rng.randrange(ARTICLES)] + sentence(rng)
    path = lines(
        tmp_path_factory.mktemp("resume") / "a.jsonl",
        *(record(number, text) for number, text in enumerate(texts)),
    )
    with path.open("a", encoding="utf-8") as file:
        file.write('{"id": \n[]\n')
    return path


@pytest.fixture(scope="module")
def undisturbed(source: Path) -> dict[str, Any]:
    index = source.parent / "undisturbed"
    add_to_index([source], index, resources=OFTEN)
    return state(index)


@pytest.mark.parametrize(("processes", "moment"), [(1, STARTED), (1, SECOND), (2, FIRST)], ids=str)
def test_a_killed_add_verifies_and_goes_on_to_the_undisturbed_result(
    source: Path, undisturbed: dict[str, Any], tmp_path: Path, processes: int, moment: str
) -> None:
    index = tmp_path / "index"
    stopped(source, index, processes, moment, signal.SIGKILL)
    assert verify_index(index).problems == []
    held = len(list(export_articles(index)))
    report = add_to_index([source], index, resources=OFTEN)
    assert (report.known, report.added) == (held, ARTICLES - held)
    assert verify_index(index).problems == []
    assert state(index) == undisturbed


def test_ctrl_c_says_one_line_and_leaves_what_was_committed(
    source: Path, undisturbed: dict[str, Any], tmp_path: Path
) -> None:
    index = tmp_path / "index"
    told = stopped(source, index, 2, FIRST, signal.SIGINT)
    assert told.splitlines() == [
        "interrupted: the index is as it was after its last commit; run the same command to go on"
    ]
    assert verify_index(index).problems == []
    assert add_to_index([source], index).known > 0
    assert state(index) == undisturbed


@pytest.mark.parametrize("seed", range(3))
def test_any_sequence_of_changes_ends_in_what_a_fresh_build_gives(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - a repeatable run
    texts = [body(rng) for _ in range(4)]
    index, offered = tmp_path / "index", tmp_path / "a.jsonl"
    live: dict[str, dict[str, str]] = {}
    numbers = list(range(20))
    for step in range(12):
        if live and rng.random() < 0.3:
            gone = rng.sample(sorted(live), k=min(2, len(live)))
            assert remove_from_index(gone, index).missing == ()
            for article_id in gone:
                del live[article_id]
                numbers.remove(int(article_id[1:]))  # what was removed stays so
            continue
        changed = {}
        for number in rng.sample(numbers, k=rng.randrange(1, 6)):
            text = rng.choice(texts)
            if rng.random() < 0.5:
                text += "\n" + sentence(rng)
            date = rng.choice(("", "2019-06-01", "2019-06-03T10:00:00+08:00", "2019-06-09"))
            changed[f"a{number}"] = record(number, text, date=date, tags=f"{step}")
        often = rng.choice((1, 3, 10_000))
        add_to_index([lines(offered, *changed.values())], index, resources=Resources(commit_every=often))
        live |= changed
    exported = {article["id"]: article for article in export_articles(index)}
    assert exported.keys() == live.keys()
    assert {article_id: record["body"] for article_id, record in live.items()} == {
        article_id: article["body"] for article_id, article in exported.items()
    }
    again = lines(tmp_path / "export.jsonl", *rng.sample(list(exported.values()), k=len(exported)))
    build_index([again], tmp_path / "fresh")
    assert {article["id"]: article for article in export_articles(tmp_path / "fresh")} == exported
    assert verify_index(index).problems == []
