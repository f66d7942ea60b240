"""Near misses: terms that differ from what was typed by a character changed, missing, extra or swapped.

Two texts that differ so share a text when a character is taken out of either or both (W. Garbe's symmetric
delete, "SymSpell", 2012). So each term is filed under itself and itself without each of its characters; of
Latin letters, from six on, also without two of them, for a distance of two. Filed are hashes; what is found
is compared before it is believed.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Self
from zlib import crc32

import numpy as np

from search.suggest.keys import Arrays, first_of

LONGEST_HAN, LONGEST_LATIN = 8, 16
"""Characters of terms that are filed."""

FAR_LATIN = 6
"""Letters from which on a word may differ in two places."""

CANDIDATES = 64
"""Terms that are compared, the best of those filed alike."""


class NearMisses:
    """Which terms are near to a text."""

    def __init__(self, keys: Sequence[str]) -> None:
        """File terms by their keys, numbered in order."""
        hashes: list[int] = []
        entries: list[int] = []
        for entry, key in enumerate(keys):
            if len(key) > 1:
                shortened = [filed(text) for text in shortenings(key)]
                hashes += shortened
                entries += [entry] * len(shortened)
        held = np.array(hashes, dtype=np.int64)
        order = np.argsort(held, kind="stable")
        self._hashes = held[order]
        self._entries = np.array(entries, dtype=np.int32)[order]

    @classmethod
    def of_arrays(cls, arrays: Arrays) -> Self:
        """Take what `arrays` gave."""
        made = cls.__new__(cls)
        made._hashes, made._entries = arrays["hashes"], arrays["entries"].view(np.int32)
        return made

    def arrays(self) -> Arrays:
        """Return all of it, for a file."""
        return {"hashes": self._hashes, "entries": self._entries.view(np.uint32)}

    def candidates(self, key: str) -> list[int]:
        """Return the numbers of terms that may be near to a key, best first: `distance` tells."""
        wanted = np.array([filed(text) for text in shortenings(key)], dtype=np.int64)
        firsts = np.searchsorted(self._hashes, wanted, side="left").tolist()
        lasts = np.searchsorted(self._hashes, wanted, side="right").tolist()
        found = [self._entries[first:last] for first, last in zip(firsts, lasts, strict=True)]
        return first_of(np.concatenate(found), CANDIDATES) if found else []

    @property
    def bytes(self) -> int:
        """What it takes in memory."""
        return self._hashes.nbytes + self._entries.nbytes


def filed(text: str) -> int:
    """Return the hash that a text is filed under: the same in every process."""
    return crc32(text.encode("utf-8", "surrogatepass"))


def shortenings(key: str) -> Iterator[str]:
    """Give a key and itself without each of its characters, or two of them; nothing for one too long."""
    is_latin = key.isascii()
    if len(key) > (LONGEST_LATIN if is_latin else LONGEST_HAN):
        return
    yield key
    for place in range(len(key)):
        yield key[:place] + key[place + 1 :]
    if is_latin and len(key) >= FAR_LATIN:
        for first, second in combinations(range(len(key)), 2):
            yield key[:first] + key[first + 1 : second] + key[second + 1 :]


def distance(one: str, other: str) -> int:
    """Return how many characters must be changed, put in, left out or swapped with the next one.

    The restricted Damerau-Levenshtein distance: no place is changed twice.

    >>> distance("立法会", "立发会"), distance("covid", "ocvdi"), distance("蔡英文", "英文")
    (1, 2, 1)
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, char in enumerate(one):
        following = [place + 1]
        for at, against in enumerate(other):
            cost = min(row[at + 1] + 1, following[at] + 1, row[at] + (char != against))
            if place and at and char == other[at - 1] and one[place - 1] == against:
                cost = min(cost, before[at - 1] + 1)
            following.append(cost)
        before, row = row, following
    return row[-1]


def is_one_away(one: str, other: str) -> bool:
    """Tell whether the distance of two texts is one, which most that are compared are not, at less cost.

    >>> is_one_away("立法会", "立发会"), is_one_away("蔡英文", "英文"), is_one_away("英文", "英文")
    (True, True, False)
    """
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    pairs = enumerate(zip(one, other, strict=False))
    first = next((place for place, (char, against) in pairs if char != against), None)
    if first is None:
        return True
    if len(one) != len(other):
        short, long = sorted((one, other), key=len)
        return short[first:] == long[first + 1 :]
    swapped = one[first : first + 2][::-1] == other[first : first + 2]
    return one[first + 1 :] == other[first + 1 :] or (swapped and one[first + 2 :] == other[first + 2 :])


def furthest(key: str) -> int:
    """Return how far from a key what is meant may be."""
    return 2 if key.isascii() and len(key) >= FAR_LATIN else 1
