"""Feeds of a question, at the addresses of its results with another ending: `/search.atom`, `/search.json`.

They take what `/search` takes; the newest come first unless `sort` says otherwise, and there is one page.
Without words and filters they follow the whole archive.
"""

from collections.abc import Callable

from flask import Response, current_app, request
from flask_babel import gettext  # type: ignore[import-untyped]
from werkzeug.urls import iri_to_uri

from search import SORTS, Index
from web.asking import Question, read_question
from web.caching import tag_of, tagged, unchanged
from web.keeping.downloads import changed, state, this_archive
from web.keeping.feeds import ENTRIES, Channel, Item, atom, item, json_feed
from web.keeping.metadata import kept
from web.languages import current
from web.library import library
from web.links import external, link
from web.pages.blueprint import pages, settings
from web.presenting import archive_name


@pages.get("/search.atom")
def atom_feed() -> Response:
    """Give the newest answers of a question in Atom."""

    def make(index: Index, question: Question) -> Response:
        content = atom(_channel(index, question, "/search.atom"), _items(index, question))
        return Response(content, content_type="application/atom+xml; charset=utf-8")

    return _followed(make)


@pages.get("/search.json")
def json_answer() -> Response:
    """Give the same as a JSON Feed."""

    def make(index: Index, question: Question) -> Response:
        record = json_feed(_channel(index, question, "/search.json"), _items(index, question))
        content = current_app.json.dumps(record)
        return Response(content, content_type="application/feed+json; charset=utf-8")

    return _followed(make)


def _followed(make: Callable[[Index, Question], Response]) -> Response:
    """Answer with a feed, or that nothing changed since the asker had it."""
    index, question = library().index(), followed()
    tag = tag_of(*state(index))
    answer = unchanged(tag)
    if answer is None:
        answer = tagged(make(index, question), tag)
        answer.last_modified = changed(index)
    answer.vary.add("Accept-Language")
    return answer


def followed() -> Question:
    """Return the question of the current request as a feed follows it: newest first, from the beginning."""
    question = read_question(request.args, settings().page_depth)
    return question if "sort" in request.args else question.sorted_by("newest")


def _items(index: Index, question: Question) -> list[Item]:
    found = index.search(
        None if question.is_blank else question.text,
        limit=ENTRIES,
        sort=question.sort,
        collapse=question.is_folded,
        filters=question.filters,
        vocabulary=question.has_vocabulary,
    )
    if found.refusal is not None:
        found.check()
    base = external("")
    return [item(hit, base) for hit in found.hits if not hit.missing]


def _channel(index: Index, question: Question, path: str) -> Channel:
    asked = " ".join(part for part in (question.text.strip(), str(question.filters)) if part)
    name = archive_name()
    return Channel(
        title=gettext("%(archive)s: %(question)s", archive=name, question=asked)
        if asked
        else gettext("%(archive)s: newest articles", archive=name),
        lang=current().tag,
        changed=changed(index),
        page=_address("/search" if asked else "/", question if asked else None),
        feed=_address(path, question),
        archive=this_archive(),
    )


def _address(path: str, question: Question | None) -> str:
    """Return the address of a page of `question`, in ASCII: readers of feeds do not all know IRIs."""
    pairs = kept(question) if question else []
    if question and question.sort == SORTS[0]:
        pairs.append(("sort", question.sort))  # the default of results, but not of feeds
    return iri_to_uri(external(link(path, pairs)))
