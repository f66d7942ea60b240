"""The memory that writing takes follows its setting, not the archive."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from search import TooLittleMemory, open_writer
from search.engine.workers import MAX_BATCH_CHARACTERS, MIN_BATCH_CHARACTERS, batch_characters
from tests.conftest import PROJECT

WRITE = """
import random, resource, sys
from search import Article, open_writer
rng = random.Random(5)
letters = "天津北京選舉臺灣的一是在不了有和人這中大為上個國我以要他時來用們"
with open_writer(sys.argv[1], rebuild=True, memory=int(sys.argv[2])) as writer:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(int(sys.argv[3])):
        writer.add(Article(id=str(number), body="".join(rng.choices(letters, k=2000))))
    writer.commit()
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def megabytes(path: Path, memory: int, articles: int) -> int:
    """Write articles of 2,000 characters in a process of its own; return by how much that grew."""
    command = [sys.executable, "-c", WRITE, str(path), str(memory), str(articles)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=PROJECT)
    return int(done.stdout)


def test_ten_times_the_articles_take_no_more_memory(tmp_path) -> None:
    memory = 230 << 20
    assert batch_characters(1, memory) < 1_000_000
    small = megabytes(tmp_path / "small", memory, 200)
    large = megabytes(tmp_path / "large", memory, 2000)
    assert large < 200
    assert large < small + 120


@pytest.mark.parametrize(("processes", "memory"), [(1, 100 << 20), (2, 400 << 20), (8, 1 << 30)])
def test_too_little_memory_is_said_with_what_to_give(tmp_path, processes, memory) -> None:
    with pytest.raises(TooLittleMemory, match=r"try: --memory \d+") as caught:
        open_writer(tmp_path, rebuild=True, processes=processes, memory=memory)
    enough = int(re.findall(r"--memory (\d+)", str(caught.value))[0]) << 20
    assert batch_characters(processes, enough) >= MIN_BATCH_CHARACTERS
    with open_writer(tmp_path, rebuild=True) as writer:  # the lock was let go of
        assert writer.commit().articles == 0


def test_batches_grow_with_memory_up_to_a_size() -> None:
    sizes = [batch_characters(2, megabytes << 20) for megabytes in (700, 1000, 2000, 4000, 64_000)]
    assert sizes == sorted(sizes)
    assert sizes[-1] == MAX_BATCH_CHARACTERS
