"""Sketches: what texts' runs of characters, or their numerals, leave behind in a few bytes each.

MinHash by one permutation (one permutation hashing, Li, Owen and Zhang 2012; empty bins filled as
Shrivastava 2017 does) for the body, the smallest hashes of a set (bottom-k, Broder 1997) for small
sets. Everything is arithmetic on 64-bit hashes: the same on every machine and in every release.

Many texts are sketched at once, as one array of characters end to end (`search.analysis.bulk`); a text's
sketch does not depend on those beside it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from search.analysis.bulk import (
    CODE_POINTS,
    CODE_TYPE,
    HAN_KIND,
    LETTER_KIND,
    Batch,
    batch_of,
    fold_codes,
    kind_table,
    look_up,
    sums,
    text_of,
)

BINS = 128
"""Bytes of a MinHash; the error of a share estimated from them is at most .045."""

NOTHING = 0xFFFF
"""What fills a bottom-k sketch up; no hash has this value."""

_FACTORS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F],
    dtype=np.uint64,
)
_BIN_SHIFT = np.uint64(57)  # the upper bits say which of the BINS a hash is in
_HASH_BITS = np.uint64(16)


@dataclass(frozen=True, slots=True)
class Lists:
    """Values of many texts end to end: `values`, shape (all,), `counts` of each text, shape (texts,)."""

    values: NDArray[np.uint64]
    counts: NDArray[np.int64]


def canonical(texts: Sequence[str]) -> Batch:
    """Return the canonical forms of texts as code points."""
    batch = batch_of(texts)
    return Batch(look_up(fold_codes(), batch.codes), batch.begins)


def printed(batch: Batch) -> Lists:
    """Return the characters that units are made of, without what stands between them."""
    kinds = look_up(kind_table(), batch.codes)
    kept = (kinds == HAN_KIND) | (kinds == LETTER_KIND)
    return Lists(batch.codes[kept].astype(np.uint64), sums(kept, batch.begins))


def run_hashes(characters: Lists, length: int) -> Lists:
    """Return a hash of each run of so many characters, at most five, within a text."""
    codes = characters.values
    count = len(codes) - length + 1
    if count <= 0:
        return Lists(np.zeros(0, dtype=np.uint64), np.zeros_like(characters.counts))
    hashes = np.zeros(count, dtype=np.uint64)
    for at in range(length):
        hashes += codes[at : at + count] * _FACTORS[at]
    is_inside = np.ones(len(codes), dtype=bool)
    for before in range(1, length):  # what begins so near a text's end goes beyond it
        places = np.cumsum(characters.counts) - before
        is_inside[places[places >= 0]] = False
    return Lists(mix(hashes[is_inside[:count]]), np.maximum(0, characters.counts - (length - 1)))


def mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the values mixed to 64 even bits (the finaliser of SplitMix64, Steele et al. 2014)."""
    mixed: NDArray[np.uint64] = values ^ (values >> np.uint64(30))
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return mixed


def distinct(lists: Lists) -> Lists:
    """Return each text's values ascending, each once; what was given is left in another order."""
    values, ends = lists.values, np.cumsum(lists.counts)
    begin = 0
    for end in ends.tolist():
        values[begin:end].sort()
        begin = end
    is_first = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=is_first[1:])
    is_filled = lists.counts > 0
    begins = (ends - lists.counts)[is_filled]
    is_first[begins] = True
    counts = np.zeros(len(lists.counts), dtype=np.int64)
    counts[is_filled] = sums(is_first, begins)
    return Lists(values[is_first], counts)


