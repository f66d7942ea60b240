"""Suggestions that one process makes and others read."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree

import pytest

from search import Article, Index, keep_suggestions, open_index, open_writer
from tests.conftest import PROJECT

ARTICLES = (
    Article(id="1", title="蔡英文訪問高雄", body="總統蔡英文訪問高雄。", tags=("蔡英文",), author="王小明"),
    Article(id="2", title="立法會選舉投票結束", body="立法會選舉今日投票。", source="香港電台"),
    Article(id="3", title="立法會選舉延期", body="covid 疫情下立法會選舉延期。", regions=("香港",)),
)
TYPED = ("立法", "lifahui", "lfh", "立发会", "cai", "香港", "covi", "wang")


@pytest.fixture(scope="module")
def made(index_of: Callable[..., Index], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An index, and the file of its suggestions as another process wrote it."""
    folder = tmp_path_factory.mktemp("shared")
    path, file = folder / "index", folder / "book"
    index_of(path, *ARTICLES).close()
    code = "import sys; from search import keep_suggestions; keep_suggestions(*sys.argv[1:], lambda: False)"
    subprocess.run([sys.executable, "-c", code, str(path), str(file)], check=True, cwd=PROJECT)
    return path, file


@pytest.fixture(scope="module")
def own(made: tuple[Path, Path]) -> Index:
    """The index with suggestions that this process made."""
    index = open_index(made[0])
    index.load_suggestions()
    return index


@pytest.mark.parametrize("typed", TYPED)
def test_what_another_process_made_is_suggested(made: tuple[Path, Path], own: Index, typed: str) -> None:
    path, file = made
    assert open_index(path, suggestions=file).suggest(typed) == own.suggest(typed) != ()


def test_corrections_come_from_it_too(made: tuple[Path, Path]) -> None:
    path, file = made
    shared = open_index(path, suggestions=file)
    assert [meant.text for meant in shared.did_you_mean("蔡英闻")] == ["蔡英文"]
    assert [meant.text for meant in shared.search("covdi").corrections] == ["covid"]


def test_nobody_waits_where_it_is_not_there_yet(made: tuple[Path, Path], tmp_path: Path) -> None:
    index = open_index(made[0], suggestions=tmp_path / "nothing")
    index.warm_up()
    assert not index.has_suggestions
    assert [found.text for found in index.suggest("立法")] != []
    assert index.suggest("lfh") == ()


def test_a_damaged_file_is_not_believed(made: tuple[Path, Path], tmp_path: Path) -> None:
    path, file = made[0], tmp_path / "book"
    content = bytearray(made[1].read_bytes())
    content[: len(content) // 2] = bytes(byte ^ 0x01 for byte in content[: len(content) // 2])
    file.write_bytes(content)
    assert not open_index(path, suggestions=file).has_suggestions


def test_commits_are_followed(made: tuple[Path, Path], tmp_path: Path) -> None:
    path, file = copytree(made[0], tmp_path / "index"), tmp_path / "book"
    looks: Iterator[bool] = iter((True, False))
    reader = open_index(path, suggestions=file)
    assert reader.suggest("寶坻") == ()

    def pause() -> bool:
        with open_writer(path) as writer:
            writer.add(Article(id="4", title="寶坻開通快車道", body="寶坻。"))
            writer.commit()
        return next(looks)

    keep_suggestions(path, file, pause)
    newer = reader.latest()
    assert "4" in [found.article_id for found in newer.suggest("寶坻")]
    assert [found.text for found in newer.suggest("lifahui")] != []


def test_an_index_that_is_gone_is_a_warning_and_looked_for_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    looks = iter((True, True, False))
    keep_suggestions(tmp_path / "nowhere", tmp_path / "book", lambda: next(looks))
    assert len(caplog.records) == 1
    assert "nowhere" in caplog.text
    assert not (tmp_path / "book").exists()
