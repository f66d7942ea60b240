"""What ranks: BM25 of bigrams and of words, in title and body.

Neither alone ranks as well as both at half weight each; `tests/README.md` has what else was tried.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from search.analysis import WORD_TEXTS, fold, gram_terms, word_terms
from search.analysis.units import Kind, piece_kind
from search.engine.tree import ScoreTerm
from search.query.nodes import Exactly, Words

Leaf = tuple[Words | Exactly, tuple[str, ...]]
"""Text that is looked for, and the searched texts it is looked for in."""

TEXT_WEIGHTS = {"title": 2.0, "body": 1.0, "furniture": 1e-9}
"""A title says what an article is about; furniture only keeps a page from being lost."""

GRAM_WEIGHT = 0.5
WORD_WEIGHT = 0.5


def score_terms(leaves: Iterable[Leaf]) -> Iterator[ScoreTerm]:
    """Give the terms that rank, a repeated one once with its weight multiplied."""
    weights: Counter[tuple[str, str, bool]] = Counter()
    for leaf, texts in leaves:
        canonical = fold(leaf.text)
        grams, _ = gram_terms(canonical)
        is_single = len(grams) == 1 and piece_kind(grams[0][0]) is Kind.HAN and len(grams[0]) == 1
        for name in texts:
            if name not in TEXT_WEIGHTS:
                continue
            for gram in grams:
                weights[f"{name}_g", gram, is_single] += 1
            if name in WORD_TEXTS:
                for word in word_terms(canonical):
                    weights[f"{name}_w", word, False] += 1
    for (field, term, is_prefix), count in weights.items():
        name, kind = field.rsplit("_", 1)
        weight = TEXT_WEIGHTS[name] * (GRAM_WEIGHT if kind == "g" else WORD_WEIGHT)
        yield ScoreTerm(field, term, weight * count, is_prefix)
