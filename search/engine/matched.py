"""What of one segment matches a request: completely, partly, and each word alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from search.engine.found import NO_DOCS, Found, all_of, any_of
from search.engine.matching import match
from search.engine.requests import Request
from search.engine.segment import SegmentReader
from search.engine.tree import Everything, Node


@dataclass(slots=True)
class Matched:
    """One segment's matches: all words, some words, and each word alone."""

    complete: Found
    partial: Found
    words: list[Found]


def matched_words(segment: SegmentReader, request: Request) -> Matched:
    """Return what matches a request that has words."""
    wanted_docs = None if isinstance(request.match, Everything) else match(segment, request.match)
    words = [match(segment, word) for word in request.words]
    required = [] if wanted_docs is None else [wanted_docs]
    complete = live(segment, all_of(required + words))
    if len(words) == 1:
        return Matched(complete, Found(NO_DOCS), words)
    some = any_of(words) if wanted_docs is None else all_of([wanted_docs, any_of(words)])
    return Matched(complete, live(segment, some).within(~complete.as_mask()), words)


def lacking(matched: Sequence[Matched], partial: Sequence[Found]) -> tuple[int, ...]:
    """Return how many of the partial matches, given of each segment, have all words but each one."""
    counts = np.zeros(len(matched[0].words), dtype=np.int64)
    for found, left in zip(matched, partial, strict=True):
        docs = left.as_docs()
        having = np.zeros(len(docs), dtype=np.int64)
        for word in found.words:
            having += word.as_mask()[docs]
        short = docs[having == len(counts) - 1]
        counts += [len(short) - np.count_nonzero(word.as_mask()[short]) for word in found.words]
    return tuple(counts.tolist())


def wanted(segment: SegmentReader, node: Node) -> Found:
    """Return the articles that match and were not deleted."""
    if isinstance(node, Everything):
        return Found(mask=segment.live)
    return live(segment, match(segment, node))


def live(segment: SegmentReader, found: Found) -> Found:
    """Return what was not deleted."""
    return found.within(segment.live) if len(segment.deleted) else found
