"""What ranks: BM25 of bigrams and of words, in title and body; then where what was typed stands.

Bigrams or words alone do not rank as well as both; `tests/README.md` has how these weights were found, and
what else was tried.
"""

from collections.abc import Iterable, Iterator, Sequence

from search.analysis import WORD_TEXTS, fold, gram_terms
from search.analysis.grams import grams
from search.analysis.units import Kind, piece_kind
from search.analysis.words import words
from search.engine.tree import Node, Or, Phrase, Prefix, ScoreTerm, Term
from search.engine.weights import Ranking, Rescoring, Sought
from search.query.light import word_weight
from search.query.nodes import Exactly, Words
from search.query.words import wanted_words

Leaf = tuple[Words | Exactly, tuple[str, ...]]
"""Text that is looked for, and the searched texts it is looked for in."""

RANKING = Ranking(k1=0.9, b=0.75, rarity=1.5)

TEXT_WEIGHTS = {"title": 0.8, "body": 1.0, "furniture": 1e-9}
"""An article is about what its title names, but often names it in the body alone; furniture only keeps a
page from being lost."""

GRAM_WEIGHT = 0.4
WORD_WEIGHT = 0.6

WHOLE = {"frequency": 4.0, "lead": 1.5, "opening": 1.5}
"""What all that was typed adds where it stands so: how often, how early, at the start of the title."""

WORD = {"frequency": 1.0, "lead": 0.5, "proximity": 0.4}
"""What each of several words adds: how early it stands, and how near to the others."""

SOURCE = 3.0
"""What the share adds that an article's source has of all complete matches."""

TIME = 1.5
"""What being published with the first articles adds."""

HEAD = 0.01
"""A gentle preference for the head of a cluster: it decides between copies, and little else."""

_FIELD_WEIGHTS = {
    **{f"{name}_g": weight * GRAM_WEIGHT for name, weight in TEXT_WEIGHTS.items()},
    **{f"{name}_w": TEXT_WEIGHTS[name] * WORD_WEIGHT for name in WORD_TEXTS},
}


def score_terms(leaves: Iterable[Leaf]) -> Iterator[ScoreTerm]:
    """Give the terms that rank, a repeated one once with its weights added."""
    weights: dict[tuple[str, str, bool], float] = {}
    for leaf, texts in leaves:
        canonical = fold(leaf.text)
        bigrams, found_words = _weighted(canonical)
        is_single = len(bigrams) == 1 and _is_han(bigrams[0][0])
        for name in texts:
            if name in TEXT_WEIGHTS:
                _add(weights, f"{name}_g", bigrams, is_prefix=is_single)
            if name in WORD_TEXTS:
                _add(weights, f"{name}_w", found_words, is_prefix=False)
    for (field, term, is_prefix), weight in weights.items():
        yield ScoreTerm(field, term, _FIELD_WEIGHTS[field] * weight, is_prefix)


def rescoring(leaves: Sequence[Leaf]) -> Rescoring:
    """Return what is looked for in the first articles again: each typed word, and all that was typed."""
    texts = [text for leaf, names in leaves for text in _typed(leaf) if "body" in names]
    distinct = list({fold(text): text for text in reversed(texts)}.values())[::-1]
    whole = _whole(leaves) or (distinct[0] if len(distinct) == 1 else None)
    sought = [] if whole is None else [_sought(whole, WHOLE)]
    if len(distinct) > 1:
        sought += [_sought(text, WORD) for text in distinct]
    return Rescoring(tuple(text for text in sought if text is not None), source=SOURCE, time=TIME, head=HEAD)


def whole_query(leaves: Sequence[Leaf]) -> Node | None:
    """Return what holds all that was typed as it stands, spaces aside; None where that is one word."""
    whole = _whole(leaves)
    if whole is None:
        return None
    found = [_phrase(f"{name}_g", fold(whole), is_exact=True) for name in WORD_TEXTS]
    return Or(tuple(node for node in found if node is not None))


