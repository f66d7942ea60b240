"""Two sequences laid beside each other: which stretches of them are equal, in bounded time.

difflib finds what a reader would call the same, and takes time that grows with the square of what is
compared, or its cube where little of it is different. So it is only asked for small gaps: what both begin
and end with is set aside first, then what stands exactly once in each cuts the rest (patience diff, after
Bram Cohen), as often as it can. A gap that is still too large for the budget is left as one difference, and
the answer says so.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

BUDGET = 3_000_000
"""Steps that difflib may take for two articles, at the worst: a third of a second."""

MAX_DEPTH = 50
"""Times that a gap is cut by what is unique in it."""

Keys = Sequence[Hashable]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Elements `first` to `last` of one sequence beside `other_first` to `other_last` of another.

    `is_equal` says that they are equal, `is_coarse` that they were too much to look into.
    """

    first: int
    last: int
    other_first: int
    other_last: int
    is_equal: bool
    is_coarse: bool = False


@dataclass(slots=True)
class Budget:
    """The steps that are left."""

    steps: int = BUDGET

    def takes(self, steps: int) -> bool:
        """Spend so many steps if there are as many; tell whether there were."""
        if steps > self.steps:
            return False
        self.steps -= steps
        return True


def align(one: Keys, other: Keys, budget: Budget) -> list[Stretch]:
    """Return stretches that cover both sequences in order, equal ones and different ones in turn."""
    joined: list[Stretch] = []
    for stretch in _aligned(one, other, (0, len(one), 0, len(other)), budget, MAX_DEPTH):
        if joined and joined[-1].is_equal == stretch.is_equal:
            before = joined.pop()
            is_coarse = before.is_coarse or stretch.is_coarse
            stretch = Stretch(  # noqa: PLW2901 - it takes the place of both
                before.first,
                stretch.last,
                before.other_first,
                stretch.other_last,
                stretch.is_equal,
                is_coarse,
            )
        joined.append(stretch)
    return joined


Area = tuple[int, int, int, int]


def _aligned(one: Keys, other: Keys, area: Area, budget: Budget, depth: int) -> Iterator[Stretch]:
    """Give the stretches of an area: elements of one from and to, elements of the other from and to."""
    first, last, other_first, other_last = area
    begin, other_begin = first, other_first
    while begin < last and other_begin < other_last and one[begin] == other[other_begin]:
        begin, other_begin = begin + 1, other_begin + 1
    end, other_end = last, other_last
    while end > begin and other_end > other_begin and one[end - 1] == other[other_end - 1]:
        end, other_end = end - 1, other_end - 1
    if begin > first:
        yield Stretch(first, begin, other_first, other_begin, is_equal=True)
    yield from _gap(one, other, (begin, end, other_begin, other_end), budget, depth)
    if end < last:
        yield Stretch(end, last, other_end, other_last, is_equal=True)


def _gap(one: Keys, other: Keys, area: Area, budget: Budget, depth: int) -> Iterator[Stretch]:
    """Give the stretches of an area that begins and ends with a difference."""
    first, last, other_first, other_last = area
    if first == last and other_first == other_last:
        return
    if first == last or other_first == other_last:
        yield Stretch(*area, is_equal=False)
        return
    counts, other_counts = Counter(one[first:last]), Counter(other[other_first:other_last])
    pairs = sum(count * other_counts[key] for key, count in counts.items() if key in other_counts)
    if not pairs:
        yield Stretch(*area, is_equal=False)
    elif budget.takes(pairs * min(last - first, other_last - other_first) + last - first):
        yield from _compared(one, other, area)
    elif depth and (anchors := _anchors(one, other, area, counts, other_counts)):
        place, other_place = first, other_first
        for anchor, other_anchor in anchors:
            if anchor < place or other_anchor < other_place:
                continue
            yield from _aligned(one, other, (place, anchor, other_place, other_anchor), budget, depth - 1)
            yield Stretch(anchor, anchor + 1, other_anchor, other_anchor + 1, is_equal=True)
            place, other_place = anchor + 1, other_anchor + 1
        yield from _aligned(one, other, (place, last, other_place, other_last), budget, depth - 1)
    else:
        yield Stretch(*area, is_equal=False, is_coarse=True)


def _compared(one: Keys, other: Keys, area: Area) -> Iterator[Stretch]:
    first, last, other_first, other_last = area
    matcher = SequenceMatcher(None, one[first:last], other[other_first:other_last], autojunk=False)
    for tag, start, end, other_start, other_end in matcher.get_opcodes():
        yield Stretch(
            first + start,
            first + end,
            other_first + other_start,
            other_first + other_end,
            is_equal=tag == "equal",
        )


def _anchors(
    one: Keys, other: Keys, area: Area, counts: Counter[Hashable], other_counts: Counter[Hashable]
) -> list[tuple[int, int]]:
    """Return the places of what stands once in each, as many as are in one order in both."""
    first, last, other_first, other_last = area
    places = {
        other[place]: place for place in range(other_first, other_last) if other_counts[other[place]] == 1
    }
    unique = [
        (place, places[one[place]])
        for place in range(first, last)
        if counts[one[place]] == 1 and one[place] in places
    ]
    return _longest_rise(unique)


def _longest_rise(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest run of pairs whose second numbers rise (patience sorting)."""
    tops: list[int] = []
    top_pairs: list[int] = []
    before: list[int] = []
    for number, (_, value) in enumerate(pairs):
        pile = bisect_left(tops, value)
        before.append(top_pairs[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(value)
            top_pairs.append(number)
        else:
            tops[pile] = value
            top_pairs[pile] = number
    rise: list[tuple[int, int]] = []
    number = top_pairs[-1] if top_pairs else -1
    while number >= 0:
        rise.append(pairs[number])
        number = before[number]
    return rise[::-1]
