"""Which segments are merged: each costs every query its share, each merge rewrites what it merges.

The segments of one run become as few as hold their articles; single additions gather in small segments,
the smallest of which are merged when they are too many; a segment mostly deleted is rewritten. None
grows past 65,536 articles, so no merge takes longer however large the archive is.
"""

from collections.abc import Collection, Sequence

from search.engine.commits import ArraySegment
from search.engine.postings import MAX_ARTICLES

MAX_SMALL_SEGMENTS = 8
"""More segments than this that are not half full are too many."""

MAX_DELETED = 0.5
"""A segment is rewritten when more than this part of it is deleted."""


def merges(alive: Sequence[ArraySegment], new: Collection[ArraySegment]) -> list[list[ArraySegment]]:
    """Return the groups of segments to merge next, each in order; none where all is well.

    `new` are segments that no commit names yet.
    """
    wasteful = [[entry] for entry in alive if entry.deleted_count() > MAX_DELETED * entry.doc_count_all()]
    return wasteful or _of_one_run([entry for entry in alive if entry in new]) or _of_many_runs(alive)


def _of_one_run(segments: Sequence[ArraySegment]) -> list[list[ArraySegment]]:
    """Return neighbours that fit into one segment together."""
    groups: list[list[ArraySegment]] = []
    room = 0
    for entry in segments:
        if entry.doc_count() > room:
            groups.append([])
            room = MAX_ARTICLES
        groups[-1].append(entry)
        room -= entry.doc_count()
    return [group for group in groups if len(group) > 1]


def _of_many_runs(alive: Sequence[ArraySegment]) -> list[list[ArraySegment]]:
    """Return the smallest of too many small segments, as many as are too many and fit together."""
    small = sorted(
        (entry for entry in alive if entry.doc_count() * 2 < MAX_ARTICLES), key=ArraySegment.doc_count
    )
    chosen: list[ArraySegment] = []
    room = MAX_ARTICLES
    for entry in small[: max(len(small) - MAX_SMALL_SEGMENTS + 1, 0)]:
        if entry.doc_count() > room:
            break
        chosen.append(entry)
        room -= entry.doc_count()
    return [[entry for entry in alive if entry in chosen]] if len(chosen) > 1 else []
