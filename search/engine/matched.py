"""What of one segment matches a request: completely, partly, and each word alone."""

from dataclasses import dataclass

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


def wanted(segment: SegmentReader, node: Node) -> Found:
    """Return the articles that match and were not deleted."""
    if isinstance(node, Everything):
        return Found(mask=segment.live)
    return live(segment, match(segment, node))


def live(segment: SegmentReader, found: Found) -> Found:
    """Return what was not deleted."""
    return found.within(segment.live) if len(segment.deleted) else found
