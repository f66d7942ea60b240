"""What a file holds, by its content: JSON Lines, one JSON object, an HTML page, plain text, or nothing
that is read.

The first character does not decide alone: a file of JSON Lines that was cut by size starts in the
middle of a record, and a whole record further down says what it is. Plain text is what is left over,
so it has to look like Chinese text: style sheets, scripts and packed data lie beside saved pages, and
none of them is an article.
"""

import json
import re
from enum import Enum

from index.charset import decode
from index.errors import PageRejected, Reason

LOOK = 1 << 20
"""Bytes by which the kind of a file is told: enough to hold a whole record behind one that was cut."""

HEAD = 8192
"""Bytes of these in which tags and NULs are looked for."""

MOST_TRIED = 20
"""Lines that are tried as records behind a first one that is none."""

MOST_BROKEN = 0.01
FEW_BROKEN = 3
"""Share of a text's characters that may be control or replacement characters, and the number of them
that any text may have: a few are damage, more are binary data.
"""

LEAST_HAN = 0.05
"""Share of Han among the letters of a plain text below which it is none of ours."""

_BINARY_MAGIC = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
    b"7z\xbc\xaf",
    b"RIFF",
    b"BZh",
    b"\xfd7zXZ\x00",
    b"\x28\xb5\x2f\xfd",  # zstd
    b"\x04\x22\x4d\x18",  # LZ4
    b"LZIP",
    b"Rar!\x1a\x07",
    b"wOFF",
    b"wOF2",
    b"OTTO",
    b"\x00\x01\x00\x00",  # TrueType
    b"\x00\x00\x01\x00",  # icon
    b"\xd0\xcf\x11\xe0",  # Word and Excel before 2007
    b"SQLite format 3\x00",
    b"OggS",
    b"\x1aE\xdf\xa3",  # Matroska, WebM
)
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_RECORD_KEYS = frozenset(("title", "body"))
_PAGE_TAG = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_PAGE_START = re.compile(
    r"\s*<(?:!doctype|html|head|body|meta|title|div|p|table|article|section|h[1-6]|span|center|script|link|style)\b",
    re.IGNORECASE | re.DOTALL,
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_OTHER_XML = re.compile(r"\s*<(?:!doctype\s+)?(?:rss|feed|rdf|svg|urlset|sitemapindex)\b", re.IGNORECASE)
_XML_START = re.compile(r"\s*<\?xml\b", re.IGNORECASE)
_BROKEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd]")
_HAN = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


class Kind(Enum):
    """What a file holds."""

    JSON_LINES = "json_lines"
    ONE_JSON = "one_json"
    PAGE = "page"
    TEXT = "text"


def kind_of(start: bytes) -> Kind:
    """Return what a file holds by its first LOOK bytes.

    Raises PageRejected where that is nothing that is read.
    """
    if not start:
        raise PageRejected(Reason.EMPTY, "the file is empty")
    head = start[:HEAD]
    has_mark = head.startswith(_UTF16_MARKS)
    if head.startswith(_BINARY_MAGIC) or (not has_mark and head.count(b"\x00") > len(head) // 100):
        raise _binary()
    text = (
        head.decode("utf-16", "replace") if has_mark else head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    )
    opening = text.lstrip()
    if opening.startswith("{"):
        first = opening.split("\n", 1)[0].rstrip()
        return Kind.ONE_JSON if first == "{" else Kind.JSON_LINES
    if not has_mark and _holds_records(start):
        return Kind.JSON_LINES
    if re.match(r"\[\s*[{\]]", opening):
        message = "a JSON array, not JSON Lines: write one object a line, as `jq -c '.[]'` does"
        raise PageRejected(Reason.MALFORMED_JSON, message)
    uncommented = _COMMENT.sub("", text)
    if not _OTHER_XML.match(uncommented):
        if _PAGE_START.match(uncommented) or _PAGE_TAG.search(text):
            return Kind.PAGE
        if not _XML_START.match(text):
            return Kind.TEXT
    raise PageRejected(Reason.UNKNOWN_KIND, "an XML file that is no HTML page")


def check_plain_text(text: str) -> None:
    """Raise PageRejected where a decoded text is binary data, or holds next to no Chinese."""
    if len(_BROKEN.findall(text)) > max(FEW_BROKEN, MOST_BROKEN * len(text)):
        raise _binary()
    han = len(_HAN.findall(text))
    if not han or han < LEAST_HAN * sum(map(str.isalpha, text)):
        message = f"of the text's letters less than {LEAST_HAN:.0%} are Chinese: code, or another language"
        raise PageRejected(Reason.NOT_CHINESE, message)


def _binary() -> PageRejected:
    message = "the file holds binary data, not text (of packed files only gzip is read)"
    return PageRejected(Reason.BINARY, message)


def _holds_records(start: bytes) -> bool:
    """Say whether a record stands on a line behind the first, which is none.

    Pages and JSON arrays may hold such a line too, so where the first line looks like theirs it has to
    end like a record's.
    """
    lines = [line for line in (piece.strip() for piece in start.split(b"\n")) if line]
    if len(start) >= LOOK:
        del lines[-1:]  # it may go on
    if not lines or (lines[0].startswith((b"<", b"[")) and not lines[0].endswith(b"}")):
        return False
    candidates = [line for line in lines[1:] if line.startswith(b"{") and line.endswith(b"}")]
    return any(map(_is_record, candidates[:MOST_TRIED]))


def _is_record(line: bytes) -> bool:
    try:
        value = json.loads(decode(line).text, strict=False)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and not _RECORD_KEYS.isdisjoint(value)
