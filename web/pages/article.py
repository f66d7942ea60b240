"""One article, as it was printed, or in another script where a reader asks for that."""

from flask import Response, request

from search import DISPLAYS, display_article, display_lang, mark_article, parse_query
from web.asking import read_choice, read_number, read_question
from web.byline import byline
from web.library import library
from web.links import external, link, segment
from web.messages import explain
from web.neighbours import neighbours
from web.page_cache import kept
from web.pages.blueprint import pages, settings
from web.pages.qr import fits_code
from web.reading import lay_out
from web.routing import article_path
from web.wire import page

RELATED = 5
"""Related articles that a page lists."""

COPIES = 100
"""Copies that a page counts and lists; where there are as many, there may be more."""


@pages.get("/article/<id:article_id>")
@kept
def article(article_id: str) -> Response:
    """Show one article, with the matches of `q` marked where a question led here.

    `hit` is the place among the results, so that the way back leads to the same line and the ways on to
    the next; `display` is one of `search.DISPLAYS`.
    """
    depth = settings().page_depth
    index = library().index()
    stored = index.get(article_id)
    question = read_question(request.args, depth)
    hit = read_number(request.args, "hit", default=0, low=1, high=depth)
    display = read_choice(request.args, "display", DISPLAYS)
    if hit:
        question = question.on_page(-(-hit // question.size))
    asked = not question.is_blank
    query = parse_query(question.text)
    sections = (
        mark_article(stored, query, index.vocabulary if question.has_vocabulary else None) if asked else {}
    )
    shown, sections = display_article(stored, sections, display)
    led = asked or bool(question.filters)
    pairs = [*question.on_page(1).parameters(), *([("hit", str(hit))] if hit else [])] if led else []
    kept = [("display", display)] if display != DISPLAYS[0] else []
    permalink = external(article_path(article_id))
    here = f"/article/{segment(article_id)}"
    return page(
        "article.html",
        article=shown,
        lang=display_lang(stored, display),
        byline=byline(stored),
        reading=lay_out(shown, sections),
        question=question,
        asked=asked,
        led=led,
        hit=hit,
        beside=neighbours(index, question, hit, article_id, depth),
        kept=kept,
        related=index.related(article_id, RELATED),
        copies=len(index.copies(article_id, COPIES)) - 1,
        display=display,
        displays=[
            (name, link(here, [*pairs, *([("display", name)] if name != DISPLAYS[0] else [])]))
            for name in DISPLAYS
        ],
        is_changed=shown != stored,
        permalink=permalink,
        has_code=fits_code(permalink),
        trouble=explain(query.refusal) if query.refusal and asked else "",
    )
