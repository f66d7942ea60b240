"""The oracle: what an engine must answer, computed the slow and obvious way."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from fnmatch import fnmatchcase
from itertools import product
from math import log

from search.analysis import FieldTerms, field_terms, fold, searched_text, units
from search.article import Article
from search.engine.tree import (
    And,
    AndNot,
    AnyUnit,
    Dates,
    Everything,
    Near,
    Node,
    NoUnit,
    Or,
    Pattern,
    Phrase,
    Prefix,
    ScoreTerm,
    Sequence,
    Term,
    Value,
    Written,
)
from search.engine.weights import Ranking

Fields = Mapping[str, FieldTerms]

AROUND = 64
"""Empty places before and behind a text that are looked at: more than any phrase is long."""


def matches(article: Article, node: Node) -> bool:
    """Tell whether an article matches, by looking at its terms one by one."""
    fields = field_terms(article)
    match node:
        case Everything():
            return True
        case Term() | Prefix() | Pattern() | AnyUnit() | Phrase():
            return bool(starts(fields, node))
        case Near(first, second, (one, other), distance, is_ordered):
            pairs = list(product(starts(fields, first), starts(fields, second)))
            return any(0 <= there - (here + one) <= distance for here, there in pairs) or (
                not is_ordered and any(0 <= here - (there + other) <= distance for here, there in pairs)
            )
        case Value(field, canonical):
            return canonical in map(fold, fields.get(field, FieldTerms([], [])).terms)
        case Written():
            return is_written(article, fields, node)
        case And(children):
            return all(matches(article, child) for child in children)
        case Or(children):
            return any(matches(article, child) for child in children)
        case AndNot(wanted, unwanted):
            return matches(article, wanted) and not matches(article, unwanted)
        case Dates(first, last):
            return bool(article.published) and first <= period(article)[0] and period(article)[1] <= last
    raise TypeError(node)


def period(article: Article) -> tuple[int, int]:
    """Return the first and last day of an article's date, as numbers YYYYMMDD."""
    year, month, day = (*map(int, article.published[:10].split("-")), 0, 0)[:3]
    first = date(year, month or 1, day or 1)
    last = date(year, month or 12, day or monthrange(year, month or 12)[1])
    return int(first.strftime("%Y%m%d")), int(last.strftime("%Y%m%d"))


def starts(fields: Fields, node: Sequence) -> set[int]:
    """Return the positions at which a sequence stands."""
    if not isinstance(node, Phrase):
        return set(places(fields, node))
    found = [{position - offset for position in places(fields, part)} for offset, part in node.parts]
    return set.intersection(*found)


def places(fields: Fields, node: Term | Prefix | Pattern | AnyUnit | NoUnit) -> list[int]:
    """Return the positions of a term, of all terms that are meant, or where none stands."""
    found = fields.get(node.field, FieldTerms([], []))
    if isinstance(node, NoUnit):
        return sorted(set(range(-AROUND, max(found.positions, default=0) + AROUND)) - set(found.positions))
    positions = found.positions or range(len(found.terms))
    return [position for term, position in zip(found.terms, positions, strict=True) if is_meant(node, term)]


def is_meant(node: Term | Prefix | Pattern | AnyUnit, term: str) -> bool:
    """Tell whether a node means a term."""
    match node:
        case Term(text=text):
            return term == text
        case Prefix(text=text):
            return term.startswith(text)
        case Pattern(text=text):
            return fnmatchcase(term, text)
    return True


def is_written(article: Article, fields: Fields, node: Written) -> bool:
    """Tell whether a sequence stands somewhere in whose place the article prints just that."""
    text = searched_text(article, node.field.rsplit("_", 1)[0])
    printed = {unit.position: text[unit.start : unit.end] for unit in units(fold(text))}
    wanted = {unit.position: node.printed[unit.start : unit.end] for unit in units(fold(node.printed))}
    return any(
        all(printed.get(start + offset) == unit for offset, unit in wanted.items())
        for start in starts(fields, node.sequence)
    )


def bm25(articles: list[Article], article: Article, terms: tuple[ScoreTerm, ...], ranking: Ranking) -> float:
    """Return the sum of BM25 over the terms, by the formula in `search.engine.weights.Ranking`."""
    score = 0.0
    for term in terms:
        node = (Prefix if term.prefix else Term)(term.field, term.text)
        frequencies = [len(places(field_terms(other), node)) for other in articles]
        frequency = len(places(field_terms(article), node))
        having = sum(1 for count in frequencies if count)
        if not frequency:
            continue
        lengths = [len(field_terms(other).get(term.field, FieldTerms([], [])).terms) for other in articles]
        average = sum(lengths) / sum(1 for length in lengths if length)
        length = len(field_terms(article)[term.field].terms)
        norm = ranking.k1 * (1 - ranking.b + ranking.b * length / average)
        rarity = log(1 + (len(articles) - having + 0.5) / (having + 0.5))
        score += term.weight * rarity * frequency * (ranking.k1 + 1) / (frequency + norm)
    return score
