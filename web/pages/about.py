"""What the archive holds and what it lacks: a reader must know what is missing."""

import logging
from pathlib import Path

from flask import Response

from web.holdings import gaps
from web.library import library
from web.pages.blueprint import pages, settings
from web.wire import page

MAX_BYTES = 100_000
"""Of the operator's own text; who has more to say has a site."""

log = logging.getLogger(__name__)


@pages.get("/about")
def about() -> Response:
    """Tell what the archive holds, what is missing, how it is kept; and what its keeper says of it."""
    shelf = library()
    holdings = shelf.holdings()
    return page(
        "about.html",
        paragraphs=_read(settings().about),
        holdings=holdings,
        state=shelf.index().status(),
        gaps=gaps(holdings.months),
        folded=shelf.index().folded(),
    )


def _read(path: Path | None) -> list[str]:
    """Return the paragraphs of the operator's text; none, and a line in the log, where it cannot be read."""
    if path is None:
        return []
    try:
        with path.open("rb") as file:
            text = file.read(MAX_BYTES).decode("utf-8-sig", "replace")
    except OSError as error:
        log.warning("the about text cannot be read: %s; name another file, or none", error)
        return []
    paragraphs = text.replace("\r\n", "\n").split("\n\n")
    return [paragraph.strip() for paragraph in paragraphs if paragraph.strip()]
