"""tantivy, through its Python package: default merge policy, whitespace tokenizer, two threads.

Its BM25 has k1 1.2 and b .75 built in. Stored is one record of bytes, compressed by its default (LZ4).
"""

from collections.abc import Callable, Iterable
from functools import partial
from importlib.metadata import version as package_version
from pathlib import Path
from typing import Any

import tantivy

from tests.bench.questions import FACET_VALUES, HITS, Answer, Question
from tests.bench.tokens import FIELDS, FREQUENCY_FIELDS, POSITIONAL_FIELDS, TokenDocument

NAME = "tantivy"
HEAP_BYTES = 256 << 20
THREADS = 2
REGEX_SIGNS = set("\\.+*?()|[]{}^$#&-~")


def version() -> str:
    """Return the package's version."""
    return package_version("tantivy")


def build(folder: Path, documents: Iterable[TokenDocument]) -> None:
    """Index documents, commit, and wait for the merges that the commit began."""
    index = tantivy.Index(schema(), path=str(folder))
    writer = index.writer(heap_size=HEAP_BYTES, num_threads=THREADS)
    for document in documents:
        made = tantivy.Document()
        made.add_integer("number", document.number)
        made.add_integer("date", document.date)
        made.add_bytes("record", document.record.encode("utf-8"))
        if document.source:
            made.add_text("source", document.source)
        for field in FIELDS:
            made.add_text(field, getattr(document, field))
        writer.add_document(made)
    writer.commit()
    writer.wait_merging_threads()


def schema() -> tantivy.Schema:
    """Return one field for each of ours, with positions where ours has them."""
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("number", fast=True)
    builder.add_integer_field("date", fast=True, indexed=True)
    builder.add_bytes_field("record", stored=True)
    builder.add_text_field("source", fast=True, tokenizer_name="raw", index_option="basic")
    for field in POSITIONAL_FIELDS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="position")
    for field in FREQUENCY_FIELDS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def open_index(folder: Path) -> "OpenedTantivy":
    """Open the index of a folder."""
    return OpenedTantivy(tantivy.Index.open(str(folder)))


class OpenedTantivy:
    """A searcher and the schema that queries are made with."""

    def __init__(self, index: tantivy.Index) -> None:
        """Take the searcher of the last commit."""
        self._schema = index.schema
        self._searcher = index.searcher()

    def prepare(self, question: Question) -> Callable[[], Any]:
        """Return the search, or the aggregation, of a question; the search counts."""
        query = self._query(question)
        if question.kind == "facets":
            wanted = {"sources": {"terms": {"field": "source", "size": FACET_VALUES}}}
            return partial(self._searcher.aggregate, query, wanted)
        return partial(self._searcher.search, query, HITS)

    def answer(self, question: Question, found: Any) -> Answer:
        """Return numbers for addresses."""
        if question.kind == "facets":
            buckets = found["sources"]["buckets"]
            return Answer(0, facets=tuple((bucket["key"], bucket["doc_count"]) for bucket in buckets))
        numbers: list[Any] = self._searcher.fast_field_values(
            "number", [address for _, address in found.hits]
        )
        return Answer(found.count, tuple(numbers), tuple(score for score, _ in found.hits))

    def _query(self, question: Question) -> tantivy.Query:
        terms = [self._term(*term) for term in question.terms]
        match question.kind:
            case "and":
                return tantivy.Query.boolean_query([(tantivy.Occur.Must, term) for term in terms])
            case "or":
                return _any_of(terms)
            case "filtered":
                dates = tantivy.Query.range_query(
                    self._schema, "date", tantivy.FieldType.Integer, question.first, question.last
                )
                unscored = tantivy.Query.const_score_query(dates, 0.0)
                must = tantivy.Occur.Must
                return tantivy.Query.boolean_query([(must, _any_of(terms)), (must, unscored)])
            case "phrase" if len(terms) > 1:
                words: list[str | tuple[int, str]] = [text for _, text in question.terms]
                return tantivy.Query.phrase_query(self._schema, question.terms[0][0], words)
            case "character" | "prefix":
                field, text = question.terms[0]
                escaped = "".join(f"\\{sign}" if sign in REGEX_SIGNS else sign for sign in text)
                return tantivy.Query.regex_query(self._schema, field, f"{escaped}.*")
        return terms[0]

    def _term(self, field: str, text: str) -> tantivy.Query:
        option = "position" if field in POSITIONAL_FIELDS else "freq"
        return tantivy.Query.term_query(self._schema, field, text, index_option=option)


def _any_of(terms: list[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
