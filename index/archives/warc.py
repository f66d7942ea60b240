"""WARC files (ISO 28500): each page that a crawler fetched, with the address and the time it was fetched.

FastWARC cuts the file into records, in memory of a few pieces, and bounds their headers. Read are
`response` records with HTTP status 200 and `resource` records, whose content is HTML or text; everything
else is passed over and counted. A `revisit` record says that a page was found unchanged: under its own
address that is nothing new; under another, the page is taken from the earlier record of the same payload.
Feeds in a crawl are passed over: their entries are the pages beside them.
"""

import re
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

from fastwarc.warc import WarcRecord, WarcRecordType

from index.archives.http_body import body_of
from index.archives.kind import LOOK, Kind, kind_of
from index.archives.limits import LONGEST_FILE
from index.archives.parts import Part, Skip
from index.archives.unpacking import Unpacked, buffered, unpacked
from index.archives.warc_records import content_of, pass_over, warc_records
from index.errors import PageRejected, Reason
from index.inputs import Input, InputKind
from index.records import Rejected

MOST_ORIGINALS = 100_000
"""Payloads that are remembered for revisits, the last ones: some 20 MB."""

LONGEST_DIGEST = 200
"""Characters of a payload's digest; SHA-512 has 135."""

_TEXT_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "multipart/related", "")
_TYPE = re.compile(r"\s*([^\s;,]*)")
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:+-]{1,40})""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Headers:
    """What a record says of a page."""

    url: str
    captured: str
    content_type: str
    charset: str
    transfer: str
    coding: str


