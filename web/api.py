"""The same answers as JSON, under `/api/v1`, for programs. Errors are in English, with a code.

A field, once here, keeps its name and meaning for as long as the path says v1; fields may be added.
"""

from time import perf_counter
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request

from search import SORTS, Correction, Fragment, Hit, Notice, Relaxation, parse_query
from web.asking import VOCABULARY, read_choice, read_number
from web.library import library
from web.settings import Settings

api = Blueprint("api", __name__)


@api.get("/api/v1/search")
def search() -> Response:
    """Answer `q` with `limit` hits from `offset` on, in the order `sort`, `vocabulary` on or off."""
    settings: Settings = current_app.config["DIBAO"]
    limit = read_number(request.args, "limit", default=10, low=1, high=settings.api_hits)
    offset = read_number(request.args, "offset", default=0, low=0, high=settings.api_depth)
    sort = read_choice(request.args, "sort", SORTS)
    started = perf_counter()
    vocabulary = read_choice(request.args, "vocabulary", VOCABULARY)
    query = parse_query(request.args.get("q", ""))
    query.check()
    found = (
        library().index().search(query, limit=limit, offset=offset, sort=sort, vocabulary=vocabulary == "on")
    )
    found.check()
    milliseconds = (perf_counter() - started) * 1000
    return jsonify(
        query={"text": found.query.text, "understood": str(found.query)},
        total=found.total,
        partial=found.partial,
        took_ms=round(milliseconds, 3),
        notices=[_notice(notice) for notice in found.notices],
        also=[{"typed": beside.typed, "texts": beside.texts} for beside in found.also],
        relaxations=[_relaxation(offer) for offer in found.relaxations],
        corrections=[_correction(meant) for meant in found.corrections],
        hits=[_hit(hit) for hit in found.hits],
    )


@api.get("/api/v1/articles/<id:article_id>")
def article(article_id: str) -> Response:
    """Give one article whole, as it is stored."""
    return jsonify(library().index().get(article_id).to_dict())


@api.get("/api/v1/suggest")
def suggest() -> Response:
    """Complete `q` with `limit` texts."""
    limit = read_number(request.args, "limit", default=10, low=1, high=20)
    found = library().index().suggest(request.args.get("q", ""), limit)
    return jsonify(
        suggestions=[
            {"text": one.text, "kind": one.kind, "articles": one.articles, "article_id": one.article_id}
            for one in found
        ]
    )


@api.get("/healthz")
def healthz() -> Response:
    """Tell a load balancer that the index can be read; an error answers 503."""
    status = library().index().status()
    return jsonify(status="ok", articles=status.articles, generation=status.generation)


def _notice(notice: Notice) -> dict[str, Any]:
    """`start` and `end` are offsets into `q`, null of a notice that is about the whole result."""
    return {
        "code": notice.code,
        "message": notice.message,
        "terms": list(notice.terms),
        "start": notice.start,
        "end": notice.end,
    }


def _relaxation(offer: Relaxation) -> dict[str, Any]:
    return {
        "kind": offer.kind,
        "changed": offer.changed,
        "query": str(offer.query),
        "total": offer.total,
    }


def _correction(meant: Correction) -> dict[str, Any]:
    """`start` and `end` are offsets into `text`: what was put in another's place."""
    return {"text": meant.text, "articles": meant.articles, "start": meant.start, "end": meant.end}


def _hit(hit: Hit) -> dict[str, Any]:
    article = hit.article
    return {
        "id": article.id,
        "title": article.title,
        "score": hit.score,
        "source": article.source,
        "site": article.site,
        "author": article.author,
        "editor": article.editor,
        "published": article.published,
        "regions": list(article.regions),
        "section": article.section,
        "lang": article.lang,
        "url": article.url,
        "missing": list(hit.missing),
        "fragments": [_fragment(fragment) for fragment in hit.fragments],
    }


def _fragment(fragment: Fragment) -> dict[str, Any]:
    """`ranges` count from the section's start, `marks` from the fragment's; in code points."""
    return {
        "section": fragment.section,
        "text": fragment.text,
        "start": fragment.start,
        "end": fragment.end,
        "ranges": [list(span) for span in fragment.ranges],
        "marks": [list(span) for span in fragment.marks],
    }
