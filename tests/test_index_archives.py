"""Zip, tar and packed files give what they hold, by the member; hostile ones cost no more than their size."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from index.archives.parts import Skip, shown
from index.errors import Reason
from index.records import Read, Rejected
from index.sources import open_inputs, read_sources, size_of
from tests.index_pages import PAGE, TEXT, articles, line, page, refusals, tarred, zipped

PAGES = {f"日/{number}.html": page(number).encode() for number in range(5)}


def titles(path: Path, data: bytes) -> list[str]:
    path.write_bytes(data)
    return [article.title for article in articles(path)]


@pytest.mark.parametrize(
    "data",
    [
        zipped(PAGES),
        zipped(PAGES, zipfile.ZIP_STORED),
        tarred(PAGES),
        tarred(PAGES, tarfile.GNU_FORMAT),
        tarred({name.encode("utf-8").hex(): data for name, data in PAGES.items()}, tarfile.USTAR_FORMAT),
        gzip.compress(tarred(PAGES)),
        bz2.compress(tarred(PAGES)),
        lzma.compress(tarred(PAGES)),
        zstandard.compress(tarred(PAGES)),
        gzip.compress(zipped(PAGES)),
        zipped({"a.zip": zipped(PAGES)}),
        zipped({"a.tar.gz": gzip.compress(tarred(PAGES))}),
        tarred({"a.zip": zipped(PAGES)}),
        b"".join(gzip.compress(piece) for piece in (tarred(PAGES)[:1000], tarred(PAGES)[1000:])),
    ],
)  # fmt: skip
def test_archives_give_the_articles_of_the_folder_that_was_packed(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "folder" / "日").mkdir(parents=True)
    for name, content in PAGES.items():
        (tmp_path / "folder" / name).write_bytes(content)
    (tmp_path / "archive").write_bytes(data)
    wanted, found = articles(tmp_path / "folder"), articles(tmp_path / "archive")
    assert [(one.id, one.title, one.body, one.published) for one in wanted] == [
        (one.id, one.title, one.body, one.published) for one in found
    ]
    assert len(found) == len(PAGES)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstandard.compress])
def test_any_kind_of_file_may_be_packed(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    for content in (PAGE.encode("big5"), TEXT.encode(), line(title="寶坻開通快車道")):
        assert titles(tmp_path / "a", pack(content)) == ["寶坻開通快車道"]


def test_members_are_addressed_by_archive_and_name(tmp_path: Path) -> None:
    inner = zipped({"頁/1.html": PAGE.encode(), "a.jsonl.gz": gzip.compress(line() + line())})
    (tmp_path / "a.zip").write_bytes(zipped({"b/c.zip": inner}))
    (given, *lines) = (
        found for found in open_inputs([tmp_path / "a.zip"]) if not isinstance(found, Rejected)
    )
    assert (given.address, given.is_place) == (f"{tmp_path}/a.zip!b/c.zip!頁/1.html", True)
    assert [found.address.rpartition("!")[2] for found in lines] == ["a.jsonl.gz@1", "a.jsonl.gz@2"]


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("../../etc/passwd", "%2E%2E/%2E%2E/etc/passwd"),
        ("/etc/passwd", "%2Fetc/passwd"),
        ("a\n\x1b[31m.html", "a%0A%1B[31m.html"),
        ("a\u202elmth.b", "a%E2%80%AElmth.b"),
        ("頁/a..b.html", "頁/a..b.html"),
    ],
)
def test_names_that_mislead_are_shown_escaped_and_nothing_is_written_by_them(
    tmp_path: Path, name: str, address: str
) -> None:
    assert shown(name) == address
    header = tarfile.TarInfo(name)
    header.size = len(PAGE.encode())
    data = header.tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogateescape") + PAGE.encode().ljust(1024, b"\0")
    (tmp_path / "a").write_bytes(data)
    assert [article.raw_ref for article in articles(tmp_path / "a")] == [f"{tmp_path}/a!{address}"]
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_names_that_are_no_text_are_shown_by_their_bytes() -> None:
    assert shown("a\udcff\ud800.html") == "a%FF%ED%A0%80.html"


def test_names_in_the_charset_of_a_chinese_windows_are_read(tmp_path: Path) -> None:
    name = "天津新闻/宝坻区的新道路.html"
    data = zipped({"x" * len(name.encode("gb18030")): PAGE.encode()})
    (tmp_path / "a").write_bytes(data.replace(b"x" * len(name.encode("gb18030")), name.encode("gb18030")))
    assert articles(tmp_path / "a")[0].raw_ref == f"{tmp_path}/a!{name}"


def test_pictures_links_and_hidden_members_are_passed_over_and_counted(tmp_path: Path) -> None:
    members = {"1.html": PAGE.encode(), "1.png": b"\x89PNG\r\n\x1a\n", ".git/a.html": PAGE.encode()}
    file = io.BytesIO(tarred(members))
    with tarfile.open(fileobj=file, mode="a") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
            header = tarfile.TarInfo("link")
            header.type, header.linkname = kind, "/etc/passwd"
            archive.addfile(header)
    for data, links in ((zipped(members), 0), (file.getvalue(), 4)):
        (tmp_path / "a").write_bytes(data)
        skipped: list[Skip] = []
        found = list(read_sources([tmp_path / "a"], skipped=skipped.append))
        assert [type(record) for record in found] == [Read]
        assert sorted(skipped) == sorted([Skip.HIDDEN, Skip.MEDIA] + [Skip.LINK] * links)


@pytest.mark.parametrize("share", [0.5, 0.8])
@pytest.mark.parametrize("pack", [zipped, tarred], ids=["zip", "tar"])
def test_an_archive_that_breaks_off_keeps_what_came_before(
    tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes], share: float
) -> None:
    data = pack({f"{number}.html": page(number).encode() for number in range(20)}).rstrip(b"\0")
    (tmp_path / "a").write_bytes(data[: int(len(data) * share)])
    good, bad = articles(tmp_path / "a"), refusals(tmp_path / "a")
    assert [article.title for article in good] == [f"寶坻新聞第{number}則" for number in range(len(good))]
    assert len(good) >= 20 * share * 0.8
    assert {refused.reason for refused in bad} == {Reason.CORRUPT_ARCHIVE}
    assert bad[-1].raw_ref == str(tmp_path / "a")
    assert "zip -FF" in bad[-1].message or "tar -tf" in bad[-1].message


def test_a_zip_written_as_a_stream_is_saved_too(tmp_path: Path) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    file = Pipe()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(6):
            archive.writestr(f"{number}.html", page(number))
    data = file.getvalue()
    assert len(titles(tmp_path / "a", data[: data.index(b"PK\x01\x02")])) == 6


def test_a_damaged_member_costs_itself_alone(tmp_path: Path) -> None:
    data = bytearray(zipped(PAGES))
    place = data.index(b"PK\x03\x04", 10) + 60
    data[place : place + 20] = bytes(20)
    (tmp_path / "a").write_bytes(data)
    assert len(articles(tmp_path / "a")) == len(PAGES) - 1
    (refused,) = refusals(tmp_path / "a")
    assert (refused.raw_ref, refused.reason) == (f"{tmp_path}/a!日/1.html", Reason.CORRUPT_ARCHIVE)


def test_encrypted_and_oddly_packed_members_are_named(tmp_path: Path) -> None:
    data = bytearray(zipped({"1.html": PAGE.encode()}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a").write_bytes(data)
    (tmp_path / "b").write_bytes(zipped({"1.html": PAGE.encode()}, zipfile.ZIP_LZMA))
    assert [(r.raw_ref, r.reason) for r in refusals(tmp_path)] == [
        (f"{tmp_path}/a!1.html", Reason.ENCRYPTED),
        (f"{tmp_path}/b!1.html", Reason.UNSUPPORTED),
    ]


def test_an_office_file_is_no_archive_of_pages(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(zipped({"[Content_Types].xml": b"<?xml?>", "word/document.xml": b"<x/>"}))
    assert [r.reason for r in refusals(tmp_path / "a")] == [Reason.BINARY]


def test_bytes_gone_through_sum_up_to_the_size_of_archives(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped(PAGES))
    (tmp_path / "b.tar.gz").write_bytes(gzip.compress(tarred(PAGES)))
    (tmp_path / "c.zip").write_bytes(zipped(PAGES)[:-200])
    steps: list[int] = []
    list(read_sources([tmp_path], steps.append))
    assert min(steps) > 0
    assert sum(steps) == size_of([tmp_path])
