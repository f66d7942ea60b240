"""What one part of the index could suggest: its titles, names, places, and frequent words as printed.

The index is cut from canonical text, so each word is looked up in some of the articles that have it, to see
how it is printed there. All articles are read once, in order; what was gathered is kept with the part.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from search.analysis import fold
from search.analysis.bulk import fold_many
from search.analysis.units import HAN
from search.article import Article
from search.engine import Part
from search.suggest.kinds import NAME, PLACE, WORD, proper_names
from search.suggest.phrases import frequent_phrases
from search.suggest.pinyin import is_han, units

MAX_WORDS = 100_000
"""Words of a part, and the same of its titles' words, the most frequent."""

MAX_TERMS = 200_000
"""Terms of a part, words included: a guard against archives in which every article has tags of its own."""

SAMPLES = 3
"""Articles that a word is looked up in."""

MAX_UNITS, MAX_CHARACTERS = 12, 60
"""Of a term; longer ones are no terms."""

MAX_TITLE = 200
"""Characters of a title that can be suggested."""

MAX_FORMS = 16
"""Printings of a term in a part that are counted, to show the most frequent one."""

LEAD = 150
"""Characters of an article's beginning, its title included, that phrases are looked for in."""

READ_AT_ONCE = 256
"""Articles that are folded together."""

ROLES = ("特约记者", "实习记者", "本报记者", "责任编辑", "记者", "编辑", "撰文")
"""What is printed before a name in a byline, folded; the longest first."""

_BETWEEN_NAMES = re.compile(rf"[、，,／/；;｜|\n\t]+|(?<=[{HAN}])\s+(?=[{HAN}])")
_HAN_SPACE = re.compile(rf"(?<=[{HAN}]) (?=[{HAN}])")
_STEP = "/"


@dataclass(slots=True)
class Term:
    """A term: articles that have it, what it is, the field to search it in, and how it was printed."""

    articles: int = 0
    kind: str = WORD
    field_name: str = ""
    forms: list[str] = field(default_factory=list)

    def printed(self, form: str) -> None:
        """Note how it was printed once."""
        if len(self.forms) < MAX_FORMS:
            self.forms.append(form)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one part could suggest: terms by their keys, titles with places in the part and dates.

    Titles stand by their keys too; each is as printed in the newest article that has it.
    """

    terms: dict[str, Term]
    titles: list[tuple[int, str, str]]


def key_of(canonical: str) -> str:
    """Return what texts that differ only in breaks share: units, a space between those not of Han.

    >>> key_of("「三个坚持」拥抱, covid-19")
    '三个坚持拥抱covid 19'
    """
    joined: list[str] = []
    for unit in units(canonical):
        if joined and not is_han(unit) and not is_han(joined[-1]):
            joined.append(" ")
        joined.append(unit)
    return "".join(joined)


def gather(part: Part) -> Gathered:
    """Read a part."""
    terms: dict[str, Term] = {}
    wanted = _frequent_words(part, terms)
    titles: list[tuple[int, str, str]] = []
    leads: dict[str, str] = {}
    for places, articles in _batches(part):
        canonicals = fold_many([_text(article) for article in articles])
        for place, article, canonical in zip(places, articles, canonicals, strict=True):
            printed = _text(article)
            for key in wanted.get(place, ()):
                form = _form(printed, canonical, key)
                if form:
                    terms[key].printed(form)
            leads.setdefault(canonical[:LEAD], printed[:LEAD])
            if 0 < len(article.title) <= MAX_TITLE:
                titles.append((place, article.title, article.published))
            for printed_name, kind, name_field in _values(article):
                _add(terms, printed_name, kind, name_field)
    _add_phrases(terms, leads)
    return Gathered({key: term for key, term in terms.items() if term.forms}, titles)


def _frequent_words(part: Part, terms: dict[str, Term]) -> dict[int, list[str]]:
    """Add the frequent words without their printed forms; return by article which to look up there."""
    wanted: dict[int, list[str]] = defaultdict(list)
    proper = proper_names()
    for name in ("body_w", "title_w"):
        for word in part.frequent_terms(name, MAX_WORDS, SAMPLES):
            if word.text.isdecimal() or not 2 <= len(word.text) <= MAX_UNITS:
                continue
            term = terms.get(word.text)
            if term is None:
                term = terms[word.text] = Term(kind=proper.get(word.text, WORD))
                for place in word.samples:
                    wanted[place].append(word.text)
            term.articles = max(term.articles, word.articles)
    return wanted


def _batches(part: Part) -> Iterator[tuple[list[int], list[Article]]]:
    places: list[int] = []
    articles: list[Article] = []
    for place, article in part.articles():
        places.append(place)
        articles.append(article)
        if len(articles) == READ_AT_ONCE:
            yield places, articles
            places, articles = [], []
    if articles:
        yield places, articles


def _text(article: Article) -> str:
    return "\n".join((article.title, article.summary, article.body))


def _form(printed: str, canonical: str, word: str) -> str:
    """Return how a word is printed in a text, empty where it is not there as a word."""
    start = canonical.find(word)
    while start >= 0:
        end = start + len(word)
        around = canonical[max(0, start - 1) : start] + canonical[end : end + 1]
        if is_han(word[0]) or not any(map(_is_letter, around)):
            return printed[start:end]
        start = canonical.find(word, end)
    return ""


def _is_letter(char: str) -> bool:
    """Tell whether a word of letters or digits would go on here."""
    return char.isalnum() and not is_han(char)


def _values(article: Article) -> Iterator[tuple[str, str, str]]:
    """Give an article's names, places and tags as printed, what each is, and its field."""
    for name in ("author", "editor", "source", "site"):
        for value in _BETWEEN_NAMES.split(getattr(article, name)[: MAX_CHARACTERS * 4]):
            yield _without_role(value), NAME, name
    for region in article.regions:
        for step in region.split(_STEP):
            yield step, PLACE, "region"
    for tag in article.tags:
        yield tag, WORD, ""


def _without_role(name: str) -> str:
    canonical = fold(name)
    for role in ROLES:
        if canonical.startswith(role) and len(canonical) > len(role) + 1:
            return name[len(role) :].lstrip(" :：")
    return name


def _add(terms: dict[str, Term], printed: str, kind: str, name_field: str) -> None:
    printed = _HAN_SPACE.sub("", " ".join(printed.split()))
    if not printed or len(printed) > MAX_CHARACTERS or '"' in printed:
        return
    key = key_of(fold(printed))
    if len(key) < 2 or key.isdecimal() or len(terms) >= MAX_TERMS:
        return
    term = terms.setdefault(key, Term())
    term.articles += 1
    term.printed(printed)
    if term.kind == WORD:
        term.kind = proper_names().get(key, kind)
    term.field_name = term.field_name or name_field


def _add_phrases(terms: dict[str, Term], leads: dict[str, str]) -> None:
    """Add the phrases of how articles begin, given canonical and as printed."""
    canonicals = list(leads)
    for phrase, found in frequent_phrases(canonicals).items():
        if phrase in terms or len(terms) >= MAX_TERMS:
            continue
        term = terms[phrase] = Term(articles=found.times, kind=proper_names().get(phrase, WORD))
        for number in found.texts:
            form = _form(leads[canonicals[number]], canonicals[number], phrase)
            if form:
                term.printed(form)
