"""Sorted texts in one block of bytes: what begins so, by bisection, and whose it is.

A list of as many Python strings would take six times the memory.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]
"""Named arrays, of the types that `search.engine.arrays` writes."""

ENCODING, SURROGATES = "utf-8", "surrogatepass"
AFTER_ALL = b"\xff"
"""Sorts after every UTF-8 text."""


class Texts(Sequence[bytes]):
    """Texts as UTF-8, end to end."""

    def __init__(self, texts: Iterable[bytes]) -> None:
        """Join them."""
        held = list(texts)
        ends = np.zeros(len(held) + 1, dtype=np.int64)
        np.cumsum(np.fromiter(map(len, held), np.int64, len(held)), out=ends[1:])
        self._take(b"".join(held), ends)

    def _take(self, blob: bytes | memoryview, ends: NDArray[np.int64]) -> None:
        self._blob, self._ends, self._bounds = blob, ends, ends.data

    @classmethod
    def of_arrays(cls, arrays: Arrays) -> Self:
        """Take what `arrays` gave."""
        made = cls.__new__(cls)
        made._take(arrays["blob"].data, arrays["ends"])
        return made

    def arrays(self) -> Arrays:
        """Return all of it, for a file."""
        return {"blob": np.frombuffer(self._blob, dtype=np.uint8), "ends": self._ends}

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._ends) - 1

    def __getitem__(self, index):  # type: ignore[no-untyped-def]
        """Return one; slices are not offered."""
        if not 0 <= index < len(self):
            raise IndexError(f"there is no text {index}")
        return bytes(self._blob[self._bounds[index] : self._bounds[index + 1]])

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

    @classmethod
    def of_arrays(cls, arrays: Arrays) -> Self:
        """Take what `arrays` gave."""
        made = cls.__new__(cls)
        made._texts, made._entries = Texts.of_arrays(arrays), arrays["entries"].view(np.int32)
        return made

    def arrays(self) -> Arrays:
        """Return all of it, for a file."""
        return self._texts.arrays() | {"entries": self._entries.view(np.uint32)}

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
