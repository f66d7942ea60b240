"""What quoted phrases must find, told from the printed texts alone, and phrases to ask.

The promise: a quoted phrase finds exactly the articles in which its units stand one behind the other in
one of the texts, soft breaks passed over; a hard break in the phrase stands for one or more in the text. The
units of all texts are one long sequence of numbers here, with one for hard breaks and one for the end of a
text. For each length of phrase, all windows of that length are hashed at once and looked up among the
phrases; what is found is compared unit by unit. No index, no bigram and no position takes part.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search import Article
from search.analysis import fold, units
from search.analysis.units import Kind, piece_kind, pieces

FIELDS = ("title", "body", "furniture")
"""The texts that a quoted phrase is looked for in; the summary is the body's first paragraph."""

BREAK, END = 0, 1
"""The numbers of a hard break, or several in a row, and of the end of a text."""

MOST_UNITS = 12
WINDOWS_AT_ONCE = 1 << 21
FILTER_BITS = 22
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)

KINDS = ("anywhere", "one unit", "letters or digits", "rare plane", "beginning", "end", "before a hard break")
"""How phrases are drawn, in turn; half of them anywhere."""

CHANGED = ("a unit changed", "a hard break taken out")
"""What is done to phrases that should not be found, unless the oracle says so."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A phrase to ask, how it was drawn, and the field that it was taken from."""

    phrase: str
    kind: str
    field: str


class _Numbers(dict[str, int]):
    """A number for each piece of text, given when it is first asked for; `names` has them by number."""

    def __init__(self) -> None:
        self.names = ["。", "\n"]

    def __missing__(self, piece: str) -> int:
        self[piece] = BREAK if _is_hard(piece) else len(self.names)
        if self[piece]:
            self.names.append(piece)
        return self[piece]


class Texts:
    """The texts of articles as one sequence of numbered units. Memory: 12 bytes a unit and the texts."""

    def __init__(self, articles: Iterable[Article]) -> None:
        """Read the articles; text `3 * a + f` is field `f` of article `a`."""
        self.numbers = _Numbers()
        self.printed: list[str] = []
        sequences, starts, size = [], [], 0
        for article in articles:
            body = f"{article.summary}\n{article.body}" if article.summary else article.body
            for text in (article.title, body, article.furniture):
                sequence = self._numbered(text)
                self.printed.append(text)
                sequences.append(sequence)
                starts.append(size)
                size += len(sequence)
        self.sequence = np.concatenate(sequences)
        self.starts = np.array(starts, dtype=np.int64)
        self.text_at = np.repeat(np.arange(len(starts), dtype=np.int32), [len(part) for part in sequences])

    def holding(self, phrases: list[str]) -> list[NDArray[np.int64]]:
        """Return for each phrase the texts that hold it, ascending."""
        wanted = [tuple(self._asked(phrase)) for phrase in phrases]
        by_length: dict[int, list[tuple[int, ...]]] = {}
        for asked in sorted(set(wanted)):
            if asked and -1 not in asked:
                by_length.setdefault(len(asked), []).append(asked)
        found: dict[tuple[int, ...], NDArray[np.int64]] = {}
        for those in by_length.values():
            pairs = self._pairs(np.array(those, dtype=np.uint32))
            bounds = np.searchsorted(pairs, np.arange(len(those) + 1) * len(self.printed))
            for place, asked in enumerate(those):
                found[asked] = pairs[bounds[place] : bounds[place + 1]] - place * len(self.printed)
        return [found.get(asked, np.zeros(0, dtype=np.int64)) for asked in wanted]

    def _numbered(self, text: str) -> NDArray[np.uint32]:
        """Return the numbers of a text's units, one for each row of hard breaks, and its end."""
        numbered = np.array([*map(self.numbers.__getitem__, pieces(fold(text))), END], dtype=np.uint32)
        is_repeated = (numbered[1:] == BREAK) & (numbered[:-1] == BREAK)
        return numbered[~np.concatenate(([False], is_repeated))]

    def _asked(self, phrase: str) -> list[int]:
        """Return a phrase's numbers, -1 for a unit that no text has, without breaks around it."""
        asked: list[int] = []
        for piece in pieces(fold(phrase)):
            number = BREAK if _is_hard(piece) else self.numbers.get(piece, -1)
            if number != BREAK or (asked and asked[-1] != BREAK):
                asked.append(number)
        return asked[:-1] if asked and asked[-1] == BREAK else asked

    def _pairs(self, wanted: NDArray[np.uint32]) -> NDArray[np.int64]:
        """Return `row of wanted * texts + text` for every text that holds a row, ascending."""
        many, length = wanted.shape
        hashes = _hashed(wanted.T)
        order = np.argsort(hashes)
        sorted_hashes = hashes[order]
        assert len(np.unique(hashes)) == many, "two phrases have one hash; change MULTIPLIER"
        likely = np.zeros(1 << FILTER_BITS, dtype=bool)
        likely[hashes >> np.uint64(64 - FILTER_BITS)] = True
        found = [np.zeros(0, dtype=np.int64)]
        last = len(self.sequence) - length + 1
        for first in range(0, last, WINDOWS_AT_ONCE):
            width = min(WINDOWS_AT_ONCE, last - first)
            windows = _hashed([self.sequence[first + at : first + at + width] for at in range(length)])
            places = np.flatnonzero(likely[windows >> np.uint64(64 - FILTER_BITS)])
            rows = order[np.minimum(np.searchsorted(sorted_hashes, windows[places]), many - 1)]
            places += first
            is_equal = np.ones(len(places), dtype=bool)
            for at in range(length):
                is_equal &= self.sequence[places + at] == wanted[rows, at]
            found.append(np.unique(rows[is_equal] * len(self.printed) + self.text_at[places[is_equal]]))
        return np.unique(np.concatenate(found))


