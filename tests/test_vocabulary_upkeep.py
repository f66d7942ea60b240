"""What upkeep does with an archivist's vocabulary, and the command that shows and begins one."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from index.cli import main
from search import (
    Article,
    compact_index,
    copy_generation,
    open_index,
    open_writer,
    restore_generation,
    roll_back,
    vocabulary_start,
)
from search.vocabulary import shipped_vocabulary
from search.vocabulary.groups import read_groups
from tests.generations import NEW, OLD, build


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def index(tmp_path: Path) -> Path:
    build(tmp_path / "index", OLD)
    return tmp_path / "index"


def write(index: Path, *lines: str) -> Path:
    file = index / "vocabulary.tsv"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


# Upkeep


def test_rebuilding_going_back_and_compacting_leave_the_file(index: Path) -> None:
    file = write(index, "甲醇 木精")
    build(index, NEW)
    roll_back(index)
    compact_index(index)
    with open_writer(index) as writer:
        writer.add(NEW)
        writer.commit()
    assert file.read_text("utf-8") == "甲醇 木精"
    assert not (index / "vocabulary.tsv.new").exists()


def test_a_copy_takes_the_file_along_and_restoring_overwrites_no_edit(index: Path, tmp_path: Path) -> None:
    file = write(index, "甲醇 木精")
    copy_generation(index, tmp_path / "copy")
    assert (tmp_path / "copy" / "vocabulary.tsv").read_text("utf-8") == "甲醇 木精"
    write(index, "甲苯 石油精")
    restore_generation(index, tmp_path / "copy")
    assert file.read_text("utf-8") == "甲苯 石油精"
    file.unlink()
    restore_generation(index, tmp_path / "copy")
    assert file.read_text("utf-8") == "甲醇 木精"
    restore_generation(tmp_path / "fresh", tmp_path / "copy")
    assert (tmp_path / "fresh" / "vocabulary.tsv").read_text("utf-8") == "甲醇 木精"


def test_a_copy_that_fails_leaves_no_vocabulary(index: Path, tmp_path: Path) -> None:
    write(index, "甲醇 木精")

    def fail(source: Path, target: Path) -> None:
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        copy_generation(index, tmp_path / "copy", beside=fail)
    assert not (tmp_path / "copy").exists()


def test_an_index_is_built_where_only_a_vocabulary_stands(tmp_path: Path) -> None:
    file = write(tmp_path, "甲醇 木精")
    with open_writer(tmp_path, rebuild=True) as writer:
        writer.add(Article(id="a", body="天津"))
        writer.commit()
    with open_index(tmp_path) as index:
        assert len(index) == 1
    assert file.read_text("utf-8") == "甲醇 木精"


# The command


def test_the_command_tells_what_is_also_searched(index: Path) -> None:
    result = run("vocabulary", "出租车", "土豆", "天津", "--index", index)
    assert result.exit_code == 0
    assert result.stdout == "出租车: 計程車, 的士, 德士\n土豆: 馬鈴薯, 薯仔, 花生\n天津: -\n"
    assert "土豆 stands in 2 groups" in result.stderr


def test_the_command_lists_all_groups_in_the_form_that_a_file_has(index: Path) -> None:
    result = run("vocabulary", "--index", index)
    assert read_groups(result.stdout, "listed").groups == list(shipped_vocabulary().groups)


def test_the_command_writes_a_file_to_begin_with_once(index: Path) -> None:
    assert run("vocabulary", "--start-full", "--index", index).exit_code == 0
    assert (index / "vocabulary.tsv").read_text("utf-8") == vocabulary_start(everything=True)
    again = run("vocabulary", "--start", "--index", index)
    assert again.exit_code == 1
    assert "vocabulary.tsv: File exists" in again.stderr


def test_the_command_names_the_lines_that_cannot_be_read(index: Path) -> None:
    write(index, "软件@cn 軟體@taiwan")
    result = run("vocabulary", "软件", "--index", index, "--json")
    assert result.exit_code == 1
    answer = json.loads(result.stdout)
    assert answer["also"] == {"软件": ["軟體"]}
    assert "line 1" in answer["problems"][0]
    assert f"problem: {index}{os.sep}vocabulary.tsv, line 1" in result.stderr


def test_the_command_wants_an_index(tmp_path: Path) -> None:
    result = run("vocabulary", "--start", "--index", tmp_path / "none")
    assert result.exit_code == 1
    assert "there is no index" in result.stderr
