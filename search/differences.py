"""Two versions of an article compared, word by word.

What is compared are canonical forms, so that a simplified copy of a traditional text differs from it only
where it says something else. Nor do quotation marks of either side, spaces and the ends of lines make a
difference: they are the house's and not the writer's.

Lines are laid beside each other first, then the sentences of lines that differ, then the words of sentences
that differ. What would take too long (a million different words) stays a difference of whole sentences or
lines, and is called coarse.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from search.alignment import Budget, align
from search.spans import LINES, SENTENCE_ENDS, SPACES, WORDS, canonical_text, covered, cut

SAME, REMOVED, ADDED = "same", "removed", "added"

MAX_CUT = 60_000
"""Characters on both sides that are cut into words; more stay sentences."""

MAX_SPANS = 100_000
"""Lines, or sentences, of one side; more are not compared one by one."""

MAX_COMPARED = 50_000
"""Characters of each text that `likeness` looks at."""

_LETTERS = re.compile(r"[^\W\u3400-\U000323af]{2}")


@dataclass(frozen=True, slots=True)
class Difference:
    """A run of two texts: `kind` is `same`, `removed` (only `one` has it) or `added` (only `other` has it).

    What is the same may still be printed otherwise, so both texts are there; of a removed run `other` is
    empty, of an added one `one`. `is_coarse` says that it was too much to look into.
    """

    kind: str
    one: str
    other: str
    is_coarse: bool = False


def differences(one: str, other: str) -> tuple[Difference, ...]:
    """Return what must be removed from `one`, and added, to make `other` of it, in reading order.

    The texts of all pieces joined, `one` of each, are `one`; the others' are `other`. Any text is taken, and
    answered within about a second.

    >>> [(piece.kind, piece.one, piece.other) for piece in differences("寶坻區開會。", "宝坻区今天开会。")]
    [('same', '寶坻區', '宝坻区'), ('added', '', '今天'), ('same', '開會。', '开会。')]
    """
    comparison = _Comparison(one, other)
    pieces = comparison.compare((0, len(one)), (0, len(other)), 0)
    return tuple(_joined(piece for piece in pieces if piece.one or piece.other))


def likeness(one: str, other: str) -> float:
    """Return the share of two texts that both have, from 0 to 1, quickly: of their pairs of characters.

    It is Dice's measure over the canonical letters of the first MAX_COMPARED characters of each; 1 where
    these are the same. Order plays no part, so it can be 1 of texts that differ in it.
    """
    pairs, other_pairs = _pairs(one[:MAX_COMPARED]), _pairs(other[:MAX_COMPARED])
    total = pairs.total() + other_pairs.total()
    return 2 * (pairs & other_pairs).total() / total if total else 1.0


def _pairs(text: str) -> Counter[tuple[str, str]]:
    """Return the pairs of neighbouring letters, the text's beginning and end being letters as well."""
    letters = [letter for letter in canonical_text(text) if letter.isalnum()]
    return Counter(pairwise(["", *letters, ""])) if letters else Counter()