def owners(leaves: Iterable[Leaf]) -> dict[str, str]:
    """Return of each term that ranks the typed word that it is of, or the words that it stands across."""
    found: dict[str, str] = {}
    for leaf, _ in leaves:
        canonical = fold(leaf.text)
        spans = [(word.start, word.end) for word in wanted_words(leaf.text)]
        if isinstance(leaf, Exactly):
            spans = [(0, len(canonical))]
        for token in [*words(canonical), *grams(canonical)]:
            of = [span for span in spans if span[0] < token.end and token.start < span[1]]
            if of:
                found.setdefault(token.text, leaf.text[of[0][0] : of[-1][1]])
    return found


def _weighted(canonical: str) -> tuple[list[tuple[str, float]], list[tuple[str, float]]]:
    """Return the bigrams and the words of a canonical text with what each weighs."""
    light: dict[int, float] = {}
    found = []
    for token in words(canonical):
        weight = word_weight(token.text)
        found.append((token.text, weight))
        if weight < 1:
            light |= dict.fromkeys(range(token.position, token.position + len(token.text)), weight)
    terms, places = gram_terms(canonical)
    bigrams = [
        (term, min(light.get(place, 1.0), light.get(place + 1, 1.0) if len(term) > 1 else 1.0))
        for term, place in zip(terms, places, strict=True)
    ]
    if (
        len(bigrams) > 1
        and _is_han(bigrams[-1][0])
        and places[-1] == places[-2] + 1
        and _ends_in_han(terms[-2])
    ):
        bigrams.pop()  # the bigram before it holds it; alone it says only that a sentence ends there
    return bigrams, found


def _typed(leaf: Words | Exactly) -> list[str]:
    """Return the texts that are looked for, as typed."""
    if isinstance(leaf, Exactly):
        return [leaf.text]
    return [leaf.text[word.start : word.end] for word in wanted_words(leaf.text)]


def _whole(leaves: Sequence[Leaf]) -> str | None:
    """Return all that was typed, where that is several unquoted words that stand anywhere."""
    if not all(isinstance(leaf, Words) and set(WORD_TEXTS) <= set(names) for leaf, names in leaves):
        return None
    if sum(len(wanted_words(leaf.text)) for leaf, _ in leaves) < 2:
        return None
    return " ".join(leaf.text for leaf, _ in leaves)


def _sought(typed: str, weights: dict[str, float]) -> Sought | None:
    """Return a text as it is sought in title and body; None for a single character, which BM25 knows best."""
    canonical = fold(typed)
    body, title = (_phrase(f"{name}_g", canonical, is_exact=False) for name in ("body", "title"))
    if body is None or title is None:
        return None
    return Sought((body,), (title,), typed, word_weight(canonical), **weights)


def _phrase(field: str, canonical: str, *, is_exact: bool) -> Phrase | None:
    """Return where a canonical text stands in a bigram field, or None where it holds nothing to look for.

    A Han character behind a figure may begin any bigram; it is left out unless `is_exact`.
    """
    terms, places = gram_terms(canonical)
    parts: list[tuple[int, Term | Prefix]] = [
        (place, Term(field, term)) for term, place in zip(terms, places, strict=True)
    ]
    if terms and _is_han(terms[-1]):
        parts.pop()
        is_held = len(terms) > 1 and _ends_in_han(terms[-2]) and places[-1] == places[-2] + 1
        if not is_held and is_exact:
            parts.append((places[-1], Prefix(field, terms[-1])))
    return Phrase(tuple(parts)) if parts else None


def _is_han(term: str) -> bool:
    """Tell whether a bigram field's term is one Han character."""
    return len(term) == 1 and piece_kind(term) is Kind.HAN


def _ends_in_han(term: str) -> bool:
    return piece_kind(term[-1]) is Kind.HAN


def _add(
    weights: dict[tuple[str, str, bool], float],
    field: str,
    terms: Iterable[tuple[str, float]],
    *,
    is_prefix: bool,
) -> None:
    for term, weight in terms:
        key = (field, term, is_prefix)
        weights[key] = weights.get(key, 0.0) + weight
