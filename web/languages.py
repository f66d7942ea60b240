"""The languages of the interface, and which one a reader gets.

A reader chooses with `?lang=`, which then stays in every link, so a link sent on shows what its
sender saw. The choice is also kept in a cookie for the next visit: the tag of the language and nothing
else, so it tells nobody apart. Who has not chosen gets what the browser asks for (Accept-Language), and
English when that is neither Chinese nor English.

This is the language of the buttons only. An article keeps the script it was printed in, and a
query finds both.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from babel.support import Translations
from flask import Flask, Response, g, request
from flask_babel import get_translations  # type: ignore[import-untyped]
from markupsafe import Markup

from web.messages import BadParameter


@dataclass(frozen=True, slots=True)
class Language:
    """One language: its BCP 47 tag (in URLs and HTML), its catalogue, its own name."""

    tag: str
    catalogue: str
    name: str


TRADITIONAL = Language("zh-Hant", "zh_Hant", "繁體")
SIMPLIFIED = Language("zh-Hans", "zh_Hans", "简体")
ENGLISH = Language("en", "en", "English")
LANGUAGES = (TRADITIONAL, SIMPLIFIED, ENGLISH)

KEPT = 2_048
"""Messages that are kept as markup: all of the templates in all languages."""

COOKIE = "lang"
COOKIE_SECONDS = 365 * 24 * 3600

_TAGS = {language.tag: language for language in LANGUAGES}
VARY = ("Accept-Language", "Cookie")
"""Headers of a request that its page depends on."""

_TRADITIONAL_PLACES = {"hant", "tw", "hk", "mo"}


def match(tag: str) -> Language | None:
    """Return the language that serves a reader of `tag`, or None.

    >>> match("zh-HK").tag, match("zh").tag, match("zh-Hans-TW").tag, match("fr")
    ('zh-Hant', 'zh-Hans', 'zh-Hans', None)
    """
    primary, *rest = tag.replace("_", "-").lower().split("-")
    if primary == "en":
        return ENGLISH
    if primary != "zh":
        return None
    traditional = "hans" not in rest and _TRADITIONAL_PLACES.intersection(rest)
    return TRADITIONAL if traditional else SIMPLIFIED


def chosen() -> Language | None:
    """Return the language that the current request's `?lang=` names, None where it is absent.

    Raises BadParameter for a value that names none.
    """
    value = request.args.get("lang")
    if value is None:
        return None
    language = match(value)
    if language is None:
        raise BadParameter.choice("lang", value, tuple(known.tag for known in LANGUAGES))
    return language


def current() -> Language:
    """Return the language of the current request's answer; that of the API is always English."""
    known: Language | None = g.get("language")
    if known is None:
        known = g.language = _current()
    return known


def translations() -> Translations:
    """Return the catalogue of the current request's language: looked up once, for a page has many words."""
    known: Translations | None = g.get("translations")
    if known is None:
        known = g.translations = get_translations()
    return known


def speak(app: Flask) -> None:
    """Let the templates of `app`, which Babel has equipped, look words up in `translations`.

    A page of results has some sixty messages, so `_` is not Jinja's chain of calls but one: what a message
    without variables is becomes markup once, and what is put into others is escaped as Jinja would.
    """
    app.jinja_env.globals.update(_=_gettext, gettext=_gettext, ngettext=_ngettext)


def _gettext(text: str, /, **variables: object) -> Markup:
    return _message(translations(), text) % variables if variables else _plain(translations(), text)


def _ngettext(one: str, many: str, number: int, /, **variables: object) -> Markup:
    counted = translations().ungettext(one, many, number)
    return Markup(counted) % ({"num": number} | variables)  # noqa: S704 - a message, not a reader's text


@lru_cache(maxsize=KEPT)
def _message(catalogue: Translations, text: str) -> Markup:
    """Return a message with places for its variables; messages are markup, as all that templates say."""
    return Markup(catalogue.ugettext(text))  # noqa: S704 - the catalogue's text, as the release has it


@lru_cache(maxsize=KEPT)
def _plain(catalogue: Translations, text: str) -> Markup:
    """Return a message that has no variables."""
    return _message(catalogue, text) % {}


def _current() -> Language:
    if request.path.startswith("/api/v1/"):
        return ENGLISH
    asked = match(request.args.get("lang", ""))
    if asked is not None:
        return asked
    remembered = _TAGS.get(request.cookies.get(COOKIE, ""))
    if remembered is not None:
        return remembered
    for tag in request.accept_languages.values():
        language = match(tag)
        if language is not None:
            return language
    return ENGLISH


def keep_choice(app: Flask) -> None:
    """Keep the language that was chosen: in every link between the pages of `app`, and in the cookie."""

    @app.url_defaults
    def add_language(endpoint: str, values: dict[str, Any]) -> None:
        asked = match(request.args.get("lang", "")) if request else None
        if asked is not None and endpoint.startswith("pages."):
            values.setdefault("lang", asked.tag)

    @app.after_request
    def remember(response: Response) -> Response:
        if response.mimetype != "text/html":
            return response
        response.vary.update(VARY)
        asked = match(request.args.get("lang", ""))
        if asked is not None and request.cookies.get(COOKIE) != asked.tag:
            response.set_cookie(
                COOKIE, asked.tag, max_age=COOKIE_SECONDS, secure=request.is_secure, samesite="Lax"
            )
        return response
