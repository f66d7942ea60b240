"""Sketches: what a text's runs of characters, or its numerals, leave behind in a few bytes.

MinHash by one permutation (one permutation hashing, Li, Owen and Zhang 2012; empty bins filled as
Shrivastava 2017 does) for the body, the smallest hashes of a set (bottom-k, Broder 1997) for small
sets. Everything is arithmetic on 64-bit hashes: the same on every machine and in every release.
"""

import re
from functools import cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from search.analysis.bulk import HAN_KIND, LETTER_KIND, batch_of, fold_codes, kind_table, look_up, text_of

BINS = 128
"""Bytes of a MinHash; the error of a share estimated from them is at most .045."""

NOTHING = 0xFFFF
"""What fills a bottom-k sketch up; no hash has this value."""

_FACTORS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F],
    dtype=np.uint64,
)


def canonical(text: str) -> NDArray[np.uint32]:
    """Return the canonical form of a text as code points, with a line end after it."""
    return look_up(fold_codes(), batch_of([text]).codes)


def printed(codes: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Return the characters that units are made of, without what stands between them."""
    kinds = look_up(kind_table(), codes)
    kept: NDArray[np.uint64] = codes[(kinds == HAN_KIND) | (kinds == LETTER_KIND)].astype(np.uint64)
    return kept


def run_hashes(codes: NDArray[np.uint64], length: int) -> NDArray[np.uint64]:
    """Return a hash of each run of so many characters, at most five; shape (characters - length + 1,)."""
    count = max(0, len(codes) - length + 1)
    sums = np.zeros(count, dtype=np.uint64)
    for at in range(length):
        sums += codes[at : at + count] * _FACTORS[at]
    return mix(sums)


def mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the values mixed to 64 even bits (the finaliser of SplitMix64, Steele et al. 2014)."""
    mixed: NDArray[np.uint64] = values ^ (values >> np.uint64(30))
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return mixed


def min_hash(runs: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """Return a byte of the smallest hash in each bin, shape (BINS,); `runs` are distinct and ascending.

    An empty bin takes the byte of another one, always asked for in the same order.
    """
    first = np.searchsorted(runs, np.arange(BINS, dtype=np.uint64) << np.uint64(57))
    full = first < np.append(first[1:], len(runs))
    values = np.zeros(BINS, dtype=np.uint8)
    values[full] = (runs[first[full]] & np.uint64(0xFF)).astype(np.uint8)
    if not full.all():
        probes = _probes()
        values = values[probes[np.arange(BINS), full[probes].argmax(axis=1)]]
    return values


def text_hashes(pattern: re.Pattern[str], codes: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Return a 32-bit hash of each distinct match of a pattern, in no order."""
    found = set(pattern.findall(text_of(codes)))
    hashes = (crc32(text.encode("utf-8", "surrogatepass")) for text in found)
    return np.fromiter(hashes, dtype=np.uint64, count=len(found))


def smallest(hashes: NDArray[np.uint64], count: int) -> NDArray[np.uint16]:
    """Return the smallest distinct 16-bit hashes, ascending, filled up with NOTHING; shape (count,)."""
    distinct = np.unique(hashes % np.uint64(NOTHING))[:count]
    sketch = np.full(count, NOTHING, dtype=np.uint16)
    sketch[: len(distinct)] = distinct
    return sketch


@cache
def _probes() -> NDArray[np.int64]:
    """Return for each bin the order in which the others are asked where it is empty; itself comes first."""
    hashes = mix(np.arange(1, BINS * BINS + 1, dtype=np.uint64)).reshape(BINS, BINS)
    np.fill_diagonal(hashes, 0)
    return np.argsort(hashes, axis=1)
