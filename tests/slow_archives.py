"""Archives that are made to be slow or large, by what is in them; each grows with the size asked for."""

import gzip
import io
import struct
import tarfile
import zipfile
from collections.abc import Callable

from tests.index_pages import PAGE, page

_MHTML = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"


def _pax(size: int) -> bytes:
    """Extended headers of records that are empty."""
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 1 << 16
    return (header.tobuf() + b"2 " * (1 << 15)) * (size >> 16) + page(1).encode()


def _mhtml(parameter: str) -> Callable[[int], bytes]:
    """Parts with long Content-Type headers."""
    long = "text/html" + parameter * (60_000 // len(parameter))
    part = f"\r\n--b\r\nContent-Type: {long}\r\n\r\n{PAGE}".encode()
    return lambda size: _MHTML + part * (size // len(part))


def _small_parts(size: int) -> bytes:
    return _MHTML + b"--b\r\n" * (size // 5)


def _unknown_names(size: int) -> bytes:
    """A tar of members whose names are in no charset."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for number in range(size // 1024):
            header = tarfile.TarInfo("x")
            header.size = 0
            name = bytes((0x80 + number % 100, 0xFF, 0x80, 0xFE, 0xFF)) * 15
            header.name = name.decode("utf-8", "surrogateescape")
            archive.addfile(header)
    return file.getvalue()


def _small_members(data: bytes, packed: bytes) -> Callable[[int], bytes]:
    return lambda size: packed * (size // len(packed)) + data


def _revisits(size: int) -> bytes:
    """A page, and records that say that it was found again elsewhere."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    body = page(1).replace("</p>", "寶坻。" * 300, 1)
    records = [warc_of("response", "http://a.cn/0", head + body.encode())]
    for number in range(size // 4096):
        records.append(warc_of("revisit", f"http://a.cn/r{number}", head, "http://a.cn/0"))
    return b"".join(records)


def warc_of(kind: str, address: str, content: bytes, original: str = "", digest: str = "sha1:A") -> bytes:
    """Return a record of a crawl."""
    refers = f"WARC-Refers-To-Target-URI: {original}\r\n" if original else ""
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\n{refers}"
        f"WARC-Payload-Digest: {digest}\r\nWARC-Record-ID: <urn:uuid:{address}>\r\n"
        "WARC-Date: 2019-06-09T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content + b"\r\n\r\n"


def _warc_headers(size: int) -> bytes:
    header = "".join(f"X-{number}: {number}\r\n" for number in range(4000))
    record = f"WARC/1.0\r\nWARC-Type: response\r\n{header}Content-Length: 0\r\n\r\n\r\n\r\n".encode()
    return record * (size // len(record))


def _chunks(size: int) -> bytes:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    return warc_of("response", "http://a.cn/0", head + b"1\r\n<\r\n" * (size // 6))


def _locals(size: int) -> bytes:
    """A zip without its list, of members that are empty."""
    local = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 0, 0, 2, 0, 1, 0) + b"a" + b"\3\0"
    return local * (size // len(local))


def _zip_members(size: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(size // 120):
            archive.writestr(f"{number}", b"<")
    return file.getvalue()


def _guesses(size: int) -> bytes:
    """A zip of members in no charset that is known."""
    file = io.BytesIO()
    noise = bytes(0x80 + (number * 37 + number // 7) % 0x80 for number in range(2000))
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(size // 2200):
            archive.writestr(f"{number}.html", b"<html><p>%d" % number + noise)
    return file.getvalue()


SLOW_ARCHIVES: dict[str, Callable[[int], bytes]] = {
    "extended headers": _pax,
    "semicolons of a saved page": _mhtml(";"),
    "quotes of a saved page": _mhtml(';"'),
    "parameters of a saved page": _mhtml(";a*0=x"),
    "a quote and semicolons": lambda size: _mhtml(";")(size).replace(b"html;", b'html;"', 1 << 20),
    "borders of a saved page": _small_parts,
    "names in no charset": _unknown_names,
    "empty gzip members": _small_members(gzip.compress(page(1).encode()), gzip.compress(b"")),
    "revisits": _revisits,
    "headers of a record": _warc_headers,
    "chunks": _chunks,
    "local headers": _locals,
    "members of a zip": _zip_members,
    "pages in no charset": _guesses,
}
