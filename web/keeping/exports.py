"""All hits of a question as one file, written while it is read.

`Index.found` gives one article after another, so neither the server's memory nor the wait for the first line
grows with the result. The question is checked before the first byte, for a status cannot be changed after it.

What breaks later must not look whole. Some servers close the connection on an error in a stream, others end
the answer as if all were there; so the file itself says at its end that it broke off, then the error goes on
to the server. `Dibao-Articles` says beforehand how many articles there are.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask import Blueprint, Response, request

from search import Article, parse_query
from web.api.asked import read
from web.api.parameters import ExportParameters
from web.keeping.cited import Archive, cite, today
from web.keeping.downloads import disposition, this_archive
from web.keeping.exchange import ris
from web.keeping.tables import cell, csv_header, csv_row, json_line
from web.library import library

exports = Blueprint("exports", __name__)

TOTAL = "Dibao-Articles"
PIECE = 32 * 1024
"""Characters that are sent at once: a row at a time would be a packet each."""

BROKEN = "This export broke off here after an error of the server. It is not complete; please ask again."


@dataclass(frozen=True, slots=True)
class Format:
    """How articles are written: a file's beginning, one article in an archive at an address, a broken end."""

    media_type: str
    suffix: str
    head: Callable[[], str]
    write: Callable[[Article, Archive], str]
    broken: str


def _csv(article: Article, archive: Archive) -> str:
    return csv_row(article, archive.base)


def _json_line(article: Article, archive: Archive) -> str:
    return json_line(article, archive.base)


def _ris(article: Article, archive: Archive) -> str:
    return ris(cite(article, archive, today()))


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "csv": Format(
            "text/csv; charset=utf-8; header=present", "csv", csv_header, _csv, f'"{cell(BROKEN)}"\r\n'
        ),
        "jsonl": Format(
            "application/jsonl; charset=utf-8", "jsonl", str, _json_line, f'{{"error":"{BROKEN}"}}\n'
        ),
        "ris": Format(
            "application/x-research-info-systems; charset=utf-8",
            "ris",
            str,
            _ris,
            f"TY  - GEN\r\nTI  - {BROKEN}\r\nER  - \r\n\r\n",
        ),
    }
)


@exports.get("/api/v1/export")
def export() -> Response:
    """Give all articles that have all of a question, as `format` csv, jsonl or ris, in the order of `sort`.

    Takes what `/search` takes; `page`, `size` and `copies` change nothing, for an export is all of it. Raises
    BadParameter, Refusal for a parameter that there is not, and QueryError for a question that cannot be
    read as typed.
    """
    asked = read(ExportParameters, request.args)
    form, filters, vocabulary = FORMATS[asked.format], asked.filters, asked.vocabulary == "on"
    if asked.query is not None or not filters:
        parse_query(asked.q).check()
    answer = Response(content_type=form.media_type)
    answer.headers["Content-Disposition"] = disposition(asked.query or str(filters), form.suffix)
    answer.cache_control.no_store = True
    if request.method == "HEAD":
        return answer
    index = library().index()
    counted = index.search(asked.query, limit=0, filters=filters, vocabulary=vocabulary)
    counted.check()
    found = index.found(asked.query, sort=asked.sort, filters=filters, vocabulary=vocabulary)
    answer.headers[TOTAL] = str(counted.total)
    answer.response = written(found, form, this_archive())
    return answer


def written(found: Iterable[Article], form: Format, archive: Archive) -> Iterator[bytes]:
    """Write articles one after another, in pieces of some PIECE characters.

    An error on the way ends the file with a line that says so, and is raised.
    """
    waiting = [form.head()]
    length = 0
    try:
        for article in found:
            record = form.write(article, archive)
            waiting.append(record)
            length += len(record)
            if length >= PIECE:
                yield "".join(waiting).encode()
                waiting, length = [], 0
    except Exception:
        yield ("".join(waiting) + form.broken).encode()
        raise
    if waiting:
        yield "".join(waiting).encode()
