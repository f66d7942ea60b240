"""The pages that readers see, each module one kind of them."""

from web.pages import (
    about,
    article,
    browse,
    copies,
    days,
    developers,
    feeds,
    finding,
    front,
    helping,
    keeping,
    qr,
    results,
)
from web.pages.blueprint import pages

__all__ = [
    "about",
    "article",
    "browse",
    "copies",
    "days",
    "developers",
    "feeds",
    "finding",
    "front",
    "helping",
    "keeping",
    "pages",
    "qr",
    "results",
]
