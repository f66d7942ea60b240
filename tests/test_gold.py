"""The gold file: each of its lines about small archives is a test, named by what it promises.

Its lines about the 36,925 articles are asked by `python -m tests.measure_gold`.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from search import Article, Index, open_index, open_writer
from tests.conftest import PROJECT
from tests.gold.lines import GoldLine, MalformedLine, read_gold

LINES = read_gold()
SMALL = [line for line in LINES if line.archive != "archive"]
INPUTS = {"seed": PROJECT / "seeds" / "000_54ff603b945a6a1f.txt", "demo": PROJECT / "seeds" / "demo"}
CASES = PROJECT / "tests" / "gold" / "cases.jsonl"


@pytest.fixture(scope="module")
def indexes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Index]]:
    """The user's article and the demonstration archive, indexed as an archivist would, and our own texts."""
    folder = tmp_path_factory.mktemp("gold")
    for name, source in INPUTS.items():
        command = [sys.executable, "-m", "index", "build", str(source), "--index", str(folder / name)]
        subprocess.run([*command, "--processes", "1"], check=True, cwd=PROJECT, capture_output=True)
    with open_writer(folder / "cases", rebuild=True) as writer:
        for record in CASES.read_text("utf-8").splitlines():
            writer.add(Article.from_dict(json.loads(record)))
        writer.commit()
    opened = {name: open_index(folder / name) for name in (*INPUTS, "cases")}
    for index in opened.values():
        index.warm_up()
    yield opened
    for index in opened.values():
        index.close()


@pytest.mark.parametrize("line", SMALL, ids=lambda line: line.name)
def test_gold(indexes: dict[str, Index], line: GoldLine) -> None:
    assert line.complaints(indexes[line.archive]) == []


def test_the_gold_file_has_many_lines_about_every_archive() -> None:
    counts = Counter(line.archive for line in LINES)
    assert counts.total() >= 150
    assert min(counts[name] for name in ("seed", "demo", "cases", "archive")) >= 20


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("no more than a name", "line 2: 1 cells"),
        ("a name\tdemo\t天津\t\t", "line 2: it expects nothing"),
        ("\tdemo\t天津\t\ttotal=1", "line 2: it has no name"),
        ("a name\tnowhere\t天津\t\ttotal=1", "line 2: there is no archive 'nowhere'"),
        ("a name\tdemo\t天津\tsort=best\ttotal=1", "line 2: there is no option 'sort=best'"),
        ("a name\tdemo\t天津\ttimes=0\ttotal=1", "line 2: there is no option 'times=0'"),
        ("a name\tdemo\t天津\t\ttotal=many", "line 2: 'total=many' is no expectation"),
        ("a name\tdemo\t天津\t\ttop0=x", "line 2: 'top0=x' is no expectation"),
        (
            "one\tdemo\t天津\t\ttotal=1\none\tdemo\t天津\t\ttotal=1",
            "line 3: the name 'one' is that of line 2",
        ),
    ],
)
def test_a_malformed_line_is_an_error_that_names_it(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / "queries.tsv"
    path.write_text(f"# promises\n{line}\n", "utf-8")
    with pytest.raises(MalformedLine, match=r"queries\.tsv") as raised:
        read_gold(path)
    assert says in str(raised.value)


def test_a_line_is_read_alike_from_an_editor_and_from_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "queries.tsv"
    path.write_text(
        'name\tarchive\tquery\toptions\nfirst\tdemo\t"天津"\t\ttop2=a b\n'
        'second\tdemo\t"""天津"""\t\ttop2=a b\t\t\nthird\tdemo\t"天津,北京"\t\ttotal=1\n'
        "# none\nfourth\tdemo\t天\\u0000津\ttimes=2 collapse\ttotal=1\n",
        "utf-8",
    )
    first, second, third, fourth = read_gold(path)
    assert first.query == second.query == '"天津"'
    assert (
        [one.text for one in first.expectations] == [one.text for one in second.expectations] == ["top2=a b"]
    )
    assert third.query == "天津,北京"
    assert fourth.query == "天\0津天\0津"
    assert fourth.options.collapse


def test_a_pending_line_is_met_by_falling_short_and_by_nothing_else(make_index, tmp_path: Path) -> None:
    index = make_index("天津", "北京")
    path = tmp_path / "queries.tsv"
    path.write_text(
        "falls short\tdemo\t天津\tpending\ttotal=1\ttotal=2\nis met\tdemo\t天津\tpending\ttotal=1\n", "utf-8"
    )
    falls_short, is_met = read_gold(path)
    assert falls_short.complaints(index) == []
    assert is_met.complaints(index) == ["all is met now: take `pending` away"]


@pytest.mark.parametrize(
    ("query", "cell"),
    [
        ("天津", "first=b"),
        ("天津", "first=title:沒有"),
        ("天津", "top2=a c"),
        ("天津", "top10>=3 of text:天津"),
        ("天津", "not top1=a"),
        ("天津", "not found=date:2019-06"),
        ("天津", "found=a"),
        ("天津", "found=none"),
        ("天津", "total=1"),
        ("天津", "total>=3"),
        ("天津", "total<=1"),
        ("天津", "same=北京"),
        ("天津", "more=天津"),
        ("天津", "missing=北京"),
        ("天津 北京 上海", "missing=天津"),
        ("天津", "marked=北京"),
        ("天津", "notice=too_long"),
        ("無此詞", "notice=none"),
        ("天津", "also=北京"),
        ("天津", "meant=北京"),
        ("天津", "suggests=北京"),
        ("天津", "dates=rising"),
    ],
)
def test_an_expectation_that_is_not_met_is_a_complaint(
    make_index, tmp_path: Path, query: str, cell: str
) -> None:
    index = make_index(
        Article(id="a", title="天津", body="天津的消息。", published="2019-06-10"),
        Article(id="b", body="天津和北京。", published="2019-06-09"),
        Article(id="c", body="上海", published="2019-06-08"),
    )
    path = tmp_path / "queries.tsv"
    path.write_text(f"a promise\tdemo\t{query}\t\t{cell}\n", "utf-8")
    assert [told.startswith(cell) for told in read_gold(path)[0].complaints(index)] == [True]
