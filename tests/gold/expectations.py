"""What a line of the gold file may expect of an answer: a small language, one sentence a cell.

    first=ARTICLE              the first article is this one
    top3=ARTICLE ARTICLE       each of these is among the first 3 (any number may stand for 3)
    top10>=5 of ARTICLE        at least 5 of the first 10 are such
    not top10=ARTICLE          none of the first 10 is such; `not found=` for none at all
    found=ID ID                the articles that have all that was asked are just these; `found=none`
    total=3  total>=3  total<=3
    same=QUERY                 the same articles in the same order as for this other query
    more=QUERY                 more articles than for this other query
    missing=WORD               no article has all, and the best says that it lacks this word
    marked=TEXT                in the first article, this is marked, as printed
    notice=CODE  notice=CODE@4 such a notice is given (about what stands at character 4); `notice=none`
    also=TEXT                  other regions' word, said to have been searched too
    meant=QUERY                among the corrections: this may have been meant
    suggests=TEXT              as the query is typed, this is among the first 10 suggestions
    dates=falling|rising       the first 50 articles come in the order of their dates

ARTICLE is an id, or a field and what it holds: `title:颱風 source:總統府 region:香港 date:2020-09 text:捷運`
(also site, author, section), in either script, and without spaces. Dates are compared from their beginning.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from search import Article, Hit
from search.analysis import fold
from tests.gold.asking import Asked

FIELDS: dict[str, Callable[[Article], str]] = {
    "title": lambda article: article.title,
    "source": lambda article: article.source,
    "site": lambda article: article.site,
    "author": lambda article: article.author,
    "section": lambda article: article.section,
    "region": lambda article: " ".join(article.regions),
    "text": lambda article: "\n".join((article.title, article.summary, article.body)),
}
"""What an expected article may be told by, beside its id and date."""

Judge = Callable[[Asked, str, re.Match[str]], str]
"""Takes what to ask, the query and the cell as matched; returns what is wrong, "" where nothing is."""

_FIELD = re.compile(rf"({'|'.join((*FIELDS, 'date'))}):(.+)")
_KNOWN = (
    "first= top3= top10>=5 of, not top10=, not found=, found= total= total>= total<= same= more= "
    "missing= marked= notice= also= meant= suggests= dates=falling|rising"
)
_ORDERED = 50
"""Articles whose dates are compared."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """One cell: its text as written, and what judges an answer by it."""

    text: str
    found: re.Match[str]
    judge: Judge

    def complaint(self, asked: Asked, query: str) -> str:
        """Return what is wrong with the answer, empty where nothing is."""
        return self.judge(asked, query, self.found)


def read_expectation(text: str) -> Expectation:
    """Read one cell; raises ValueError, with the forms there are, for what is none of them."""
    for pattern, judge in _FORMS:
        found = re.fullmatch(pattern, text)
        if found is not None:
            return Expectation(text, found, judge)
    raise ValueError(f"{text!r} is no expectation; there are {_KNOWN}")


def fits(article: Article, wanted: str) -> bool:
    """Tell whether an article is the one, or of the kind, that a word of an expectation names."""
    told = _FIELD.fullmatch(wanted)
    if told is None:
        return article.id == wanted
    field, text = told.groups()
    if field == "date":
        return article.local_time.startswith(text)
    return fold(text) in fold(FIELDS[field](article))


def _first(asked: Asked, query: str, found: re.Match[str]) -> str:
    hits = asked.top(query, 1)
    return "" if hits and fits(hits[0].article, found[1]) else f"the first is {_named(hits)}"


def _top(asked: Asked, query: str, found: re.Match[str]) -> str:
    hits = asked.top(query, int(found[1]))
    absent = [one for one in found[2].split() if not any(fits(hit.article, one) for hit in hits)]
    return f"{' '.join(absent)} is not among {_named(hits)}" if absent else ""


def _many(asked: Asked, query: str, found: re.Match[str]) -> str:
    hits = asked.top(query, int(found[1]))
    count = sum(any(fits(hit.article, one) for one in found[3].split()) for hit in hits)
    return "" if count >= int(found[2]) else f"only {count}: {_named(hits)}"


def _not_top(asked: Asked, query: str, found: re.Match[str]) -> str:
    return _unwanted(asked.top(query, int(found[1])), found[2])


def _not_found(asked: Asked, query: str, found: re.Match[str]) -> str:
    return _unwanted(asked.complete(query), found[1])


def _unwanted(hits: tuple[Hit, ...], wanted: str) -> str:
    there = [hit for hit in hits if any(fits(hit.article, one) for one in wanted.split())]
    return f"there is {_named(tuple(there))}" if there else ""


def _found(asked: Asked, query: str, found: re.Match[str]) -> str:
    wanted = set() if found[1] == "none" else set(found[1].split())
    ids = {hit.article.id for hit in asked.complete(query)}
    if ids == wanted:
        return ""
    return f"missing {sorted(wanted - ids) or 'none'}, too many {sorted(ids - wanted) or 'none'}"


def _total(asked: Asked, query: str, found: re.Match[str]) -> str:
    total, bound = asked.page(query).total, int(found[2])
    holds = {"=": total == bound, ">=": total >= bound, "<=": total <= bound}[found[1]]
    return "" if holds else f"the total is {total}"


def _same(asked: Asked, query: str, found: re.Match[str]) -> str:
    ours, theirs = (
        (asked.page(text).total, [hit.article.id for hit in asked.top(text, 100)])
        for text in (query, found[1])
    )
    return "" if ours == theirs else f"{ours[0]} articles {ours[1][:5]}, and {theirs[0]} {theirs[1][:5]}"


def _more(asked: Asked, query: str, found: re.Match[str]) -> str:
    ours, theirs = asked.page(query).total, asked.page(found[1]).total
    return "" if ours > theirs else f"{ours} articles, and {theirs}"


def _missing(asked: Asked, query: str, found: re.Match[str]) -> str:
    page = asked.page(query)
    if page.total:
        return f"{page.total} articles have all"
    lacking = page.hits[0].missing if page.hits else ()
    return "" if found[1] in lacking else f"the first lacks {lacking}"


def _marked(asked: Asked, query: str, found: re.Match[str]) -> str:
    hits = asked.top(query, 1)
    pieces = {text for hit in hits for part in hit.fragments for text, marked in part.pieces() if marked}
    return "" if found[1] in pieces else f"marked is {sorted(pieces) or 'nothing'}"


def _notice(asked: Asked, query: str, found: re.Match[str]) -> str:
    given = asked.notices(query)
    if found[1] == "none":
        return f"there is {given}" if given else ""
    start = int(found[2]) if found[2] else None
    is_given = any(code == found[1] and start in (None, place) for code, place in given)
    return "" if is_given else f"the notices are {given or 'none'}"


def _also(asked: Asked, query: str, found: re.Match[str]) -> str:
    texts = [text for one in asked.page(query).also for text in one.texts]
    is_there = any(fold(found[1]) == fold(text) for text in texts)
    return "" if is_there else f"also searched is {texts or 'nothing'}"


def _meant(asked: Asked, query: str, found: re.Match[str]) -> str:
    meant = [one.text for one in asked.index.did_you_mean(query)]
    return "" if fold(found[1]) in map(fold, meant) else f"meant may be {meant or 'nothing'}"


def _suggests(asked: Asked, query: str, found: re.Match[str]) -> str:
    texts = [one.text for one in asked.index.suggest(query)]
    return "" if fold(found[1]) in map(fold, texts) else f"suggested is {texts or 'nothing'}"


def _dates(asked: Asked, query: str, found: re.Match[str]) -> str:
    dates = [hit.article.local_time[:10] for hit in asked.top(query, _ORDERED) if hit.article.published]
    return "" if dates == sorted(dates, reverse=found[1] == "falling") else f"the dates are {dates}"


def _named(hits: tuple[Hit, ...]) -> str:
    return ", ".join(hit.article.id for hit in hits) or "nothing"


_FORMS: tuple[tuple[str, Judge], ...] = (
    (r"first=(\S+)", _first),
    (r"top([1-9]\d?)=(.+)", _top),
    (r"top([1-9]\d?)>=(\d+) of (.+)", _many),
    (r"not top([1-9]\d?)=(.+)", _not_top),
    (r"not found=(.+)", _not_found),
    (r"found=(.+)", _found),
    (r"total(=|>=|<=)(\d+)", _total),
    (r"same=(.+)", _same),
    (r"more=(.+)", _more),
    (r"missing=(.+)", _missing),
    (r"marked=(.+)", _marked),
    (r"notice=([a-z_]+)(?:@(\d+))?", _notice),
    (r"also=(.+)", _also),
    (r"meant=(.+)", _meant),
    (r"suggests=(.+)", _suggests),
    (r"dates=(falling|rising)", _dates),
)
