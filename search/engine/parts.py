"""The parts of a commit: articles that were written together, for what is derived from them and kept."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from search.article import Article
from search.engine.dictionary import POSTINGS, sizes
from search.engine.requests import FrequentTerm
from search.engine.segment import SegmentReader
from search.errors import REPAIR, CorruptIndex


class SegmentPart:
    """One segment as a part; `first` is the number of its first article within the reader."""

    def __init__(self, segment: SegmentReader, first: int) -> None:
        """Take an opened segment."""
        self._segment = segment
        self.first = first

    @property
    def key(self) -> str:
        """What names these articles in every process: a segment's file is never written to again."""
        path = self._segment.path
        return f"{path.parent.name}/{path.name}:{self._segment.file.bytes}"

    @property
    def live(self) -> NDArray[np.bool_]:
        """Which articles of the part can be found, by their places in it; shape (articles,)."""
        return self._segment.live[: self._segment.count]

    def articles(self) -> Iterator[tuple[int, Article]]:
        """Give the articles that can be found, with their places in the part, in order."""
        return zip(np.flatnonzero(self.live).tolist(), self._segment.articles(), strict=True)

    def frequent_terms(self, field: str, limit: int, samples: int) -> list[FrequentTerm]:
        """Return the terms that the most articles have, of two bytes or more, in the order of the field.

        `samples` is how many of a term's articles are named, spread over all that have it.
        """
        postings = self._segment.fields[field]
        ends = np.append(0, postings.terms.arrays.ends.astype(np.int64))
        counts = sizes(postings.bounds[:, POSTINGS])
        terms = np.flatnonzero(np.diff(ends) > 1)
        if len(terms) > limit:
            chosen = np.argpartition(counts[terms], len(terms) - limit)[len(terms) - limit :]
            terms = np.sort(terms[chosen])
        begins = postings.bounds[:-1, POSTINGS].astype(np.int64)[terms]
        spread = np.linspace(0, 1, samples)
        places = begins[:, None] + ((counts[terms] - 1)[:, None] * spread).astype(np.int64)
        if len(terms) and not 0 <= places.min() <= places.max() < len(postings.docs):
            raise CorruptIndex(f"{self._segment.path}: postings of {field!r} lie outside of it; {REPAIR}")
        docs = postings.docs[places].tolist()
        return [
            FrequentTerm(postings.terms.texts(term, term + 1)[0], count, tuple(sorted(set(held))))
            for term, count, held in zip(terms.tolist(), counts[terms].tolist(), docs, strict=True)
        ]
