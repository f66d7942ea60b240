"""Dibao, asked through its engine's protocol; only `search` goes through the whole library.

Its engine takes articles and no terms, so there is nothing to build from a token file.
"""

from collections.abc import Callable
from functools import cached_property, partial
from importlib.metadata import version as package_version
from pathlib import Path
from typing import Any

from search import Index, open_writer
from search import open_index as open_whole_index
from search.engine import EmbeddedEngine, FacetCounts, Ranking, Reader, Request
from search.engine.tree import And, Dates, Node, Or, Phrase, Prefix, ScoreTerm, Term
from search.manifest import generation_folder, read_manifest
from tests.bench.corpus import article_number, read_corpus
from tests.bench.questions import FACET_VALUES, HITS, Answer, Question

NAME = "dibao"
RANKING = Ranking(k1=1.2, b=0.75)


def version() -> str:
    """Return the distribution's version."""
    return package_version("dibao")


def build_articles(folder: Path, corpus: Path, processes: int) -> None:
    """Build an index of the articles, as an archivist does."""
    with open_writer(folder, rebuild=True, processes=processes) as writer:
        for article in read_corpus(corpus):
            writer.add(article)
        writer.commit()


def open_index(folder: Path) -> "OpenedDibao":
    """Open the live generation with the engine alone."""
    generation = read_manifest(folder).generation
    return OpenedDibao(folder, EmbeddedEngine().reader(generation_folder(folder, generation)))


class OpenedDibao:
    """A reader of the engine, and the whole library where a question needs it."""

    def __init__(self, folder: Path, reader: Reader) -> None:
        """Take the reader of a folder's live generation."""
        self._folder = folder
        self._reader = reader

    def warm_up(self) -> None:
        """Load the compiled kernels, as a server does before it is asked."""
        self._reader.warm_up()

    def prepare(self, question: Question) -> Callable[[], Any]:
        """Return the search, or the counting of sources, of a question."""
        match question.kind:
            case "search":
                return partial(self._index.search, question.text, limit=HITS)
            case "facets":
                return partial(_counted, self._reader, match_of(question))
        return partial(self._reader.search, request_of(question))

    def answer(self, question: Question, found: Any) -> Answer:
        """Return the articles' places in the corpus for their numbers in the reader."""
        match question.kind:
            case "search":
                hits = tuple(article_number(hit.article) for hit in found.hits)
                return Answer(found.total, hits, tuple(hit.score for hit in found.hits))
            case "facets":
                return Answer(0, facets=found.values)
        hits = tuple(article_number(self._reader.article(answer.number)) for answer in found.page)
        return Answer(found.total, hits, tuple(answer.score for answer in found.page))

    def order(self) -> list[int]:
        """Return the articles' places in the corpus in the order of the reader, which breaks ties."""
        return [article_number(self._reader.article(number)) for number in range(self._reader.article_count)]

    @cached_property
    def _index(self) -> Index:
        return open_whole_index(self._folder)


def request_of(question: Question) -> Request:
    """Return what the engine is asked: what must match, and each term scored once."""
    is_prefix = question.kind in ("character", "prefix")
    score = tuple(
        ScoreTerm(field, text, 1.0, prefix=is_prefix) for field, text in dict.fromkeys(question.terms)
    )
    return Request(match=match_of(question), score=score, limit=HITS, ranking=RANKING)


def match_of(question: Question) -> Node:
    """Return the query tree of a question."""
    terms = tuple(Term(field, text) for field, text in question.terms)
    match question.kind:
        case "and":
            return And(terms)
        case "or":
            return Or(terms)
        case "filtered":
            return And((Or(terms), Dates(question.first, question.last)))
        case "phrase" if len(terms) > 1:
            return Phrase(tuple(enumerate(terms)))
        case "character" | "prefix":
            return Prefix(*question.terms[0])
    return terms[0]


def _counted(reader: Reader, match: Node) -> FacetCounts:
    return reader.select(match).facets("source", FACET_VALUES)
