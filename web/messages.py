"""What the pages say about a question that cannot be answered as asked, in the reader's language.

`search` names its errors and notices by code and words them in English, for programs. Here each
code has a sentence for a reader, that says what to do next. A code that is not in the table (of a
newer `search`) is still answered, with search's own words.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Self

from flask_babel import LazyString, gettext, lazy_gettext  # type: ignore[import-untyped]

from search import Notice, QueryError, QueryNotice, Relaxation

QUERY_ERRORS: Mapping[str, LazyString] = MappingProxyType(
    {
        "empty": lazy_gettext("There is nothing to look for yet. Type a word, a name, or a “phrase”."),
        "too_long": lazy_gettext("The question is too long. A headline, or one sentence of it, is enough."),
        "too_many_words": lazy_gettext("The question has too many words. A headline is enough."),
        "too_many_clauses": lazy_gettext(
            "The question asks too much at once. Use fewer wildcards and signs."
        ),
        "too_deep": lazy_gettext("Too many brackets or exclusions stand within each other. Use fewer."),
        "pattern_too_broad": lazy_gettext(
            "This stands for too many words, so nothing was searched. Write more of the word before ? or *."
        ),
        "unclosed_quote": lazy_gettext("A quotation mark is never closed; it was read as closed at the end."),
        "unclosed_bracket": lazy_gettext("A bracket is never closed; it was read as closed at the end."),
        "unopened_bracket": lazy_gettext("A bracket is closed that was never opened; it was left out."),
        "unknown_field": lazy_gettext(
            "There is no field of that name; it was searched as a word. The fields are title, source, "
            "author, editor, region, site, date, before and after."
        ),
        "bad_date": lazy_gettext(
            "That is not a date; it was left out. Write 2019, 2019-06, 2019-06-09 or 2019-05..2019-07."
        ),
        "missing_operand": lazy_gettext("This sign has no word to join and was left out."),
        "near_distance": lazy_gettext("NEAR and PRE bridge 100 characters at most; so far was looked."),
        "near_operand": lazy_gettext(
            "NEAR and PRE join words and phrases of one field; both sides were searched wherever they stand."
        ),
        "leading_wildcard": lazy_gettext("A word cannot begin with a star; it was left out."),
        "too_many_stars": lazy_gettext("This has too many stars; those that are too many were left out."),
        "literal_wildcard": lazy_gettext("This was read as a question mark or star, not as a wildcard."),
        "only_exclusions": lazy_gettext("The question only leaves out; everything else is found."),
        "unsearchable": lazy_gettext("This holds no character, letter or digit; it was left out."),
    }
)

RELAXED: Mapping[str, LazyString] = MappingProxyType(
    {
        "without_quotes": lazy_gettext("Without the quotation marks"),
        "without_nearness": lazy_gettext("Wherever the words stand"),
        "any_written_form": lazy_gettext("In any written form"),
        "any_field": lazy_gettext("In the whole article"),
        "wider_dates": lazy_gettext("In a longer time"),
        "any_date": lazy_gettext("At any time"),
        "without_exclusion": lazy_gettext("Without the exclusion"),
        "without_filters": lazy_gettext("Without the filters"),
    }
)
"""What was done to a question that finds nothing, by `Relaxation.kind`; `without_term` names the term."""

OPENING_QUOTES = frozenset('"＂“「『')


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

    @classmethod
    def date(cls, name: str, value: str) -> Self:
        """Say that `value` is not a date."""
        return cls(
            name,
            lazy_gettext(
                "%(name)s is “%(value)s”; it must be a day, a month or a year: 2019-06-09, 2019-06 or 2019.",
                name={"from": lazy_gettext("From"), "to": lazy_gettext("To")}.get(name, name),
                value=value,
            ),
        )

    @classmethod
    def order(cls, first: str, last: str) -> Self:
        """Say that a time ends before it begins."""
        return cls(
            "from",
            lazy_gettext("From %(first)s to %(last)s is no time: it ends first.", first=first, last=last),
        )

    @classmethod
    def refused(cls, name: str, value: str, why: str) -> Self:
        """Say that `value` cannot be met by any article, and why, in search's own words."""
        return cls(
            name,
            lazy_gettext("%(name)s is “%(value)s”: %(why)s.", name=name, value=value[:200], why=why),
        )


def explain(error: QueryError | QueryNotice | Notice) -> str:
    """Return what to tell a reader about `error`."""
    return str(QUERY_ERRORS.get(error.code, error.message))


def relaxation_text(offer: Relaxation) -> str:
    """Return how a question that is offered differs from the one that was asked."""
    if offer.kind == "without_term":
        return str(gettext("Without %(terms)s", terms=_listed(offer.changed)))
    return str(RELAXED.get(offer.kind, offer.kind))


def notice_text(notice: Notice) -> str:
    """Return what to tell a reader about `notice`."""
    terms = _listed(notice.terms)
    if notice.code == "no_article_has_all":
        return str(gettext("No article has all of these: %(terms)s.", terms=terms))
    if notice.code == "filtered_out":
        return str(gettext("Articles have it, but the filters leave none of them."))
    if notice.code == "term_not_found":
        return str(gettext("No article has %(terms)s.", terms=terms))
    return explain(notice)


def _listed(terms: tuple[str, ...]) -> str:
    """Return parts of a question, each in quotation marks: in its own, if it has some."""
    quoted = (
        term if term[:1] in OPENING_QUOTES else gettext("“%(term)s”", term=term) for term in terms if term
    )
    return str(gettext(", ").join(quoted))
