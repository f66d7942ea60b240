"""The pages that readers see, each module one kind of them."""

from web.pages import about, article, browse, days, front, helping, results
from web.pages.blueprint import pages

__all__ = ["about", "article", "browse", "days", "front", "helping", "pages", "results"]
