"""Archives of every kind, mutated and read for some time: python -m tests.mutated_sources SECONDS [SEED]

Each is cut, spliced, and overwritten with bytes, numbers and marks that mean something to its format. It
has to give records or refusals; what escapes, a fault of ours (`internal`), a slow one (over 5 s) and
growth of memory past a gigabyte are printed and make the command fail.
"""

import bz2
import gzip
import io
import lzma
import random
import resource
import sys
import tarfile
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path

import zstandard

from index.errors import Reason
from index.records import Read, Rejected
from index.sources import read_sources
from tests.index_pages import PAGE, TEXT, line, page

SLOWEST = 5.0
MOST_MEMORY = 1 << 30

MARKS = (
    b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"\x1f\x8b\x08\x00", b"BZh9", b"\xfd7zXZ\x00",
    b"\x28\xb5\x2f\xfd", b"WARC/1.0\r\n", b"\r\n\r\n", b"Content-Length: 99999999999\r\n", b"\0" * 512,
    b"Transfer-Encoding: chunked\r\n", b"Content-Encoding: br\r\n", b"ffffffff\r\n", b"ustar\x0000", b"L",
    b"<![CDATA[", b"<item>", b"]]>", b"<!DOCTYPE x [", b"&#x110000;", b"&#55296;", b'{"items": [', b"--b\r\n",
    b"multipart/related; boundary=", b"charset=utf-7", b"=?utf-8?b?x?=", b"\xff\xff\xff\xff", b"7777777\0",
)  # fmt: skip
"""Bytes that mean something to one of the formats."""


def seeds() -> list[bytes]:
    """Return an archive of each kind."""
    pages = {f"日/{number}.html": page(number).encode() for number in range(3)} | {"a.jsonl": line() * 2}
    zipped, tarred = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in pages.items():
            archive.writestr(name, data)
    with tarfile.open(fileobj=tarred, mode="w") as archive:
        for name, data in pages.items():
            header = tarfile.TarInfo(name)
            header.size = len(data)
            archive.addfile(header, io.BytesIO(data))
    tar = tarred.getvalue().rstrip(b"\0") + bytes(2048)
    warc = b"".join(_record(number) for number in range(3))
    feed = (
        "<?xml version='1.0'?><rss version='2.0'><channel><title>報</title>"
        + "".join(
            f"<item><title>題{n}</title><description>&lt;p&gt;寶坻&lt;/p&gt;</description></item>"
            for n in range(3)
        )
        + "</channel></rss>"
    )
    content = f"<content type='html'><![CDATA[{PAGE}]]></content>"
    atom = f"<feed xmlns='http://www.w3.org/2005/Atom'><entry>{content}</entry></feed>"
    json_feed = (
        '{"version": "https://jsonfeed.org/version/1", "items": [{"title": "題", "content_html": "<p>寶坻"}]}'
    )
    mhtml = (
        "From: x\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n"
        f"Content-Transfer-Encoding: quoted-printable\r\n\r\n{PAGE}\r\n--b--\r\n"
    )
    texts = [text.encode() for text in (feed, atom, json_feed, mhtml, PAGE, TEXT)]
    members = b"".join(gzip.compress(_record(number)) for number in range(3))
    packed = [gzip.compress(tar), bz2.compress(tar), lzma.compress(tar), zstandard.compress(warc), members]
    return [zipped.getvalue(), tar, warc, line() * 3, *texts, *packed]


def _record(number: int) -> bytes:
    body = gzip.compress(page(number).encode()) if number else page(number).encode()
    coding = "Content-Encoding: gzip\r\n" if number else ""
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{coding}\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.cn/{number}\r\n"
        f"WARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Date: 2019-06-09T00:00:00Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def mutated(chance: random.Random, archives: list[bytes]) -> bytes:
    """Return one of the archives with a few changes."""
    data = bytearray(chance.choice(archives))
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(data) + 1)
        end = min(len(data), place + chance.choice((1, 4, 40, 400)))
        change = chance.randrange(5)
        if change == 0:
            data[place:end] = chance.randbytes(end - place)
        elif change == 1:
            del data[place:end]
        elif change == 2:
            data[place:place] = chance.choice(MARKS)
        elif change == 3:
            mark = chance.choice(MARKS)
            data[place : place + len(mark)] = mark
        else:
            other = chance.choice(archives)
            data[place:place] = other[chance.randrange(len(other)) :][: chance.choice((20, 2000))]
    return bytes(data)


def main() -> int:
    """Read mutated archives for the seconds given; return 1 where one was not simply read or refused."""
    seconds = float(sys.argv[1])
    chance = random.Random(int(sys.argv[2]) if sys.argv[2:] else None)  # noqa: S311 - no secret
    archives = seeds()
    counts: Counter[str] = Counter()
    failures: list[str] = []
    slowest = 0.0
    end = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a"
        while time.monotonic() < end:
            data = mutated(chance, archives)
            path.write_bytes(data)
            began = time.monotonic()
            try:
                found = list(read_sources([path]))
            except BaseException as error:
                failures.append(f"{error!r} escaped: {data[:4000]!r}")
                if isinstance(error, KeyboardInterrupt):
                    break
                continue
            slowest = max(slowest, time.monotonic() - began)
            if time.monotonic() - began > SLOWEST:
                failures.append(f"slow: {data!r}")
            counts.update(record.reason if isinstance(record, Rejected) else "read" for record in found)
            failures += [f"{one.message}: {data[:4000]!r}" for one in found if _is_fault(one)]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
    if memory > MOST_MEMORY:
        failures.append(f"{memory:,} bytes of memory")
    print(f"slowest {slowest:.2f} s, {memory >> 20} MiB; {dict(counts.most_common())}")
    print(*(failure[:600] for failure in failures[:20]), sep="\n", file=sys.stderr)
    return 1 if failures else 0


def _is_fault(record: Read | Rejected) -> bool:
    return isinstance(record, Rejected) and record.reason is Reason.INTERNAL


if __name__ == "__main__":
    sys.exit(main())
