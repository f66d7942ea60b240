"""Results: what a question finds, or why it finds nothing.

What the page offers beside its answer (a link back to the same hit, a question without the word that
failed) is worked out here, so that the templates only lay out.
"""

from time import perf_counter

from flask import Response, request
from flask_babel import gettext  # type: ignore[import-untyped]

from search import Notice
from web.asking import Question, read_question
from web.library import library
from web.messages import explain
from web.pages.blueprint import pages, settings
from web.pages.front import front
from web.paging import paging
from web.wire import page

SHOWN = 60
"""Characters of a refused question that are shown on either side of what is wrong, and of that itself."""


@pages.get("/search")
def search() -> Response:
    """Show the articles that answer `q`; without one, what there is to ask of."""
    depth = settings().page_depth
    question = read_question(request.args, depth)
    if "q" not in request.args and not question.filters:
        return front()
    offset = (question.page - 1) * question.size
    index = library().index()
    started = perf_counter()
    found = index.search(
        question.query,
        limit=question.size,
        offset=offset,
        sort=question.sort,
        collapse=question.is_folded,
        filters=question.filters,
        vocabulary=question.has_vocabulary,
    )
    if found.refusal is not None:
        return _refuse(question, found.refusal)
    seconds = perf_counter() - started
    numbers = paging(question.page, found.total + found.partial, question.size, depth)
    if question.page > numbers.last:
        return _past_the_end(question, numbers.last)
    complete = sum(not hit.missing for hit in found.hits)
    return page(
        "search.html",
        question=question,
        found=found,
        milliseconds=seconds * 1000,
        paging=numbers,
        depth=depth,
        ranked=[(offset + place, hit) for place, hit in enumerate(found.hits, start=1)],
        complete=complete,
        notices=_worth_saying(found.notices),
        meant=[(other, question.asking(other.text)) for other in found.corrections],
        offers=[(offer, question.asking(str(offer.query))) for offer in found.relaxations],
    )


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
