"""Errors as answers: a page for a reader, a problem (`web.problems`) for a program, the same status for both.

What a reader cannot help (no index, a bug) is said without paths or traces; those go to the log.
"""

from http import HTTPStatus

from flask import Flask, Response, current_app, request
from flask_babel import force_locale, gettext  # type: ignore[import-untyped]
from werkzeug.exceptions import HTTPException

from search import ArticleNotFound, QueryError, SearchError
from web.asking import FILTERED, Question
from web.messages import BadParameter
from web.problems import Refusal, problem
from web.wire import page

PROGRAMS = frozenset(
    (
        *("/healthz", "/readyz", "/metrics", "/suggest.json"),
        *("/search.atom", "/search.json", "/opensearch.xml", "/sitemap.xml", "/robots.txt"),
    )
)
"""Addresses beside those of the API that no reader opens; `/api/` itself is a page."""


DATES = ("from", "to")
"""Parameters that readers write themselves, in a form: who errs there keeps the question."""


def is_asked_by_program() -> bool:
    """Tell whether the current request is a program's."""
    path = request.path
    return (path.startswith("/api/") and path != "/api/") or path in PROGRAMS


def handle_errors(app: Flask) -> None:
    """Answer every error of `app`."""
    app.register_error_handler(QueryError, _query_error)
    app.register_error_handler(BadParameter, _bad_parameter)
    app.register_error_handler(Refusal, _refusal)
    app.register_error_handler(ArticleNotFound, _article_not_found)
    app.register_error_handler(SearchError, _unavailable)
    app.register_error_handler(HTTPException, _http_error)


def _query_error(error: QueryError) -> Response:
    """Answer a program; a reader's query error is shown on the page that asked (`web.pages.results`)."""
    return problem(
        400, error.code, error.message, start=error.start, end=error.end, instead=error.instead or None
    )


def _refusal(error: Refusal) -> Response:
    return problem(error.status, error.code, error.detail)


def _bad_parameter(error: BadParameter) -> Response:
    if is_asked_by_program():
        with force_locale("en"):
            return problem(400, f"bad_{error.name}", str(error.message))
    # As text: a lazy string says of itself that it is HTML, and this one quotes what was asked.
    message = str(error.message)
    title = gettext("This link does not say what it wants")
    if error.name not in DATES:
        return page("error.html", 400, title=title, message=message)
    return page(
        "error.html",
        400,
        question=Question(text=request.args.get("q", "")),
        title=gettext("These dates cannot be searched"),
        message=message,
        undated=[pair for pair in request.args.items(multi=True) if pair[0] in ("q", *FILTERED)],
    )


def _article_not_found(error: ArticleNotFound) -> Response:
    if is_asked_by_program():
        return problem(404, "article_not_found", str(error))
    message = gettext("It may have been withdrawn, or the link was cut short. Try to find it by its words.")
    return page("error.html", 404, title=gettext("No such article here"), message=message)


def _unavailable(error: SearchError) -> Response:
    current_app.logger.error("the index cannot be read: %s", error)
    if is_asked_by_program():
        response = problem(503, "index_unavailable", "the index cannot be read now; the log says why")
    else:
        message = gettext("The index cannot be read at the moment. Please come back in a few minutes.")
        response = page("error.html", 503, title=gettext("The reading room is closed"), message=message)
    response.headers["Retry-After"] = "60"
    return response


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if is_asked_by_program():
        code = HTTPStatus(status).phrase.lower().replace(" ", "_")
        response = problem(status, code, error.description or HTTPStatus(status).phrase)
    else:
        title, message = _words(status)
        response = page("error.html", status, title=title, message=message)
    # What the error itself carries (Allow, Retry-After) stays; the body's own headers are ours.
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    return response


def _words(status: int) -> tuple[str, str]:
    if status == HTTPStatus.NOT_FOUND:
        message = gettext("The address may be mistyped, or the link was cut short.")
        return gettext("No such page here"), message
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        message = gettext("Something went wrong on our side. It has been written down; please try again.")
        return gettext("The page could not be made"), message
    return gettext("This cannot be answered"), gettext("The server does not understand the request.")
