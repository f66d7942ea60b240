"""Checking, exporting, copying and going back: index and ledger always together."""

import gzip
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from index.accounts.ledger_files import LEDGER
from index.build import add_to_index, build_index
from index.cli import main
from search import Article, open_index, open_writer

PARAGRAPHS = (
    "臺南市政府今日宣布，因應颱風來襲，全市停班停課一天，請市民做好防颱準備。\n"
    "市長視察抽水站，要求各單位提高警覺。"
)


def record(number: int, **values: object) -> dict[str, object]:
    return {
        "id": f"a{number}",
        "title": f"颱風假期{number}",
        "body": f"{PARAGRAPHS}\n第{number}號公告。",
        "date": f"2019-06-{number % 28 + 1:02}",
        "source": "臺南市政府",
        **values,
    }


def lines(path: Path, *records: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def articles(index: Path) -> dict[str, Article]:
    with open_index(index) as opened:
        return {article.id: article for article in opened.articles()}


@pytest.fixture
def index(tmp_path: Path) -> Path:
    source = lines(tmp_path / "a.jsonl", *map(record, range(8)))
    add_to_index([source], tmp_path / "index")
    return tmp_path / "index"


def damage(index: Path, statement: str) -> None:
    with open_index(index) as opened:
        ledger = opened.folder / LEDGER
    with closing(sqlite3.connect(ledger)) as connection, connection:
        connection.execute(statement)


def test_a_sound_index_verifies(index: Path) -> None:
    result = run("verify", "--index", index)
    assert (result.exit_code, result.stdout) == (0, f"{index}: 8 articles, all sound\n")


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE versions SET content = 'x' WHERE article = 'a1'", "not what the ledger's hash says"),
        ("DELETE FROM versions WHERE article = 'a1'", "the ledger does not know: a1"),
        (
            "INSERT INTO versions VALUES (0, 'a99', 'x', NULL, 'read', 0)",
            "1 articles of the ledger are not in",
        ),
        ("UPDATE commits SET token = 'x'", "is not one that"),
    ],
)
def test_verify_finds_where_ledger_and_index_differ(index: Path, statement: str, problem: str) -> None:
    damage(index, statement)
    result = run("verify", "--index", index)
    assert result.exit_code == 1
    assert problem in result.stdout
    assert "dibao-index restore" in result.stdout


