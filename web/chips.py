"""What narrows a question down or changes how it is answered, each with the link that takes it away."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext, lazy_gettext  # type: ignore[import-untyped]

from web.asking import COPIES, FILTERED, VOCABULARY, Question
from web.narrowing import Narrowing, address
from web.periods import in_words

_SCRIPTS = {
    "hant": lazy_gettext("Traditional characters"),
    "hans": lazy_gettext("Simplified characters"),
    "mixed": lazy_gettext("Both scripts"),
}
_FIELDS = {
    "source": lazy_gettext("Source"),
    "region": lazy_gettext("Region"),
    "script": lazy_gettext("Script"),
    "author": lazy_gettext("Author"),
    "site": lazy_gettext("Site"),
    "section": lazy_gettext("Section"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that is active; `href` leads to the results without it. `kind` is what it is a value of."""

    kind: str
    value: str
    href: str

    @property
    def text(self) -> str:
        """The chip in words."""
        return (
            str(gettext("%(kind)s: %(value)s", kind=self.kind, value=self.value)) if self.kind else self.value
        )


def chips(question: Question, links: Narrowing) -> tuple[Chip, ...]:
    """Return what is active of a question: filters, days, then how it is searched and shown."""
    return tuple(_chips(question, links))


def plain(question: Question) -> Question:
    """Return a question with nothing active: its words alone, in the order and page size as they are."""
    return question.unfiltered().with_vocabulary(VOCABULARY[0]).with_copies(COPIES[0])


def script_name(script: str) -> str:
    """Return what a script is called."""
    return str(_SCRIPTS.get(script, script))


def value_text(name: str, value: str) -> str:
    """Return a value of a filter as it is read."""
    if name == "script":
        return script_name(value)
    return value.replace("/", " ") if name == "region" else value


def field_name(name: str) -> str:
    """Return what a field is called."""
    return str(_FIELDS[name])


def days_text(first: str, last: str) -> str:
    """Return the days from `first` to `last`, either of which may be open, in words."""
    begins, ends = in_words(first), in_words(last)
    if first == last:
        return begins
    if not last:
        return str(gettext("from %(first)s", first=begins))
    if not first:
        return str(gettext("until %(last)s", last=ends))
    return f"{begins} – {ends}"


def _chips(question: Question, links: Narrowing) -> Iterator[Chip]:
    filters = question.filters
    for name in FILTERED:
        for value in getattr(filters, name):
            yield Chip(field_name(name), value_text(name, value), links.dropping(name, value))
    if filters.first or filters.last:
        yield Chip(gettext("Published"), days_text(filters.first, filters.last), links.always())
    if not question.has_vocabulary:
        yield Chip("", gettext("Only the words as typed"), address(question.with_vocabulary(VOCABULARY[0])))
    if not question.is_folded:
        yield Chip("", gettext("Every copy shown"), address(question.with_copies(COPIES[0])))
