"""Texts to suggest, numbered best first, with what finds them: as written, by sound, by initials."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from search.suggest.keys import Arrays, SortedKeys, Texts
from search.suggest.pinyin import blurred, is_han, readings, units

READ_UNITS, READ_CHARACTERS = 16, 32
"""Units of a text that can be found by sound; nobody types more of a headline in pinyin. And characters."""


TEXTS = ("printed", "keys", "readings")
SORTED = ("by_key", "by_sound", "by_initials", "by_blurred")
"""What a shelf is made of."""


class Item(NamedTuple):
    """A text as printed, and its key (`search.suggest.gathering.key_of`)."""

    printed: str
    key: str


class Shelf:
    """An unchanging list of texts; threads may share it."""

    def __init__(self, items: Sequence[Item], *, blur: bool = False) -> None:
        """Take the texts, best first; with `blur`, those easily confused by sound can be found too."""
        read = [found[:READ_UNITS] for found in readings([item.printed[:READ_CHARACTERS] for item in items])]
        sounds = [(entry, read[entry]) for entry, item in enumerate(items) if is_read(item.key)]
        self.printed = Texts(item.printed.encode("utf-8", "surrogatepass") for item in items)
        self.keys = Texts(item.key.encode("utf-8", "surrogatepass") for item in items)
        self.readings = Texts(" ".join(found).encode("utf-8", "surrogatepass") for found in read)
        self.by_key = SortedKeys((item.key, entry) for entry, item in enumerate(items))
        self.by_sound = SortedKeys(("".join(found), entry) for entry, found in sounds)
        self.by_initials = SortedKeys(("".join([one[0] for one in found]), entry) for entry, found in sounds)
        self.by_blurred = SortedKeys(
            ("".join(map(blurred, found)), entry) for entry, found in (sounds if blur else ())
        )

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, Arrays]) -> Self:
        """Take what `arrays` gave."""
        made = cls.__new__(cls)
        for name in TEXTS:
            setattr(made, name, Texts.of_arrays(arrays[name]))
        for name in SORTED:
            setattr(made, name, SortedKeys.of_arrays(arrays[name]))
        return made

    def arrays(self) -> dict[str, Arrays]:
        """Return all of it by part, for a file."""
        return {name: getattr(self, name).arrays() for name in TEXTS + SORTED}

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.printed)

    def pronounced(self, entry: int) -> list[tuple[str, str]]:
        """Return an entry's units, each with its reading."""
        return list(zip(units(self.keys.text(entry)), self.readings.text(entry).split(" "), strict=False))

    @property
    def bytes(self) -> int:
        """What it takes in memory."""
        return sum(getattr(self, name).bytes for name in TEXTS + SORTED)


def is_read(key: str) -> bool:
    """Tell whether a key has a Han character, so that its sound is not what is written."""
    return not key.isascii() and any(map(is_han, key))


NO_ENTRIES: NDArray[np.int32] = np.zeros(0, dtype=np.int32)
