"""The pages that readers see, each module one kind of them."""

from web.pages import article, feeds, finding, front, keeping, results
from web.pages.blueprint import pages

__all__ = ["article", "feeds", "finding", "front", "keeping", "pages", "results"]
