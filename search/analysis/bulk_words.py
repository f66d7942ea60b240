"""Where the words of many texts begin: what `word_terms` gives, with one call of the segmenter a text.

The runs of Han characters of a text are joined by line ends, which no word crosses, and cut in one
call: a call for every run costs as much again as the cutting. Of the words only the lengths are
taken, since they cover the text from end to end: arithmetic then says where each begins.
"""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from search.analysis.bulk import HAN_KIND, Batch, BatchUnits, sums, text_of
from search.analysis.grams import END
from search.analysis.words import Segmenter

NONE = np.zeros(0, dtype=np.uint8)
"""The lengths of no words."""


def word_begins(batch: Batch, units: BatchUnits, segmenter: Segmenter) -> NDArray[np.bool_]:
    """Return whether a word begins at each unit of canonical texts, as the segmenter cuts them.

    A word ends where the next begins; a unit that is not Han is a word. Raises ValueError where the
    segmenter's words are not the text.
    """
    is_han = units.kinds == HAN_KIND
    is_kept = is_han.copy()
    is_kept[1:] |= is_han[:-1]
    is_han = is_han[is_kept]
    runs = text_of(np.where(is_han, batch.codes[is_kept], batch.codes.dtype.type(ord(END))))
    bounds = np.cumsum(sums(is_kept, batch.begins)).tolist()
    lengths = [_lengths(segmenter.cut(runs[begin:end])) for begin, end in pairwise([0, *bounds])]
    ends = np.cumsum(np.concatenate([*lengths, NONE]), dtype=np.int64)
    covered = int(ends[-1]) if len(ends) else 0
    if covered != len(runs):
        raise ValueError(f"{segmenter.name} made words of {covered} characters of {len(runs)}")
    begins_word = np.zeros(len(runs) + 1, dtype=bool)
    begins_word[0] = True
    begins_word[ends] = True
    found = units.is_letters()
    found[~found] = begins_word[:-1][is_han]
    return found


def _lengths(words: list[str]) -> NDArray[np.unsignedinteger]:
    """Return the lengths of words; hardly any is longer than a byte can tell."""
    try:
        return np.frombuffer(bytes(map(len, words)), dtype=np.uint8)
    except ValueError:
        return np.fromiter(map(len, words), dtype=np.uint32, count=len(words))
