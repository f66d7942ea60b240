"""Whether an article prints a text exactly so: the last resort for forms that two bits do not tell apart."""

from search.analysis import fold, searched_text, units
from search.article import Article


def is_printed(article: Article, name: str, printed: str) -> bool:
    """Tell whether the units of `printed` stand in sequence, as they are written, in a searched text."""
    wanted = _printed_units(printed)
    text = _printed_units(searched_text(article, name))
    places = range(len(text) - len(wanted) + 1)
    return any(_from_start(text[at : at + len(wanted)]) == _from_start(wanted) for at in places)


def _from_start(units_at: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Count positions from the first unit."""
    return [(unit, position - units_at[0][1]) for unit, position in units_at]


def _printed_units(text: str) -> list[tuple[str, int]]:
    """Return the units as printed with their positions."""
    return [(text[unit.start : unit.end], unit.position) for unit in units(fold(text))]
