"""How much of anything is read: the bounds that keep a hostile archive from costing more than its size.

Every byte that is unpacked on the way from a file to its pages is taken from the file's `Budget`,
whatever number of layers it came through, so that neither one great bomb nor many small ones pay. The
bounds are far above what real archives hold; a message that names one also names the way round it,
which is to unpack the archive by hand.
"""

from index.errors import PageRejected, Reason

LONGEST_FILE = 16 << 20
"""Bytes of a page, a plain text, a feed or a single JSON object: what is larger is no article, and is not
held in memory.
"""

LONGEST_MHTML = 64 << 20
"""Bytes of a saved page with its pictures."""

MOST_NESTED = 2
"""Archives (zip, tar, WARC) around an input."""

MOST_PACKINGS = 2
"""Layers of gzip, bzip2, xz or zstd around a file or a member."""

UNPACKED_FREELY = 256 << 20
"""Bytes that any file may unpack to, however small it is."""

MOST_RATIO = 200
"""Bytes beyond these that each byte of the file may unpack to: pages give 5 to 30, a bomb 1,000."""

MOST_UNPACKED = 1 << 40
"""Bytes that no file may unpack to more than."""

MOST_UNPACKING_MEMORY = 128 << 20
"""Bytes of the window that xz and zstd data may ask for: what `xz -9` and `zstd -19 --long` use at most."""

MOST_DIRECTORY = 24 << 20
"""Bytes of a zip's list of members (some 250,000), which is held in memory."""

LONGEST_HEADER = 1 << 16
"""Bytes of the headers of a WARC record, of MHTML and of tar's extended headers."""

PIECE = 1 << 16
"""Bytes that are read at a time."""


class Exhausted(PageRejected):
    """A file has unpacked to more than its budget: the whole of it is given up."""


class Budget:
    """What one file may unpack to, in all its layers and members together."""

    def __init__(self, packed: int) -> None:
        """Allow what a file of `packed` bytes may unpack to."""
        self.total = min(MOST_UNPACKED, UNPACKED_FREELY + MOST_RATIO * packed)
        self._left = self.total

    def take(self, size: int) -> None:
        """Take `size` bytes that were unpacked. Raises Exhausted where that is more than is left."""
        self._left -= size
        if self._left < 0:
            message = (
                f"it unpacks to more than {self.total:,} bytes, {MOST_RATIO} times its size and more, as a "
                "bomb does: where you trust it, unpack it to a folder and give that"
            )
            raise Exhausted(Reason.UNPACKS_TOO_BIG, message)
