"""Whether an article prints a text exactly so: the last resort for forms that two bits do not tell apart."""

import re
from functools import lru_cache

from search.analysis import fold, searched_text, units
from search.analysis.units import SOFT, Kind, piece_kind, positions
from search.article import Article

REMEMBERED = 64
"""Expressions of texts that are kept: one is asked of every candidate."""


def is_printed(article: Article, name: str, printed: str) -> bool:
    """Tell whether the units of `printed` stand in sequence, as they are written, in a searched text.

    Han characters alone, the most frequent case by far, are looked for without cutting the text.
    """
    text = searched_text(article, name)
    expression = _han_expression(printed)
    if expression is None:
        return _is_cut_so(text, printed)
    wanted = tuple(printed[unit.start] for unit in units(fold(printed)))
    if "".join(wanted) in text:
        return True
    if not set(wanted) <= set(text):
        return False
    found = expression.finditer(fold(text))
    return any(tuple(text[match.start(n)] for n in range(1, len(wanted) + 1)) == wanted for match in found)


@lru_cache(maxsize=REMEMBERED)
def _han_expression(printed: str) -> re.Pattern[str] | None:
    """Return what fits a text of Han characters in canonical text, None for one with other units or gaps."""
    canonical = fold(printed)
    cut = positions(canonical)
    if cut[-1][0] >= len(cut) or any(piece_kind(text) is not Kind.HAN for _, text in cut):
        return None
    return re.compile(f"(?={f'{SOFT}*'.join(f'({text})' for _, text in cut)})")


def _is_cut_so(text: str, printed: str) -> bool:
    wanted = _printed_units(printed)
    found = _printed_units(text)
    places = range(len(found) - len(wanted) + 1)
    return any(_from_start(found[at : at + len(wanted)]) == _from_start(wanted) for at in places)


def _from_start(units_at: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Count positions from the first unit."""
    return [(unit, position - units_at[0][1]) for unit, position in units_at]


def _printed_units(text: str) -> list[tuple[str, int]]:
    """Return the units as printed with their positions."""
    return [(text[unit.start : unit.end], unit.position) for unit in units(fold(text))]
