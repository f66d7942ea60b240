"""The records of a WARC file one after the other, and every fault of reading them as one error.

FastWARC gives damage as OSError, ends quietly inside a record that is cut off, and gives its own faults as
a panic, which is no Exception: here all of it is `corrupt_archive`, with the command that helps.
"""

from collections.abc import Iterator
from io import BufferedReader, RawIOBase

from fastwarc.warc import ArchiveIterator, WarcRecord

from index.archives.limits import LONGEST_FILE, LONGEST_HEADER, PIECE
from index.errors import PageRejected, Reason

_HELP = (
    "the records before it have been read; `warcio check FILE` tells more, `warcio recompress` may repair it"
)
_STEP = 1 << 20


def warc_records(stream: BufferedReader) -> Iterator[WarcRecord]:
    """Yield the records, each to be read or passed before the next. Raises PageRejected over damage."""
    records = ArchiveIterator(
        _Steps(stream), stream_detect=False, max_header_len=LONGEST_HEADER, strict_mode=False
    )
    while True:
        try:
            record = next(records)
        except StopIteration:
            return
        except OSError as error:
            raise _damaged(str(error)) from error
        except PageRejected:
            raise
        except BaseException as error:
            raise _translated(error) from error
        if record.headers.get("Content-Length") is None:
            raise _damaged("a record's header breaks off")
        yield record


class _Steps(RawIOBase):
    """A stream that gives what one step brings: where the next one fails, nothing before it is lost."""

    def __init__(self, stream: BufferedReader) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        return self._stream.read1(size)

    def tell(self) -> int:
        return self._stream.tell()


def _translated(error: BaseException) -> BaseException:
    """Return a panic of the library, which is no Exception, as damage; anything else as it is."""
    return _damaged("the reader gave up on it") if type(error).__name__ == "PanicException" else error


def content_of(record: WarcRecord) -> bytes:
    """Return a record's content, at most a little more than is read of any page; half a page is none."""
    pieces: list[bytes] = []
    size = 0
    try:
        while size <= LONGEST_FILE and (piece := record.reader.read(PIECE)):
            pieces.append(piece)
            size += len(piece)
    except OSError as error:
        raise _damaged(str(error)) from error
    if size <= LONGEST_FILE and size < record.content_length:
        raise _damaged("it ends inside a record")
    return b"".join(pieces)


def pass_over(record: WarcRecord, taken: int) -> None:
    """Go to the end of a record of which `taken` bytes were read, piece by piece, so that Ctrl-C is heard."""
    try:
        while size := record.consume(_STEP):
            taken += size
    except OSError as error:
        raise _damaged(str(error)) from error
    if taken < record.content_length:
        raise _damaged("it ends inside a record")


def _damaged(what: str) -> PageRejected:
    return PageRejected(Reason.CORRUPT_ARCHIVE, f"the WARC breaks off or is damaged: {what}; {_HELP}")
