"""Which quotation marks a phrase can be written in."""

import re

from search.query.grammar import QUOTES

PAIRS = ('""', "“”", "「」", "『』")
"""What a phrase is written in: the first that does not stand within it."""

_ALL_QUOTES = re.compile(f"[{re.escape(''.join(dict.fromkeys(''.join(QUOTES) + ''.join(QUOTES.values()))))}]")


def quotable(text: str) -> str:
    """Return a phrase's text, its quotation marks made spaces where no pair could be put around it."""
    return text if quotes_for(text) is not None else _ALL_QUOTES.sub(" ", text)


def quotes_for(text: str) -> str | None:
    """Return the first pair of quotation marks that does not stand within a text."""
    for pair in PAIRS:
        if not set(text) & {pair[0], *QUOTES[pair[0]]}:
            return pair
    return None
