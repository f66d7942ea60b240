"""The file of a commit: Whoosh's table of contents, behind it the payload, and a checksum of both.

    table | payload in UTF-8 | footer: payload's length, CRC-32 of all before the footer's checksum, magic

One rename makes table and payload live together, so whoever keeps books beside the index, such as a
ledger, can tell from the payload which of its entries a commit holds. Whoosh itself reads the table
and does not see what stands behind it.
"""

import struct
import zlib

_MAGIC = b"DIBAOTOC"
_LENGTH = struct.Struct("<I")
_CHECKSUM = struct.Struct("<I")
_FOOTER_BYTES = _LENGTH.size + _CHECKSUM.size + len(_MAGIC)


def sealed(table: bytes, payload: str) -> bytes:
    """Return the bytes of a commit's file."""
    text = payload.encode()
    content = table + text + _LENGTH.pack(len(text))
    return content + _CHECKSUM.pack(zlib.crc32(content)) + _MAGIC


def unsealed(encoded: bytes) -> tuple[bytes, str]:
    """Return the table and the payload of a commit's file; raises ValueError where it was changed."""
    if len(encoded) < _FOOTER_BYTES or not encoded.endswith(_MAGIC):
        raise ValueError("it does not end as a commit does")
    content = encoded[: -_CHECKSUM.size - len(_MAGIC)]
    (checksum,) = _CHECKSUM.unpack_from(encoded, len(content))
    (length,) = _LENGTH.unpack_from(content, len(content) - _LENGTH.size)
    end = len(content) - _LENGTH.size
    if zlib.crc32(content) != checksum or length > end:
        raise ValueError("its checksum is another than was written")
    return content[: end - length], content[end - length : end].decode()
