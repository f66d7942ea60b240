"""An input: the bytes of one page, record or entry as a source holds them, before anything is decided.

Sources yield inputs (`index.sources`), reading makes articles of them (`index.reading`), and the ledger
knows each by the digest of its bytes, so that what was read before costs no more than finding it again.
An input holds all that reading needs: it can be handed to another process.
"""

import os
from dataclasses import dataclass, field
from enum import Enum
from hashlib import blake2b
from pathlib import Path

DIGEST_BYTES = 16


class InputKind(Enum):
    """How an input's bytes are to be read."""

    PAGE = "page"
    TEXT = "text"
    RECORD = "record"
    ENTRY = "entry"


@dataclass(frozen=True, slots=True)
class Input:
    """One page, plain text, JSON record or feed entry, as bytes, and what its container says of it.

    `address` names where it stands: a file's path, `archive!member`, `file@line` of JSON Lines or a feed,
    `file@offset` of a WARC (the record's first byte, in the file as it is stored). `is_place` says that the
    address is a page's own place, where a later version replaces it: true of files and members, not of lines
    and offsets, which move when something is put before them.

    `url` is where the page was fetched from, `charset` what the HTTP header declared, `captured` when it was
    fetched (ISO 8601, UTC); each is empty where the container does not say. An ENTRY's bytes are UTF-8 JSON.
    `digest` is equal for equal content read in the same way (BLAKE2b, 128 bits): address, URL and times are
    left out, since a page is the same page in whatever archive it lies.
    """

    address: str
    kind: InputKind
    data: bytes
    url: str = ""
    charset: str = ""
    captured: str = ""
    is_place: bool = True
    digest: bytes = field(init=False)

    def __post_init__(self) -> None:
        """Digest the bytes, once."""
        made = blake2b(self.data, digest_size=DIGEST_BYTES, person=self.kind.value.encode())
        object.__setattr__(self, "digest", made.digest())


def absolute(address: str) -> str:
    """Return an address that means the same from any working directory."""
    file, mark, member = address.partition("!")
    return os.path.normpath(Path.cwd() / file) + mark + member


def is_within(address: str, source: str) -> bool:
    """Say whether an address is a source itself, in its folder, or a member of its file."""
    return address.startswith(source) and address[len(source) : len(source) + 1] in {"", "/", "!", "@"}
