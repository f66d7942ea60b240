"""`dibao-index`: data on stdout, talk on stderr, exit codes 0, 1 and 2."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from index.cli import main
from index.commands.telling import SHOWN_REJECTIONS

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"
SEED = SEEDS / "000_54ff603b945a6a1f.txt"
SEED_ID = "c-88b819fd2af51aab5c1d"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def index(tmp_path: Path) -> Path:
    result = run("build", SEED, "--index", tmp_path / "index", "--processes", 1)
    assert result.exit_code == 0, result.output
    return tmp_path / "index"


def test_build_says_what_it_did(tmp_path: Path) -> None:
    result = run("build", SEED, "--index", tmp_path / "index", "--processes", 1)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "1 articles (1 added, 0 replaced, 0 unchanged, 0 quarantined); " in result.stdout


def test_build_as_json_lists_every_rejection_and_stderr_the_first(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{}\n" * 30, "utf-8")
    result = run(
        "build", SEED, tmp_path / "a.jsonl", "--index", tmp_path / "index", "--processes", 1, "--json"
    )
    assert result.exit_code == 0
    report = json.loads(result.stdout)
    assert (report["added"], report["quarantined"], len(report["rejections"])) == (1, 30, 30)
    assert report["quarantined_by_reason"] == {"no_text": 30}
    assert result.stderr.count("neither a title nor a body") == SHOWN_REJECTIONS
    assert "and 10 more" in result.stderr


def test_add_remove_and_status_tell_the_counts(index: Path, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("颱風假期\n臺南市政府宣布停班停課。", "utf-8")
    added = json.loads(run("add", tmp_path / "b.txt", "--index", index, "--processes", 1, "--json").stdout)
    assert (added["added"], added["articles"]) == (1, 2)
    removed = json.loads(run("remove", SEED_ID, "--index", index, "--json").stdout)
    assert (removed["removed"], removed["articles"], removed["missing"]) == (1, 1, [])
    assert json.loads(run("status", "--index", index, "--json").stdout)["articles"] == 1
    assert "articles     1" in run("status", "--index", index).stdout


def test_removing_an_unknown_id_fails_and_names_it(index: Path) -> None:
    result = run("remove", "no-such-id", "--index", index)
    assert result.exit_code == 1
    assert "'no-such-id'" in result.stderr


def test_inspect_shows_the_article_as_it_would_be_indexed() -> None:
    result = run("inspect", SEED)
    assert (result.exit_code, result.stderr) == (0, "")
    article = json.loads(result.stdout)
    assert article["id"] == SEED_ID
    assert article["regions"][0] == "天津市/寶坻區"
    assert article["raw_ref"] == str(SEED)


def test_inspect_adds_tokens_with_their_positions() -> None:
    tokens = json.loads(run("inspect", SEED, "--tokens").stdout)["tokens"]
    title = tokens["title_g"]
    assert title[0] == ["三个", 0]
    assert all(isinstance(term, str) and isinstance(position, int) for term, position in title)


def test_inspect_reports_what_is_turned_away_on_stderr(tmp_path: Path) -> None:
    result = run("inspect", tmp_path / "nowhere", SEED)
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 1
    assert "there is no such file or folder" in result.stderr
    assert run("inspect", tmp_path / "nowhere").exit_code == 1


def test_nothing_readable_fails_and_keeps_the_old_index(index: Path, tmp_path: Path) -> None:
    result = run("build", tmp_path / "nowhere", "--index", index, "--processes", 1, "--json")
    assert result.exit_code == 1
    assert "not one article" in result.stderr
    assert json.loads(result.stdout)["quarantined_by_reason"] == {"not_found": 1}
    assert json.loads(run("status", "--index", index, "--json").stdout)["articles"] == 1


@pytest.mark.parametrize("command", [("status",), ("remove", "x"), ("verify",), ("errors",), ("export",)])
def test_a_missing_index_fails_and_names_the_next_command(
    command: tuple[object, ...], tmp_path: Path
) -> None:
    result = run(*command, "--index", tmp_path / "none")
    assert result.exit_code == 1
    assert "dibao-index build" in result.stderr
    assert "Traceback" not in result.output


def test_a_foreign_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cat.jpg").write_bytes(b"x")
    result = run("build", SEED, "--index", tmp_path, "--processes", 1)
    assert result.exit_code == 1
    assert str(tmp_path) in result.stderr


@pytest.mark.parametrize(
    "arguments", [("build",), ("no-such-command",), ("build", "x", "--processes", "0"), ("remove",)]
)
def test_wrong_usage_is_exit_code_two(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_has_help_with_an_example_and_is_in_the_guide(command: str) -> None:
    result = run(command, "--help")
    assert f"dibao-index {command} " in result.stdout
    assert "--json" in result.stdout
    assert f"dibao-index {command} " in (ROOT / "index" / "README.md").read_text("utf-8")


def test_module_runs_with_worker_processes_in_any_locale(tmp_path: Path) -> None:
    environment = {**os.environ, "DIBAO_INDEX": str(tmp_path / "index"), "LC_ALL": "C", "PYTHONUTF8": "0"}
    for arguments in (["build", str(SEEDS), "--processes", "2", "--json"], ["inspect", str(SEED)]):
        done = subprocess.run(
            [sys.executable, "-m", "index", *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            check=True,
        )
        json.loads(done.stdout.decode("utf-8"))


def test_a_source_that_cannot_be_looked_at_is_turned_away_and_the_others_read(tmp_path: Path) -> None:
    result = run("build", "a" * 300, SEED, "--index", tmp_path / "index", "--processes", 1)
    assert result.exit_code == 0, result.output
    assert "1 added, 0 replaced, 0 unchanged, 1 quarantined" in result.stdout
    assert "(unreadable)" in result.stderr
