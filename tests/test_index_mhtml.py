"""A page as a browser saved it gives the page: its address, its time, its text in its real charset."""

import base64
import quopri
from pathlib import Path

import pytest

from index.archives.limits import LONGEST_FILE
from index.errors import Reason
from index.inputs import Input
from index.sources import open_inputs
from tests.index_pages import PAGE, articles, refusals

ADDRESS = "https://news.example.cn/1.html"


def part(body: bytes, kind: str, how: str, location: str = "", extra: str = "") -> bytes:
    packed = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}.get(how, bytes)(body)
    place = f"Content-Location: {location}\r\n" if location else ""
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {how}\r\n{place}{extra}\r\n"
    return head.encode() + packed.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def saved(
    *parts: bytes, boundary: str = "----MultipartBoundary--x", more: str = "", start: str = ""
) -> bytes:
    head = (
        "From: <Saved by Blink>\r\nSubject: =?utf-8?Q?=E5=AF=B6?=\r\nDate: Sun, 9 Jun 2019 19:32:03 +0800\r\n"
        f"MIME-Version: 1.0\r\n{more}"
        f'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="{boundary}"{start}'
        "\r\n\r\n\r\n"
    )
    border = f"\r\n--{boundary}".encode()
    return head.encode() + b"".join(border + b"\r\n" + one for one in parts) + border + b"--\r\n"


def one(path: Path, data: bytes) -> Input:
    path.write_bytes(data)
    (given,) = open_inputs([path])
    assert isinstance(given, Input), given
    return given


@pytest.mark.parametrize("how", ["quoted-printable", "base64", "8bit", "binary"])
@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "big5"])
def test_the_page_is_read_however_it_was_sent(tmp_path: Path, how: str, charset: str) -> None:
    picture = part(b"\x89PNG\r\n--\r\n" * 50, "image/png", "base64", "https://news.example.cn/1.png")
    text = part(PAGE.encode(charset), f'text/html; charset="{charset}"', how, ADDRESS)
    given = one(tmp_path / "a.mhtml", saved(text, picture))
    assert (given.url, given.charset, given.captured) == (ADDRESS, charset, "2019-06-09T11:32:03+00:00")
    assert (given.address, given.is_place) == (str(tmp_path / "a.mhtml"), True)
    (article,) = articles(tmp_path / "a.mhtml")
    assert (article.title, article.url) == ("寶坻開通快車道", ADDRESS)
    assert article.body == "天津市寶坻區昨天開通一條新的道路，居民出行更方便了。"


def test_the_page_and_not_its_frames_is_read(tmp_path: Path) -> None:
    frame = part(b"<p>frame</p>", "text/html", "8bit", "https://ads.example.com/")
    text = part(PAGE.encode(), "text/html", "base64", ADDRESS)
    named = part(PAGE.encode(), "text/html", "base64", ADDRESS, "Content-ID: <x@mhtml.blink>\r\n")
    assert one(tmp_path / "a", saved(text, frame)).data == PAGE.encode()
    more = f"Snapshot-Content-Location: {ADDRESS}\r\n"
    assert one(tmp_path / "b", saved(frame, text, more=more)).data == PAGE.encode()
    assert (
        one(tmp_path / "c", saved(frame, named, start=';\r\n\tstart="<x@mhtml.blink>"')).data == PAGE.encode()
    )


def test_a_page_within_parts_within_parts_is_found(tmp_path: Path) -> None:
    inner = saved(part(PAGE.encode(), "text/html", "quoted-printable", ADDRESS), boundary="inner")
    assert one(tmp_path / "a", saved(inner)).data == PAGE.encode()
    for level in range(6):
        inner = saved(inner, boundary=f"b{level}")
    (tmp_path / "b").write_bytes(inner)
    assert [refused.reason for refused in refusals(tmp_path / "b")] == [Reason.NO_TEXT]


def test_a_saved_page_that_is_cut_off_gives_what_there_is(tmp_path: Path) -> None:
    text = PAGE.replace("</p>", "</p>" + "<p>居民出行更方便了。</p>" * 200)
    data = saved(part(text.encode(), "text/html; charset=utf-8", "base64", ADDRESS))
    (tmp_path / "a").write_bytes(data[: len(data) * 2 // 3 + 1])
    assert articles(tmp_path / "a")[0].title == "寶坻開通快車道"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (saved(part(b"\x89PNG", "image/png", "base64")), Reason.NO_TEXT),
        (saved(), Reason.NO_TEXT),
        (saved(part(PAGE.encode(), "text/html", "8bit"), boundary=""), Reason.NO_TEXT),
        (saved(part(b"a" * (LONGEST_FILE + 1), "text/html", "8bit")), Reason.TOO_BIG),
    ],
)
def test_a_saved_page_without_a_page_says_so(tmp_path: Path, data: bytes, reason: Reason) -> None:
    (tmp_path / "a").write_bytes(data)
    assert [refused.reason for refused in refusals(tmp_path / "a")] == [reason]
