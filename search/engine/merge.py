"""Merges segments: arrays into arrays, deleted articles left behind, in bounded memory."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.analysis import GRAM_FIELDS
from search.engine.arrays import AnyArray, ArrayWriter
from search.engine.batch import INDEXED_FIELDS, SCORED_FIELDS
from search.engine.clusters import KEYS
from search.engine.dictionary import begins, sizes
from search.engine.merge_fields import GONE, FieldMerge
from search.engine.segment import SegmentReader
from search.engine.stored import StoredWriter


def merge_files(path: Path, sources: Sequence[tuple[Path, Iterable[int]]]) -> None:
    """Merge segment files, given with the numbers of their deleted articles."""
    merge_segments(path, [SegmentReader(source, deleted) for source, deleted in sources])


def merge_segments(path: Path, segments: Sequence[SegmentReader]) -> int:
    """Write the live articles of `segments` in order as one segment file; return how many they are."""
    numbers = _number_maps(segments)
    with ArrayWriter(path) as out:
        for field in INDEXED_FIELDS:
            FieldMerge(out, field, segments, numbers).write()
            if field in SCORED_FIELDS:
                out.write(f"{field}.lengths", _kept(segments, [one.lengths(field) for one in segments]))
            if field in GRAM_FIELDS:
                _merge_forms(out, field, segments)
        out.write("hashes", _kept(segments, [one.file["hashes"] for one in segments]))
        dates = _kept(segments, [one.dates for one in segments])
        out.write("dates", dates)
        out.write(KEYS, _kept(segments, [one.clusters for one in segments]))
        stored = StoredWriter(out)
        for segment in segments:
            segment.stored.copy_to(stored, segment.live)
        stored.close()
    return len(dates)


def _number_maps(segments: Sequence[SegmentReader]) -> list[NDArray[np.int32]]:
    """Return each segment's map from old to new article numbers, 65,536 places."""
    maps, base = [], 0
    for segment in segments:
        numbers = base + np.cumsum(segment.live) - 1
        maps.append(np.where(segment.live, numbers, GONE).astype(np.int32))
        base += segment.live_count
    return maps


def _kept(segments: Sequence[SegmentReader], parts: Sequence[AnyArray]) -> AnyArray:
    """Join per-article values, those of deleted articles left out."""
    return np.concatenate(
        [part[segment.live[: segment.count]] for part, segment in zip(parts, segments, strict=True)]
    )


def _merge_forms(out: ArrayWriter, field: str, segments: Sequence[SegmentReader]) -> None:
    """Join the printed forms, whose articles begin at whole bytes."""
    lengths = [sizes(segment.forms(field).begins) for segment in segments]
    joined = begins(_kept(segments, lengths))
    region = out.region(f"{field}.forms", np.uint8, (int(joined[-1]),))
    for segment, one in zip(segments, lengths, strict=True):
        packed = segment.forms(field).packed
        region.append(
            packed[np.repeat(segment.live[: segment.count], one)] if len(segment.deleted) else packed
        )
    out.write(f"{field}.form_begins", joined)
