"""JSON Lines are read line by line: one that cannot be read costs itself and no other."""

import gzip
import json
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import pytest

from index.acceptance import LONGEST_ARTICLE
from index.errors import Reason
from index.jsonlines import LONGEST_LINE
from index.records import Read, Rejected
from search.article import Article
from tests.index_pages import RECORD, line, one, read, records


def test_json_keys_fill_the_fields_and_unknown_ones_are_named(tmp_path: Path) -> None:
    data = line(
        source="市府",
        url="https://example.tw/1",
        author="甲",
        category="新聞稿",
        tags=["颱風", ""],
        region="TW-TNN",
        set="x",
        file=1,
    )
    record = one(tmp_path / "a", data)
    assert isinstance(record, Read)
    article = record.article
    assert (article.id, article.published, article.section) == ("a1", "2019-06-09", "新聞稿")
    assert (article.tags, article.regions) == (("颱風",), ("臺南市",))
    assert (article.source, article.author, article.script) == ("市府", "甲", "hant")
    assert article.raw_ref == f"{tmp_path / 'a'}@1"
    assert record.unknown_keys == ("set", "file")


def test_exported_article_is_read_back_equal(tmp_path: Path) -> None:
    article = Article(
        id="a1",
        title="題",
        summary="要",
        body="甲。\n乙。",
        source="源",
        site="站",
        author="人",
        editor="編",
        published="2019-06-09T19:32:03+08:00",
        script="hant",
        regions=("天津市/寶坻區", "香港"),
        section="欄",
        tags=("標",),
        url="https://example.cn/1",
        furniture="頁腳",
        raw_ref="b.warc@12",
    )
    assert read(tmp_path / "a", json.dumps(article.to_dict()).encode()) == article


def test_region_of_the_record_comes_alone_and_else_those_of_the_text(tmp_path: Path) -> None:
    assert read(tmp_path / "a", line(region="HK")).regions == ("香港",)
    assert read(tmp_path / "b", line()).regions == ("臺南市",)


def test_body_may_be_a_list_and_line_ends_are_evened_out(tmp_path: Path) -> None:
    assert read(tmp_path / "a", line(body=["甲。", "乙。"])).body == "甲。\n乙。"
    assert read(tmp_path / "b", line(body="甲。\r\n乙。\r丙\u0000。")).body == "甲。\n乙。\n丙。"


def test_one_object_over_many_lines_is_one_article(tmp_path: Path) -> None:
    assert read(tmp_path / "a", json.dumps(RECORD, indent=2).encode()).id == "a1"


def test_a_bad_line_costs_only_itself_and_is_named_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(line(id="1") + b"{bad\n\n" + b'["list"]\n' + line(id="2"))
    found = records(path)
    assert [r.article.id for r in found if isinstance(r, Read)] == ["1", "2"]
    rejected = [(r.raw_ref, r.reason) for r in found if isinstance(r, Rejected)]
    assert rejected == [(f"{path}@2", Reason.MALFORMED_JSON), (f"{path}@4", Reason.NOT_AN_OBJECT)]


@pytest.mark.parametrize(
    "bad",
    [
        b'{"title":"b","url":"http://a.cn/?q=\\ud800"}',
        b'{"title":"b","url":"http://a.cn/\\ud800?\\udc00=\\ud800#\\udfff"}',
        b'{"title":"' + b"a" * (LONGEST_ARTICLE + 1) + b'"}',
    ],
    ids=lambda bad: f"{bad[:30]!r}{len(bad)}",
)
def test_hostile_lines_cost_no_line_behind_them(tmp_path: Path, bad: bytes) -> None:
    # The digest of the address and the message of the refusal failed outside the line's own guard.
    path = tmp_path / "a.jsonl"
    path.write_bytes(line(id="1") + bad + b"\n" + line(id="2"))
    first, second, third = records(path)
    assert isinstance(first, Read)
    assert isinstance(third, Read)
    assert (first.article.id, third.article.id) == ("1", "2")
    if isinstance(second, Rejected):
        assert second.raw_ref == f"{path}@2"
        assert second.reason in {Reason.WRONG_TYPE, Reason.MALFORMED_JSON, Reason.TOO_BIG}


def test_lines_nested_to_any_depth_cost_no_line_behind_them(tmp_path: Path) -> None:
    # Between what can be parsed and what cannot lie depths that can be parsed and not be shown.
    depths = range(500, 1000)
    path = tmp_path / "a.jsonl"
    nested = [b'{"title":' + b"[" * depth + b"]" * depth + b"}\n" for depth in depths]
    path.write_bytes(b"".join(nested) + line(id="last"))
    *refused, last = records(path)
    assert [r.raw_ref for r in refused if isinstance(r, Rejected)] == [
        f"{path}@{number}" for number in range(1, len(depths) + 1)
    ]
    assert {r.reason for r in refused if isinstance(r, Rejected)} <= {
        Reason.WRONG_TYPE,
        Reason.MALFORMED_JSON,
    }
    assert isinstance(last, Read)


def test_what_a_library_trips_over_costs_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def trip(url: str) -> SplitResult:
        if "hole" in url:
            raise ZeroDivisionError(url)
        return urlsplit(url)

    path = tmp_path / "a.jsonl"
    path.write_bytes(line(id="1") + line(id="", url="http://a.cn/hole") + line(id="", url="http://a.cn/"))
    monkeypatch.setattr("index.identity.urlsplit", trip)
    found = records(path)
    assert [type(record) for record in found] == [Read, Rejected, Read]
    assert [(r.raw_ref, r.reason) for r in found if isinstance(r, Rejected)] == [
        (f"{path}@2", Reason.INTERNAL)
    ]


@pytest.mark.parametrize(
    "rest",
    [
        b'ody": "cut", "tags": []}',
        b'<p>cut</p>", "tags": []}',
        b'[], "body": "x"}',
        "寶坻開通快車道。".encode()[1:] + b'"}',
        b"\xe5" + "字".encode() * 90_000 + b'"}',
        b"# export of 2019",
    ],
    ids=lambda rest: repr(rest[:20]),
)
def test_json_lines_whose_first_line_is_cut_lose_only_that_line(tmp_path: Path, rest: bytes) -> None:
    # As `split -b` leaves it: the whole file became one article of plain text.
    data = rest + b"\n" + line(id="1") + line(id="2", body="臺南市。<body>") + line(id="3")
    for path, packed in ((tmp_path / "a", data), (tmp_path / "b", gzip.compress(data))):
        path.write_bytes(packed)
        first, *others = records(path)
        assert isinstance(first, Rejected)
        assert (first.raw_ref, first.reason) == (f"{path}@1", Reason.MALFORMED_JSON)
        assert [r.article.id for r in others if isinstance(r, Read)] == ["1", "2", "3"]


def test_an_endless_line_is_skipped_and_the_next_one_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    with gzip.open(path, "wb", compresslevel=1) as stream:
        stream.write(line(id="1") + b'{"body": "' + b"a" * (LONGEST_LINE * 2) + b'"}\n' + line(id="2"))
    found = records(path)
    assert [type(record) for record in found] == [Read, Rejected, Read]
    assert isinstance(found[1], Rejected)
    assert (found[1].reason, found[1].raw_ref) == (Reason.LINE_TOO_LONG, f"{path}@2")
