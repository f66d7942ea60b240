"""Random substrings of real texts, and where they stand: the oracle of exact phrases."""

import gzip
import json
import random
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from search import Article, Index, open_index, open_writer
from search.analysis import fold, units
from search.analysis.units import Kind, piece_kind, pieces

SPACE = "\x1f"
"""Stands between units that are not both Han, so that a match begins and ends at a unit."""


def build(
    path: Path, data: Path, every: int, seed: int, count: int
) -> tuple[Index, Callable[[str], set[str]], list[str]]:
    """Index every so-manieth article; return the index, the oracle and random phrases of 1 to 12 units."""
    articles = list(_articles(data, every))
    with open_writer(path, rebuild=True) as writer:
        for article in articles:
            writer.add(article)
        writer.commit()
    texts = {article.id: (flattened(article.title), flattened(article.body)) for article in articles}

    def oracle(phrase: str) -> set[str]:
        wanted = flattened(phrase).strip("\n")
        return {article_id for article_id, parts in texts.items() if any(wanted in part for part in parts)}

    rng = random.Random(seed)  # noqa: S311 - a repeatable sample
    phrases = [phrase for phrase in (_phrase(rng, articles) for _ in range(count)) if phrase]
    return open_index(path), oracle, phrases


def flattened(text: str) -> str:
    """Return the canonical text without soft breaks: units, and a line's end for each hard break."""
    flat = ["\n"]
    for piece in pieces(fold(text)):
        kind = piece_kind(piece[0])
        if kind is Kind.HARD:
            if flat[-1] != "\n":
                flat.append("\n")
        else:
            flat.append(piece if kind is Kind.HAN else f"{SPACE}{piece}{SPACE}")
    return "".join(flat)


def _articles(data: Path, every: int) -> list[Article]:
    with gzip.open(data / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in islice(lines, 0, None, every)]
    return [Article(id=record["id"], title=record["title"], body=record["body"]) for record in records]


def _phrase(rng: random.Random, articles: list[Article]) -> str:
    article = rng.choice(articles)
    text = rng.choice([article.title, article.body])
    found = units(fold(text))
    if not found:
        return ""
    first = rng.randrange(len(found))
    last = min(first + rng.randint(1, 12), len(found)) - 1
    phrase = text[found[first].start : found[last].end]
    return "" if any(quote in phrase for quote in '"＂') else phrase
