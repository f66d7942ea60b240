"""What is left when the machine stops at any moment, and what several processes see at once."""

import gc
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from search import (
    Article,
    open_index,
    open_writer,
)
from tests.conftest import PROJECT
from tests.generations import NEW, OLD, build, ids

# Crashes


class Crash(BaseException):
    """The machine stops here."""


def crash_at(monkeypatch: pytest.MonkeyPatch, call: int) -> list[str]:
    """Let every operation that changes the disk happen until the given one, which raises Crash."""
    done: list[str] = []

    def guard(name: str, original):
        def operation(*args, **kwargs):
            if len(done) == call:
                raise Crash(name)
            done.append(name)
            return original(*args, **kwargs)

        return operation

    for name in ("fsync", "rename", "replace", "remove", "unlink", "mkdir", "rmdir"):
        monkeypatch.setattr(os, name, guard(name, getattr(os, name)))
    return done


# the crash leaves files open, as it must
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("rebuild", [True, False], ids=["rebuild", "add"])
def test_a_crash_at_any_step_leaves_the_old_or_the_new_state(tmp_path, monkeypatch, rebuild) -> None:
    steps = 0
    gc.freeze()  # what is there already need not be looked through after every crash
    while True:
        path = tmp_path / str(steps)
        build(path, OLD)
        with monkeypatch.context() as patched:
            crash_at(patched, steps)
            writer = None
            try:
                writer = open_writer(path, rebuild=rebuild)
                writer.add(NEW)
                writer.commit()
                crashed = False
            except Crash:
                crashed = True
        del writer
        gc.collect()  # lets go of the lock, as the end of the process would
        after = ids(path)
        new_state = ["new"] if rebuild else ["old", "new"]
        assert after in (["old"], new_state)
        build(path, OLD, NEW)
        assert sorted(ids(path)) == ["new", "old"]
        if not crashed:
            assert after == new_state
            break
        steps += 1
    gc.unfreeze()
    assert steps > 5


# Several at once

PARENT = """
import sys, time
from search import Article, open_writer
if __name__ == "__main__":
    writer = open_writer(sys.argv[1], rebuild=True, processes=2)
    writer._writer._write_batch()
    for number in range(2):
        writer.add(Article(id=str(number), body="天津" * 10))
        writer._writer._write_batch()
    writer._writer._workers.wait()
    print(*writer._writer._workers.process_ids(), flush=True)
    time.sleep(600)
"""


def test_workers_end_with_a_parent_that_was_killed(tmp_path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    parent = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path / "index")], stdout=subprocess.PIPE, env=environment
    )
    assert parent.stdout is not None
    workers = [int(worker) for worker in parent.stdout.readline().split()]
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert workers
    deadline = time.monotonic() + 20
    while any(_is_running(worker) for worker in workers):
        assert time.monotonic() < deadline, "a worker outlived its parent"
        time.sleep(0.1)


def _is_running(process: int) -> bool:
    status = Path(f"/proc/{process}/status")
    return status.exists() and "(zombie)" not in status.read_text()


SEARCHER = """
import sys
import time
from search import open_index
index = open_index(sys.argv[1])
print("begins", flush=True)
deadline = time.monotonic() + 120
while len(index) < 12:
    assert time.monotonic() < deadline
    index = index.latest()
    hits = index.search("天津", limit=1000).hits
    ids = {hit.article.id for hit in hits}
    assert len(ids) == len(hits) == len(index), (len(ids), len(hits), len(index))
    assert ids and all(f"{n}" in ids for n in range(len(ids))), ids
"""


def test_processes_and_threads_search_while_another_writes(tmp_path) -> None:
    build(tmp_path, Article(id="0", body="天津"))
    command = [sys.executable, "-c", SEARCHER, str(tmp_path)]
    searchers = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
    index = open_index(tmp_path)
    for searcher in searchers:
        assert searcher.stdout is not None
        with searcher.stdout as said:
            assert said.readline() == b"begins\n"
    with ThreadPoolExecutor(4) as threads:
        pages = [threads.submit(index.search, "天津") for _ in range(200)]
        for number in range(1, 12):
            with open_writer(tmp_path) as writer:
                writer.add(Article(id=str(number), body="天津"))
                writer.commit()
        assert {page.result().total for page in pages} == {1}
    assert [searcher.wait(120) for searcher in searchers] == [0, 0]
