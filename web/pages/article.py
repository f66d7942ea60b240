"""One article, as it was printed."""

from flask import Response, request

from search import mark_article, parse_query
from web.asking import read_number, read_question
from web.library import library
from web.messages import explain
from web.pages.blueprint import pages, settings
from web.reading import lay_out
from web.wire import page


@pages.get("/article/<id:article_id>")
def article(article_id: str) -> Response:
    """Show one article, with the matches of `q` marked where a question led here.

    `hit` is the place among the results, so that the way back leads to the same line.
    """
    depth = settings().page_depth
    index = library().index()
    shown = index.get(article_id)
    question = read_question(request.args, depth)
    hit = read_number(request.args, "hit", default=0, low=1, high=depth)
    if hit:
        question = question.on_page(-(-hit // question.size))
    asked = not question.is_blank
    query = parse_query(question.text)
    sections = (
        mark_article(shown, query, index.vocabulary if question.has_vocabulary else None) if asked else {}
    )
    return page(
        "article.html",
        article=shown,
        reading=lay_out(shown, sections),
        question=question,
        asked=asked,
        hit=hit,
        trouble=explain(query.refusal) if query.refusal and asked else "",
    )
