"""A WARC gives the pages that were fetched, as the servers sent them, and counts what is no page."""

import gzip
import zipfile
from pathlib import Path

import pytest
import zstandard

from index.archives.parts import Skip
from index.errors import Reason
from index.records import Read, Rejected
from index.sources import open_inputs, read_sources, size_of
from tests.crawl import SITE, Crawl, inputs
from tests.index_pages import PAGE, articles, page, records, refusals


def test_a_crawl_the_folder_and_other_archives_give_the_same_articles(tmp_path: Path) -> None:
    pages = [page(number, f"{SITE}/{number}.html") for number in range(4)]
    for label in ("gbk", "big5", "utf-8"):
        head = f'<head><meta charset={label}><link rel=canonical href="{SITE}/{label}">'
        pages.append(PAGE.replace("<head>", head))
    charsets = ["utf-8"] * 4 + ["gb18030", "big5hkscs", "utf-8"]
    bodies = [text.encode(charset) for text, charset in zip(pages, charsets, strict=True)]
    (tmp_path / "folder").mkdir()
    plain, packed = Crawl(), Crawl(packed=True)
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as archive:
        for number, body in enumerate(bodies):
            (tmp_path / "folder" / f"{number}.shtml").write_bytes(body)
            plain.add(body, f"/fetched/{number}", headers={"Content-Type": "text/html"})
            packed.add(body, f"/fetched/{number}?utm_source=x", headers={"Content-Type": "text/html"})
        archive.writestr("datapackage.json", "{}")
        archive.writestr("pages/pages.jsonl", '{"title": "頁"}\n')
        archive.writestr("archive/data.warc.gz", packed.file.getvalue())
    wanted = [(one.id, one.title, one.body, one.published, one.url) for one in articles(tmp_path / "folder")]
    assert len(set(wanted)) == len(pages)
    for path in (plain.at(tmp_path / "a.warc"), packed.at(tmp_path / "a.warc.gz"), tmp_path / "a.wacz"):
        found = [(one.id, one.title, one.body, one.published, one.url) for one in articles(path)]
        assert found == wanted, path


def test_an_input_says_where_when_and_in_which_charset_it_was_fetched(tmp_path: Path) -> None:
    crawl = Crawl().add(PAGE.encode("big5"), headers={"Content-Type": "text/html; charset=Big5"})
    (given,) = inputs(crawl.at(tmp_path / "a"))
    assert (given.address, given.url, given.charset) == (f"{tmp_path}/a@0", f"{SITE}/a.html", "Big5")
    assert (given.captured, given.is_place, given.data) == (
        "2019-06-09T11:32:03Z",
        False,
        PAGE.encode("big5"),
    )
    (record,) = records(tmp_path / "a")
    assert isinstance(record, Read)
    assert (record.decision.declared, record.decision.charset, record.decision.rule) == (
        "header Big5",
        "big5hkscs",
        "header",
    )


@pytest.mark.parametrize("packed", [False, True])
def test_addresses_are_offsets_in_the_file_as_it_is_stored(tmp_path: Path, packed: bool) -> None:
    crawl = Crawl(packed=packed)
    starts = []
    for number in range(50):
        starts.append(crawl.file.tell())
        crawl.add(page(number).encode(), f"/{number}")
    found = [int(given.address.rpartition("@")[2]) for given in inputs(crawl.at(tmp_path / "a"))]
    assert found == starts


def test_a_file_packed_as_a_whole_is_read_too(tmp_path: Path) -> None:
    crawl = Crawl()
    for number in range(5):
        crawl.add(page(number).encode(), f"/{number}")
    for pack in (gzip.compress, zstandard.compress):
        (tmp_path / "a").write_bytes(pack(crawl.file.getvalue()))
        given = inputs(tmp_path / "a")
        assert len({one.address for one in given}) == len(given) == 5


