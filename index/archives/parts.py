"""A part: a run of bytes with an address, before it is known what it holds.

A file is one, and so is each member of a zip or tar archive. Its stream is read once, from front to
back; only a file on disk can be opened again (`reopen`), which a zip's list of members needs.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from io import BufferedReader
from urllib.parse import quote_from_bytes

from index.archives.limits import Budget
from index.charset import decode

LONGEST_NAME = 1_000
"""Characters of a member's name that are shown."""

_HIDDEN = ("__MACOSX/",)
_ESCAPED = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


class Skip(StrEnum):
    """Why something was passed over: it can hold no article, and is no loss."""

    MEDIA = "media"
    STATUS = "status"
    REQUEST = "request"
    METADATA = "metadata"
    NOT_TEXT = "not_text"
    REVISIT = "revisit"
    LINK = "link"
    HIDDEN = "hidden"


Skipped = Callable[[Skip], None]
"""Called for each part of an archive or folder that is passed over, with the reason."""


def uncounted(_reason: Skip) -> None:
    """Take no notice of what is passed over."""


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes to be opened: `stream` from their start on, `address` that of all inputs in them.

    `named` says that the archivist named it; what was only found beside pages is passed over where it is
    a picture. `depth` counts the archives around it.
    """

    stream: BufferedReader
    address: str
    budget: Budget
    skipped: Skipped = uncounted
    depth: int = 0
    named: bool = False
    reopen: Callable[[], BufferedReader] | None = None

    def address_of(self, name: str) -> str:
        """Return the address of a member."""
        return f"{self.address}!{shown(name)}"

    def member(self, stream: BufferedReader, name: str) -> "Part":
        """Return a member of this part, an archive."""
        return replace(
            self,
            stream=stream,
            address=self.address_of(name),
            depth=self.depth + 1,
            named=False,
            reopen=None,
        )


def shown(name: str) -> str:
    """Return a member's name as addresses show it: what could mislead a reader or a shell is %-escaped.

    Those are control and invisible characters, halves of surrogate pairs (bytes that are no text), a
    leading slash and the steps `.` and `..`. Names are only ever shown: nothing is written by them.

    >>> shown("../a\\nb.html")
    '%2E%2E/a%0Ab.html'
    """
    steps = name[:LONGEST_NAME].split("/")
    escaped = [
        step.replace(".", "%2E") if step in (".", "..") else "".join(map(_escaped, step)) for step in steps
    ]
    if len(escaped) > 1 and not escaped[0]:
        return "%2F" + "/".join(escaped[1:])
    return "/".join(escaped)


def is_hidden(name: str) -> bool:
    """Say whether a member is hidden, as files in folders are that begin with a dot."""
    steps = [step for step in name.split("/") if step not in ("", ".", "..")]
    return name.startswith(_HIDDEN) or any(step.startswith(".") for step in steps)


def name_of(data: bytes) -> str:
    """Return a member's name out of bytes in whatever charset the archive was made in."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return decode(data, guessing=False).text


def _escaped(char: str) -> str:
    if unicodedata.category(char) not in _ESCAPED:
        return char
    return quote_from_bytes(
        char.encode("utf-8", "surrogateescape" if "\udc80" <= char <= "\udcff" else "surrogatepass"), safe=""
    )
