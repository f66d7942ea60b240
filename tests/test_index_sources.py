"""Whatever lies in a folder is read by its content, or turned away with its reason."""

import gzip
import hashlib
import io
import json
import lzma
import os
import sys
from pathlib import Path

import pytest

from index.acceptance import LONGEST_ARTICLE
from index.archives.limits import LONGEST_FILE
from index.archives.parts import Skip
from index.errors import Reason
from index.records import Read, Rejected
from index.sources import open_inputs, read_sources, size_of
from tests.index_pages import PAGE, RECORD, TEXT, line, one, read, records


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


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.EMPTY),
        (b" \n\t\n", Reason.EMPTY),
        (b"\x89PNG\r\n\x1a\n0000", Reason.BINARY),
        (b"a\x00b\x00\x01\x00\x02\x03" * 100, Reason.BINARY),
        (b"[{}]", Reason.MALFORMED_JSON),
        (b'<?xml version="1.0"?><urlset/>', Reason.UNKNOWN_KIND),
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
        (b'<svg xmlns="http://www.w3.org/2000/svg"><text>\xe5\xaf\xb6</text></svg>', Reason.BINARY),
        (b"<!-- x --><!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' ''><svg/>", Reason.BINARY),
        (b"\x28\xb5\x2f\xfd" + TEXT.encode(), Reason.CORRUPT_ARCHIVE),
        (lzma.compress(TEXT.encode())[:-20], Reason.CORRUPT_ARCHIVE),
        (b"%PDF-1.4\n" + TEXT.encode(), Reason.BINARY),
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


def test_a_page_with_a_record_on_a_line_is_a_page(tmp_path: Path) -> None:
    script = '<script type="application/ld+json">\n{"title": "a", "body": "b"}\n</script>'
    assert read(tmp_path / "a", PAGE.replace("<body>", script).encode()).title == "寶坻開通快車道"


def test_what_is_longer_than_any_article_is_turned_away_whatever_it_was_read_from(tmp_path: Path) -> None:
    # A text of 24 MB became an article that the index could not read back.
    long = "".join(f"{number}：{'寶坻開通快車道。' * 50}\n" for number in range(LONGEST_ARTICLE // 400))
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


def test_pictures_beside_pages_are_passed_over_and_counted_but_not_when_named(tmp_path: Path) -> None:
    (tmp_path / "page_files").mkdir()
    (tmp_path / "page.html").write_text(PAGE, "utf-8")
    (tmp_path / "page_files" / "1.png").write_bytes(b"\x89PNG\r\n\x1a\n0000")
    (tmp_path / "page_files" / "2.bin").write_bytes(b"\x00\x00\x00\x18ftypmp42")
    (tmp_path / "page_files" / "3.css").write_bytes(b"body { color: red }")
    skipped: list[Skip] = []
    found = list(read_sources([tmp_path], skipped=skipped.append))
    assert [type(record) for record in found] == [Read, Rejected]
    assert skipped == [Skip.MEDIA, Skip.MEDIA]
    (named,) = records(tmp_path / "page_files" / "1.png")
    assert isinstance(named, Rejected)
    assert named.reason is Reason.BINARY


@pytest.mark.parametrize("separator", ["\n", "\0", "\r\n"])
def test_standard_input_lists_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, separator: str) -> None:
    names = ["a b.txt", "題.txt", "missing"]
    for name in names[:2]:
        (tmp_path / name).write_text(TEXT, "utf-8")
    listed = separator.join(str(tmp_path / name) for name in names).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(listed)))
    steps: list[int] = []
    *good, missing = read_sources([Path("-")], steps.append)
    assert [record.article.raw_ref for record in good if isinstance(record, Read)] == [
        str(tmp_path / name) for name in names[:2]
    ]
    assert isinstance(missing, Rejected)
    assert missing.reason is Reason.NOT_FOUND
    assert sum(steps) == size_of([Path("-")]) == 0


def test_inputs_say_where_they_stand_and_whether_that_is_their_own_place(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE, "utf-8")
    (tmp_path / "b.jsonl").write_bytes(line(id="1") + line(id="2"))
    (tmp_path / "c.json").write_bytes(json.dumps(RECORD, indent=1).encode())
    inputs = [given for given in open_inputs([tmp_path]) if not isinstance(given, Rejected)]
    assert [
        (given.address.removeprefix(f"{tmp_path}/"), given.kind.value, given.is_place) for given in inputs
    ] == [
        ("a.html", "page", True),
        ("b.jsonl@1", "record", False),
        ("b.jsonl@2", "record", False),
        ("c.json", "record", True),
    ]