def test_verify_finds_a_flipped_bit_in_a_segment(index: Path) -> None:
    with open_index(index) as opened:
        (segment,) = opened.folder.glob("*.arrays")
    data = bytearray(segment.read_bytes())
    middle = next(place for place in range(len(data) // 2, len(data)) if data[place])  # not between arrays
    data[middle] ^= 4
    segment.write_bytes(data)
    result = run("verify", "--index", index, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["sound"] is False


def test_verify_finds_a_damaged_ledger(index: Path) -> None:
    with open_index(index) as opened:
        ledger = opened.folder / LEDGER
    ledger.write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    result = run("verify", "--index", index)
    assert result.exit_code == 1
    assert "dibao-index restore" in result.stdout


def test_verify_says_that_a_library_index_has_no_ledger(tmp_path: Path) -> None:
    with open_writer(tmp_path / "index", create=True) as writer:
        writer.add(Article(id="1", title="快車道"))
        writer.commit()
    result = run("verify", "--index", tmp_path / "index")
    assert result.exit_code == 0
    assert "no ledger" in result.stdout


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz"])
def test_build_makes_an_equal_index_of_what_export_writes(index: Path, tmp_path: Path, name: str) -> None:
    odd = {
        "body": "無題。\u2028第二段。",
        "tags": ["颱風, 停課", "臺南"],
        "editor": "李彤",
        "region": ["臺南市"],
    }
    add_to_index([lines(tmp_path / "odd.jsonl", record(99, **odd))], index)
    assert run("export", tmp_path / name, "--index", index).exit_code == 0
    build_index([tmp_path / name], tmp_path / "other")
    assert articles(tmp_path / "other") == articles(index)


def test_export_writes_json_lines_to_stdout(index: Path) -> None:
    result = run("export", "--index", index)
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == [f"a{n}" for n in range(8)]


def test_a_gzipped_export_is_the_same_each_time(index: Path, tmp_path: Path) -> None:
    for name in ("one.jsonl.gz", "two.jsonl.gz"):
        run("export", tmp_path / name, "--index", index)
    assert gzip.decompress((tmp_path / "one.jsonl.gz").read_bytes()) == gzip.decompress(
        (tmp_path / "two.jsonl.gz").read_bytes()
    )


def test_a_snapshot_is_an_index_that_restore_brings_back_and_rollback_undoes(
    index: Path, tmp_path: Path
) -> None:
    before = articles(index)
    assert run("snapshot", tmp_path / "copy", "--index", index).exit_code == 0
    assert articles(tmp_path / "copy") == before
    assert run("verify", "--index", tmp_path / "copy").exit_code == 0
    add_to_index([lines(tmp_path / "b.jsonl", record(20), record(21))], index)
    assert run("restore", tmp_path / "copy", "--index", index).exit_code == 0
    assert articles(index) == before
    assert run("verify", "--index", index).exit_code == 0
    again = add_to_index([tmp_path / "a.jsonl"], index)
    assert (again.known, again.added) == (8, 0)
    assert run("rollback", "--index", index).exit_code == 0
    assert len(articles(index)) == 10
    assert run("verify", "--index", index).exit_code == 0


def test_a_snapshot_goes_into_no_folder_that_holds_something(index: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").touch()
    result = run("snapshot", tmp_path / "full", "--index", index)
    assert result.exit_code == 1
    assert [entry.name for entry in (tmp_path / "full").iterdir()] == ["thesis.txt"]


def test_rollback_after_a_build_switches_back_and_forth(index: Path, tmp_path: Path) -> None:
    build_index([lines(tmp_path / "b.jsonl", record(50))], index)
    assert set(articles(index)) == {"a50"}
    assert run("rollback", "--index", index).exit_code == 0
    assert len(articles(index)) == 8
    assert add_to_index([tmp_path / "a.jsonl"], index).known == 8
    assert run("rollback", "--index", index).exit_code == 0
    assert set(articles(index)) == {"a50"}


def test_rollback_with_nothing_to_go_back_to_says_so(index: Path) -> None:
    result = run("rollback", "--index", index)
    assert result.exit_code == 1
    assert "dibao-index" in result.stderr


def test_compact_leaves_the_same_articles_in_fewer_segments(index: Path, tmp_path: Path) -> None:
    for number in range(30, 34):
        add_to_index([lines(tmp_path / "b.jsonl", record(number))], index)
    before = articles(index)
    report = json.loads(run("compact", "--index", index, "--json").stdout)
    assert report["segments_before"] > report["segments_after"] == 1
    assert articles(index) == before
    assert run("verify", "--index", index).exit_code == 0


def test_status_counts_holdings_and_the_ledger(index: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text('{"id": \n', "utf-8")
    run("add", tmp_path / "bad.jsonl", "--index", index)
    status = json.loads(run("status", "--index", index, "--json").stdout)
    assert status["holdings"]["source"] == {"臺南市政府": 8}
    assert status["holdings"]["month"] == {"2019-06": 8}
    assert status["ledger"]["quarantine"] == {"malformed_json": 1}
    told = run("status", "--index", index).stdout
    assert "臺南市政府 8" in told
    assert "malformed_json 1" in told


def test_errors_lists_by_reason_exports_and_retries(index: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": \n[]\n{"id": "a77"}\n', "utf-8")
    (tmp_path / "empty.html").touch()
    run("add", bad, tmp_path / "empty.html", "--index", index)
    listed = run("errors", "--index", index).stdout
    assert f"{bad}@1" in listed
    assert "1 empty" in listed
    assert (
        run("errors", "--reason", "empty", "--export", tmp_path / "out.jsonl", "--index", index).exit_code
        == 0
    )
    (entry,) = map(json.loads, (tmp_path / "out.jsonl").read_text("utf-8").splitlines())
    assert (entry["address"], entry["reason"]) == (str(tmp_path / "empty.html"), "empty")
    bad.write_text(
        '{"id": "a75", "title": "停班"}\n{"id": "a76", "title": "停課"}\n{"id": "a77", "title": "恢復"}\n'
    )
    retried = json.loads(run("errors", "--retry", "--index", index, "--json").stdout)
    assert (retried["added"], retried["quarantined"]) == (3, 1)
    assert "1 empty" in run("errors", "--index", index).stdout


def test_copies_are_labelled_with_the_earliest_whatever_order_they_come_in(tmp_path: Path) -> None:
    text = "".join(
        f"第{n}項措施是加強{word}的巡查與整備，確保市民安全。"
        for n, word in enumerate("河堤橋樑道路山坡水庫漁港校園車站")
    )
    late = {"id": "late", "title": "市府宣布防颱措施", "body": text, "date": "2019-06-10"}
    early = {**late, "id": "early", "date": "2019-06-09", "title": "市府宣布防颱措施（二）"}
    other = record(5)
    for order in ([late, early, other], [early, other, late]):
        source = lines(tmp_path / "a.jsonl", *order)
        for number in range(2):  # at once, and one by one
            target = tmp_path / f"index{order[0]['id']}{number}"
            if number:
                for one in order:
                    add_to_index([lines(tmp_path / "b.jsonl", one)], target)
            else:
                build_index([source], target)
            labels = {article.id: article.cluster for article in articles(target).values()}
            assert labels == {"late": "early", "early": "early", "a5": "a5"}
