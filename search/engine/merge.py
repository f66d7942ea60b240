"""Merges segments: arrays into arrays, deleted articles left behind."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.engine.arrays import AnyArray, write_arrays
from search.engine.batch import INDEXED_FIELDS, SCORED_FIELDS
from search.engine.postings import FieldContent, FieldPostings
from search.engine.segment import SegmentReader

GONE = -1
"""In a map of article numbers: the article is not in the merged segment."""


def merge_segments(path: Path, segments: Sequence[SegmentReader]) -> int:
    """Write the live articles of `segments` in order as one segment file; return how many they are."""
    maps = _number_maps(segments)
    arrays: dict[str, AnyArray] = {}
    for field in INDEXED_FIELDS:
        arrays.update(_merge_field(field, [segment.field(field) for segment in segments], maps))
        if field in SCORED_FIELDS:
            arrays[f"{field}.lengths"] = _kept([segment.lengths(field) for segment in segments], maps)
    arrays["hashes"] = _kept([segment.arrays["hashes"] for segment in segments], maps)
    arrays["dates"] = _kept([segment.dates for segment in segments], maps)
    arrays["stored"], arrays["stored_ends"] = _merge_stored(segments, maps)
    write_arrays(path, arrays)
    return len(arrays["dates"])


def _number_maps(segments: Sequence[SegmentReader]) -> list[NDArray[np.int32]]:
    """Return each segment's map from old to new article numbers."""
    maps, base = [], 0
    for segment in segments:
        numbers = base + np.cumsum(segment.live) - 1
        maps.append(np.where(segment.live, numbers, GONE).astype(np.int32))
        base += int(segment.live.sum())
    return maps


def _merge_field(
    field: str, readers: Sequence[FieldPostings], maps: Sequence[NDArray[np.int32]]
) -> dict[str, AnyArray]:
    texts = [reader.terms.texts() for reader in readers]
    merged = sorted({term for terms in texts for term in terms})
    rank = {term: place for place, term in enumerate(merged)}
    tids, docs, freqs, positions = [], [], [], []
    for reader, terms, numbers in zip(readers, texts, maps, strict=True):
        sizes, postings = reader.all_postings()
        ranks = np.fromiter((rank[term] for term in terms), dtype=np.int32, count=len(terms))
        new_docs = numbers[postings.docs]
        kept = new_docs != GONE
        tids.append(np.repeat(ranks, sizes)[kept])
        docs.append(new_docs[kept])
        freqs.append(postings.freqs[kept].astype(np.int64))
        positions.append(
            postings.positions[np.repeat(kept, postings.freqs)] if len(postings.positions) else None
        )
    all_tids, all_freqs = np.concatenate(tids), np.concatenate(freqs)
    order = np.argsort(all_tids, kind="stable")
    used, counts = np.unique(all_tids, return_counts=True)
    positional = any(part is not None for part in positions)
    content = FieldContent(
        [merged[place] for place in used],
        counts,
        np.bincount(all_tids, weights=all_freqs, minlength=len(merged)).astype(np.int64)[used],
        np.concatenate(docs)[order],
        all_freqs[order],
        _reordered([part for part in positions if part is not None], all_freqs, order)
        if positional
        else None,
    )
    return content.pack(field)


def _reordered(
    positions: Sequence[AnyArray], freqs: NDArray[np.int64], order: NDArray[np.int64]
) -> NDArray[np.uint32]:
    """Return the positions of postings in their new order."""
    begins = np.cumsum(freqs) - freqs
    lengths = freqs[order]
    new_begins = np.cumsum(lengths) - lengths
    sources = np.repeat(begins[order] - new_begins, lengths) + np.arange(lengths.sum())
    joined: NDArray[np.uint32] = np.concatenate(positions).astype(np.uint32)[sources]
    return joined


def _kept(parts: Sequence[AnyArray], maps: Sequence[NDArray[np.int32]]) -> AnyArray:
    """Join per-article values, those of deleted articles left out."""
    return np.concatenate([part[numbers != GONE] for part, numbers in zip(parts, maps, strict=True)])


def _merge_stored(
    segments: Sequence[SegmentReader], maps: Sequence[NDArray[np.int32]]
) -> tuple[AnyArray, AnyArray]:
    """Join the stored articles without unpacking them."""
    blobs, lengths = [], []
    for segment, numbers in zip(segments, maps, strict=True):
        sizes = np.diff(segment.arrays["stored_ends"], prepend=0)
        live = numbers != GONE
        blobs.append(segment.arrays["stored"][np.repeat(live, sizes)])
        lengths.append(sizes[live])
    return np.concatenate(blobs), np.cumsum(np.concatenate(lengths), dtype=np.int64)
