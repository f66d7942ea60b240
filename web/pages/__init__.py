"""The pages that readers see, each module one kind of them."""

from web.pages import article, copies, developers, feeds, finding, front, keeping, qr, results
from web.pages.blueprint import pages

__all__ = [
    "article",
    "copies",
    "developers",
    "feeds",
    "finding",
    "front",
    "keeping",
    "pages",
    "qr",
    "results",
]