class _Comparison:
    """Two texts, their canonical forms, and the steps that may still be taken."""

    def __init__(self, one: str, other: str) -> None:
        self.one, self.other = one, other
        self.canonical, self.other_canonical = canonical_text(one), canonical_text(other)
        self.budget = Budget()
        self.uncut = MAX_CUT

    def compare(self, area: tuple[int, int], other_area: tuple[int, int], level: int) -> Iterator[Difference]:
        """Give the pieces of two areas, cut as `level` says: lines, sentences, words."""
        if not self._can_cut(area, other_area, level):
            yield from self._trimmed(area, other_area)
            return
        spans, other_spans = cut(self.canonical, area, level), cut(self.other_canonical, other_area, level)
        keys, other_keys = [span.key for span in spans], [span.key for span in other_spans]
        for stretch in align(keys, other_keys, self.budget):
            part = covered(spans, stretch.first, stretch.last, area)
            other_part = covered(other_spans, stretch.other_first, stretch.other_last, other_area)
            if stretch.is_equal:
                yield self._same(part, other_part)
            elif level < WORDS and part[0] < part[1] and other_part[0] < other_part[1]:
                yield from self.compare(part, other_part, level + 1)
            elif _is_blank(keys[stretch.first : stretch.last]) and _is_blank(
                other_keys[stretch.other_first : stretch.other_last]
            ):
                yield self._same(part, other_part)
            else:
                yield from self._changed(part, other_part, is_coarse=stretch.is_coarse)

    def _trimmed(self, area: tuple[int, int], other_area: tuple[int, int]) -> Iterator[Difference]:
        """Give the pieces of areas that are too large to cut: what both begin and end with is the same."""
        one, other = self.canonical[slice(*area)], self.other_canonical[slice(*other_area)]
        begin = _common(one, other)
        end = _common(one[begin:][::-1], other[begin:][::-1])
        inner = area[0] + begin, area[1] - end
        other_inner = other_area[0] + begin, other_area[1] - end
        yield self._same((area[0], inner[0]), (other_area[0], other_inner[0]))
        if begin + end:
            yield from self.compare(inner, other_inner, WORDS)
        else:
            yield from self._changed(inner, other_inner, is_coarse=True)
        yield self._same((inner[1], area[1]), (other_inner[1], other_area[1]))

    def _can_cut(self, area: tuple[int, int], other_area: tuple[int, int], level: int) -> bool:
        """Tell whether two areas are small enough for a level."""
        if level == WORDS:
            self.uncut -= area[1] - area[0] + other_area[1] - other_area[0]
            return self.uncut >= 0
        ends = "\n" if level == LINES else SENTENCE_ENDS
        return all(
            sum(text.count(end, *limits) for end in ends) < MAX_SPANS
            for text, limits in ((self.canonical, area), (self.other_canonical, other_area))
        )

    def _same(self, area: tuple[int, int], other_area: tuple[int, int]) -> Difference:
        return Difference(SAME, self.one[slice(*area)], self.other[slice(*other_area)])

    def _changed(
        self, area: tuple[int, int], other_area: tuple[int, int], *, is_coarse: bool
    ) -> Iterator[Difference]:
        """Give what differs, without what differs in the words' borders only: 報道 in 現場報道."""
        one, other = self.canonical[slice(*area)], self.other_canonical[slice(*other_area)]
        if SPACES.sub("", one) == SPACES.sub("", other):
            yield self._same(area, other_area)
            return
        begin = _common(one, other)
        end = _common(one[begin:][::-1], other[begin:][::-1])
        if begin + end < min(len(one), len(other)) or _cuts_letters(max(one, other, key=len), begin, end):
            begin = end = 0
        (first, last), (other_first, other_last) = area, other_area
        yield self._same((first, first + begin), (other_first, other_first + begin))
        yield Difference(REMOVED, self.one[first + begin : last - end], "", is_coarse)
        yield Difference(ADDED, "", self.other[other_first + begin : other_last - end], is_coarse)
        yield self._same((last - end, last), (other_last - end, other_last))


def _cuts_letters(text: str, begin: int, end: int) -> bool:
    """Tell whether a text without so much of its beginning and end is cut within a Latin word or a number."""
    return any(
        0 < place < len(text) and _LETTERS.match(text, place - 1) is not None
        for place in (begin, len(text) - end)
    )


def _common(one: str, other: str) -> int:
    """Return how many characters two texts have in common from the beginning, by halving."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _is_blank(keys: list[str]) -> bool:
    return not any(keys)


def _joined(pieces: Iterable[Difference]) -> Iterator[Difference]:
    """Give the pieces, those of one kind that touch made one; what is removed before what is added."""
    same: list[Difference] = []
    changed: list[Difference] = []
    for piece in pieces:
        if piece.kind == SAME:
            yield from _merged(changed)
            changed = []
            same.append(piece)
        else:
            yield from _merged(same)
            same = []
            changed.append(piece)
    yield from _merged(same)
    yield from _merged(changed)


def _merged(pieces: list[Difference]) -> Iterator[Difference]:
    for kind in (SAME, REMOVED, ADDED):
        alike = [piece for piece in pieces if piece.kind == kind]
        if alike:
            yield replace(
                alike[0],
                one="".join(piece.one for piece in alike),
                other="".join(piece.other for piece in alike),
                is_coarse=any(piece.is_coarse for piece in alike),
            )
