"""Stock Whoosh 2.7.4: its own codec, its own queries, one writer with 256 MB.

Its BM25F has k1 1.2 and b .75 here, but another inverse document frequency: totals compare, order less.
"""

from collections.abc import Callable, Iterable
from functools import partial
from importlib.metadata import version as package_version
from pathlib import Path
from typing import Any

from whoosh.analysis import RegexTokenizer
from whoosh.fields import ID, NUMERIC, STORED, TEXT, Schema
from whoosh.index import create_in, open_dir
from whoosh.query import And, NumericRange, Or, Phrase, Prefix, Query, Term
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from tests.bench.questions import FACET_VALUES, HITS, Answer, Question
from tests.bench.tokens import FIELDS, POSITIONAL_FIELDS, TokenDocument

NAME = "whoosh"
MEGABYTES = 256


def version() -> str:
    """Return the package's version."""
    return package_version("whoosh")


def build(folder: Path, documents: Iterable[TokenDocument]) -> None:
    """Index documents and commit, with the merges that a commit makes by default."""
    writer = create_in(str(folder), schema()).writer(limitmb=MEGABYTES)
    for document in documents:
        writer.add_document(
            number=document.number,
            record=document.record,
            date=document.date,
            **({"source": document.source} if document.source else {}),
            **{field: joined for field in FIELDS if (joined := getattr(document, field))},
        )
    writer.commit()


def schema() -> Schema:
    """Return one field for each of ours, with positions where ours has them."""
    tokenizer = RegexTokenizer(r"[^ ]+")
    fields = {field: TEXT(analyzer=tokenizer, phrase=field in POSITIONAL_FIELDS) for field in FIELDS}
    return Schema(number=STORED, record=STORED, date=NUMERIC(int, 64), source=ID(sortable=True), **fields)


def open_index(folder: Path) -> "OpenedWhoosh":
    """Open the index of a folder."""
    weighting = BM25F(B=0.75, K1=1.2)
    return OpenedWhoosh(open_dir(str(folder)).searcher(weighting=weighting))


class OpenedWhoosh:
    """A searcher."""

    def __init__(self, searcher: Searcher) -> None:
        """Take the searcher of the last commit."""
        self._searcher = searcher

    def prepare(self, question: Question) -> Callable[[], Any]:
        """Return the search of a question with its exact total, or the counting of its sources."""
        query = query_of(question)
        if question.kind == "facets":
            return partial(self._count_sources, query)
        return partial(self._search, query)

    def answer(self, question: Question, found: Any) -> Answer:
        """Return the articles' numbers for Whoosh's."""
        if question.kind == "facets":
            return Answer(0, facets=tuple(found))
        total, top = found
        hits = tuple(self._searcher.stored_fields(number)["number"] for _, number in top)
        return Answer(total, hits, tuple(score for score, _ in top))

    def _search(self, query: Query) -> tuple[int, list[tuple[float, int]]]:
        results = self._searcher.search(query, limit=HITS)
        return len(results), results.top_n

    def _count_sources(self, query: Query) -> list[tuple[str, int]]:
        results = self._searcher.search(query, limit=None, groupedby="source")
        counts = {source: len(found) for source, found in results.groups("source").items() if source}
        return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))[:FACET_VALUES]


def query_of(question: Question) -> Query:
    """Return Whoosh's query of a question."""
    terms = [Term(field, text) for field, text in question.terms]
    match question.kind:
        case "and":
            return And(terms)
        case "or":
            return Or(terms)
        case "filtered":
            return And([Or(terms), NumericRange("date", question.first, question.last)])
        case "phrase" if len(terms) > 1:
            return Phrase(question.terms[0][0], [text for _, text in question.terms])
        case "character" | "prefix":
            return Prefix(*question.terms[0])
    return terms[0]
