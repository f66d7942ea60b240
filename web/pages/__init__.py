"""The pages that readers see, each module one kind of them."""

from web.pages import article, developers, front, results
from web.pages.blueprint import pages

__all__ = ["article", "developers", "front", "pages", "results"]
