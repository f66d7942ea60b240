"""MHTML: a page as a browser saves it, with its pictures, in one file (RFC 2557).

The parts are cut apart by their boundary, line by line, so that a file costs what it is long whatever its
nesting claims; of them only the page itself is decoded. It is the part that the `start` parameter or the
saved address names, else the first HTML part.
"""

import binascii
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from email.errors import MessageError
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from io import BufferedReader

from index.archives.limits import LONGEST_FILE, LONGEST_HEADER, LONGEST_MHTML
from index.errors import PageRejected, Reason
from index.inputs import Input, InputKind

MOST_PARTS = 10_000
LONGEST_TYPE = 2_000
"""Characters of a Content-Type header that is read: the email package takes seconds for 60,000."""

MOST_LEVELS = 3
"""Multiparts within multiparts: browsers write one or two."""

_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_PAGES = ("text/html", "application/xhtml+xml")
_HEADERS = BytesHeaderParser(policy=email.policy.compat32)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a message: its headers and its body as it was sent."""

    headers: Message
    body: bytes


def mhtml_input(stream: BufferedReader, name: str) -> Input:
    """Return the page that a saved page's file holds.

    Raises PageRejected where the file is too big or holds no HTML part.
    """
    data = stream.read(LONGEST_MHTML + 1)
    if len(data) > LONGEST_MHTML:
        raise PageRejected(Reason.TOO_BIG, f"the saved page is larger than {LONGEST_MHTML:,} bytes")
    whole = _piece(data)
    wanted = {_parameter(whole, "start"), _header(whole, "Snapshot-Content-Location")} - {""}
    pages = [piece for piece in _pieces(whole) if piece.headers.get_content_type() in _PAGES]
    named = (page for page in pages if wanted & {_header(page, "Content-ID"), _location(page)})
    page = next(named, pages[0] if pages else None)
    if page is None:
        raise PageRejected(Reason.NO_TEXT, "the saved page has no HTML part: it is cut off or a mail")
    body = _decoded(page)
    if len(body) > LONGEST_FILE:
        raise PageRejected(Reason.TOO_BIG, f"the page is larger than {LONGEST_FILE:,} bytes")
    address = _location(page) or _header(whole, "Snapshot-Content-Location")
    return Input(
        name,
        InputKind.PAGE,
        body,
        url=address if address.startswith(("http://", "https://")) else "",
        charset=_parameter(page, "charset"),
        captured=_date(_header(whole, "Date")),
    )


def _pieces(whole: _Piece, levels: int = MOST_LEVELS) -> Iterator[_Piece]:
    """Yield the parts that hold no parts, in their order."""
    boundary = _parameter(whole, "boundary")
    if not boundary or not whole.headers.get_content_type().startswith("multipart/"):
        yield whole
        return
    if not levels:
        return
    mark = re.escape(boundary.encode("utf-8", "surrogateescape"))
    border = re.compile(rb"(?:^|\r?\n)--" + mark + rb"(?:--)?[ \t]*(?=\r?\n|\Z)")
    borders = [match.span() for match, _ in zip(border.finditer(whole.body), range(MOST_PARTS), strict=False)]
    ends = [start for start, _ in borders[1:]] + [len(whole.body)] * bool(borders)
    for (_, start), end in zip(borders, ends, strict=True):
        yield from _pieces(_piece(whole.body[start:end].lstrip(b"\r\n")), levels - 1)


def _piece(data: bytes) -> _Piece:
    """Cut a part into headers and body."""
    blank = _BLANK_LINE.search(data, 0, LONGEST_HEADER)
    end, start = blank.span() if blank else (min(len(data), LONGEST_HEADER), len(data))
    return _Piece(_HEADERS.parsebytes(data[:end]), data[start:])


def _decoded(piece: _Piece) -> bytes:
    """Return a body's bytes as they were before they were sent."""
    how = _header(piece, "Content-Transfer-Encoding").lower()
    if how == "quoted-printable":
        return binascii.a2b_qp(piece.body)
    if how == "base64":
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", piece.body)
        return binascii.a2b_base64(letters[: len(letters) // 4 * 4] + _last(letters))
    return piece.body


def _last(letters: bytes) -> bytes:
    """Return the last letters of base64 data, padded; one letter alone gives no byte."""
    rest = letters[len(letters) // 4 * 4 :]
    return rest + b"=" * (4 - len(rest)) if len(rest) > 1 else b""


def _location(piece: _Piece) -> str:
    return _header(piece, "Content-Location")


def _header(piece: _Piece, name: str) -> str:
    """Return a header as one line, empty where there is none or it cannot be read."""
    return "".join(str(piece.headers.get(name, "")).splitlines()).strip()


def _parameter(piece: _Piece, name: str) -> str:
    """Return a parameter of the Content-Type header."""
    if len(_header(piece, "Content-Type")) > LONGEST_TYPE:
        return ""
    try:
        value = piece.headers.get_param(name)
    except (MessageError, ValueError, LookupError):
        return ""
    return value.strip() if isinstance(value, str) else ""


def _date(value: str) -> str:
    """Return a mail date in ISO 8601, UTC."""
    try:
        return parsedate_to_datetime(value).astimezone(UTC).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
