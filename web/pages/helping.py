"""How to search: the grammar's own table, and what a search finds."""

from flask import Response

from web.grammar import grammar_rows
from web.page_cache import kept
from web.pages.blueprint import pages
from web.wire import page


@pages.get("/help")
@kept
def help_page() -> Response:
    """Show how to ask, with an example of everything."""
    return page("help.html", rows=grammar_rows())
