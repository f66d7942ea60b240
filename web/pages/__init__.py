"""The pages that readers see, each module one kind of them."""

from web.pages import article, copies, front, qr, results
from web.pages.blueprint import pages

__all__ = ["article", "copies", "front", "pages", "qr", "results"]