class Drawing:
    """Draws phrases from texts: a part as printed, soft breaks and all, from unit to unit."""

    def __init__(self, texts: Texts, seed: int) -> None:
        """Draw the same for the same seed."""
        self._texts = texts
        self._rng = random.Random(seed)  # noqa: S311 - a repeatable sample
        names = texts.numbers.names
        is_han = np.array([piece_kind(name[0]) is Kind.HAN for name in names])
        is_rare = np.array([max(name) > "\ud7ff" for name in names])
        sequence = texts.sequence
        is_unit = sequence > END
        self._names = names
        self._filled = np.flatnonzero(np.add.reduceat(is_unit, texts.starts))
        self._at = {
            "letters or digits": np.flatnonzero(is_unit & ~is_han[sequence]),
            "rare plane": np.flatnonzero(is_rare[sequence]),
            "before a hard break": np.flatnonzero(is_unit[:-1] & (sequence[1:] == BREAK)),
        }

    def probes(self, many: int) -> Iterator[Probe]:
        """Give that many phrases, no two equal, or fewer where there are too few to be drawn.

        Of every ten, two are changed so that few texts hold them.
        """
        seen: set[str] = set()
        for turn in range(20 * many):
            if len(seen) == many:
                return
            kind = CHANGED[turn // 5 % 2] if turn % 5 == 0 else KINDS[turn % 2 and turn // 2 % len(KINDS)]
            text, first, last = self._part(kind)
            found = units(fold(self._texts.printed[text]))
            phrase = self._texts.printed[text][found[first].start : found[last].end]
            if kind == CHANGED[0]:
                phrase = self._changed(phrase)
            elif kind == CHANGED[1]:
                phrase = "".join(char for char in phrase if not _is_hard(fold(char)))
            if phrase not in seen and quoted(phrase):
                seen.add(phrase)
                yield Probe(phrase, kind, FIELDS[text % len(FIELDS)])

    def _part(self, kind: str) -> tuple[int, int, int]:
        """Return a text, and the ordinals of the first and the last unit of a part of it."""
        rng, texts = self._rng, self._texts
        length = 1 if kind == "one unit" else rng.randint(1, MOST_UNITS)
        places = self._at.get(kind, self._at["before a hard break"] if kind == CHANGED[1] else None)
        if places is None or not len(places):
            text = int(self._filled[rng.randrange(len(self._filled))])
            size = self._ordinal(text, int(texts.starts[text]) + len(texts.printed[text]) + 1)
            first = {"beginning": 0, "end": max(0, size - length)}.get(kind, rng.randrange(size))
            return text, first, min(first + length, size) - 1
        place = int(places[rng.randrange(len(places))])
        text = int(texts.text_at[place])
        size = self._ordinal(text, int(texts.starts[text]) + len(texts.printed[text]) + 1)
        at = self._ordinal(text, place)
        before = length - 1 if kind == "before a hard break" else rng.randrange(length)
        first = max(0, at - before)
        last = at if kind == "before a hard break" else min(first + length, size) - 1
        return text, first, max(last, at)

    def _ordinal(self, text: int, place: int) -> int:
        """Return how many units of a text stand before a place of the sequence."""
        start = int(self._texts.starts[text])
        end = int(self._texts.starts[text + 1]) if text + 1 < len(self._texts.starts) else None
        return int(np.count_nonzero(self._texts.sequence[start : min(place, end or place)] > END))

    def _changed(self, phrase: str) -> str:
        """Return a phrase with another unit of the archive in the place of one of its own."""
        unit = self._rng.choice(units(fold(phrase)))
        other = self._rng.choice(self._names[END + 1 :])
        return f"{phrase[: unit.start]} {other} {phrase[unit.end :]}"


def quoted(phrase: str) -> str:
    """Return a phrase in quotation marks that do not stand in it; empty where it holds all kinds."""
    for marks, clashes in (('""', '"＂'), ("“”", "“”"), ("「」", "「」"), ("『』", "『』")):
        if not set(clashes) & set(phrase):
            return f"{marks[0]}{phrase}{marks[1]}"
    return ""


def _hashed(columns: Iterable[NDArray[np.uint32]]) -> NDArray[np.uint64]:
    """Return a hash of each row of some columns."""
    value: NDArray[np.uint64] | None = None
    for column in columns:
        value = column + np.uint64(1) if value is None else value * MULTIPLIER + column
    assert value is not None
    return value * MULTIPLIER  # the upper bits, which the filter takes, depend on all


def _is_hard(piece: str) -> bool:
    return bool(piece) and piece_kind(piece[0]) is Kind.HARD
