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

MAX_CHECKPOINTED, LEFT_AT_CHECKPOINT = 12, 6
"""While a run goes on its segments wait for its end to be merged, but more small ones than this do not:
the smallest are then merged at once, so that this many are left and few are merged twice."""

MAX_DELETED = 0.5
"""A segment is rewritten when more than this part of it is deleted."""


Groups = list[list[ArraySegment]]


def merges(alive: Sequence[ArraySegment], made: Collection[ArraySegment]) -> Groups:
    """Return the groups of segments to merge next, each in order; none where all is well.

    `made` are segments of the run that ends.
    """
    wasteful = [[entry] for entry in alive if entry.deleted_count() > MAX_DELETED * entry.doc_count_all()]
    return (
        wasteful
        or _of_one_run([entry for entry in alive if entry in made])
        or _smallest(alive, MAX_SMALL_SEGMENTS, MAX_SMALL_SEGMENTS)
    )


def merges_of_checkpoint(alive: Sequence[ArraySegment]) -> Groups:
    """Return the groups to merge while a run goes on: mostly none."""
    return _smallest(alive, MAX_CHECKPOINTED, LEFT_AT_CHECKPOINT)


def merges_into_fewest(alive: Sequence[ArraySegment]) -> Groups:
    """Return the groups that leave as few segments as hold all articles, none of them deleted.

    The largest first, each to the first group that has room (first-fit decreasing): two groups never fit
    together afterwards.
    """
    groups: Groups = []
    for entry in sorted(alive, key=ArraySegment.doc_count, reverse=True):
        for group in groups:
            if sum(map(ArraySegment.doc_count, group)) + entry.doc_count() <= MAX_ARTICLES:
                group.append(entry)
                break
        else:
            groups.append([entry])
    return [
        [entry for entry in alive if entry in group]
        for group in groups
        if len(group) > 1 or group[0].deleted_count()
    ]


def _of_one_run(segments: Sequence[ArraySegment]) -> Groups:
    """Return neighbours that fit into one segment together."""
    groups: Groups = []
    room = 0
    for entry in segments:
        if entry.doc_count() > room:
            groups.append([])
            room = MAX_ARTICLES
        groups[-1].append(entry)
        room -= entry.doc_count()
    return [group for group in groups if len(group) > 1]


def _smallest(alive: Sequence[ArraySegment], most: int, left: int) -> Groups:
    """Return the smallest of more than `most` small segments: so many that `left` are left, if they fit."""
    small = sorted(
        (entry for entry in alive if entry.doc_count() * 2 < MAX_ARTICLES), key=ArraySegment.doc_count
    )
    chosen: list[ArraySegment] = []
    room = MAX_ARTICLES
    for entry in small[: len(small) - left + 1] if len(small) > most else ():
        if entry.doc_count() > room:
            break
        chosen.append(entry)
        room -= entry.doc_count()
    return [[entry for entry in alive if entry in chosen]] if len(chosen) > 1 else []
