"""What a file holds, by its content: an archive, packed data, JSON Lines, one JSON object, a feed, a saved
page, an HTML page, plain text, or nothing that is read.

The first character does not decide alone: a file of JSON Lines that was cut by size starts in the
middle of a record, and a whole record further down says what it is. Plain text is what is left over,
so it has to look like Chinese text: style sheets, scripts and packed data lie beside saved pages, and
none of them is an article.
"""

import json
import re
from enum import Enum

from index.archives.magic import ARC, BINARY, WARC, ZIP, is_media, is_tar, packing_of
from index.charset import decode, utf16_without_mark
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

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_RECORD_KEYS = frozenset(("title", "body"))
_PAGE_TAG = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_PAGE_START = re.compile(
    r"\s*<(?:!doctype|html|head|body|meta|title|div|p|table|article|section|h[1-6]|span|center|script|link|style)\b",
    re.IGNORECASE | re.DOTALL,
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_PROLOGUE = re.compile(r"\s*(?:<[?!](?!doctype\s+html\b)[^<>]{0,2000}>\s*)*", re.IGNORECASE)
_FEED = re.compile(r"<(?:rss\b|feed\b|rdf:RDF\b[^>]{0,2000}purl\.org/rss)", re.IGNORECASE)
_PICTURE = re.compile(r"<svg\b", re.IGNORECASE)
_OTHER_XML = re.compile(r"<(?:rdf|urlset|sitemapindex)\b", re.IGNORECASE)
_JSON_FEED = re.compile(r'"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org\\?/version\\?/')
_HEADER_LINE = re.compile(rb"(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+", re.DOTALL)
_MULTIPART = re.compile(rb"^Content-Type:\s*multipart/related\b", re.IGNORECASE | re.MULTILINE)
_XML_START = re.compile(r"\s*<\?xml\b", re.IGNORECASE)
_BROKEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd]")
_HAN = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


class Kind(Enum):
    """What a file holds."""

    PACKED = "packed"
    ZIP = "zip"
    TAR = "tar"
    WARC = "warc"
    MHTML = "mhtml"
    FEED = "feed"
    JSON_FEED = "json_feed"
    JSON_LINES = "json_lines"
    ONE_JSON = "one_json"
    PAGE = "page"
    TEXT = "text"
    MEDIA = "media"


def kind_of(start: bytes) -> Kind:
    """Return what a file holds by its first LOOK bytes.

    Raises PageRejected where that is nothing that is read.
    """
    if not start:
        raise PageRejected(Reason.EMPTY, "the file is empty")
    head = start[:HEAD]
    if (kind := _container(head)) is not None:
        return kind
    charset = "utf-16" if head.startswith(_UTF16_MARKS) else utf16_without_mark(head)
    if head.startswith(BINARY) or (not charset and head.count(b"\x00") > len(head) // 100):
        raise _binary()
    text = (
        head.decode(charset, "replace") if charset else head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    )
    opening = text.lstrip()
    if opening.startswith("{"):
        if _JSON_FEED.search(opening):
            return Kind.JSON_FEED
        first = opening.split("\n", 1)[0].rstrip()
        return Kind.ONE_JSON if first == "{" else Kind.JSON_LINES
    if not charset and _holds_records(start):
        return Kind.JSON_LINES
    if re.match(r"\[\s*[{\]]", opening):
        message = "a JSON array, not JSON Lines: write one object a line, as `jq -c '.[]'` does"
        raise PageRejected(Reason.MALFORMED_JSON, message)
    return _markup(text)


def _container(head: bytes) -> Kind | None:
    """Return what is told by the first bytes alone, None for text."""
    if packing_of(head):
        return Kind.PACKED
    for marks, kind in ((ZIP, Kind.ZIP), (WARC, Kind.WARC)):
        if head.startswith(marks):
            return kind
    if head.startswith(ARC):
        message = "an ARC file: `warcio recompress FILE.arc.gz FILE.warc.gz` makes a WARC of it"
        raise PageRejected(Reason.UNKNOWN_KIND, message)
    if is_media(head):
        return Kind.MEDIA
    if is_tar(head):
        return Kind.TAR
    headers = _HEADER_LINE.match(head)
    return Kind.MHTML if headers and _MULTIPART.search(headers[0]) else None


def _markup(text: str) -> Kind:
    """Return which kind of markup a text's beginning is, TEXT where it is none."""
    uncommented = _COMMENT.sub("", text)
    start = _PROLOGUE.match(uncommented)
    root = start.end() if start else 0
    if _FEED.match(uncommented, root):
        return Kind.FEED
    if _PICTURE.match(uncommented, root):
        return Kind.MEDIA
    if not _OTHER_XML.match(uncommented, root):
        if _PAGE_START.match(uncommented) or _PAGE_TAG.search(text):
            return Kind.PAGE
        if not _XML_START.match(text):
            return Kind.TEXT
    raise PageRejected(Reason.UNKNOWN_KIND, "an XML file that is neither an HTML page nor a feed")


def check_plain_text(text: str) -> None:
    """Raise PageRejected where a decoded text is binary data, or holds next to no Chinese."""
    if len(_BROKEN.findall(text)) > max(FEW_BROKEN, MOST_BROKEN * len(text)):
        raise _binary()
    han = len(_HAN.findall(text))
    if not han or han < LEAST_HAN * sum(map(str.isalpha, text)):
        message = f"of the text's letters less than {LEAST_HAN:.0%} are Chinese: code, or another language"
        raise PageRejected(Reason.NOT_CHINESE, message)


def _binary() -> PageRejected:
    message = "it holds binary data, not text (of packed files gzip, bzip2, xz, zstd, zip and tar are read)"
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
