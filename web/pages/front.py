"""The front page: what the index holds."""

from flask import Response

from web.library import library
from web.pages.blueprint import pages
from web.wire import page


@pages.get("/")
def front() -> Response:
    """Show what the index holds."""
    return page("front.html", holdings=library().holdings())
