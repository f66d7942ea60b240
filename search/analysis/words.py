"""Words: what ranks, and never decides what is found.

jieba's words of the canonical text, with jieba's own dictionary folded by the same table and the
frequencies of words that fold together summed; unknown words are guessed by its hidden Markov model.
`rjieba`, the same algorithm in Rust, does it 16 times faster where it is installed; which of the two
made an index is part of the analyzer's fingerprint.

Only runs of Han characters are fed: rjieba would join `2.4km` and `1-2`. The dictionary is put into
the segmenter directly, so jieba never reads its cache, a `marshal` file in the shared temporary
folder that anybody could have written.
"""

from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from importlib.resources import files
from typing import NamedTuple

import jieba

from search.analysis.fold import fold
from search.analysis.token import Token
from search.analysis.units import Kind, piece_kind, runs, units

try:
    import rjieba
except ImportError:  # there is no wheel for this machine: jieba gives the same words, slower
    rjieba = None  # type: ignore[assignment]


class Segmenter(NamedTuple):
    """A way to cut a run of Han characters into words, and its name with its version."""

    name: str
    cut: Callable[[str], list[str]]


def word_terms(canonical: str) -> list[str]:
    """Return the words of a canonical text in order.

    >>> word_terms("宝坻区5g网络")
    ['宝坻区', '5g', '网络']
    """
    cut = default_segmenter().cut
    terms: list[str] = []
    for run, _ in runs(canonical):
        if piece_kind(run[0]) is Kind.HAN and len(run) > 1:
            terms.extend(cut(run))
        else:
            terms.append(run)
    return terms


def words(canonical: str) -> list[Token]:
    """Return the same words as tokens; a word's position is that of its first unit."""
    position_at = {unit.start: unit.position for unit in units(canonical)}
    tokens = []
    cut = default_segmenter().cut
    for run, run_start in runs(canonical):
        start = run_start
        for word in cut(run) if piece_kind(run[0]) is Kind.HAN else [run]:
            end = start + len(word)
            tokens.append(Token(word, position_at[start], start, end))
            start = end
    return tokens


@cache
def default_segmenter() -> Segmenter:
    """Return rjieba where it is installed, else jieba."""
    return jieba_segmenter() if rjieba is None else rjieba_segmenter()


@cache
def jieba_segmenter() -> Segmenter:
    """Return jieba with the folded dictionary."""
    tokenizer = jieba.Tokenizer()
    frequencies = folded_dictionary()
    prefixes = {word[:length]: 0 for word in frequencies for length in range(1, len(word))}
    tokenizer.FREQ = prefixes | frequencies
    tokenizer.total = sum(frequencies.values())
    tokenizer.initialized = True

    def cut(run: str) -> list[str]:
        found: list[str] = tokenizer.lcut(run, HMM=True)
        return found

    return Segmenter(f"jieba {version('jieba')}", cut)


@cache
def rjieba_segmenter() -> Segmenter:
    """Return rjieba with the folded dictionary; raises ImportError where it is not installed."""
    if rjieba is None:
        raise ImportError("rjieba is not installed; run: pip install rjieba")
    tokenizer = rjieba.Jieba.empty()  # type: ignore[no-untyped-call]
    for word, frequency in folded_dictionary().items():
        tokenizer.add_word(word, frequency, None)
    return Segmenter(f"rjieba {version('rjieba')}", tokenizer.cut)


@cache
def folded_dictionary() -> dict[str, int]:
    """Return jieba's words, folded, with their frequencies summed."""
    frequencies: dict[str, int] = {}
    for line in fold(files("jieba").joinpath("dict.txt").read_text("utf-8")).splitlines():
        word, frequency, _ = line.split(" ", 2)
        frequencies[word] = frequencies.get(word, 0) + int(frequency)
    return frequencies


@cache
def dictionary_digest() -> str:
    """Return a digest of the folded dictionary: part of the analyzer's fingerprint."""
    lines = "".join(f"{word} {frequency}\n" for word, frequency in sorted(folded_dictionary().items()))
    return blake2b(lines.encode("utf-8"), digest_size=8).hexdigest()