class WarcReader:
    """The inputs of one WARC, in its order; `packing` is that of the file (`gzip`, `zstd`) or empty."""

    def __init__(self, part: Part, packing: str = "") -> None:
        """Read from the start of the part."""
        self._part = part
        self._packing = packing
        self._originals: OrderedDict[str, int] = OrderedDict()
        self._taken = 0

    def inputs(self) -> Iterator[Input | Rejected]:
        """Yield an input for each page, its address `file@offset`: the record's first byte, as it is stored.

        In a file that is packed as a whole, the offset is that in the unpacked data. Raises PageRejected
        (`corrupt_archive`) where the file breaks off or is damaged, and what unpacking it raises.
        """
        packed = unpacked(self._part.stream, self._packing, self._part.budget) if self._packing else None
        stream = buffered(packed) if packed else self._part.stream
        for record in warc_records(stream):
            self._taken = 0
            yield from self._read(record, _offset(record, packed))
            pass_over(record, self._taken)

    def _read(self, record: WarcRecord, offset: int) -> Iterator[Input | Rejected]:
        """Yield what one record gives."""
        kind = record.record_type
        if kind == WarcRecordType.revisit:
            yield from self._revisited(record, offset)
        elif kind not in (WarcRecordType.response, WarcRecordType.resource):
            self._part.skipped(Skip.REQUEST if kind == WarcRecordType.request else Skip.METADATA)
        elif record.is_http_parsed and record.http_headers.status_code != 200:
            self._part.skipped(Skip.STATUS)
        elif (headers := _headers(record)).content_type not in _TEXT_TYPES:
            self._part.skipped(Skip.NOT_TEXT)
        else:
            digest = record.headers.get("WARC-Payload-Digest") or ""
            if self._part.reopen is not None and 0 < len(digest) <= LONGEST_DIGEST:
                self._remember(digest, offset)
            data = content_of(record)
            self._taken = len(data)
            yield from self._input(data, headers, offset)

    def _input(self, data: bytes, headers: _Headers, offset: int) -> Iterator[Input | Rejected]:
        """Yield a page's input, where its content is what it says."""
        address = f"{self._part.address}@{offset}"
        if len(data) > LONGEST_FILE:
            message = f"the page is larger than {LONGEST_FILE:,} bytes, which no article is"
            yield Rejected(address, Reason.TOO_BIG, message)
            return
        body = body_of(data, headers.transfer, headers.coding)
        try:
            if len(body) > LONGEST_FILE:
                message = f"the page unpacks to more than {LONGEST_FILE:,} bytes, which no article does"
                raise PageRejected(Reason.TOO_BIG, message)
            kind = kind_of(body[:LOOK])
        except PageRejected as error:
            if error.reason in (Reason.EMPTY, Reason.UNKNOWN_KIND, Reason.MALFORMED_JSON):
                self._part.skipped(Skip.NOT_TEXT)
            else:
                yield Rejected.of(address, error)
            return
        if kind not in (Kind.PAGE, Kind.TEXT):
            self._part.skipped(Skip.MEDIA if kind is Kind.MEDIA else Skip.NOT_TEXT)
            return
        yield Input(
            address,
            InputKind.PAGE if kind is Kind.PAGE else InputKind.TEXT,
            body,
            url=headers.url,
            charset=headers.charset,
            captured=headers.captured,
            is_place=False,
        )

    def _remember(self, digest: str, offset: int) -> None:
        self._originals.setdefault(digest, offset)
        if len(self._originals) > MOST_ORIGINALS:
            self._originals.popitem(last=False)

    def _revisited(self, record: WarcRecord, offset: int) -> Iterator[Input | Rejected]:
        """Yield the page that a revisit record stands for, where it is a new one."""
        headers = _headers(record)
        refers_to = _address(record.headers.get("WARC-Refers-To-Target-URI") or "")
        is_page = headers.content_type in _TEXT_TYPES
        if refers_to in ("", headers.url) or not is_page or "not-modified" in _profile(record):
            self._part.skipped(Skip.REVISIT)
            return
        original = self._originals.get(record.headers.get("WARC-Payload-Digest") or "")
        if original is None or self._part.reopen is None:
            message = f"a revisit record whose page is not earlier in this file: it is that of {refers_to}"
            yield Rejected(f"{self._part.address}@{offset}", Reason.ORIGINAL_MISSING, message)
            return
        with self._part.reopen() as stream:
            stream.seek(original)
            source = buffered(unpacked(stream, self._packing, self._part.budget)) if self._packing else stream
            for found in warc_records(source):
                first = _headers(found)
                said = _Headers(
                    headers.url,
                    headers.captured,
                    first.content_type,
                    first.charset,
                    first.transfer,
                    first.coding,
                )
                data = content_of(found)
                if not self._packing:
                    self._part.budget.take(len(data))  # each revisit gives the whole page again
                yield from self._input(data, said, offset)
                break


def _offset(record: WarcRecord, packed: Unpacked | None) -> int:
    """Return where a record begins in the file as it is stored."""
    if packed is None:
        return record.stream_pos
    origin = packed.origin(record.stream_pos)
    return record.stream_pos if origin is None else origin


def _headers(record: WarcRecord) -> _Headers:
    http = record.http_headers if record.is_http_parsed else None
    stated = (http.get("Content-Type") if http is not None else record.headers.get("Content-Type")) or ""
    kind = _TYPE.match(stated)
    charset = _CHARSET.search(stated)
    return _Headers(
        url=_address(record.headers.get("WARC-Target-URI") or ""),
        captured=(record.headers.get("WARC-Date") or "")[:40],
        content_type=kind[1].lower() if kind else "",
        charset=charset[1] if charset else "",
        transfer=(http.get("Transfer-Encoding") if http is not None else "") or "",
        coding=(http.get("Content-Encoding") if http is not None else "") or "",
    )


def _address(uri: str) -> str:
    """Return a target URI of the web, without the angle brackets that some writers put around it."""
    uri = uri.strip().removeprefix("<").removesuffix(">")
    return uri if uri.startswith(("http://", "https://")) else ""


def _profile(record: WarcRecord) -> str:
    return record.headers.get("WARC-Profile") or ""
