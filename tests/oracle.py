"""The oracle: what an engine must answer, computed the slow and obvious way."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from math import log

from search.analysis import FieldTerms, field_terms
from search.article import Article
from search.engine.protocol import Ranking
from search.engine.tree import And, AndNot, Dates, Everything, Node, Or, Phrase, Prefix, ScoreTerm, Term

Fields = Mapping[str, FieldTerms]


def matches(article: Article, node: Node) -> bool:
    """Tell whether an article matches, by looking at its terms one by one."""
    fields = field_terms(article)
    match node:
        case Everything():
            return True
        case Term() | Prefix():
            return bool(places(fields, node))
        case Phrase(parts):
            found = [{position - offset for position in places(fields, part)} for offset, part in parts]
            return bool(set.intersection(*found))
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


def places(fields: Fields, node: Term | Prefix) -> list[int]:
    """Return the positions of a term, or of all terms that begin so."""
    found = fields.get(node.field, FieldTerms([], []))
    positions = found.positions or range(len(found.terms))
    is_wanted = node.text.__eq__ if isinstance(node, Term) else lambda term: term.startswith(node.text)
    return [position for term, position in zip(found.terms, positions, strict=True) if is_wanted(term)]


def bm25(articles: list[Article], article: Article, terms: tuple[ScoreTerm, ...], ranking: Ranking) -> float:
    """Return the sum of BM25 over the terms, by the formula in `search.engine.protocol.Ranking`."""
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
