"""Sorted texts in one block of bytes: what begins so, by bisection, and whose it is.

A list of as many Python strings would take six times the memory.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

ENCODING, SURROGATES = "utf-8", "surrogatepass"
AFTER_ALL = b"\xff"
"""Sorts after every UTF-8 text."""


class Texts(Sequence[bytes]):
    """Texts as UTF-8, end to end."""

    def __init__(self, texts: Iterable[bytes]) -> None:
        """Join them."""
        held = list(texts)
        self._blob = b"".join(held)
        self._ends = np.zeros(len(held) + 1, dtype=np.int64)
        np.cumsum(np.fromiter(map(len, held), np.int64, len(held)), out=self._ends[1:])
        self._bounds = self._ends.data

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._ends) - 1

    def __getitem__(self, index):  # type: ignore[no-untyped-def]
        """Return one; slices are not offered."""
        if not 0 <= index < len(self):
            raise IndexError(f"there is no text {index}")
        return self._blob[self._bounds[index] : self._bounds[index + 1]]

    def text(self, index: int) -> str:
        """Return one as text."""
        found: bytes = self[index]
        return found.decode(ENCODING, SURROGATES)

    @property
    def bytes(self) -> int:
        """What they take in memory."""
        return len(self._blob) + self._ends.nbytes


class SortedKeys:
    """Keys in order, each with the number of the entry that it stands for."""

    def __init__(self, keys: Iterable[tuple[str, int]]) -> None:
        """Sort them; empty keys are left out, keys may repeat."""
        held = sorted((key.encode(ENCODING, SURROGATES), entry) for key, entry in keys if key)
        self._texts = Texts(key for key, _ in held)
        self._entries = np.fromiter((entry for _, entry in held), np.int32, len(held))

    def beginning(self, prefix: str) -> NDArray[np.int32]:
        """Return the entries of all keys that begin so, in no order."""
        begin = prefix.encode(ENCODING, SURROGATES)
        first = bisect_left(self._texts, begin)
        return self._entries[first : bisect_left(self._texts, begin + AFTER_ALL, first)]

    def equal(self, key: str) -> NDArray[np.int32]:
        """Return the entries of a key, in no order."""
        whole = key.encode(ENCODING, SURROGATES)
        first = bisect_left(self._texts, whole)
        return self._entries[first : bisect_left(self._texts, whole + b"\0", first)]

    @property
    def bytes(self) -> int:
        """What they take in memory."""
        return self._texts.bytes + self._entries.nbytes


def first_of(entries: NDArray[np.int32], limit: int) -> list[int]:
    """Return the lowest entry numbers, ascending, each once: entries are numbered best first."""
    if len(entries) > 4 * limit:
        entries = np.partition(entries, 2 * limit)[: 2 * limit]
    return sorted(set(entries.tolist()))[:limit]
