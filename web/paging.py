"""Which page numbers stand under a list of hits.

The first, the last, and a few around the present one; a gap between them is an ellipsis. The
numbers stop at a depth: past it the right move is a narrower question, and the page says so.
"""

from dataclasses import dataclass

_AROUND = 2


@dataclass(frozen=True, slots=True)
class Paging:
    """The present page of `last`; `cut` where there are more hits than paging reaches."""

    page: int
    last: int
    cut: bool

    @property
    def numbers(self) -> tuple[int | None, ...]:
        """The page numbers to show, None for a gap."""
        near = range(self.page - _AROUND, self.page + _AROUND + 1)
        shown = sorted({1, self.last, *(number for number in near if 1 <= number <= self.last)})
        numbers: list[int | None] = []
        for number in shown:
            before = numbers[-1] if numbers else None
            if before is not None and number == before + 2:
                numbers.append(number - 1)
            elif before is not None and number > before + 2:
                numbers.append(None)
            numbers.append(number)
        return tuple(numbers)


def paging(page: int, hits: int, page_hits: int, depth: int) -> Paging:
    """Return the paging of `hits` hits, `page_hits` a page, of which `depth` can be reached."""
    reachable = min(hits, depth)
    return Paging(page=page, last=max(1, -(-reachable // page_hits)), cut=hits > depth)
