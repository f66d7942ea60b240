"""`dibao-search`, run as its users do."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from search import Article, open_writer
from search.cli import main
from tests.conftest import PROJECT


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cli") / "index"
    with open_writer(path, rebuild=True) as writer:
        writer.add(
            Article(
                id="a", title="寶坻開通快車道", body="京津協同。", source="人民網", published="2019-06-09"
            )
        )
        writer.add(Article(id="b", title="大蒜豐收", body="寶坻的大蒜\ud800。"))
        writer.commit()
    return path


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "search", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, cwd=PROJECT, env=os.environ | environment, check=False
    )


def run_here(*arguments: str, **environment: str) -> Result:
    """Run the command in this process, which has its tables already."""
    return CliRunner().invoke(main, list(arguments), env=environment)


def test_hits_are_shown_with_what_partial_ones_lack(folder) -> None:
    done = run("宝坻", "快车道", "--index", str(folder))
    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout.startswith("1 article for 宝坻 快车道, 1 more have only some of its words\n")
    assert "寶坻開通快車道\n  人民網 · 2019-06-09 · a\n" in done.stdout
    assert "lacks: 快车道" in done.stdout


def test_json_is_one_object_with_ranges_into_the_article(folder) -> None:
    done = run_here("宝坻", "--index", str(folder), "--json", "--limit", "1", "--sort", "newest")
    record = json.loads(done.stdout)
    assert (record["total"], record["query"]) == (2, "宝坻")
    hit = record["hits"][0]
    start, end = hit["fragments"][0]["ranges"][0]
    assert hit["article"]["title"][start:end] == "寶坻"


def test_the_index_is_named_by_the_environment_too(folder) -> None:
    assert run_here("大蒜", DIBAO_INDEX=str(folder)).exit_code == 0


def test_nothing_found_is_no_failure_and_says_which_word(folder) -> None:
    done = run_here("火星", "--index", str(folder))
    assert done.exit_code == 0
    assert "0 articles for 火星\nno article has “火星”" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (
            ["智能", "--index", "/nowhere"],
            1,
            "there is no index at /nowhere; make one with: dibao-index build",
        ),
        (["智能", "--index", str(PROJECT)], 1, "is not a Dibao index"),
        (["("], 2, "holds nothing that could be searched"),
        ([" "], 2, "the query is empty"),
        (["智能", "--sort", "best"], 2, "'best' is not one of"),
        ([], 2, "Missing argument"),
    ],
)
def test_what_cannot_be_done_says_why_and_what_next(folder, arguments, code, message) -> None:
    done = run_here(*arguments, DIBAO_INDEX=str(folder))
    assert done.exit_code == code
    assert message in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert isinstance(done.exception, SystemExit)


def test_near_duplicates_are_one_hit_where_asked(tmp_path) -> None:
    with open_writer(tmp_path, create=True) as writer:
        for name in ("first", "second", "third"):
            writer.add(Article(id=name, title="大蒜", body="大蒜豐收。", cluster="first"))
        writer.commit()
    done = run_here("大蒜", "--index", str(tmp_path), "--collapse")
    assert "3 articles for" in done.stdout
    assert "and 2 more copies of it" in done.stdout
    record = json.loads(run_here("大蒜", "--index", str(tmp_path), "--collapse", "--json").stdout)
    assert [(hit["article"]["id"], hit["copies"]) for hit in record["hits"]] == [("first", 2)]


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("counted") / "index"
    with open_writer(path, rebuild=True) as writer:
        for number, region in enumerate(("天津市/寶坻區", "天津市", "香港")):
            writer.add(
                Article(
                    id=str(number),
                    title="大蒜豐收",
                    body="大蒜價格上漲。",
                    source="甲報" if number else "乙報",
                    regions=(region,),
                    published=f"2019-0{number * 2 + 1}",
                )
            )
        writer.commit()
    return str(path)


def test_values_places_and_months_are_counted_instead_of_shown(counted) -> None:
    assert run_here("大蒜", "--facet", "source", "--index", counted).stdout == (
        "source: 3 in all\n        2  甲報\n        1  乙報\n"
    )
    assert run_here("--facet", "region", "--index", counted).stdout == (
        "region: 3 in all\n        2  天津市\n        1    寶坻區\n        1  香港\n"
    )
    done = run_here("大蒜", "--histogram", "month", "--last", "2019-03", "--index", counted)
    assert (
        done.stdout
        == "by month: 2 in all\n        1 of 1  2019-01\n        0 of 0  2019-02\n        1 of 1  2019-03\n"
    )
    record = json.loads(run_here("--facet", "section", "--index", counted, "--json").stdout)
    assert record == {"field": "section", "values": [], "total": 3, "missing": 3, "others": 0}


def test_filters_alone_list_what_they_leave_newest_first(counted) -> None:
    done = run_here("--source", "甲报", "--json", "--index", counted)
    assert [hit["article"]["id"] for hit in json.loads(done.stdout)["hits"]] == ["2", "1"]
    assert run_here("--source", "甲报", "--index", counted).stdout.startswith("2 articles\n")


def test_related_articles_are_shown_with_what_they_share(counted) -> None:
    assert "shares: 豐收 大蒜" in run_here("--related", "0", "--index", counted).stdout
    done = run_here("--related", "nowhere", "--index", counted)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "no article has the id 'nowhere'" in done.stderr


@pytest.mark.parametrize(("option", "value"), [("--script", "latin"), ("--first", "gestern")])
def test_a_filter_that_cannot_be_read_is_named(counted, option, value) -> None:
    done = run_here("大蒜", option, value, "--index", counted)
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"'{value}'" in done.stderr


@pytest.mark.parametrize("options", [["--facet", "source"], ["--facet", "region"], ["--histogram", "year"]])
def test_counts_of_a_refused_query_are_refused_too(counted, options) -> None:
    done = run_here("？！", *options, "--index", counted)
    assert (done.exit_code, done.stdout) == (2, "")


def test_suggestions_are_lines_of_kind_articles_and_text(folder) -> None:
    done = run_here("dasuan", "--suggest", "--index", str(folder))
    assert done.exit_code == 0
    assert done.stdout.splitlines() == ["word\t1\t大蒜", "title\t1\t大蒜豐收"]
    record = json.loads(run_here("大蒜丰", "--suggest", "--json", "--index", str(folder)).stdout)
    assert record["suggestions"][0] == {"text": "大蒜豐收", "kind": "title", "articles": 1, "article_id": "b"}
