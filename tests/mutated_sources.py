"""Sources of every kind, and what is done to them: cut, spliced, repeated, overwritten.

Written here are a source of each kind; `real_pages` adds the pages of the shared data, read when they are
asked for. `tests.measure_fuzz` reads the mutants for as long as it is told, `tests.guided_fuzz` begins with
these sources, and `test_index_hostile` is the short version.
"""

import bz2
import gzip
import lzma
import random
import re
from itertools import islice
from pathlib import Path

import zstandard

from tests.fuzz_marks import MARKS
from tests.index_pages import PAGE, TEXT, line, page, tarred, zipped

DATA = Path(__file__).parents[2] / "shared" / "data"

MOST_PAGES = 60
"""Real pages that are mutated, and as many files of odd charsets."""

LONGEST_MUTANT = 400_000

_NUMBER = re.compile(rb"[0-9]+")
_NUMBERS = (b"0", b"-1", b"65536", b"4294967295", b"99999999999999999999", b"9" * 400, b"1e308", b"0x7f")
_NUMBERED_WITHIN = 100_000


def sources() -> dict[str, bytes]:
    """Return a source of each kind, by what it is."""
    pages = {f"日/{number}.html": page(number).encode() for number in range(3)} | {"a.jsonl": line() * 2}
    tar = tarred(pages).rstrip(b"\0") + bytes(2048)
    warc = b"".join(map(warc_record, range(3)))
    item = "<item><title>題</title><pubDate>Sun, 09 Jun 2019 19:32:03 +0800</pubDate>{}</item>"
    texts = ("&lt;p&gt;寶坻", "<![CDATA[<p>寶坻]]>")
    items = "".join(item.format(f"<description>{text}</description>") for text in texts)
    content = f"<content type='html'><![CDATA[{PAGE}]]></content>"
    return {
        "zip": zipped(pages),
        "tar": tar,
        "warc": warc,
        "json lines": line() * 3,
        "rss": f"<?xml version='1.0'?><rss version='2.0'><channel>{items}</channel></rss>".encode(),
        "atom": f"<feed xmlns='http://www.w3.org/2005/Atom'><entry>{content}</entry></feed>".encode(),
        "json feed": b'{"version": "https://jsonfeed.org/version/1", "items": [{"content_html": "<p>'
        + "寶坻".encode()
        + b'", "authors": [{"name": "a"}], "date_published": "2019-06-09T19:32:03Z"}]}',
        "mhtml": (
            "From: x\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n"
            f"Content-Transfer-Encoding: quoted-printable\r\n\r\n{PAGE}\r\n--b--\r\n"
        ).encode(),
        "page": PAGE.encode(),
        "page of claims": _claims().encode(),
        "text": TEXT.encode(),
        "tar.gz": gzip.compress(tar),
        "tar.bz2": bz2.compress(tar),
        "tar.xz": lzma.compress(tar),
        "warc.zst": zstandard.compress(warc),
        "warc.gz": b"".join(gzip.compress(warc_record(number)) for number in range(3)),
        "zip in a tar": tarred({"a.zip": zipped(pages), "a.warc.gz": gzip.compress(warc)}).rstrip(b"\0")
        + bytes(2048),
    }


def real_pages() -> list[bytes]:
    """Return real pages and files of odd charsets; none where the shared data is absent."""
    found = [*sorted(DATA.glob("html/*/page.html"))[::2][:MOST_PAGES]]
    found += islice(sorted(path for path in DATA.glob("encodings/*") if path.is_file()), MOST_PAGES)
    return [path.read_bytes()[:LONGEST_MUTANT] for path in found]


def mutated(chance: random.Random, given: list[bytes]) -> bytes:
    """Return one of the given with a few changes."""
    data = bytearray(chance.choice(given))
    for _ in range(chance.choice((1, 2, 3, 6, 20))):
        place = chance.randrange(len(data) + 1)
        end = min(len(data), place + chance.choice((1, 4, 40, 400)))
        _CHANGES[chance.randrange(len(_CHANGES))](chance, data, place, end)
        if chance.random() < 0.1:
            other = chance.choice(given)
            data[place:place] = other[chance.randrange(len(other)) :][: chance.choice((20, 2000))]
    return bytes(data[:LONGEST_MUTANT])


def warc_record(number: int) -> bytes:
    """Return a response record; the first is plain, the others are packed."""
    body = gzip.compress(page(number).encode()) if number else page(number).encode()
    coding = "Content-Encoding: gzip\r\n" if number else ""
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{coding}\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.cn/{number}\r\n"
        f"WARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Date: 2019-06-09T00:00:00Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def _claims() -> str:
    """Return a page that says much of itself to machines."""
    linked = '{"@type": "NewsArticle", "headline": "寶坻", "datePublished": "2019-06-09", "author": ["張三"]}'
    head = (
        '<meta charset="big5"><link rel="canonical" href="http://a.cn/2019-06-09/1.html">'
        '<meta name="author" content="李彤"><meta property="og:title" content="寶坻 - 報">'
        f'<script type="application/ld+json">{linked}</script>'
    )
    byline = "<p>來源：人民網 作者：張三 編輯：李彤 2019年6月9日 19:32</p>"
    text = f"{byline}<p hidden>中山區朝陽區</p><p>相關新聞</p>"
    return PAGE.replace("<head>", f"<head>{head}").replace("</h1>", f"</h1>{text}")


def _noise(chance: random.Random, data: bytearray, place: int, end: int) -> None:
    data[place:end] = chance.randbytes(end - place)


def _flip(chance: random.Random, data: bytearray, place: int, end: int) -> None:
    if place < end:
        data[place] ^= 1 << chance.randrange(8)


def _cut(_chance: random.Random, data: bytearray, place: int, end: int) -> None:
    del data[place:end]


def _break_off(chance: random.Random, data: bytearray, place: int, _end: int) -> None:
    if chance.random() < 0.3:
        del data[place:]


def _insert(chance: random.Random, data: bytearray, place: int, _end: int) -> None:
    data[place:place] = chance.choice(MARKS)


def _overwrite(chance: random.Random, data: bytearray, place: int, _end: int) -> None:
    mark = chance.choice(MARKS)
    data[place : place + len(mark)] = mark


def _repeat(chance: random.Random, data: bytearray, place: int, end: int) -> None:
    data[place:place] = (data[place:end] * chance.choice((2, 20, 300)))[:LONGEST_MUTANT]


def _nest(chance: random.Random, data: bytearray, place: int, _end: int) -> None:
    data[place:place] = chance.choice(MARKS) * chance.choice((3, 100, 2000))


def _number(chance: random.Random, data: bytearray, place: int, _end: int) -> None:
    if found := _NUMBER.search(data, place, place + _NUMBERED_WITHIN):
        data[found.start() : found.end()] = chance.choice(_NUMBERS)


_CHANGES = (_noise, _flip, _cut, _break_off, _insert, _insert, _overwrite, _repeat, _nest, _number)
