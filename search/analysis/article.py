"""From an article to the terms of each field.

Running text has two fields: `*_g` (bigrams with positions: what is found) and `*_w` (words: what
ranks). The summary is searched as the first paragraph of the body. Page furniture and the lines of
who and where have bigrams only. Keyword fields hold a whole value as one term, for facets and filters;
a value is at most 200 characters long and a region at most eight steps deep, whatever an archive says.
"""

from itertools import islice, pairwise
from typing import NamedTuple

from search.analysis.fold import fold
from search.analysis.grams import gram_terms, grams
from search.analysis.token import Token
from search.analysis.words import word_terms, words
from search.article import Article

TEXTS: dict[str, tuple[str, ...]] = {
    "title": ("title",),
    "body": ("summary", "body"),
    "furniture": ("furniture",),
    "source": ("source",),
    "site": ("site",),
    "author": ("author",),
    "editor": ("editor",),
    "region": ("regions",),
}
"""Searched text, and the article's parts that it is made of, in order."""

WORD_TEXTS = ("title", "body")
"""The searched texts that have a word field too."""

GRAM_FIELDS = tuple(f"{name}_g" for name in TEXTS)
WORD_FIELDS = tuple(f"{name}_w" for name in WORD_TEXTS)
KEYWORD_FIELDS = ("source_k", "site_k", "section_k", "author_k", "script_k", "region_k", "place_k")

PATH_SEPARATOR = "/"
SCRIPTS = ("hans", "hant", "mixed")

MAX_KEYWORD = 200
"""Characters of a keyword, or of a step of a path; what is longer is cut: it names nobody and no place."""

MAX_STEPS = 8
"""Steps of a path that are kept: no gazetteer goes deeper."""


class FieldTerms(NamedTuple):
    """The terms of one field of one article; `positions` is empty for fields that have none."""

    terms: list[str]
    positions: list[int]


def searched_text(article: Article, name: str) -> str:
    """Return a searched text as printed, its parts and their lines separated by hard breaks."""
    parts: list[str] = []
    for attribute in TEXTS[name]:
        value = getattr(article, attribute)
        parts.extend([value] if isinstance(value, str) else value)
    return "\n".join(part for part in parts if part)


def field_terms(article: Article) -> dict[str, FieldTerms]:
    """Return the terms of every field of an article, empty fields left out."""
    fields = {}
    for name in TEXTS:
        canonical = fold(searched_text(article, name))
        if canonical:
            fields[f"{name}_g"] = FieldTerms(*gram_terms(canonical))
            if name in WORD_TEXTS:
                fields[f"{name}_w"] = FieldTerms(word_terms(canonical), [])
    for name, values in keywords(article).items():
        fields[name] = FieldTerms(values, [])
    return {name: found for name, found in fields.items() if found.terms}


def keywords(article: Article) -> dict[str, list[str]]:
    """Return the values of the keyword fields, as printed.

    `region_k` has each step of the path of each region, once whatever script it is printed in; `place_k`
    the whole path of the first region, which is where the article is about.
    """
    paths = [steps for steps in map(path_steps, article.regions) if steps]
    regions: dict[str, str] = {}
    for steps in paths:
        for depth in range(1, len(steps) + 1):
            path = PATH_SEPARATOR.join(steps[:depth])
            regions.setdefault(fold(path), path)
    return {
        "source_k": _keyword(article.source),
        "site_k": _keyword(article.site),
        "section_k": _keyword(article.section),
        "author_k": _keyword(article.author),
        "script_k": [article.script] if article.script in SCRIPTS else [],
        "region_k": list(regions.values()),
        "place_k": [PATH_SEPARATOR.join(steps) for steps in paths[:1]],
    }


def path_steps(path: str) -> list[str]:
    """Return the steps of a region's path as printed; empty ones left out, too long and too deep ones cut.

    A full-width stroke separates too, for it folds to the other.

    >>> path_steps("天津市／寶坻區/")
    ['天津市', '寶坻區']
    """
    bounds = [at for at, character in enumerate(fold(path)) if character == PATH_SEPARATOR]
    pieces = (path[begin + 1 : end] for begin, end in pairwise([-1, *bounds, len(path)]))
    steps = (piece.strip()[:MAX_KEYWORD] for piece in pieces)
    return list(islice((step for step in steps if step), MAX_STEPS))


def _keyword(value: str) -> list[str]:
    kept = value.strip()[:MAX_KEYWORD]
    return [kept] if kept else []


def analyze_article(article: Article) -> dict[str, list[Token]]:
    """Return the tokens of every text field with offsets into the searched text: for inspection."""
    fields = {}
    for name in TEXTS:
        canonical = fold(searched_text(article, name))
        fields[f"{name}_g"] = grams(canonical)
        if name in WORD_TEXTS:
            fields[f"{name}_w"] = words(canonical)
    return {name: tokens for name, tokens in fields.items() if tokens}
