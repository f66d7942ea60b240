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


_FIELD_WEIGHTS = {
    **{f"{name}_g": weight * GRAM_WEIGHT for name, weight in TEXT_WEIGHTS.items()},
    **{f"{name}_w": TEXT_WEIGHTS[name] * WORD_WEIGHT for name in WORD_TEXTS},
}


def score_terms(leaves: Iterable[Leaf]) -> Iterator[ScoreTerm]:
    """Give the terms that rank, a repeated one once with its weight multiplied."""
    counts: dict[tuple[str, str, bool], int] = {}
    for leaf, texts in leaves:
        canonical = fold(leaf.text)
        terms = Counter(gram_terms(canonical)[0])
        words = Counter(word_terms(canonical))
        is_single = _is_one_character(terms)
        for name in texts:
            if name in TEXT_WEIGHTS:
                _add(counts, f"{name}_g", terms, is_prefix=is_single)
            if name in WORD_TEXTS:
                _add(counts, f"{name}_w", words, is_prefix=False)
    for (field, term, is_prefix), count in counts.items():
        yield ScoreTerm(field, term, _FIELD_WEIGHTS[field] * count, is_prefix)


def _is_one_character(grams: Counter[str]) -> bool:
    """Tell whether all that is looked for is one Han character."""
    return grams.total() == 1 and all(len(gram) == 1 and piece_kind(gram) is Kind.HAN for gram in grams)


def _add(
    counts: dict[tuple[str, str, bool], int], field: str, terms: Counter[str], *, is_prefix: bool
) -> None:
    for term, count in terms.items():
        key = (field, term, is_prefix)
        counts[key] = counts.get(key, 0) + count
