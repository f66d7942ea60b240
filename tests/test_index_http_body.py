"""The body of a response is brought back to the page's own bytes, whatever server and crawler did to it."""

import gzip
import zlib
from pathlib import Path

import brotli
import pytest
import zstandard

from index.archives.limits import LONGEST_FILE
from index.errors import Reason
from index.records import Read, Rejected
from tests.crawl import HTML, Crawl, inputs
from tests.index_pages import PAGE, articles, page, records


def chunked(data: bytes) -> bytes:
    pieces = [data[start : start + 100] for start in range(0, len(data), 100)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def deflated(data: bytes) -> bytes:
    inner = zlib.compressobj(wbits=-15)
    return inner.compress(data) + inner.flush()


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", deflated),
        ("br", brotli.compress),
        ("zstd", zstandard.compress),
        ("gzip, br", lambda data: brotli.compress(gzip.compress(data))),
        ("identity", bytes),
        ("gzip", bytes),
        ("br", bytes),
        ("unheard-of", bytes),
    ],
)
@pytest.mark.parametrize("transfer", [chunked, bytes])
def test_bodies_are_unpacked_where_they_are_packed_whatever_the_headers_say(
    tmp_path: Path, coding: str, pack: type[bytes], transfer: type[bytes]
) -> None:
    headers = HTML | {"Content-Encoding": coding, "Transfer-Encoding": "chunked"}
    (given,) = inputs(Crawl().add(transfer(pack(PAGE.encode())), headers=headers).at(tmp_path / "a"))
    assert given.data == PAGE.encode()


def test_a_body_that_breaks_off_gives_what_came_before(tmp_path: Path) -> None:
    text = page(1).replace("</p>", "</p>\n" + "".join(f"<!-- {number * 7919} -->" for number in range(3000)))
    data = gzip.compress(text.encode())
    headers = HTML | {"Content-Encoding": "gzip"}
    assert len(articles(Crawl().add(data[:-4000], headers=headers).at(tmp_path / "a"))) == 1


def test_a_body_that_unpacks_without_end_costs_that_page(tmp_path: Path) -> None:
    bomb = brotli.compress(bytes(LONGEST_FILE * 4))
    crawl = Crawl().add(bomb, headers=HTML | {"Content-Encoding": "br"}).add(PAGE.encode())
    bad, good = records(crawl.at(tmp_path / "a"))
    assert isinstance(bad, Rejected)
    assert bad.reason is Reason.TOO_BIG
    assert isinstance(good, Read)
