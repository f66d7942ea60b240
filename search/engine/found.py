"""Which articles of one segment match: an ascending list where they are few, a mask where they are many."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.engine.kernels import kernels
from search.engine.tables import PLACES

Docs = NDArray[np.uint16]
Mask = NDArray[np.bool_]

NO_DOCS = np.zeros(0, dtype=np.uint16)


@dataclass(slots=True)
class Found:
    """Articles by number: `docs`, ascending, or `mask` of 65,536 places; the other one is None."""

    docs: Docs | None = None
    mask: Mask | None = None

    def __len__(self) -> int:
        """Return how many they are."""
        if self.docs is not None:
            return len(self.docs)
        return 0 if self.mask is None else int(np.count_nonzero(self.mask))

    def as_mask(self) -> Mask:
        """Return a mask; it must not be changed."""
        if self.mask is None:
            self.mask = np.zeros(PLACES, dtype=bool)
            if self.docs is not None:
                kernels().mark(frozen(self.docs), self.mask)
        return self.mask

    def as_docs(self) -> Docs:
        """Return an ascending list; it must not be changed."""
        if self.docs is None:
            self.docs = NO_DOCS if self.mask is None else kernels().listed(self.mask, PLACES)
        return self.docs

    def has(self, number: int) -> bool:
        """Tell whether an article is among them."""
        if self.mask is not None:
            return bool(self.mask[number])
        docs = self.as_docs()
        place = int(np.searchsorted(docs, number))
        return place < len(docs) and int(docs[place]) == number

    def have(self, docs: Docs) -> Mask:
        """Tell which articles are among them."""
        are_there: Mask = np.zeros(len(docs), dtype=bool)
        known = self.as_docs() if self.mask is None else NO_DOCS
        if self.mask is not None:
            are_there = self.mask[docs]
        elif len(known):
            are_there = known[np.searchsorted(known, docs).clip(max=len(known) - 1)] == docs
        return are_there

    def within(self, mask: Mask) -> "Found":
        """Return those that a mask has too."""
        if self.docs is not None:
            return Found(self.docs[mask[self.docs]])
        return Found(mask=self.as_mask() & mask)


def frozen(docs: Docs) -> Docs:
    """Return the same list as a view that kernels accept: one that cannot be written to."""
    if docs.flags.writeable:
        docs = docs.view()
        docs.flags.writeable = False
    return docs


def all_of(founds: list[Found]) -> Found:
    """Return what is in each of at least one."""
    lists = sorted((found.docs for found in founds if found.docs is not None), key=len)
    masks = [found.mask for found in founds if found.docs is None and found.mask is not None]
    if not lists:
        return Found(mask=np.logical_and.reduce(masks) if len(masks) > 1 else masks[0])
    docs = lists[0]
    for other in lists[1:]:
        docs = kernels().intersect(frozen(docs), frozen(other))
    for mask in masks:
        docs = docs[mask[docs]]
    return Found(docs)


def any_of(founds: list[Found]) -> Found:
    """Return what is in any of them: a list where all of it is in one, so that few stay a list."""
    founds = [found for found in founds if found.docs is None or len(found.docs)]
    if len(founds) < 2:
        return founds[0] if founds else Found(NO_DOCS)
    mask = np.zeros(PLACES, dtype=bool)
    for found in founds:
        if found.docs is not None:
            kernels().mark(frozen(found.docs), mask)
        elif found.mask is not None:
            mask |= found.mask
    return Found(mask=mask)
