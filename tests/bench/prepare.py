"""From articles to token documents, by worker processes: the one analysis that all engines share."""

import json
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from search import Article
from search.analysis import FieldTerms, field_terms, fold
from tests.bench.corpus import article_number
from tests.bench.tokens import FIELDS, FILLER, POSITIONAL_FIELDS, TokenDocument, write_token_line

CHUNK = 100
"""Articles that a worker analyses at a time."""

AHEAD = 6
"""Chunks that are analysed ahead of whoever takes them: bounds memory."""


def write_tokens(corpus: Path, path: Path, processes: int) -> None:
    """Write the token file of a corpus."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(map(write_token_line, analysed(corpus, processes)))


def analysed(corpus: Path, processes: int) -> Iterator[TokenDocument]:
    """Yield the token documents of a corpus in order, analysed by that many processes: 1 is this one."""
    with corpus.open(encoding="utf-8") as lines:
        if processes == 1:
            yield from _analyse(lines)
            return
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            pending: deque[Future[list[TokenDocument]]] = deque()
            for chunk in _chunks(lines):
                pending.append(pool.submit(_analysed_chunk, chunk))
                if len(pending) == AHEAD:
                    yield from pending.popleft().result()
            for future in pending:
                yield from future.result()


def token_document(article: Article) -> TokenDocument:
    """Analyse an article of a corpus."""
    fields = field_terms(article)
    joined = {name: _joined(fields.get(name, FieldTerms([], [])), name) for name in FIELDS}
    date = int(article.published[:10].replace("-", "")) if article.published else 0
    record = json.dumps(article.to_dict(), ensure_ascii=False)
    return TokenDocument(article_number(article), fold(article.source), date, record, **joined)


def _chunks(lines: Iterable[str]) -> Iterator[list[str]]:
    iterator = iter(lines)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


def _analysed_chunk(lines: list[str]) -> list[TokenDocument]:
    return list(_analyse(lines))


def _analyse(lines: Iterable[str]) -> Iterator[TokenDocument]:
    for line in lines:
        yield token_document(Article.from_dict(json.loads(line)))


def _joined(found: FieldTerms, name: str) -> str:
    """Return the terms joined by spaces, a filler at each position that none has."""
    if name not in POSITIONAL_FIELDS:
        return " ".join(found.terms)
    parts: list[str] = []
    for term, position in zip(found.terms, found.positions, strict=True):
        parts.extend([FILLER] * (position - len(parts)))
        parts.append(term)
    return " ".join(parts)
