"""Xapian, through Debian's package python3-xapian: the default backend and its flush threshold.

BM25 has k1 1.2 and b .75 here, k2 0, and its own inverse document frequency: totals compare, order
less. A field is a letter before the term. Xapian refuses terms beyond 245 bytes, so a longer one, some
long address, is indexed by its digest; positions are given, so gaps need no filler.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

import xapian  # type: ignore[import-not-found] # Debian has it, for its own Python

from tests.bench.questions import FACET_VALUES, HITS, Answer, Question
from tests.bench.tokens import FILLER, FREQUENCY_FIELDS, POSITIONAL_FIELDS, TokenDocument, split_terms

NAME = "xapian"
LETTERS = {"title_g": "A", "body_g": "B", "title_w": "C", "body_w": "D"}
DATE, SOURCE = 0, 1
UNLIMITED = xapian.Query.WILDCARD_LIMIT_ERROR
LONGEST = 240
"""Bytes of a term that is indexed as it is."""


def version() -> str:
    """Return the library's version."""
    return str(xapian.version_string())


def build(folder: Path, documents: Iterable[TokenDocument]) -> None:
    """Index documents and commit."""
    database = xapian.WritableDatabase(str(folder), xapian.DB_CREATE_OR_OPEN)
    for document in documents:
        made = xapian.Document()
        made.set_data(document.record)
        made.add_value(DATE, xapian.sortable_serialise(document.date))
        made.add_value(SOURCE, document.source)
        for field in POSITIONAL_FIELDS:
            for position, text in enumerate(split_terms(getattr(document, field))):
                if text != FILLER:
                    made.add_posting(term_of(field, text), position)
        for field in FREQUENCY_FIELDS:
            for text, count in Counter(split_terms(getattr(document, field))).items():
                made.add_term(term_of(field, text), count)
        database.replace_document(document.number + 1, made)
    database.commit()
    database.close()


def open_index(folder: Path) -> "OpenedXapian":
    """Open the index of a folder."""
    return OpenedXapian(xapian.Database(str(folder)))


class OpenedXapian:
    """A database, read-only."""

    def __init__(self, database: xapian.Database) -> None:
        """Take the database."""
        self._database = database
        self._weighting = xapian.BM25Weight(1.2, 0, 1, 0.75, 0)

    def prepare(self, question: Question) -> Callable[[], Any]:
        """Return the search of a question with its exact total, or the counting of its sources."""
        enquire = xapian.Enquire(self._database)
        enquire.set_query(query_of(question))
        articles = self._database.get_doccount()
        if question.kind == "facets":
            return partial(_count_sources, enquire, articles)
        enquire.set_weighting_scheme(self._weighting)
        return partial(enquire.get_mset, 0, HITS, articles)

    def answer(self, question: Question, found: Any) -> Answer:
        """Return the articles' numbers for Xapian's."""
        if question.kind == "facets":
            return Answer(0, facets=tuple(found))
        matches = list(found)
        hits = tuple(match.docid - 1 for match in matches)
        return Answer(found.get_matches_estimated(), hits, tuple(match.weight for match in matches))


def query_of(question: Question) -> xapian.Query:
    """Return Xapian's query of a question."""
    terms = [xapian.Query(term_of(field, text)) for field, text in question.terms]
    match question.kind:
        case "and":
            return xapian.Query(xapian.Query.OP_AND, terms)
        case "or":
            return xapian.Query(xapian.Query.OP_OR, terms)
        case "filtered":
            ends = (xapian.sortable_serialise(day) for day in (question.first, question.last))
            dates = xapian.Query(xapian.Query.OP_VALUE_RANGE, DATE, *ends)
            return xapian.Query(xapian.Query.OP_FILTER, xapian.Query(xapian.Query.OP_OR, terms), dates)
        case "phrase" if len(terms) > 1:
            return xapian.Query(xapian.Query.OP_PHRASE, terms, len(terms))
        case "character" | "prefix":
            return xapian.Query(xapian.Query.OP_WILDCARD, term_of(*question.terms[0]), 0, UNLIMITED)
    return terms[0]


def term_of(field: str, text: str) -> str:
    """Return a term of Xapian's."""
    encoded = text.encode("utf-8")
    return LETTERS[field] + (text if len(encoded) <= LONGEST else blake2b(encoded).hexdigest())


def _count_sources(enquire: xapian.Enquire, articles: int) -> list[tuple[str, int]]:
    spy = xapian.ValueCountMatchSpy(SOURCE)
    enquire.clear_matchspies()
    enquire.add_matchspy(spy)
    enquire.get_mset(0, 0, articles)
    return [(found.term.decode("utf-8"), found.termfreq) for found in spy.top_values(FACET_VALUES)]
