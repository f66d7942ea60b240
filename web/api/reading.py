"""Operations about one article.

A WSGI server gives the path decoded, so `…/articles/a%2Frelated` and `…/articles/a/related` are one path.
Where an article has such an id, it is the one that is meant, unless `limit` is given, which only the list
has. So an article with an awkward id can always be had, and so can every list.
"""

from typing import Any

from flask import Response, jsonify, request

from search import ArticleNotFound, Index
from web.api import examples
from web.api.answers import ArticleRecord, CopiesRecord, RelatedListRecord
from web.api.blueprint import Media, Operation, serves
from web.api.parameters import CopiesParameters, Parameters, RelatedParameters
from web.api.records import item_record, related_record

JSON = "application/json"

AMBIGUOUS = (
    "\n\nShould an article's own id end in `/{name}`, this address is that article's, unless `limit` is "
    "given."
)

ARTICLE = Operation(
    path="/api/v1/articles/{id}",
    name="article",
    summary="Read an article",
    description="One article whole, as it is stored: the text as it was printed, never converted.",
    parameters=Parameters,
    answers=(Media(JSON, ArticleRecord, examples.ARTICLE),),
    article=examples.ID,
)
RELATED = Operation(
    path="/api/v1/articles/{id}/related",
    name="related",
    summary="Find related articles",
    description=(
        "Articles that share an article's strongest words, without its near-duplicates."
        + AMBIGUOUS.format(name="related")
    ),
    parameters=RelatedParameters,
    answers=(Media(JSON, RelatedListRecord, examples.RELATED),),
    asked=(("limit", "1"),),
    article=examples.ID,
)
COPIES = Operation(
    path="/api/v1/articles/{id}/copies",
    name="copies",
    summary="List an article's copies",
    description=(
        "The near-duplicates of an article, itself included: reprints, and the same text at other addresses."
        + AMBIGUOUS.format(name="copies")
    ),
    parameters=CopiesParameters,
    answers=(Media(JSON, CopiesRecord, examples.COPIES),),
    article=examples.ID,
)


@serves(ARTICLE)
def article(index: Index, _asked: Parameters, article_id: str) -> Response:
    """Give one article whole."""
    record: Any = index.get(article_id).to_dict()
    return jsonify(record)


@serves(RELATED)
def related(index: Index, asked: RelatedParameters, article_id: str) -> Response:
    """List the articles related to one."""
    literal = _literal(index, article_id, "related")
    if literal is not None:
        return literal
    record: RelatedListRecord = {
        "related": [related_record(found) for found in index.related(article_id, asked.limit)]
    }
    return jsonify(record)


@serves(COPIES)
def copies(index: Index, asked: CopiesParameters, article_id: str) -> Response:
    """List an article's cluster of near-duplicates."""
    literal = _literal(index, article_id, "copies")
    if literal is not None:
        return literal
    cluster = index.copies(article_id, asked.limit)
    record: CopiesRecord = {
        "copies": [{**item_record(copy), "is_head": copy.cluster in {"", copy.id}} for copy in cluster]
    }
    return jsonify(record)


def _literal(index: Index, article_id: str, name: str) -> Response | None:
    """Return the article whose id is the whole rest of the path, where there is one and it is meant."""
    if "limit" in request.args:
        return None
    try:
        return jsonify(index.get(f"{article_id}/{name}").to_dict())
    except ArticleNotFound:
        return None
