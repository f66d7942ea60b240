"""The grammar's own table in the reader's language.

`search.GRAMMAR` says how each form is written, what it means and an example, in English; here is every
sentence of it as a message, so that the catalogues hold them. A test compares both.
"""

import re
from dataclasses import dataclass

from flask_babel import gettext, lazy_gettext  # type: ignore[import-untyped]

from search import GRAMMAR, Form

MEANINGS = (
    lazy_gettext("all of them, wherever they stand; some at least"),
    lazy_gettext("a phrase: exactly so, within one sentence, spaces and inner punctuation aside"),
    lazy_gettext("in this written form only, not in another script"),
    lazy_gettext("none may lack"),
    lazy_gettext("one of them at least"),
    lazy_gettext("not this; alone, everything but this"),
    lazy_gettext("what belongs together"),
    lazy_gettext("at most that many characters or words (0 to 100) between them, either way round"),
    lazy_gettext("the same, the first before the second"),
    lazy_gettext("one character"),
    lazy_gettext("any letters of a Latin word; up to 5 characters between Chinese ones"),
    lazy_gettext("in the title"),
    lazy_gettext("who wrote it"),
    lazy_gettext("its author"),
    lazy_gettext("its editor"),
    lazy_gettext("the place it is about"),
    lazy_gettext("who published it"),
    lazy_gettext("its day: a day, month, year or range"),
    lazy_gettext("published before that"),
    lazy_gettext("published after that"),
    lazy_gettext("it is text, whatever it looks like"),
)
"""What the forms mean."""

PLACES = (
    lazy_gettext("words"),
    lazy_gettext("inside a word"),
    lazy_gettext("inside or at the end of a word"),
    lazy_gettext("before a word"),
)
"""What stands in words beside the signs."""

_SIGNS = re.compile("`([^`]*)`")


@dataclass(frozen=True, slots=True)
class Row:
    """A form as readers see it: `written` in parts, of which some are signs to type; the rest in words."""

    written: tuple[tuple[str, bool], ...]
    meaning: str
    example: str
    understood: str


def grammar_rows() -> tuple[Row, ...]:
    """Return the grammar's table, in the language of the current request."""
    return tuple(
        Row(tuple(_parts(form)), gettext(form.meaning), form.example, form.understood) for form in GRAMMAR
    )


def _parts(form: Form) -> list[tuple[str, bool]]:
    """Cut `a` inside a word into its signs and its words."""
    cut = _SIGNS.split(form.written)
    parts = []
    for place, part in enumerate(cut):
        is_sign = place % 2 == 1 and part != "words"
        if part.strip():
            parts.append((part if is_sign else gettext(part.strip()), is_sign))
    return parts
