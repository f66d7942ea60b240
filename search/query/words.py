"""Cuts unquoted text into the words that are wanted, each an exact sequence of units.

Unlike the words that rank, these decide what is found, so they err towards what was typed: a run of
up to three Han characters is taken whole (a segmenter cuts names), longer runs are cut by the
segmenter, figures keep the single characters next to them (2020年5月, 第3屆), and what is joined by
ASCII signs without a space stays together (2+4+46, COVID-19, an address).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from search.analysis import default_segmenter, fold
from search.analysis.units import Kind, piece_kind, runs

WHOLE_RUN = 3
"""Runs of Han characters up to this length are not cut."""

REMEMBERED = 64
"""Texts whose words are remembered: a plan asks for them twice, to find and to mark."""

_JOINING = re.compile(r"[!-/:-@\[-`{-~]+")
_DIGIT_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9])")


@dataclass(frozen=True, slots=True)
class WantedWord:
    """One word: where it stands in the text, and whether it is one character out of a longer run."""

    start: int
    end: int
    is_remnant: bool = False


@lru_cache(maxsize=REMEMBERED)
def wanted_words(text: str) -> tuple[WantedWord, ...]:
    """Return the words of unquoted text in order.

    >>> [text[word.start : word.end] for text in ["2020年5月立法會選舉"] for word in wanted_words(text)]
    ['2020年5月', '立法會', '選舉']
    """
    canonical = fold(text)
    found: list[WantedWord] = []
    for run, start in runs(canonical):
        for piece in _cut(run, start):
            if found and _is_joined(canonical, found[-1], piece):
                found[-1] = WantedWord(found[-1].start, piece.end)
            else:
                found.append(piece)
    return tuple(found)


def _cut(run: str, start: int) -> list[WantedWord]:
    if piece_kind(run[0]) is not Kind.HAN or len(run) <= WHOLE_RUN:
        return [WantedWord(start, start + len(run))]
    pieces = []
    for word in default_segmenter().cut(run):
        pieces.append(WantedWord(start, start + len(word), is_remnant=len(word) == 1))
        start += len(word)
    return pieces


def _is_joined(canonical: str, before: WantedWord, after: WantedWord) -> bool:
    """Tell whether two neighbouring pieces are one word."""
    between = canonical[before.end : after.start]
    last, first = canonical[before.end - 1], canonical[after.start]
    both_han = piece_kind(last) is Kind.HAN and piece_kind(first) is Kind.HAN
    no_han = piece_kind(last) is not Kind.HAN and piece_kind(first) is not Kind.HAN
    if between:
        commas_inside_figures = not _DIGIT_COMMA.sub("", canonical[before.end - 1 : after.start + 1]).count(
            ","
        )
        return no_han and _JOINING.fullmatch(between) is not None and commas_inside_figures
    if both_han or no_han:
        return False
    han = before if piece_kind(last) is Kind.HAN else after
    figure = canonical[after.start if han is before else before.end - 1]
    is_single = han.end - han.start == 1 or (
        han is before and piece_kind(canonical[han.end - 2]) is not Kind.HAN
    )
    return figure.isdigit() and is_single
