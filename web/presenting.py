"""What the templates may call: links, dates, places, notices.

Small and pure: each takes a value of an article or a question and gives the words or the address
to show. Nothing here makes HTML.
"""

from urllib.parse import urlsplit

from flask import Flask, current_app, request
from flask_babel import gettext  # type: ignore[import-untyped]

from search import Article, Fragment
from web.asking import FILTERED, Question
from web.languages import LANGUAGES, Language, current
from web.links import link, query_string, segment
from web.messages import notice_text, relaxation_text
from web.periods import in_words, month_label, weekday_labels
from web.settings import OWN_NAME, Settings

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
        day=day,
        clock=clock,
        place=place,
        notice=notice_text,
        relaxation=relaxation_text,
        period=in_words,
        month=month_label,
        figure="{:,}".format,
    )
    app.jinja_env.globals.update(
        language=current,
        han=han,
        languages=LANGUAGES,
        in_language=in_language,
        results_url=results_url,
        article_url=article_url,
        hit_url=hit_url,
        search_url=search_url,
        source_url=source_url,
        region_url=region_url,
        period_url=period_url,
        archive_name=archive_name,
        short_name=short_name,
        weekdays=weekday_labels,
        link=link,
        segment=segment,
        field_url=field_url,
        original_url=original_url,
        starts_within=starts_within,
        ends_within=ends_within,
    )


def han() -> str:
    """Return the `lang` of Chinese words that may be in either script: the page's own, where that is Chinese.

    With `zh` alone fonts for all regions take the mainland's glyphs and punctuation, also in Taiwan's words.
    """
    tag = current().tag
    return tag if tag.startswith("zh") else "zh"


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


def search_url(question: Question) -> str:
    """Return the address of a search by filters alone: the results of `question` without its text."""
    return link("/search", (pair for pair in question.parameters() if pair[0] != "q"))


def source_url(name: str) -> str:
    """Return the address of a source's own page."""
    return link(f"/sources/{segment(name)}")


def region_url(path: str) -> str:
    """Return the address of a region's own page; the steps of its path are those of the address."""
    return link("/regions/" + "/".join(map(segment, path.split("/"))))


def period_url(period: str) -> str:
    """Return the address of a day's, a month's or a year's own page."""
    return link(f"/days/{period}")


def archive_name() -> str:
    """Return what the archive calls itself, in the reader's script where that is Dibao's own name."""
    held: Settings = current_app.config["DIBAO"]
    return str(gettext("Dibao")) if held.name == OWN_NAME else held.name


def short_name() -> str:
    """Return the archive's name in the 16 characters that OpenSearch 1.1 has for it."""
    return archive_name()[:16]


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
    written = in_words(published[:10])
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
