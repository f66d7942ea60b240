"""Whatever lies in a folder is read by its content, or turned away with its reason."""

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

from index.errors import Reason
from index.identity import article_id, canonical_url
from index.jsonlines import LONGEST_LINE
from index.records import Read, Rejected
from index.sources import read_sources, size_of
from search.article import Article

TEXT = "寶坻開通快車道\n來源：示範報 2019-06-09\n天津市寶坻區昨天開通一條道路。\n"
PAGE = (
    "<html><head><title>寶坻開通快車道</title></head><body><h1>寶坻開通快車道</h1>"
    "<p>天津市寶坻區昨天開通一條新的道路，居民出行更方便了。</p></body></html>"
)
RECORD = {"id": "a1", "title": "颱風假期", "body": "臺南市政府宣布停班停課。", "date": "2019-06-09"}


def line(**changes: Any) -> bytes:
    return json.dumps(RECORD | changes, ensure_ascii=False).encode() + b"\n"


def records(*paths: Path) -> list[Read | Rejected]:
    return list(read_sources(paths))


def one(path: Path, data: bytes) -> Read | Rejected:
    path.write_bytes(data)
    (record,) = records(path)
    return record


def read(path: Path, data: bytes) -> Article:
    record = one(path, data)
    assert isinstance(record, Read), record
    return record.article


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.jsonl", "a"])
def test_content_and_not_the_name_says_what_a_file_is(tmp_path: Path, name: str) -> None:
    for data in (TEXT.encode(), PAGE.encode("big5"), line(title="寶坻開通快車道")):
        assert read(tmp_path / name, data).title == "寶坻開通快車道"
        assert read(tmp_path / name, gzip.compress(data)).title == "寶坻開通快車道"


def test_folders_are_read_in_order_and_hidden_files_skipped(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.txt", "a/3.txt", ".hidden/4.txt", "a/.5.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"標題{name}\n正文。", "utf-8")
    refs = [record.article.raw_ref for record in records(tmp_path) if isinstance(record, Read)]
    assert refs == [str(tmp_path / name) for name in ("a/3.txt", "b/1.txt", "b/2.txt")]


def test_bytes_gone_through_sum_up_to_the_size(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(line() * 50))
    (tmp_path / "b.txt").write_text(TEXT, "utf-8")
    steps: list[int] = []
    list(read_sources([tmp_path], steps.append))
    assert sum(steps) == size_of([tmp_path]) > 0


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


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.EMPTY),
        (b" \n\t\n", Reason.EMPTY),
        (b"\x89PNG\r\n\x1a\n0000", Reason.BINARY),
        (b"a\x00b\x00" * 100, Reason.BINARY),
        (b"[{}]", Reason.MALFORMED_JSON),
        (b'<?xml version="1.0"?><rss/>', Reason.UNKNOWN_KIND),
        (b"<html><body></body></html>", Reason.NO_TEXT),
        (b'{"title": "a"', Reason.MALFORMED_JSON),
        (line(title=1), Reason.WRONG_TYPE),
        (line(tags=[1]), Reason.WRONG_TYPE),
        (line(body={"a": 1}), Reason.WRONG_TYPE),
        (line(id="a\nb"), Reason.WRONG_TYPE),
        (line(title="", body=" "), Reason.NO_TEXT),
        (b'{"id": "x"}', Reason.NO_TEXT),
        (b'{"a": ' + b"[" * 100_000 + b"\n", Reason.MALFORMED_JSON),
    ],
)
def test_what_cannot_be_read_is_turned_away_with_its_reason(
    tmp_path: Path, data: bytes, reason: Reason
) -> None:
    record = one(tmp_path / "a", data)
    assert isinstance(record, Rejected)
    assert record.reason is reason
    assert record.raw_ref.startswith(str(tmp_path / "a"))


def test_a_bad_line_costs_only_itself_and_is_named_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(line(id="1") + b"{bad\n\n" + b'["list"]\n' + line(id="2"))
    found = records(path)
    assert [r.article.id for r in found if isinstance(r, Read)] == ["1", "2"]
    rejected = [(r.raw_ref, r.reason) for r in found if isinstance(r, Rejected)]
    assert rejected == [(f"{path}@2", Reason.MALFORMED_JSON), (f"{path}@4", Reason.NOT_AN_OBJECT)]


def test_an_endless_line_is_skipped_and_the_next_one_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    with gzip.open(path, "wb", compresslevel=1) as stream:
        stream.write(line(id="1") + b'{"body": "' + b"a" * (LONGEST_LINE * 2) + b'"}\n' + line(id="2"))
    found = records(path)
    assert [type(record) for record in found] == [Read, Rejected, Read]
    assert isinstance(found[1], Rejected)
    assert (found[1].reason, found[1].raw_ref) == (Reason.LINE_TOO_LONG, f"{path}@2")


def test_a_gzip_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    lines = b"".join(line(title=os.urandom(400).hex()) for _ in range(400))
    path.write_bytes(gzip.compress(lines)[:-20_000])
    found = records(path)
    assert isinstance(found[0], Read)
    assert isinstance(found[-1], Rejected)
    assert found[-1].reason is Reason.CORRUPT_GZIP


def test_damaged_gzip_and_missing_file_are_turned_away(tmp_path: Path) -> None:
    damaged = one(tmp_path / "a", b"\x1f\x8bgarbage that is no gzip")
    (missing,) = records(tmp_path / "nowhere")
    assert isinstance(damaged, Rejected)
    assert isinstance(missing, Rejected)
    assert (damaged.reason, missing.reason) == (Reason.CORRUPT_GZIP, Reason.NOT_FOUND)


def test_what_is_no_readable_file_is_turned_away_and_does_not_block(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "b.txt").write_text(TEXT, "utf-8")
    os.mkfifo(tmp_path / "pipe")
    found = records(tmp_path)
    assert [type(record) for record in found] == [Read, Rejected, Rejected]
    assert {record.reason for record in found if isinstance(record, Rejected)} == {Reason.UNREADABLE}


def test_address_decides_the_id_however_it_is_written() -> None:
    ways = (
        "http://news.example.cn/a/%e5%a4%a7.html?id=3&utm_source=x#top",
        "HTTPS://News.Example.CN:443/a/大.html?id=3",
    )
    assert len({article_id(Article(id="", url=url)) for url in ways}) == 1
    assert canonical_url(ways[0]) == "https://news.example.cn/a/%E5%A4%A7.html?id=3"
    assert canonical_url("https://example.cn/?b=2&a=1") == canonical_url("https://example.cn?a=1&b=2")
    assert canonical_url("https://example.cn/?id=1") != canonical_url("https://example.cn/?id=2")


@pytest.mark.parametrize(
    "url", ["", "/a.html", "mailto:a@b.c", "https://[bad", "https://a:99999/", "javascript:1"]
)
def test_without_an_address_the_text_decides_the_id(url: str) -> None:
    article = Article(id="", title="題", body="文", url=url)
    assert article_id(article) == article_id(Article(id="", title="題", body="文", raw_ref="elsewhere"))
    assert article_id(article) != article_id(Article(id="", title="題", body="別"))
