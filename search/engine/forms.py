"""How each unit of a text is printed, for queries of an exact written form.

Two bits a position (`search.analysis.forms` has the codes), an article's beginning at a whole byte:
`forms` holds the bytes of all articles, `form_begins` where each article's begin, and where the last ends.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search.analysis import form_codes
from search.engine.arrays import ArrayFile, ArrayWriter
from search.engine.dictionary import begins, sizes
from search.errors import REPAIR, CorruptIndex

PER_BYTE = 4
"""Codes in a byte."""


class FieldForms:
    """Reads the codes of one field of a segment."""

    def __init__(self, file: ArrayFile, field: str, articles: int) -> None:
        """Take the field's arrays; raises CorruptIndex where they are not what a field has."""
        self.packed: NDArray[np.uint8] = file.plain(f"{field}.forms", "|u1")
        self.begins: NDArray[np.uint32] = file.plain(f"{field}.form_begins", "<u4")
        if len(self.begins) != articles + 1:
            raise CorruptIndex(f"{file.path} holds forms of {len(self.begins) - 1} articles; {REPAIR}")

    def codes(self, docs: NDArray[np.int64], positions: NDArray[np.int64]) -> NDArray[np.uint8]:
        """Return the codes at positions of articles, 0 where an article has no such position.

        Raises IndexError for an article that is not in the segment.
        """
        places = self.begins[docs] + positions // PER_BYTE
        inside = (positions >= 0) & (places < self.begins[docs + 1]) & (places < len(self.packed))
        found = (
            self.packed[np.where(inside, places, 0)] if len(self.packed) else np.zeros(len(docs), np.uint8)
        )
        codes: NDArray[np.uint8] = np.where(inside, found >> (positions % PER_BYTE * 2) & 3, 0).astype(
            np.uint8
        )
        return codes


def write_forms(out: ArrayWriter, field: str, printed: Sequence[str]) -> None:
    """Write the codes of texts as they are printed."""
    codes, code_begins = form_codes(printed)
    lengths = sizes(code_begins)
    byte_begins = begins(-(-lengths // PER_BYTE))
    padded = np.zeros(int(byte_begins[-1]) * PER_BYTE, dtype=np.uint8)
    shifts = byte_begins[:-1].astype(np.int64) * PER_BYTE - code_begins[:-1]
    padded[np.arange(len(codes)) + np.repeat(shifts, lengths)] = codes
    quads = padded.reshape(-1, PER_BYTE)
    out.write(f"{field}.forms", quads[:, 0] | quads[:, 1] << 2 | quads[:, 2] << 4 | quads[:, 3] << 6)
    out.write(f"{field}.form_begins", byte_begins)
