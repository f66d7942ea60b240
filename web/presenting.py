"""What the templates may call: links, dates, places, notices.

Small and pure: each takes a value of an article or a question and gives the words or the address
to show. Nothing here makes HTML.
"""

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, request, url_for
from flask_babel import format_date  # type: ignore[import-untyped]

from search import Article, Fragment
from web.asking import Question
from web.languages import LANGUAGES, Language, current
from web.messages import notice_text, relaxation_text

_STATE = ("q", "page", "sort", "vocabulary", "hit")
"""What a page's address may carry; anything else (`_scheme`, `endpoint`) would be told to url_for."""

_SENTENCE_ENDS = frozenset("。！？!?…；\n”」』")


def equip(app: Flask) -> None:
    """Give the templates of `app` their functions and filters."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        day=day, clock=clock, place=place, notice=notice_text, relaxation=relaxation_text
    )
    app.jinja_env.globals.update(
        language=current,
        languages=LANGUAGES,
        in_language=in_language,
        results_url=results_url,
        hit_url=hit_url,
        field_url=field_url,
        original_url=original_url,
        starts_within=starts_within,
        ends_within=ends_within,
    )


def in_language(language: Language) -> str:
    """Return the address of the present page in another language."""
    if request.endpoint is None or not request.endpoint.startswith("pages."):
        return url_for("pages.front", lang=language.tag)
    kept: dict[str, Any] = {name: request.args[name] for name in _STATE if name in request.args}
    return url_for(request.endpoint, **kept, **(request.view_args or {}), lang=language.tag)


def results_url(question: Question, hit: int = 0) -> str:
    """Return the address of the results of `question`, at one of its hits where `hit` says which."""
    return url_for("pages.search", **question.parameters(), _anchor=f"hit-{hit}" if hit else None)


def hit_url(article: Article, question: Question, hit: int) -> str:
    """Return the address of `article` as the answer number `hit` to `question`."""
    parameters = question.on_page(1).parameters()
    return url_for("pages.article", article_id=article.id, **parameters, hit=hit)


def field_url(field: str, value: str) -> str:
    """Return the address of all articles whose `field` is `value`.

    A quotation mark cannot stand inside a phrase; it is no part of a word, so it is left out.
    """
    phrase = value.replace('"', " ").replace("＂", " ")
    return url_for("pages.search", q=f'{field}:"{phrase}"')


def original_url(article: Article) -> str:
    """Return the article's own address where it is one of the web, else nothing.

    An archive's `url` can be anything, `javascript:` too.
    """
    try:
        parts = urlsplit(article.url)
    except ValueError:
        return ""
    return article.url if parts.scheme in {"http", "https"} and parts.netloc else ""


def starts_within(fragment: Fragment, article: Article) -> bool:
    """Tell whether a fragment begins inside a sentence, so that something is missed before it."""
    before = _section(fragment, article)[: fragment.start].rstrip(" \t\u3000")
    return bool(before) and before[-1] not in _SENTENCE_ENDS


def ends_within(fragment: Fragment, article: Article) -> bool:
    """Tell whether a fragment stops inside a sentence."""
    text = _section(fragment, article)
    last = text[: fragment.end].rstrip()[-1:]
    return text[fragment.end :].lstrip(" \t\u3000")[:1] not in {"", "\n"} and last not in _SENTENCE_ENDS


def day(published: str) -> str:
    """Return the day of an ISO date or time in the reader's words, or the text itself.

    The day is the one that it names: no time zone moves it.
    """
    try:
        return str(format_date(date.fromisoformat(published[:10]), "long", rebase=False))
    except ValueError:
        return published


def clock(published: str) -> str:
    """Return the hour and minute that stand in an ISO time, or nothing."""
    time = published[11:16]
    return time if published[10:11] == "T" and time[2:3] == ":" else ""


def place(region: str) -> str:
    """Return a region's path as it is read: 天津市/寶坻區 is 天津市 寶坻區."""
    return region.replace("/", " ")


def _section(fragment: Fragment, article: Article) -> str:
    text: str = getattr(article, fragment.section)
    return text
