"""Whatever lies in a folder is read by its content, or turned away with its reason."""

import gzip
import hashlib
import json
import lzma
import os
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import pytest

from index.acceptance import LONGEST_ARTICLE
from index.errors import Reason
from index.identity import article_id, canonical_url
from index.jsonlines import LONGEST_LINE
from index.records import Read, Rejected
from index.sources import LONGEST_FILE, read_sources, size_of
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
        (b'[\n{"title": "a"},\n{"title": "b"}\n]', Reason.MALFORMED_JSON),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><text>\xe5\xaf\xb6</text></svg>', Reason.UNKNOWN_KIND),
        (b"<!-- x --><!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' ''><svg/>", Reason.UNKNOWN_KIND),
        (lzma.compress(TEXT.encode()), Reason.BINARY),
        (b"\x28\xb5\x2f\xfd" + TEXT.encode(), Reason.BINARY),
        (b"wOF2" + TEXT.encode(), Reason.BINARY),
        (b"\x00\x01\x00\x00" + TEXT.encode(), Reason.BINARY),
        (hashlib.shake_256(b"").digest(50_000), Reason.BINARY),
        ((TEXT * 9 + "\ufffd\x01" * 9).encode(), Reason.BINARY),
        (b"body { color: red }\n", Reason.NOT_CHINESE),
        ("/* 字體 */\n".encode() + b"body { color: red; margin: 0 auto }\n" * 9, Reason.NOT_CHINESE),
        (b"User-agent: *\nDisallow: /\n", Reason.NOT_CHINESE),
        (b"2019-06-09\n123\n", Reason.NOT_CHINESE),
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


def test_a_page_with_a_record_on_a_line_is_a_page(tmp_path: Path) -> None:
    script = '<script type="application/ld+json">\n{"title": "a", "body": "b"}\n</script>'
    assert read(tmp_path / "a", PAGE.replace("<body>", script).encode()).title == "寶坻開通快車道"


def test_what_is_longer_than_any_article_is_turned_away_whatever_it_was_read_from(tmp_path: Path) -> None:
    # A text of 24 MB became an article that the index could not read back.
    long = ("寶坻開通快車道。" * 50 + "\n") * (LONGEST_ARTICLE // 400)
    page = PAGE.replace("</p>", "".join(f"</p><p>{part}" for part in long.split("\n")) + "</p>")
    kinds = {
        "text": (TEXT + long).encode("gb18030"),
        "page": page.encode(),
        "line": line(body=long),
        "summary": line(summary=long),
        "furniture": line(furniture=long),
        "source": line(source=long),
        "object": json.dumps(RECORD | {"body": long}, indent=2, ensure_ascii=False).encode(),
    }
    assert max(map(len, kinds.values())) < LONGEST_FILE
    for name, data in kinds.items():
        record = one(tmp_path / name, data)
        assert isinstance(record, Rejected), name
        assert record.reason is Reason.TOO_BIG, record
    whole = one(tmp_path / "file", TEXT.encode() * (LONGEST_FILE // len(TEXT)))
    assert isinstance(whole, Rejected)
    assert whole.reason is Reason.TOO_BIG


def test_short_and_damaged_chinese_texts_are_still_read(tmp_path: Path) -> None:
    assert read(tmp_path / "a", "iPhone 颱風".encode()).title == "iPhone 颱風"
    assert read(tmp_path / "b", TEXT.encode() + b"\xe5\n\x1a").title == "寶坻開通快車道"
    assert read(tmp_path / "c", b'{"title": "Typhoon"}').title == "Typhoon"


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


@pytest.mark.parametrize(
    ("name", "reason"),
    [("a" * 300, Reason.UNREADABLE), ("a\0b", Reason.UNREADABLE), ("b.txt/c", Reason.NOT_FOUND)],
)
def test_a_source_that_cannot_be_looked_at_does_not_stop_the_run(
    tmp_path: Path, name: str, reason: Reason
) -> None:
    good = tmp_path / "b.txt"
    good.write_text(TEXT, "utf-8")
    bad, read = records(tmp_path / name, good)
    assert isinstance(bad, Rejected)
    assert (bad.raw_ref, bad.reason) == (str(tmp_path / name), reason)
    assert isinstance(read, Read)
    assert size_of([tmp_path / name, good]) == good.stat().st_size


def test_pipes_and_devices_given_by_name_do_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    found = records(tmp_path / "pipe", Path("/dev/zero"))
    assert [r.reason for r in found if isinstance(r, Rejected)] == [Reason.UNREADABLE] * 2


def test_linked_folders_are_followed_and_no_folder_is_read_twice(tmp_path: Path) -> None:
    # They were skipped, and nothing said so.
    source, elsewhere = tmp_path / "source", tmp_path / "elsewhere"
    for folder in (source / "a", elsewhere / "deep"):
        folder.mkdir(parents=True)
        (folder / "1.txt").write_text(TEXT, "utf-8")
    (source / "link").symlink_to(elsewhere)
    (source / "link2").symlink_to(elsewhere / "deep")
    (source / "a" / "up").symlink_to(source)
    (elsewhere / "round").symlink_to(source / "link")
    refs = [record.article.raw_ref for record in records(source) if isinstance(record, Read)]
    assert refs == [str(source / "a" / "1.txt"), str(source / "link2" / "1.txt")]
    assert size_of([source]) == 2 * len(TEXT.encode())


def test_address_decides_the_id_however_it_is_written() -> None:
    ways = (
        "http://news.example.cn/a/%e5%a4%a7.html?id=3&utm_source=x#top",
        "HTTPS://News.Example.CN:443/a/大.html?id=3",
    )
    assert len({article_id(Article(id="", url=url)) for url in ways}) == 1
    assert canonical_url(ways[0]) == "https://news.example.cn/a/%E5%A4%A7.html?id=3"
    assert canonical_url("https://example.cn/?b=2&a=1") == canonical_url("https://example.cn?a=1&b=2")
    assert canonical_url("http://a.cn/?q=\ud800") == "https://a.cn/?q=%EF%BF%BD"
    assert canonical_url("https://example.cn/?id=1") != canonical_url("https://example.cn/?id=2")


@pytest.mark.parametrize(
    "url", ["", "/a.html", "mailto:a@b.c", "https://[bad", "https://a:99999/", "javascript:1"]
)
def test_without_an_address_the_text_decides_the_id(url: str) -> None:
    article = Article(id="", title="題", body="文", url=url)
    assert article_id(article) == article_id(Article(id="", title="題", body="文", raw_ref="elsewhere"))
    assert article_id(article) != article_id(Article(id="", title="題", body="別"))
