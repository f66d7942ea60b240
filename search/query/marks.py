"""What is marked in a found article: the sequences of units that were looked for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from search.analysis import fold
from search.analysis.units import positions
from search.query.nodes import Words
from search.query.ranking import Leaf
from search.query.words import wanted_words


@dataclass(frozen=True, slots=True)
class Mark:
    """A sequence of units to mark: `parts` are offset and unit, `texts` where it was looked for."""

    parts: tuple[tuple[int, str], ...]
    texts: tuple[str, ...]


def marks(leaves: Iterable[Leaf]) -> Iterator[Mark]:
    """Give what is to be marked: phrases and words whole, and unquoted text whole where it stands so.

    Each mark is given once.
    """
    found: dict[Mark, None] = {}
    for leaf, texts in leaves:
        canonical = fold(leaf.text)
        spans = [(0, len(canonical))]
        if isinstance(leaf, Words):
            spans += [(word.start, word.end) for word in wanted_words(leaf.text) if not word.is_remnant]
        for start, end in dict.fromkeys(spans):
            parts = tuple(positions(canonical[start:end]))
            if parts:
                found[Mark(parts, texts)] = None
    yield from found
