"""Whoosh's view of a segment of arrays: its codec interface, for reading.

This engine evaluates queries itself, on whole arrays. Through this codec Whoosh's own searcher, query
classes and tools read the very same files, one posting at a time: slower, but a second implementation
that must give the same articles (`tests/test_engine_embedded.py` holds both against each other).
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Format
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound
from whoosh.system import pack_uint

from search.engine.batch import ID_FIELD, INDEXED_FIELDS, SCORED_FIELDS
from search.engine.dictionary import ABSENT, ENCODING, SURROGATES
from search.engine.segment import SegmentReader


class ArrayCodec(base.Codec):  # type: ignore[misc] # Whoosh has no types
    """Reads segments of arrays; they are written by `search.engine.batch` and `search.engine.merge`."""

    def terms_reader(self, storage: FileStorage, segment: Any) -> "ArrayTermsReader":
        """Return the segment's terms and postings."""
        return ArrayTermsReader(_opened(storage, segment))

    def per_document_reader(self, storage: FileStorage, segment: Any) -> "ArrayPerDocumentReader":
        """Return the segment's lengths, ids and deletions."""
        return ArrayPerDocumentReader(_opened(storage, segment))


class ArrayTermsReader(base.TermsReader):  # type: ignore[misc] # Whoosh has no types
    """Terms as pairs of field name and UTF-8 bytes, in order."""

    def __init__(self, segment: SegmentReader) -> None:
        """Take an opened segment."""
        self._segment = segment

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        """Tell whether a field has a term."""
        field, text = term
        return field in INDEXED_FIELDS and self._find(field, text) is not None

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Give all terms."""
        for field in sorted(INDEXED_FIELDS):
            yield from self.terms_from(field, b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Give the terms of a field from `prefix` on."""
        postings = self._segment.field(fieldname)
        first, _ = postings.terms.find_prefix(prefix.decode(ENCODING, SURROGATES))
        for number in range(first, len(postings.terms)):
            yield fieldname, postings.terms[number]

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Return a term's statistics; raises KeyError where the field does not have it."""
        postings = self._postings(fieldname, text)
        freqs, docs = postings.freqs, postings.docs
        lengths = self._segment.lengths(fieldname)[docs] if fieldname in SCORED_FIELDS else freqs
        return TermInfo(
            weight=float(freqs.sum(dtype=np.int64)),
            df=len(docs),
            minlength=int(lengths.min()),
            maxlength=int(lengths.max()),
            maxweight=float(freqs.max()),
            minid=int(docs[0]),
            maxid=int(docs[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        """Return how often a term occurs."""
        return float(self._postings(fieldname, text).freqs.sum(dtype=np.int64))

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """Return in how many articles a term occurs."""
        return len(self._postings(fieldname, text).docs)

    def matcher(self, fieldname: str, text: bytes, format_: Format, scorer: Any = None) -> ListMatcher:
        """Return Whoosh's matcher over a term's postings; raises TermNotFound."""
        try:
            postings = self._postings(fieldname, text)
        except KeyError as error:
            raise TermNotFound(f"no term {fieldname}:{text!r}") from error
        ends = np.cumsum(postings.freqs, dtype=np.int64)[:-1]
        if len(postings.positions):
            values = [format_.encode(found.tolist()) for found in np.split(postings.positions, ends)]
        else:
            values = [pack_uint(int(freq)) for freq in postings.freqs]
        return ListMatcher(
            postings.docs.tolist(),
            postings.freqs.astype(float).tolist(),
            values,
            format_,
            scorer=scorer,
            term=(fieldname, text),
            terminfo=self.term_info(fieldname, text),
        )

    def indexed_field_names(self) -> Iterable[str]:
        """Return the names of the indexed fields."""
        return INDEXED_FIELDS

    def close(self) -> None:
        """Do nothing: the memory map ends with its last array."""

    def _find(self, field: str, text: bytes) -> tuple[int, int] | None:
        term = self._segment.field(field).terms.find(text.decode(ENCODING, SURROGATES))
        return None if term == ABSENT else (term, term + 1)

    def _postings(self, field: str, text: bytes) -> Any:
        found = self._find(field, text)
        if found is None:
            raise KeyError((field, text))
        return self._segment.field(field).postings(*found)


class ArrayPerDocumentReader(base.PerDocumentReader):  # type: ignore[misc] # Whoosh has no types
    """What Whoosh asks of single articles."""

    def __init__(self, segment: SegmentReader) -> None:
        """Take an opened segment."""
        self._segment = segment

    def doc_count(self) -> int:
        """Return how many articles are not deleted."""
        return self._segment.live_count

    def doc_count_all(self) -> int:
        """Return how many articles the file holds."""
        return self._segment.count

    def has_deletions(self) -> bool:
        """Tell whether any is deleted."""
        return bool(len(self._segment.deleted))

    def is_deleted(self, docnum: int) -> bool:
        """Tell whether an article is deleted."""
        return not self._segment.live[docnum]

    def deleted_docs(self) -> Iterable[int]:
        """Return the numbers of the deleted ones."""
        return map(int, self._segment.deleted)

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Return how many terms an article has in a scored field."""
        return int(self._segment.lengths(fieldname)[docnum]) if fieldname in SCORED_FIELDS else default

    def field_length(self, fieldname: str) -> int:
        """Return how many terms all articles have in a scored field."""
        return int(self._segment.lengths(fieldname).sum()) if fieldname in SCORED_FIELDS else 0

    def min_field_length(self, fieldname: str) -> int:
        """Return the least number of terms that an article has in a scored field."""
        return int(self._segment.lengths(fieldname).min()) if fieldname in SCORED_FIELDS else 0

    def max_field_length(self, fieldname: str) -> int:
        """Return the greatest number of terms that an article has in a scored field."""
        return int(self._segment.lengths(fieldname).max()) if fieldname in SCORED_FIELDS else 0

    def stored_fields(self, docnum: int) -> dict[str, str]:
        """Return what Whoosh shows of an article: its id."""
        return {ID_FIELD: self._segment.article(docnum).id}


def _opened(storage: FileStorage, segment: Any) -> SegmentReader:
    return SegmentReader(segment.path(Path(storage.folder)), segment.deleted_docs())