def min_hashes(runs: Lists) -> NDArray[np.uint8]:
    """Return a byte of the smallest hash in each bin, shape (texts, BINS); `runs` are from `distinct`.

    An empty bin takes the byte of another one, always asked for in the same order; those of a text without
    runs are 0.
    """
    texts = len(runs.counts)
    places = (runs.values >> _BIN_SHIFT).astype(np.int64)
    places += np.repeat(np.arange(0, texts * BINS, BINS), runs.counts)
    is_first = np.ones(len(places), dtype=bool)
    np.not_equal(places[1:], places[:-1], out=is_first[1:])
    values = np.zeros((texts, BINS), dtype=np.uint8)
    is_full = np.zeros((texts, BINS), dtype=bool)
    values.ravel()[places[is_first]] = (runs.values[is_first] & np.uint64(0xFF)).astype(np.uint8)
    is_full.ravel()[places[is_first]] = True
    text, empty = np.nonzero(~is_full)
    for probe in range(1, BINS):
        if not len(text):
            break
        asked = _probes()[empty, probe]
        has_one = is_full[text, asked]
        values[text[has_one], empty[has_one]] = values[text[has_one], asked[has_one]]
        text, empty = text[~has_one], empty[~has_one]
    return values


def text_hashes(pattern: re.Pattern[str], batch: Batch) -> Lists:
    """Return a 32-bit hash of each distinct match of a pattern, in no order.

    A match must begin with a digit and go no further than the two characters after each of its digits, the
    second of which is looked at and not taken: only these are searched.
    """
    is_near = look_up(_digits(), batch.codes)
    is_digit = is_near.copy()
    is_near[1:] |= is_digit[:-1]
    is_near[2:] |= is_digit[:-2]
    text = text_of(batch.codes[is_near])
    hashes: list[int] = []
    counts = []
    begin = 0
    for end in np.cumsum(sums(is_near, batch.begins)).tolist():
        found = set(pattern.findall(text, begin, end)) if end > begin else ()
        hashes.extend(map(crc32, map(str.encode, found)))
        counts.append(len(found))
        begin = end
    return Lists(np.array(hashes, dtype=np.uint64), np.array(counts, dtype=np.int64))


def smallest(hashes: Lists, count: int) -> NDArray[np.uint16]:
    """Return each text's smallest distinct 16-bit hashes, ascending, filled up with NOTHING.

    The shape is (texts, count).
    """
    texts = len(hashes.counts)
    owners = np.repeat(np.arange(texts, dtype=np.uint64), hashes.counts)
    keys = np.unique((owners << _HASH_BITS) + hashes.values % np.uint64(NOTHING))
    owners = keys >> _HASH_BITS
    ranks = np.arange(len(keys)) - np.searchsorted(owners, owners)
    kept = ranks < count
    sketches = np.full((texts, count), NOTHING, dtype=np.uint16)
    sketches[owners[kept].astype(np.int64), ranks[kept]] = (keys[kept] & np.uint64(0xFFFF)).astype(np.uint16)
    return sketches


def overlap(
    one: NDArray[np.uint16], many: NDArray[np.uint16], *, empty: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return of each two sets, sketched by `smallest`, the share of elements in both; shape (sets,) each.

    First of all elements, then of the smaller set's; it is `empty` where one of the sets is. A full sketch
    holds its set only up to its last hash, so both are compared up to there.
    """
    last = np.minimum(many[:, -1], one[:, -1])
    limit = np.where(last == NOTHING, NOTHING - 1, last)[:, None]
    mine, theirs = one <= limit, many <= limit
    both = ((many[:, :, None] == one[:, None, :]).any(axis=2) & theirs).sum(axis=1)
    left, right = mine.sum(axis=1), theirs.sum(axis=1)
    smaller = np.minimum(left, right)
    is_empty = (one[:, 0] == NOTHING) | (many[:, 0] == NOTHING)
    return (
        np.where(is_empty, empty, both / np.maximum(1, left + right - both)),
        np.where(is_empty, empty, both / np.maximum(1, smaller)),
    )


@cache
def _digits() -> NDArray[np.bool_]:
    """Return of every code point whether it is a digit, as regular expressions see it."""
    table = np.zeros(CODE_POINTS, dtype=bool)
    every = text_of(np.arange(CODE_POINTS, dtype=CODE_TYPE))
    table[[match.start() for match in re.finditer(r"\d", every)]] = True
    return table


@cache
def _probes() -> NDArray[np.int64]:
    """Return for each bin the order in which the others are asked where it is empty; itself comes first."""
    hashes = mix(np.arange(1, BINS * BINS + 1, dtype=np.uint64)).reshape(BINS, BINS)
    np.fill_diagonal(hashes, 0)
    return np.argsort(hashes, axis=1)