def test_what_is_no_page_is_passed_over_and_counted(tmp_path: Path) -> None:
    crawl = (
        Crawl()
        .add(b"\x89PNG\r\n", headers={"Content-Type": "image/png"})
        .add(b"\x89PNG\r\n\x1a\n0000")
        .add(b"body { }", headers={"Content-Type": "text/css"})
        .add(b"<rss/>", headers={"Content-Type": "application/rss+xml"})
        .add(b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>')
        .add(PAGE.encode(), status="404 Not Found")
        .add(PAGE.encode(), status="301 Moved")
        .add(b"", kind="request", status="GET / HTTP/1.1")
        .add(b"software: x", kind="warcinfo", headers={"Content-Type": "application/warc-fields"})
        .add(b"x: y", kind="metadata", headers={"Content-Type": "application/warc-fields"})
        .add(PAGE.encode(), kind="resource", headers={"Content-Type": "text/html"})
    )
    skipped: list[Skip] = []
    found = list(read_sources([crawl.at(tmp_path / "a")], skipped=skipped.append))
    assert [type(record) for record in found] == [Read]
    assert skipped == [
        *(Skip.NOT_TEXT, Skip.MEDIA, Skip.NOT_TEXT, Skip.NOT_TEXT, Skip.NOT_TEXT),
        *(Skip.STATUS, Skip.STATUS, Skip.REQUEST, Skip.METADATA, Skip.METADATA),
    ]


@pytest.mark.parametrize("packed", [False, True])
def test_a_revisit_brings_the_earlier_page_to_its_own_address(tmp_path: Path, packed: bool) -> None:
    digest = {"WARC-Payload-Digest": "sha1:AAAA"}
    other = digest | {"WARC-Refers-To-Target-URI": f"{SITE}/a.html"}
    crawl = (
        Crawl(packed=packed)
        .add(page(1).encode(), "/before.html")
        .add(page(2).encode(), "/a.html", warc_headers=digest)
        .add(b"", "/a.html", kind="revisit", warc_headers=other)
        .add(b"", "/b.html", kind="revisit", warc_headers=other)
        .add(b"", "/c.html", kind="revisit", warc_headers=other | {"WARC-Payload-Digest": "sha1:BBBB"})
    )
    skipped: list[Skip] = []
    given = inputs(crawl.at(tmp_path / "a"), skipped)
    assert [(one.url, one.data == page(2).encode()) for one in given] == [
        (f"{SITE}/before.html", False),
        (f"{SITE}/a.html", True),
        (f"{SITE}/b.html", True),
    ]
    assert skipped == [Skip.REVISIT]
    assert [refused.reason for refused in refusals(tmp_path / "a")] == [Reason.ORIGINAL_MISSING]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("harm", ["cut", "damage"])
def test_a_file_that_breaks_keeps_what_came_before_and_names_what_helps(
    tmp_path: Path, packed: bool, harm: str
) -> None:
    crawl = Crawl(packed=packed)
    for number in range(9):
        crawl.add(page(number).encode(), f"/{number}")
    data = crawl.file.getvalue()
    middle = len(data) * 6 // 10
    place = data.rindex(b"\x1f\x8b" if packed else b"WARC/1.0", 0, middle)
    (tmp_path / "a").write_bytes(data[:middle] if harm == "cut" else data[:place] + b"x" + data[place + 1 :])
    found = records(tmp_path / "a")
    assert len(found) > 4
    good = [record.article.title for record in found if isinstance(record, Read)]
    assert good == [f"寶坻新聞第{number}則" for number in range(len(good))]
    (refused,) = (record for record in found if isinstance(record, Rejected))
    assert refused.reason in (Reason.CORRUPT_ARCHIVE, Reason.CORRUPT_GZIP)
    assert "`warcio" in refused.message or "`gzip -t" in refused.message


@pytest.mark.parametrize(
    "header",
    [b"Content-Length: 99999999999999999999", b"Content-Length: -7", b"X: " + b"y" * 200_000, b"\xff"],
)
def test_headers_without_sense_or_end_are_damage(tmp_path: Path, header: bytes) -> None:
    (tmp_path / "a").write_bytes(b"WARC/1.0\r\nWARC-Type: response\r\n" + header + b"\r\n\r\n<p>x\r\n\r\n")
    assert {refused.reason for refused in refusals(tmp_path / "a")} <= {Reason.CORRUPT_ARCHIVE}
    assert not articles(tmp_path / "a")


def test_bytes_gone_through_sum_up_to_the_size(tmp_path: Path) -> None:
    crawl = Crawl(packed=True)
    for number in range(30):
        crawl.add(page(number).encode(), f"/{number}")
    steps: list[int] = []
    list(open_inputs([crawl.at(tmp_path / "a")], steps.append))
    assert sum(steps) == size_of([tmp_path / "a"])


@pytest.mark.data
def test_all_real_pages_are_the_same_from_a_crawl_and_from_their_folder(
    tmp_path: Path, shared_data: Path
) -> None:
    files = sorted((shared_data / "html").glob("*/page.html"))
    wanted = articles(*files)
    assert len(wanted) == len(files)
    for packed in (False, True):
        crawl = Crawl(packed=packed)
        for file in files:
            crawl.add(file.read_bytes(), f"/{file.parent.name}", headers={"Content-Type": "text/html"})
        found = articles(crawl.at(tmp_path / "a"))
        assert [(one.title, one.body, one.published) for one in found] == [
            (one.title, one.body, one.published) for one in wanted
        ]
