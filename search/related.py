"""Related articles: those that share an article's strongest words.

A word is strong that the article uses often, or in its title, and few others have (tf-idf). The strongest are
asked as a question of their own, ranked as any other; the article's own near-duplicates are left out, and
of every other cluster one is given. `python -m tests.measure_related` has what was measured and tried.
"""

from collections import Counter
from dataclasses import dataclass, replace
from math import log, log1p

from search.analysis import fold, words
from search.article import Article
from search.engine import CLUSTER, Reader, Request
from search.engine.tree import Node, Or, ScoreTerm, Term

MAX_TERMS = 25
"""Words that are asked for."""

MAX_CHARACTERS = 20_000
"""Characters of an article that are looked at: the first say what it is about."""

MAX_LIMIT = 100
"""Related articles at most; a reader looks at five."""

SHORTEST = 2
"""Characters of a word: single ones relate everything to everything."""

TITLE_COUNT = 3
"""Times that a word in the title counts."""

FIELDS = ("title_w", "body_w")
"""Where related articles have the words."""


@dataclass(frozen=True, slots=True)
class RelatedArticle:
    """An article that is related to another: `shared` are the strong words of both, the strongest first.

    They are given as the article that was asked about prints them.
    """

    article: Article
    score: float
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StrongWord:
    """A word by its canonical form, as an article prints it, and its weight, the strongest one's being 1."""

    canonical: str
    printed: str
    weight: float


def related(reader: Reader, number: int, limit: int) -> tuple[RelatedArticle, ...]:
    """Return the articles related to article `number`; `Index.related` says the rest."""
    if not 1 <= limit <= MAX_LIMIT:
        raise ValueError(f"limit {limit} must be from 1 to {MAX_LIMIT}")
    article = reader.article(number)
    strong = strong_words(reader, article)
    if not strong:
        return ()
    answers = reader.search(
        Request(
            words=tuple(_standing(word) for word in strong),
            score=tuple(ScoreTerm(field, word.canonical, word.weight) for word in strong for field in FIELDS),
            limit=limit + 1,
            collapse=CLUSTER,
        )
    )
    own = _cluster_of(article)
    found = []
    for answer in answers.page:
        other = reader.article(answer.number)
        if _cluster_of(other) != own and other.id != article.id:
            shared = (word.printed for word, had in zip(strong, answer.matched, strict=True) if had)
            found.append(RelatedArticle(other, answer.score, tuple(shared)))
    return tuple(found[:limit])


def strong_words(reader: Reader, article: Article) -> list[StrongWord]:
    """Return the words that tell an article from others, the strongest first, at most `MAX_TERMS`.

    Of a word's weight, (1 + ln tf) * idf, tf counts a word of the title `TITLE_COUNT` times, and idf is
    BM25's of the body. Words that no other article has, or that are one character alone, relate to nothing.
    """
    counts: Counter[str] = Counter()
    printed: dict[str, str] = {}
    left = MAX_CHARACTERS
    for text, times in ((article.title, TITLE_COUNT), (article.summary, 1), (article.body, 1)):
        looked_at, left = text[:left], left - len(text[:left])
        for token in words(fold(looked_at)):
            if token.end - token.start >= SHORTEST:
                counts[token.text] += times
                printed.setdefault(token.text, looked_at[token.start : token.end])
    articles = reader.article_count
    weighted = []
    for canonical, count in counts.items():
        having = reader.frequency("body_w", canonical)
        if having + reader.frequency("title_w", canonical) > 1:
            rarity = log1p((articles - having + 0.5) / (having + 0.5)) if having <= articles else 0.0
            weighted.append(StrongWord(canonical, printed[canonical], (1 + log(count)) * rarity))
    weighted.sort(key=lambda word: (-word.weight, word.canonical))
    return [replace(word, weight=word.weight / weighted[0].weight) for word in weighted[:MAX_TERMS]]


def _standing(word: StrongWord) -> Node:
    return Or(tuple(Term(field, word.canonical) for field in FIELDS))


def _cluster_of(article: Article) -> str:
    return article.cluster or article.id
