"""The body of an HTTP response as a crawler stored it, brought back to the page's own bytes.

Chunks are joined and compression is undone, in bounded memory. Crawlers lie here: some store the page
already joined or unpacked and leave the headers as the server sent them. So each step is taken only where
the bytes bear it out, and what breaks off gives what came before.
"""

import re
import zlib
from collections.abc import Callable

import brotli
import zstandard

from index.archives.limits import LONGEST_FILE, MOST_UNPACKING_MEMORY

MOST_CODINGS = 3
"""Compressions over each other: servers use one."""

_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
_PIECE = 4096
_GZIP_WRAPPER, _ZLIB_WRAPPER = 31, 15
"""What zlib calls the wrapper that it is to expect (`wbits`)."""

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"


def body_of(data: bytes, transfer_encoding: str, content_encoding: str) -> bytes:
    """Return the page's bytes; at most one byte more than LONGEST_FILE of compressed ones. Never raises."""
    if "chunked" in transfer_encoding.lower():
        data = unchunked(data)
    codings = [coding.strip().lower() for coding in content_encoding.split(",")]
    for coding in reversed(codings[:MOST_CODINGS]):
        data = _decoded(data, coding)
    return data


def unchunked(data: bytes) -> bytes:
    """Return the chunks joined, up to the first that is damaged; `data` itself where it has no chunks."""
    chunks: list[bytes] = []
    position = 0
    while match := _CHUNK_SIZE.match(data, position):
        start = match.end()
        end = start + int(match[1], 16)
        if end == start:
            return b"".join(chunks)
        chunks.append(data[start:end])
        position = end
        for line_end in (b"\r\n", b"\n"):
            if data.startswith(line_end, position):
                position += len(line_end)
                break
    return b"".join(chunks) if chunks else data


def _decoded(data: bytes, coding: str) -> bytes:
    """Undo one compression; `data` as it is where it is not in it, or the coding is unknown."""
    if coding in ("gzip", "x-gzip"):
        return _inflated(data, _GZIP_WRAPPER) if data.startswith(_GZIP) else data
    if coding == "deflate":  # with zlib's wrapper as RFC 9110 has it, or without, as many servers send it
        return _inflated(data, _ZLIB_WRAPPER) or _inflated(data, -_ZLIB_WRAPPER) or data
    if coding == "br":
        inner = brotli.Decompressor()
        return _drained(lambda piece, most: inner.process(piece, output_buffer_limit=most), data) or data
    if coding == "zstd" and data.startswith(_ZSTD):
        return _unpacked_zstd(data)
    return data


def _inflated(data: bytes, wbits: int) -> bytes:
    return _drained(zlib.decompressobj(wbits).decompress, data)


def _drained(step: Callable[[bytes, int], bytes], data: bytes) -> bytes:
    """Return what comes out piece by piece, up to the limit or the damage.

    `step` gives at most so many bytes; what it holds back then lies beyond the limit.
    """
    out = bytearray()
    try:
        for start in range(0, len(data), _PIECE):
            out += step(data[start : start + _PIECE], LONGEST_FILE + 1 - len(out))
            if len(out) > LONGEST_FILE:
                break
    except (zlib.error, brotli.error):
        pass
    return bytes(out)


def _unpacked_zstd(data: bytes) -> bytes:
    reader = zstandard.ZstdDecompressor(max_window_size=MOST_UNPACKING_MEMORY).stream_reader(data)
    out = bytearray()
    try:
        while len(out) <= LONGEST_FILE and (piece := reader.read(_PIECE)):
            out += piece
    except zstandard.ZstdError:
        pass
    return bytes(out)
