"""When a text was published: the days of the articles that have it, and how close two texts were.

Near-duplicates of one week are one story as it went on; those of different years are two, unless they are
the same to the letter (`search.analysis.are_copies`). What has no date is between the two.
"""

from dataclasses import dataclass
from datetime import date

from search.analysis import NEAR_DAYS, Closeness

UNDATED = "9999"
"""What an article without a date is ordered by: after all others."""


@dataclass(frozen=True, slots=True)
class Span:
    """The first and last day of a text's articles, None where none has a date."""

    first: int | None
    last: int | None
    has_undated: bool

    def closeness(self, other: "Span") -> Closeness:
        """Return how close two texts were published, by the days between the two spans."""
        if None not in (self.first, self.last, other.first, other.last):
            gap = max(self.first or 0, other.first or 0) - min(self.last or 0, other.last or 0)
            if gap <= NEAR_DAYS:
                return Closeness.NEAR
        return Closeness.UNKNOWN if self.has_undated or other.has_undated else Closeness.FAR


def day_of(published: str) -> int | None:
    """Return the ordinal of a date's day; None where it names no day."""
    try:
        return date.fromisoformat(published[:10]).toordinal()
    except ValueError:
        return None
