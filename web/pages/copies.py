"""The copies of an article, and how two versions differ."""

from dataclasses import dataclass

from flask import Response, request
from flask_babel import lazy_gettext  # type: ignore[import-untyped]

from search import Article, likeness
from web.library import library
from web.messages import BadParameter
from web.page_cache import kept
from web.pages.article import COPIES
from web.pages.blueprint import pages
from web.versions import compare as compare_versions
from web.wire import page

ALL = 100


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of an article: how much of their texts both have, in whole percent, 100 only if all."""

    article: Article
    percent: int


@pages.get("/copies/<id:article_id>")
@kept
def copies(article_id: str) -> Response:
    """List the articles of an article's cluster, the earliest first."""
    index = library().index()
    article = index.get(article_id)
    found = index.copies(article_id, COPIES)
    return page(
        "copies.html",
        article=article,
        copies=[Copy(copy, percent_alike(article, copy)) for copy in found],
        is_cut=len(found) == COPIES,
    )


@pages.get("/compare/<id:article_id>")
@kept
def compare(article_id: str) -> Response:
    """Show how the article `with` differs from another; any two can be compared."""
    index = library().index()
    one = index.get(article_id)
    other_id = request.args.get("with", "")
    if not other_id:
        raise BadParameter(
            "with", lazy_gettext("with names no other article. Choose one on the page of the copies.")
        )
    other = index.get(other_id)
    return page(
        "compare.html",
        one=one,
        other=other,
        versions=compare_versions(one, other),
        percent=percent_alike(one, other),
        are_copies=(one.cluster or one.id) == (other.cluster or other.id),
    )


def percent_alike(one: Article, other: Article) -> int:
    """Return how much of the texts of two articles both have, in whole percent, 100 only if all."""
    return int(likeness(f"{one.summary}\n{one.body}", f"{other.summary}\n{other.body}") * ALL)
