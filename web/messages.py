"""What the pages say about a question that cannot be answered as asked, in the reader's language.

`search` names its errors and notices by code and words them in English, for programs. Here each
code has a sentence for a reader, that says what to do next. A code that is not in the table (of a
newer `search`) is still answered, with search's own words.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Self

from flask_babel import LazyString, gettext, lazy_gettext  # type: ignore[import-untyped]

from search import Notice, QueryError, QueryNotice

QUERY_ERRORS: Mapping[str, LazyString] = MappingProxyType(
    {
        "empty": lazy_gettext("There is nothing to look for yet. Type a word, a name, or a “phrase”."),
        "too_long": lazy_gettext("The question is too long. A headline, or one sentence of it, is enough."),
        "too_deep": lazy_gettext("Too many brackets or exclusions stand within each other. Use fewer."),
        "unclosed_quote": lazy_gettext("A quotation mark is never closed. Close it, or leave it out."),
        "unclosed_bracket": lazy_gettext("A bracket is never closed. Close it, or leave it out."),
        "unopened_bracket": lazy_gettext(
            "A bracket is closed that was never opened. Open it, or leave it out."
        ),
        "unknown_field": lazy_gettext(
            "There is no field of that name. The fields are title, source, author, editor, region, "
            "site, date, before and after. To look for a colon itself, put the words in quotation marks."
        ),
        "bad_date": lazy_gettext("That is not a date. Write 2019, 2019-06, 2019-06-09 or 2019-05..2019-07."),
        "missing_operand": lazy_gettext("AND, OR or NOT stands here without a word to join."),
        "only_exclusions": lazy_gettext("The question only says what to leave out. Add what to look for."),
    }
)


class BadParameter(Exception):
    """A parameter of a request holds what it cannot."""

    def __init__(self, name: str, message: LazyString) -> None:
        """Say `message` of the parameter `name`."""
        super().__init__(name)
        self.name = name
        self.message = message

    @classmethod
    def number(cls, name: str, value: str, low: int, high: int) -> Self:
        """Say that `value` is not a number from `low` to `high`."""
        return cls(
            name,
            lazy_gettext(
                "%(name)s is “%(value)s”; it must be a number from %(low)s to %(high)s.",
                name=name,
                value=value,
                low=low,
                high=high,
            ),
        )

    @classmethod
    def choice(cls, name: str, value: str, choices: tuple[str, ...]) -> Self:
        """Say that `value` is none of `choices`."""
        return cls(
            name,
            lazy_gettext(
                "%(name)s is “%(value)s”; it must be one of %(choices)s.",
                name=name,
                value=value,
                choices=", ".join(choices),
            ),
        )


def explain(error: QueryError | QueryNotice | Notice) -> str:
    """Return what to tell a reader about `error`."""
    return str(QUERY_ERRORS.get(error.code, error.message))


def notice_text(notice: Notice) -> str:
    """Return what to tell a reader about `notice`."""
    terms = gettext("“%(terms)s”", terms=gettext("”, “").join(notice.terms))
    if notice.code == "no_article_has_all":
        return str(gettext("No article has all of these: %(terms)s.", terms=terms))
    if notice.code == "term_not_found":
        return str(gettext("No article has %(terms)s.", terms=terms))
    return explain(notice)
