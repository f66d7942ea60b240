"""How each unit is printed: what a query of an exact written form asks for.

The index is cut from canonical text, in which 臺灣 and 台灣 are one. Beside it stands a code for every
position, two bits of it: most characters are printed in their canonical form or in one other, their
first variant, so that a code decides and the text is asked only where it says `OTHER`.

Letters alone have a first variant, Han characters among them. The lowest variants of digits and signs
are superscripts, and with those no unit of letters and digits (5G, H7N9) could be in its first variant.
"""

from collections.abc import Sequence
from functools import cache
from hashlib import blake2b

import numpy as np
import opencc
from numpy.typing import NDArray

from search.analysis.bulk import (
    CODE_POINTS,
    CODE_TYPE,
    HAN_KIND,
    LETTER_KIND,
    Batch,
    batch_of,
    fold_codes,
    look_up,
    units_of,
)
from search.analysis.fold import fold, fold_table

NO_UNIT, CANONICAL, VARIANT, OTHER = range(4)
"""No unit at this position (a gap); printed in the canonical form; in its first variant; otherwise."""

_NOT_CANONICAL, _NOT_VARIANT = 1, 2
_CODE_OF_FLAGS = np.array([CANONICAL, VARIANT, CANONICAL, OTHER], dtype=np.uint8)
"""By what is not so of any character of the unit; a unit that has no variant is canonical."""


def form_code(printed: str) -> int:
    """Return how one unit, of one character or several, is printed: CANONICAL, VARIANT or OTHER.

    A unit of several characters is in its first variant if each character is that has one.

    >>> [form_code(printed) for printed in ("台", "臺", "颱", "5g", "5G", "Covid")]
    [1, 2, 3, 1, 2, 3]
    """
    canonical = fold(printed)
    if printed == canonical:
        return CANONICAL
    return VARIANT if printed == canonical.translate(first_variants()) else OTHER


def form_codes(texts: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
    """Return the code of every position of texts as printed, and where each text's codes begin.

    Position `p` of text `t` has `codes[begins[t] + p]`; `begins` has one more, where the last text ends.
    Positions are those of `gram_terms`; a text has as many as its last unit's, and that one.
    """
    batch = batch_of(texts)
    units = units_of(Batch(look_up(fold_codes(), batch.codes), batch.begins))
    flags = look_up(_flags(), batch.codes)
    starts = np.flatnonzero(units.kinds == LETTER_KIND)
    if len(starts):
        ends = starts + np.fromiter(map(len, units.letters), dtype=np.int64, count=len(starts))
        flags[starts] = np.bitwise_or.reduceat(flags, np.stack([starts, ends], axis=1).ravel())[::2]
    ends_unit = np.cumsum(units.counts)
    sizes = np.zeros(len(texts), dtype=np.int64)
    has_units = units.counts > 0
    sizes[has_units] = units.positions[ends_unit[has_units] - 1] + np.int64(1)
    begins = np.zeros(len(texts) + 1, dtype=np.uint32)
    np.cumsum(sizes, out=begins[1:])
    codes = np.zeros(int(begins[-1]), dtype=np.uint8)
    places = units.positions + np.repeat(begins[:-1], units.counts)
    codes[places] = _CODE_OF_FLAGS[flags[units.kinds >= HAN_KIND]]
    return codes, begins


@cache
def first_variants() -> dict[int, int]:
    """Return the first variant of every canonical letter that has any, by code points.

    It is what OpenCC's `s2t` gives of the character alone, if that folds back to it; else the lowest code
    point that folds to it.
    """
    lowest: dict[int, int] = {}
    for source, target in sorted(fold_table().items(), reverse=True):
        if chr(target).isalpha():
            lowest[target] = source
    traditional = opencc.OpenCC("s2t").convert("\n".join(map(chr, lowest))).split("\n")
    for target, variant in zip(list(lowest), traditional, strict=True):
        if len(variant) == 1 and ord(variant) != target and fold_table().get(ord(variant)) == target:
            lowest[target] = ord(variant)
    return lowest


@cache
def forms_digest() -> str:
    """Return a digest of the first variants: part of the analyzer's fingerprint."""
    pairs = "".join(f"{target:x}>{variant:x};" for target, variant in sorted(first_variants().items()))
    return blake2b(pairs.encode("ascii"), digest_size=8).hexdigest()


@cache
def _flags() -> NDArray[np.uint8]:
    """Return of every code point as printed whether it is not canonical, and not a first variant."""
    printed = np.arange(CODE_POINTS, dtype=CODE_TYPE)
    canonical = fold_codes()
    variants = printed.copy()
    variants[list(first_variants())] = list(first_variants().values())
    flags = np.zeros(CODE_POINTS, dtype=np.uint8)
    flags[canonical != printed] |= _NOT_CANONICAL
    flags[variants[canonical] != printed] |= _NOT_VARIANT
    return flags
