"""Articles as rows: CSV for spreadsheets, JSON Lines for programs.

CSV is that of RFC 4180, in UTF-8 with a byte order mark, without which Excel takes it for the system's
charset. A spreadsheet runs a cell that begins like a formula, so such a cell gets an apostrophe before it
(OWASP, "CSV Injection"; in Chinese input methods the full-width signs are formulas too). JSON Lines are the
unchanged articles: whoever computes should take those. A spreadsheet holds 32,767 characters a cell; longer
texts are whole in the file all the same.
"""

import csv
import io
import json
import re

from search import Article
from web.keeping.cited import permalink

BOM = "\ufeff"
COLUMNS = (
    *("id", "title", "source", "author", "editor", "published", "regions", "section", "site", "script"),
    *("tags", "cluster", "url", "permalink", "summary", "body"),
)
BETWEEN = "; "
"""Between several regions or tags in one cell."""

_FORMULA = re.compile("[\\s\u200b-\u200f\u2060\ufeff]*[=+\\-@＝＋－＠\t\r\n]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_HALVES = re.compile("[\ud800-\udfff]")


def csv_header() -> str:
    """Return the first line: the names of the columns, after a byte order mark."""
    return BOM + _line(COLUMNS)


def csv_row(article: Article, base: str) -> str:
    """Return an article as a row of COLUMNS, in an archive at `base`."""
    record = article.to_dict() | {
        "regions": BETWEEN.join(article.regions),
        "tags": BETWEEN.join(article.tags),
        "permalink": permalink(base, article.id),
    }
    return _line(tuple(cell(record[name]) for name in COLUMNS))


def cell(text: str) -> str:
    """Return text that no spreadsheet runs, and that any reader of CSV takes.

    >>> cell("=1+1"), cell("－現場"), cell("2019-06-09")
    ("'=1+1", "'－現場", '2019-06-09')
    """
    lines = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _HALVES.sub("\ufffd", lines)
    return f"'{text}" if _FORMULA.match(text) else text


def json_line(article: Article, base: str) -> str:
    """Return an article whole, with its `permalink`, as one line.

    A half surrogate pair, which UTF-8 does not have, is the escape that JSON has for it.
    """
    record = article.to_dict() | {"permalink": permalink(base, article.id)}
    line = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    if _HALVES.search(line):
        line = json.dumps(record, separators=(",", ":"))
    return f"{line}\n"


def _line(cells: tuple[str, ...]) -> str:
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL).writerow(cells)
    return written.getvalue()
