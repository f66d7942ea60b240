"""What a part holds becomes inputs, archives within archives too: the one place that knows all kinds.

A kind is told by the first bytes (`index.archives.kind`), which are then put back before the rest, so that
a part is read once. What goes wrong in a member costs that member; what goes wrong in an archive keeps what
came before.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BufferedReader, BytesIO
from typing import cast

from index.archives.feeds import feed_inputs, json_feed_inputs
from index.archives.kind import LOOK, Kind, kind_of
from index.archives.limits import LONGEST_FILE, MOST_NESTED, MOST_PACKINGS, PIECE, Budget, Exhausted
from index.archives.magic import WARC, packing_of
from index.archives.mhtml import mhtml_input
from index.archives.parts import Part, Skip
from index.archives.tars import tar_members
from index.archives.unpacking import Rest, buffered, unpacked
from index.archives.warc import WarcReader
from index.archives.zips import zip_members
from index.errors import PageRejected, Reason
from index.inputs import Input, InputKind
from index.jsonlines import json_line_inputs
from index.records import Rejected

_KEPT_IN_MEMORY = 16 << 20
"""Bytes of a zip inside something else that are held in memory; of a larger one, in a file without a name."""

_WHOLE = {
    Kind.PAGE: InputKind.PAGE,
    Kind.TEXT: InputKind.TEXT,
    Kind.ONE_JSON: InputKind.RECORD,
}
_FEEDS: dict[Kind, Callable[[bytes, str], Iterator[Input | Rejected]]] = {
    Kind.FEED: feed_inputs,
    Kind.JSON_FEED: json_feed_inputs,
}


def inputs_of(part: Part) -> Iterator[Input | Rejected]:
    """Yield the inputs of a part, and what of it cannot be read.

    Raises Exhausted where the file that it lies in has unpacked to more than its budget.
    """
    try:
        yield from _opened(part, 0)
    except Exhausted:
        raise
    except PageRejected as error:
        yield Rejected.of(part.address, error)
    except OSError as error:
        message = f"the file cannot be read: {error.strerror or error}"
        yield Rejected(part.address, Reason.UNREADABLE, message)
    except Exception as error:  # one page must never stop a run of a million: what it tripped over is told
        yield Rejected.fault(part.address, error)


def _opened(part: Part, packings: int) -> Iterator[Input | Rejected]:
    """Yield the inputs of a part that has been unpacked `packings` times."""
    head = _head(part.stream)
    kind = kind_of(head)
    if kind is Kind.MEDIA:
        if part.named:
            raise PageRejected(Reason.BINARY, "a picture, sound, film or font, not text")
        part.skipped(Skip.MEDIA)
        return
    stream = buffered(Rest(head, part.stream))
    if kind is Kind.PACKED:
        yield from _unpacked(replace(part, stream=stream), head, packings)
    elif kind in (Kind.ZIP, Kind.TAR, Kind.WARC):
        yield from _members(replace(part, stream=stream), kind, packings)
    elif kind is Kind.JSON_LINES:
        yield from json_line_inputs(stream, part.address)
    elif kind is Kind.MHTML:
        yield mhtml_input(stream, part.address)
    elif kind in _FEEDS:
        yield from _FEEDS[kind](_whole(stream), part.address)
    else:
        yield Input(part.address, _WHOLE[kind], _whole(stream))


def _unpacked(part: Part, head: bytes, packings: int) -> Iterator[Input | Rejected]:
    """Yield the inputs of packed data. A WARC unpacks itself, to know where records begin."""
    packing = packing_of(head)
    if packings >= MOST_PACKINGS:
        message = f"it is packed more than {MOST_PACKINGS} times over: unpack it and give what comes out"
        raise PageRejected(Reason.NESTED_TOO_DEEP, message)
    if _start(head, packing).startswith(WARC):
        yield from _records(part, packing)
        return
    stream = buffered(unpacked(part.stream, packing, part.budget))
    yield from _opened(replace(part, stream=stream, reopen=None), packings + 1)


def _members(part: Part, kind: Kind, packings: int) -> Iterator[Input | Rejected]:
    """Yield the inputs of an archive."""
    if kind is Kind.WARC:
        yield from _records(part, "")
        return
    _check_depth(part)
    if kind is Kind.TAR:
        yield from _each(tar_members(part))
        return
    if part.reopen is not None and not packings:
        with part.reopen() as file:
            yield from _each(zip_members(replace(part, stream=file)))
        return
    with tempfile.SpooledTemporaryFile(_KEPT_IN_MEMORY) as copy:
        shutil.copyfileobj(part.stream, copy, PIECE)
        yield from _each(zip_members(replace(part, stream=cast(BufferedReader, copy))))


def _records(part: Part, packing: str) -> Iterator[Input | Rejected]:
    _check_depth(part)
    yield from WarcReader(part, packing).inputs()


def _each(members: Iterator[Part | Rejected]) -> Iterator[Input | Rejected]:
    for member in members:
        if isinstance(member, Rejected):
            yield member
        else:
            yield from inputs_of(member)


def _check_depth(part: Part) -> None:
    if part.depth >= MOST_NESTED:
        message = f"it lies in {part.depth} archives within each other: unpack the outer one, give the folder"
        raise PageRejected(Reason.NESTED_TOO_DEEP, message)


def _whole(stream: BufferedReader) -> bytes:
    """Return all of a page, a text or a feed."""
    data = stream.read(LONGEST_FILE + 1)
    if len(data) > LONGEST_FILE:
        message = f"the file is larger than {LONGEST_FILE:,} bytes, which no article is"
        raise PageRejected(Reason.TOO_BIG, message)
    return data


def _head(stream: BufferedReader) -> bytes:
    """Return the first LOOK bytes, or what comes before the data breaks off."""
    head = bytearray()
    try:
        while len(head) < LOOK and (piece := stream.read1(min(PIECE, LOOK - len(head)))):
            head += piece
    except Exhausted:
        raise
    except PageRejected:
        if not head:
            raise
    return bytes(head)


def _start(head: bytes, packing: str) -> bytes:
    """Return the first unpacked bytes of packed data, none where it is damaged."""
    try:
        stream = unpacked(cast(BufferedReader, BytesIO(head)), packing, Budget(len(head)))
        return stream.read(len(WARC[0])) or b""
    except PageRejected:
        return b""
