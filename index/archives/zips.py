"""Zip archives, WACZ among them: the members of the list at the archive's end.

The list is held in memory, so it is measured before it is read. Where an archive breaks off there is no
list; then the members are looked for from the front (`index.archives.zip_salvage`). Members that claim more
bytes together than the archive has lie over each other, which only bombs do (D. Fifield, A better zip bomb,
2019). What can be read are members stored or deflated, which nearly all are.
"""

import io
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from index.archives.limits import MOST_DIRECTORY, PIECE
from index.archives.parts import Part, Skip, is_hidden, name_of
from index.archives.zip_salvage import HELP, salvaged_members
from index.errors import PageRejected, Reason
from index.records import Rejected

FAULTS = (
    BadZipFile,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What zipfile raises over damaged archives; OSError where a place lies before the file's start."""

_END = b"PK\x05\x06"
_END_64 = b"PK\x06\x06"
_LONGEST_END = (1 << 16) + 22 + 20 + 56
_UTF8_NAME = 0x800
_ENCRYPTED = 0x41
_OFFICE = "[Content_Types].xml"
_WACZ, _WACZ_RECORDS = "datapackage.json", "archive/"
"""What a WACZ holds beside its records (https://specs.webrecorder.net/wacz/): indexes, titles."""


def zip_members(part: Part) -> Iterator[Part | Rejected]:
    """Yield the files of a zip archive, in the order of its list; the stream has to be seekable.

    Raises PageRejected where the archive is damaged, its list too long, or it is an Office file.
    """
    size = part.stream.seek(0, io.SEEK_END)
    if _directory_size(part.stream, size) > MOST_DIRECTORY:
        message = (
            f"its list of members is longer than {MOST_DIRECTORY:,} bytes: unpack it and give the folder"
        )
        raise PageRejected(Reason.TOO_BIG, message)
    try:
        archive = ZipFile(part.stream)
        members = archive.infolist()
    except FAULTS:
        yield from salvaged_members(part)
        raise PageRejected(
            Reason.CORRUPT_ARCHIVE, f"the zip archive breaks off: its list of members is missing; {HELP}"
        ) from None
    if any(member.filename == _OFFICE for member in members):
        raise PageRejected(Reason.BINARY, "an Office file, not an archive of pages")
    if sum(member.compress_size for member in members) > size:
        message = "its members lie over each other, as in a bomb: where you trust it, unpack it yourself"
        raise PageRejected(Reason.UNPACKS_TOO_BIG, message)
    names = {member.filename for member in members}
    is_wacz = _WACZ in names and any(name.startswith(_WACZ_RECORDS) for name in names)
    for member in members:
        if is_wacz and not member.filename.startswith(_WACZ_RECORDS):
            part.skipped(Skip.METADATA)
        elif not member.filename.endswith("/"):  # is_dir fails over an empty name
            yield from _member(part, archive, member)


def _member(part: Part, archive: ZipFile, member: ZipInfo) -> Iterator[Part | Rejected]:
    """Yield a member as a part, or why it cannot be opened."""
    name = _name(member)
    if is_hidden(name):
        part.skipped(Skip.HIDDEN)
        return
    address = part.address_of(name)
    if member.flag_bits & _ENCRYPTED:
        message = "it is encrypted: unpack the archive with its password and give the folder"
        yield Rejected(address, Reason.ENCRYPTED, message)
        return
    if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        message = (
            f"its packing (method {member.compress_type}) is not read: unpack the archive, give the folder"
        )
        yield Rejected(address, Reason.UNSUPPORTED, message)
        return
    try:
        with archive.open(member) as stream:
            yield part.member(io.BufferedReader(_Taken(cast(BinaryIO, stream), part), PIECE), name)
    except FAULTS as error:
        yield Rejected(address, Reason.CORRUPT_ARCHIVE, f"the member is damaged: {error}; {HELP}")


class _Taken(io.RawIOBase):
    """A member's bytes, taken from the file's budget; damage is one error."""

    def __init__(self, stream: BinaryIO, part: Part) -> None:
        self._stream = stream
        self._budget = part.budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        try:
            data = self._stream.read(len(buffer))
        except FAULTS as error:
            message = f"the member is damaged: {error}; {HELP}"
            raise PageRejected(Reason.CORRUPT_ARCHIVE, message) from error
        self._budget.take(len(data))
        buffer[: len(data)] = data
        return len(data)


def _directory_size(stream: io.BufferedReader, size: int) -> int:
    """Return the bytes of the list of members, as the archive's end states them."""
    stream.seek(max(0, size - _LONGEST_END))
    tail = stream.read(_LONGEST_END)
    stream.seek(0)
    end, end_64 = tail.rfind(_END), tail.rfind(_END_64)
    stated = int.from_bytes(tail[end + 12 : end + 16], "little") if end >= 0 else 0
    if end_64 >= 0:
        stated = max(stated % 0xFFFFFFFF, int.from_bytes(tail[end_64 + 40 : end_64 + 48], "little"))
    return min(stated, size)


def _name(member: ZipInfo) -> str:
    """Return a member's name: where it is not marked as UTF-8, Chinese archives hold GBK or Big5."""
    if member.flag_bits & _UTF8_NAME:
        return member.filename
    try:
        return name_of(member.filename.encode("cp437"))
    except UnicodeEncodeError:
        return member.filename
