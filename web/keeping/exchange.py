"""Citations as programs exchange them: RIS, BibTeX, CSL-JSON.

Sources: the RIS specification of ResearchSoft (2001) with the type NEWS and the tags that Zotero and EndNote
read today; "BibTeXing" (Patashnik 1988), and the biblatex manual, 2.2.2, for `url`, `urldate` and the
subtype `newspaper`; the schema of the Citation Style Language 1.0.2 (csl-data.json, type article-newspaper).

An article's editor (責任編輯) is who let it pass, not whose work it is, and styles put an `editor` in the
place of an author that is missing: so there is none in CSL, and in biblatex it is an `editora` (2.3.6) of the
type `redactor`. Nor is the id an `archive_location` in CSL, for styles print that; it stands in the URL.

Fields come in one clean line each (`cited.one_line`), so in RIS a value cannot begin another tag. BibTeX
counts braces, escaped or not, so a brace is written as a command.
"""

import json
from collections.abc import Iterator
from typing import Any

from web.keeping.cited import Cited, Day

_TEX = str.maketrans(
    {
        "\\": r"{\textbackslash}",
        "{": r"{\textbraceleft}",
        "}": r"{\textbraceright}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        **{sign: f"\\{sign}" for sign in "%&$#_"},
    }
)
_TEX_URL = str.maketrans({"\\": "%5C", "{": "%7B", "}": "%7D"})
_TEX_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def ris(cited: Cited) -> str:
    """Return a record of RIS: TY first, ER last, lines that end with CR and LF.

    A date is YYYY/MM/DD/ with empty places for what is not known.
    """
    return "".join(f"{tag}  - {value}\r\n" for tag, value in _tags(cited) if value or tag == "ER") + "\r\n"


def _tags(cited: Cited) -> Iterator[tuple[str, str]]:
    yield "TY", "NEWS"
    yield "TI", cited.title
    for author in cited.authors:
        yield "AU", author
    for editor in cited.editors:
        yield "ED", editor
    yield "T2", cited.source
    yield "SE", cited.section
    yield "PY", f"{cited.published.year:04}" if cited.published else ""
    yield "DA", _ris_day(cited.published)
    yield "AB", cited.summary
    for tag in cited.tags:
        yield "KW", tag
    yield "LA", cited.lang
    yield "UR", cited.permalink
    yield "Y2", _ris_day(cited.read)
    yield "DB", cited.archive
    yield "AN", cited.id
    yield "N1", f"Original: {cited.url}" if cited.url else ""
    yield "ER", ""


def bibtex(cited: Cited) -> str:
    """Return an entry of BibTeX: @article where there is a newspaper, else @misc."""
    lines = "".join(f",\n  {name} = {value}" for name, value in _bibtex_fields(cited) if value)
    return f"@{'article' if cited.source else 'misc'}{{{cited.key}{lines}\n}}\n"


def _bibtex_fields(cited: Cited) -> Iterator[tuple[str, str]]:
    # In braces of its own a name is one piece, and its "and" no border between two.
    yield "author", _braced(" and ".join(f"{{{_tex(name)}}}" for name in cited.authors))
    yield "editora", _braced(" and ".join(f"{{{_tex(name)}}}" for name in cited.editors))
    yield "editoratype", "{redactor}" if cited.editors else ""
    yield "title", _braced(f"{{{_tex(cited.title)}}}" if cited.title else "")
    yield "journal", _braced(_tex(cited.source))
    yield "entrysubtype", "{newspaper}" if cited.source else ""
    yield "year", _braced(f"{cited.published.year:04}" if cited.published else "")
    yield "month", _TEX_MONTHS[cited.published.month - 1] if cited.published.month else ""
    yield "day", _braced(str(cited.published.day or ""))
    yield "keywords", _braced(", ".join(_tex(tag) for tag in cited.tags))
    yield "url", _braced(cited.permalink.translate(_TEX_URL))
    yield "urldate", _braced(str(cited.read))
    yield "language", "{chinese}"
    yield "note", _braced(f"Original: \\url{{{cited.url.translate(_TEX_URL)}}}" if cited.url else "")


def _braced(value: str) -> str:
    return f"{{{value}}}" if value else ""


def _tex(text: str) -> str:
    return text.translate(_TEX)


def csl(cited: Cited) -> str:
    """Return an array of one CSL item, as citation processors and Zotero read it; a line for each field."""
    fields = (
        f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}"
        for name, value in csl_item(cited).items()
    )
    return "[{\n" + ",\n".join(fields) + "\n}]\n"


def csl_item(cited: Cited) -> dict[str, Any]:
    """Return an item of CSL-JSON; what is not known is left out. Names are literal, never cut in two."""
    item: dict[str, Any] = {
        "id": cited.key,
        "type": "article-newspaper",
        "title": cited.title,
        "author": [{"literal": name} for name in cited.authors],
        "container-title": cited.source,
        "section": cited.section,
        "issued": {"date-parts": [list(cited.published.parts)]} if cited.published else None,
        "accessed": {"date-parts": [list(cited.read.parts)]},
        "abstract": cited.summary,
        "language": cited.lang,
        "URL": cited.permalink,
        "source": cited.archive,
        "note": f"Original: {cited.url}" if cited.url else "",
    }
    return {name: value for name, value in item.items() if value}


def _ris_day(day: Day) -> str:
    if not day:
        return ""
    month, number = (f"{part:02}" if part else "" for part in (day.month, day.day))
    return f"{day.year:04}/{month}/{number}" if number else f"{day.year:04}/{month}/"
