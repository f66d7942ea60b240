"""Results: what a question finds, or why it finds nothing.

What the page offers beside its answer (a link back to the same hit, a question without the word that
failed) is worked out here, so that the templates only lay out.
"""

from time import perf_counter

from flask import Response, request
from flask_babel import gettext  # type: ignore[import-untyped]

from search import Correction, Notice, Relaxation, ResultPage
from web.asking import SIZES, Question, read_question
from web.chips import Chip, chips, plain
from web.hits import hit_views
from web.library import library
from web.messages import explain
from web.narrowing import Narrowing, address
from web.page_cache import kept
from web.pages.blueprint import pages, settings
from web.pages.front import front
from web.paging import paging
from web.panel import panel
from web.wire import page

SHOWN = 60
"""Characters of a refused question that are shown on either side of what is wrong, and of that itself."""


@pages.get("/search")
@kept
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
    numbers = paging(question.page, found.total + found.partial, question.size, depth)
    if question.page > numbers.last:
        return _past_the_end(question, numbers.last)
    links = Narrowing.of(question)
    beside = panel(index, question, links) if found.total or question.filters else None
    seconds = perf_counter() - started
    active = chips(question, links)
    return page(
        "search.html",
        question=question,
        heading=_heading(question, active),
        found=found,
        milliseconds=f"{seconds * 1000:,.1f}",
        paging=numbers,
        depth=depth,
        hits=hit_views(found.hits, question, offset + 1),
        complete=sum(not hit.missing for hit in found.hits),
        notices=_worth_saying(found.notices),
        meant=_meant(question, found),
        offers=[(offer, _offered(question, offer)) for offer in found.relaxations],
        chips=active,
        bare=address(plain(question)),
        panel=beside,
        orders=_orders(question),
        sizes=[(size, address(question.sized(size))) for size in SIZES],
        address=address,
    )


def _heading(question: Question, active: tuple[Chip, ...]) -> str:
    """Return what the page is called: the question, and where there is none, what the list is narrowed to."""
    if not question.is_blank:
        return str(gettext("Results for “%(question)s”", question=question.text))
    return str(gettext(", ")).join(chip.value for chip in active)


def _orders(question: Question) -> list[tuple[str, str, bool]]:
    """Return the orders to choose from: name, address, whether it is the present one.

    A list without a question has no best match; it has the newest first.
    """
    names = {
        "relevance": gettext("Best match"),
        "newest": gettext("Newest first"),
        "oldest": gettext("Oldest first"),
    }
    present = question.sort
    if question.query is None:
        del names["relevance"]
        present = "newest" if present == "relevance" else present
    return [(name, address(question.sorted_by(sort)), sort == present) for sort, name in names.items()]


def _meant(question: Question, found: ResultPage) -> list[tuple[Correction, Question]]:
    """Return what may have been meant, without the filters, as it was counted.

    Where the filters alone are to blame, nothing else was meant.
    """
    if any(notice.code == "filtered_out" for notice in found.notices):
        return []
    return [(other, question.unfiltered().asking(other.text)) for other in found.corrections]


def _offered(question: Question, offer: Relaxation) -> Question:
    """Return the question that an offer is about: one of them is this question without its filters."""
    kept = question.unfiltered() if offer.kind == "without_filters" else question
    return kept.asking(str(offer.query))


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
