"""Citing an article: a page with every form, and each as a file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask import Response, request
from flask_babel import LazyString, lazy_gettext  # type: ignore[import-untyped]

from search import Article
from web.asking import read_choice
from web.keeping.cited import Cited, cite, today
from web.keeping.downloads import disposition, this_archive
from web.keeping.exchange import bibtex, csl, ris
from web.keeping.styles import STYLES
from web.library import library
from web.pages.blueprint import pages
from web.wire import page


@dataclass(frozen=True, slots=True)
class File:
    """A citation as a file: who reads it, its media type and suffix, and what writes it."""

    name: str
    media_type: str
    suffix: str
    write: Callable[[Cited], str]


FILES: Mapping[str, File] = MappingProxyType(
    {
        "ris": File("RIS", "application/x-research-info-systems", "ris", ris),
        "bibtex": File("BibTeX", "application/x-bibtex", "bib", bibtex),
        "csl": File("CSL-JSON", "application/vnd.citationstyles.csl+json", "json", csl),
    }
)

NAMES: Mapping[str, LazyString] = MappingProxyType(
    {
        "gbt7714": lazy_gettext("GB/T 7714-2015"),
        "apa": lazy_gettext("APA, 7th edition"),
        "apa-zh": lazy_gettext("APA, 7th edition, in Chinese"),
        "mla": lazy_gettext("MLA, 9th edition"),
    }
)


@pages.get("/cite/<id:article_id>")
def citations(article_id: str) -> Response:
    """Show how an article is cited, or give one form: `format` is a style's name, or ris, bibtex or csl."""
    article = library().index().get(article_id)
    cited = cite(article, this_archive(), today())
    if "format" in request.args:
        return _alone(article, cited, read_choice(request.args, "format", (*STYLES, *FILES)))
    return page(
        "cite.html",
        article=article,
        cited=cited,
        styles=[(name, NAMES[name], write(cited)) for name, write in STYLES.items()],
        files=[(name, file.name, file.write(cited)) for name, file in FILES.items()],
    )


def _alone(article: Article, cited: Cited, form: str) -> Response:
    """Return one citation: a style as plain text, another as a file to keep."""
    if form in STYLES:
        return Response(f"{STYLES[form](cited).text}\n", content_type="text/plain; charset=utf-8")
    file = FILES[form]
    answer = Response(file.write(cited), content_type=f"{file.media_type}; charset=utf-8")
    answer.headers["Content-Disposition"] = disposition(article.title, file.suffix)
    return answer
