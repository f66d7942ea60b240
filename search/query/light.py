"""Words that say little of what is asked for: question words, particles.

Few articles hold 什麼 or 哪一年, so their rarity says the contrary of what they are worth. They are looked
for and marked as any other word; they only weigh less in the ranking, and so do the bigrams that touch them.
"""

import re
from functools import cache
from importlib.resources import files

from search.analysis import fold

_WORDS = "light_words.tsv"


def word_weight(word: str) -> float:
    """Return the share of its weight that a folded word keeps: 1 for most."""
    pattern, weights = _rules()
    found = pattern.fullmatch(word)
    return 1.0 if found is None or found.lastindex is None else weights[found.lastindex - 1]


@cache
def _rules() -> tuple[re.Pattern[str], tuple[float, ...]]:
    """Return a pattern whose groups are the lines of the word list, folded, in order, and their weights."""
    patterns, weights = [], []
    for line in files("search.query").joinpath(_WORDS).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            word, weight = line.split("\t")
            signs = {"*": ".*", "?": "."}
            patterns.append("(" + "".join(signs.get(char, re.escape(char)) for char in fold(word)) + ")")
            weights.append(float(weight))
    return re.compile("|".join(patterns)), tuple(weights)
