"""What the templates may call: links, dates, places, notices.

Small and pure: each takes a value of an article or a question and gives the words or the address
to show. Nothing here makes HTML.
"""

from urllib.parse import urlsplit

from flask import Flask, request

from search import Article, Fragment
from web.asking import FILTERED, Question
from web.languages import LANGUAGES, Language, current
from web.links import link, query_string, segment
from web.messages import notice_text, relaxation_text
from web.periods import period_text

_STATE = frozenset(
    ("q", *FILTERED, "from", "to", "sort", "size", "vocabulary", "copies", "page", "hit", "display", "with")
)
"""What a page's address may carry and another language of it keeps."""

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
        article_url=article_url,
        hit_url=hit_url,
        link=link,
        segment=segment,
        field_url=field_url,
        original_url=original_url,
        starts_within=starts_within,
        ends_within=ends_within,
    )


def in_language(language: Language) -> str:
    """Return the address of the present page in another language."""
    pairs = [pair for pair in request.args.items(multi=True) if pair[0] in _STATE]
    is_page = request.endpoint is not None and request.endpoint.startswith("pages.")
    path = "/".join(map(segment, request.path.split("/"))) if is_page else "/"
    if is_page and request.view_args and "article_id" in request.view_args:
        path = f"/{request.path.split('/')[1]}/{segment(request.view_args['article_id'])}"
    query = query_string((*(pairs if is_page else ()), ("lang", language.tag)))
    return f"{path}?{query}"


def results_url(question: Question, hit: int = 0) -> str:
    """Return the address of the results of `question`, at one of its hits where `hit` says which."""
    return link("/search", question.parameters(), f"hit-{hit}" if hit else "")


def article_url(article: Article, *pairs: tuple[str, str]) -> str:
    """Return the address of an article."""
    return link(f"/article/{segment(article.id)}", pairs)


def hit_url(article: Article, question: Question, hit: int) -> str:
    """Return the address of `article` as the answer number `hit` to `question`."""
    return article_url(article, *question.on_page(1).parameters(), ("hit", str(hit)))


def field_url(field: str, value: str) -> str:
    """Return the address of all articles whose `field` is `value`.

    A quotation mark cannot stand inside a phrase; it is no part of a word, so it is left out.
    """
    phrase = value.replace('"', " ").replace("＂", " ")
    return link("/search", [("q", f'{field}:"{phrase}"')])


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
    written = period_text(published[:10])
    return published if written == published[:10] else written


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
