"""The pages: the front page, results, one article. Each parses, asks, renders.

What a page offers beside its answer (a link back to the same hit, a question without the word that
failed) is worked out here, so that the templates only lay out.
"""

from time import perf_counter

from flask import Blueprint, Response, current_app, request
from flask_babel import gettext  # type: ignore[import-untyped]

from search import Notice, mark_article, parse_query
from web.asking import Question, read_number, read_question
from web.languages import chosen
from web.library import library
from web.messages import explain
from web.paging import paging
from web.reading import lay_out
from web.settings import Settings
from web.wire import page

SHOWN = 60
"""Characters of a refused question that are shown on either side of what is wrong, and of that itself."""

pages = Blueprint("pages", __name__)


@pages.before_request
def check_language() -> None:
    """Refuse a `?lang=` that names no language before anything is looked up."""
    chosen()


@pages.get("/")
def front() -> Response:
    """Show what the index holds."""
    return page("front.html", holdings=library().holdings())


@pages.get("/search")
def search() -> Response:
    """Show the articles that answer `q`; without one, what there is to ask of."""
    if "q" not in request.args:
        return front()
    settings = _settings()
    question = read_question(request.args, settings.page_depth // settings.page_hits)
    offset = (question.page - 1) * settings.page_hits
    index = library().index()
    started = perf_counter()
    found = index.search(
        question.text,
        limit=settings.page_hits,
        offset=offset,
        sort=question.sort,
        vocabulary=question.vocabulary == "on",
    )
    if found.refusal is not None:
        return _refuse(question, found.refusal)
    seconds = perf_counter() - started
    numbers = paging(question.page, found.total + found.partial, settings.page_hits, settings.page_depth)
    if question.page > numbers.last:
        return _past_the_end(question, numbers.last)
    complete = sum(not hit.missing for hit in found.hits)
    return page(
        "search.html",
        question=question,
        found=found,
        milliseconds=seconds * 1000,
        paging=numbers,
        depth=settings.page_depth,
        ranked=[(offset + place, hit) for place, hit in enumerate(found.hits, start=1)],
        complete=complete,
        notices=_worth_saying(found.notices),
        meant=[(other, question.asking(other.text)) for other in found.corrections],
        offers=[(offer, question.asking(str(offer.query))) for offer in found.relaxations],
    )


@pages.get("/article/<id:article_id>")
def article(article_id: str) -> Response:
    """Show one article, with the matches of `q` marked where a question led here.

    `hit` is the place among the results, so that the way back leads to the same line.
    """
    settings = _settings()
    index = library().index()
    shown = index.get(article_id)
    question = read_question(request.args, settings.page_depth // settings.page_hits)
    hit = read_number(request.args, "hit", default=0, low=1, high=settings.page_depth)
    if hit:
        question = question.on_page(-(-hit // settings.page_hits))
    query = parse_query(question.text)
    vocabulary = index.vocabulary if question.vocabulary == "on" else None
    sections = mark_article(shown, query, vocabulary) if question.text.strip() else {}
    trouble = explain(query.refusal) if query.refusal and question.text.strip() else ""
    return page(
        "article.html",
        article=shown,
        reading=lay_out(shown, sections),
        question=question,
        asked=bool(question.text.strip()),
        hit=hit,
        trouble=trouble,
    )


def _settings() -> Settings:
    settings: Settings = current_app.config["DIBAO"]
    return settings


def _refuse(question: Question, refusal: Notice) -> Response:
    """Say what is wrong with the question, on the page where it can be mended."""
    text = question.text
    start, end = refusal.start or 0, refusal.end or 0
    if start == end:  # a place, not a stretch: point at the character there, or the last one
        start, end = (start, start + 1) if start < len(text) else (max(len(text) - 1, 0), len(text))
    parts = (_end_of(text[:start]), _beginning_of(text[start:end]), _beginning_of(text[end:]))
    is_empty = refusal.code == "empty"
    is_whole = end - start == len(text)  # and that stands in the box
    return page(
        "refused.html",
        400,
        question=question,
        message=explain(refusal),
        is_empty=is_empty,
        parts=None if is_empty or is_whole else parts,
    )


def _beginning_of(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _end_of(text: str) -> str:
    return text if len(text) <= SHOWN else f"…{text[-SHOWN:]}"


def _past_the_end(question: Question, last: int) -> Response:
    return page(
        "error.html",
        404,
        question=question,
        title=gettext("There is no page %(page)s", page=question.page),
        message=gettext("These results end on page %(last)s.", last=last),
        way_out=question.on_page(last),
    )


def _worth_saying(notices: tuple[Notice, ...]) -> tuple[Notice, ...]:
    """Leave out that no article has all of the words where it is said that none has one of them."""
    is_explained = any(notice.code == "term_not_found" for notice in notices)
    return tuple(notice for notice in notices if notice.code != "no_article_has_all" or not is_explained)
