"""Five shades for counts, so that a calendar can be read at a glance.

The steps are quintiles of the counts that there are, rounded to figures that a legend can show: with equal
steps one busy month would leave all others the same pale.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

SHADES = 5
ROUND = (10, 12, 15, 20, 25, 30, 35, 40, 50, 60, 70, 80, 90, 100)
"""Figures of two digits that are round; those of more are tenfolds of them, those of one are all so."""


@dataclass(frozen=True, slots=True)
class Scale:
    """What the shades stand for: `bounds` are the highest counts of its steps, in ascending order."""

    bounds: tuple[int, ...]

    def shade(self, count: int) -> int:
        """Return the shade of a count, from 1; 0 for none at all."""
        return 0 if count <= 0 else self._shades[min(bisect_left(self.bounds, count), len(self.bounds) - 1)]

    @property
    def steps(self) -> tuple[tuple[int, int, int], ...]:
        """Each shade with its lowest and highest count, for a legend."""
        lows = (1, *(bound + 1 for bound in self.bounds))
        pairs = zip(lows, self.bounds, strict=False)
        return tuple((shade, low, high) for shade, (low, high) in zip(self._shades, pairs, strict=True))

    @property
    def _shades(self) -> tuple[int, ...]:
        """The shades that are used, one for each step; where they are few they lie far apart."""
        last = len(self.bounds) - 1
        return tuple(1 + (SHADES - 1) * step // last for step in range(last + 1)) if last else (1,)


def scale_of(counts: Iterable[int]) -> Scale:
    """Return the scale for counts; it ends at the highest of them.

    >>> scale_of([1, 2, 4, 40, 400]).steps
    ((1, 1, 1), (2, 2, 2), (3, 3, 4), (4, 5, 40), (5, 41, 400))
    """
    known = sorted(count for count in counts if count > 0)
    if not known:
        return Scale(())
    quintiles = (known[-(-len(known) * part // SHADES) - 1] for part in range(1, SHADES))
    highest = known[-1]
    bounds = sorted({bound for bound in map(_rounded_up, quintiles) if bound < highest})
    return Scale((*bounds, highest))


def _rounded_up(count: int) -> int:
    """Return the first round figure that is not below a count."""
    if count < ROUND[0]:
        return count
    power: int = 10 ** (len(str(count)) - 2)
    return next(figure * power for figure in ROUND if figure * power >= count)
