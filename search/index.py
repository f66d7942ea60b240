"""An opened index: what developers hold, and every front door asks.

It answers from the commit that was there when it was opened; `latest` opens a newer one. Threads may
share it, and processes may open the same folder while another writes.
"""

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from search.analysis import fold
from search.article import Article
from search.engine import Answer, Answers, EmbeddedEngine, Engine, Reader, Request
from search.engine.tree import Everything
from search.errors import ArticleNotFound
from search.highlight import fragments
from search.manifest import (
    MANIFEST,
    Manifest,
    check_fingerprint,
    generation_folder,
    read_manifest,
)
from search.query import Query, parse_query
from search.query.plan import Plan, plan_query
from search.results import Hit, IndexStatus, Notice, ResultPage

DEFAULT_INDEX = ".dibao"
INDEX_VARIABLE = "DIBAO_INDEX"
MAX_FACET_VALUES = 100_000
"""Values of a field that are looked at; rarer ones would not be shown anyway."""

TRIED = "天津5g"
"""What a warming program searches in itself: it needs every table of the analysis."""

FACETS = ("source", "site", "section", "region", "year", "month")


class Index:
    """An opened index; made by `open_index`."""

    def __init__(self, path: Path, engine: Engine) -> None:
        """Open the live generation's last commit."""
        self._path = path
        self._engine = engine
        self._stamp = _stamp(path)
        self._manifest: Manifest = read_manifest(path)
        check_fingerprint(path, self._manifest)
        self._reader: Reader | None = engine.reader(generation_folder(path, self._manifest.generation))

    def __enter__(self) -> Self:
        """Return the index."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def __len__(self) -> int:
        """Return the number of articles."""
        return self._opened.article_count

    def search(
        self, query: str | Query, *, limit: int = 10, offset: int = 0, sort: str = "relevance"
    ) -> ResultPage:
        """Find articles: hits `offset` to `offset + limit` in the order of `sort`.

        `sort` is `relevance`, `newest` or `oldest`. Raises QueryError, of it EmptyQuery, for a query
        that cannot be read, and ValueError for another sort or a negative page.

        >>> page = open_index(".dibao").search("干事创业")     # doctest: +SKIP
        >>> page.total, page.hits[0].article.title             # doctest: +SKIP
        (1, '『三個堅持』擁抱智能新時代 為寶坻高質量發展賦能')
        """
        understood = _parsed(query)
        plan = plan_query(understood)
        answers = self._opened.search(
            Request(
                match=plan.match,
                words=tuple(word.node for word in plan.words),
                score=plan.score,
                limit=limit,
                offset=offset,
                sort=sort,
            )
        )
        notices = () if answers.total else self._notices(plan, answers.word_counts)
        return ResultPage(answers.total, answers.partial, self._hits(plan, answers), understood, notices)

    def _hits(self, plan: Plan, answers: Answers) -> tuple[Hit, ...]:
        articles = [self._opened.article(answer.number) for answer in answers.page]
        shown = fragments(articles, plan.marks)
        return tuple(
            Hit(article, answer.score, found, _missing(plan, answer))
            for article, answer, found in zip(articles, answers.page, shown, strict=True)
        )

    def _notices(self, plan: Plan, word_counts: tuple[int, ...]) -> tuple[Notice, ...]:
        """Say why no article matches completely; nothing where one would but for an exclusion."""
        if self._opened.search(Request(match=plan.wanted, limit=0)).total:
            return ()
        parts = tuple(part.node for part in plan.required)
        counts = self._opened.search(Request(words=parts, limit=0)).word_counts + word_counts
        asked = dict(zip((part.typed for part in plan.required + plan.words), counts, strict=True))
        absent = tuple(typed for typed, count in asked.items() if not count)
        notices = []
        if absent:
            notices.append(Notice("term_not_found", f"no article has {_listed(absent)} in its text", absent))
        if len(asked) > 1:
            terms = tuple(asked)
            notices.append(Notice("no_article_has_all", f"no article has all of {_listed(terms)}", terms))
        return tuple(notices)

    def get(self, id: str) -> Article:  # noqa: A002 - the name that callers know it by
        """Return the article of an id; raises ArticleNotFound."""
        number = self._opened.number_of(id)
        if number is None:
            raise ArticleNotFound(
                f"no article has the id {id!r}; ids are listed by: dibao-search QUERY --json"
            )
        return self._opened.article(number)

    def newest(self, limit: int = 10) -> tuple[Article, ...]:
        """Return the articles published last, newest first."""
        answers = self._opened.search(Request(limit=limit, sort="newest"))
        return tuple(self._opened.article(answer.number) for answer in answers.page)

    def facets(
        self, query: str | Query | None, field: str, *, limit: int = 20
    ) -> tuple[tuple[str, int], ...]:
        """Count the articles that have all that `query` asks (None: all) by the values of a field.

        `field` is one of source, site, section, region (with each step of its path), year, month;
        ValueError for another. Most frequent first; values that differ only in script count together,
        under the form printed most.
        """
        if field not in FACETS:
            raise ValueError(f"{field!r} is not a facet; facets are {', '.join(FACETS)}")
        node = Everything() if query is None else plan_query(_parsed(query)).complete
        return _joined_by_fold(self._opened.facets(node, field, MAX_FACET_VALUES))[:limit]

    def status(self) -> IndexStatus:
        """Return what the index holds."""
        manifest = self._manifest
        files = self._opened.files
        segmenter = next(part for part in manifest.fingerprint.split("; ") if "jieba" in part)
        return IndexStatus(
            path=str(self._path),
            articles=len(self),
            generation=manifest.generation,
            previous=manifest.previous,
            created=manifest.created,
            changed=manifest.changed,
            version=manifest.version,
            fingerprint=manifest.fingerprint,
            segmenter=segmenter,
            segments=len(files),
            bytes=sum(files.values()),
        )

    def warm_up(self) -> None:
        """Load now what makes answers quick: for programs that will be asked often, before they are.

        Without it that begins, aside, with the fourth question or so. With `pip install 'dibao[fast]'` it
        takes a second, and half a minute the very first time.
        """
        self._opened.warm_up()
        fragments([Article(id="", title=TRIED)], plan_query(parse_query(TRIED)).marks)

    def latest(self) -> "Index":
        """Return this index, or a newly opened one if something was committed since: cheap to ask."""
        if _stamp(self._path) == self._stamp and self._opened.up_to_date():
            return self
        return Index(self._path, self._engine)

    def close(self) -> None:
        """Let go of the files; whoever asks afterwards gets a ValueError, not an empty answer."""
        self._reader = None

    @property
    def _opened(self) -> Reader:
        if self._reader is None:
            raise ValueError(f"the index {self._path} was closed; open it again with open_index")
        return self._reader


def open_index(path: str | Path) -> Index:
    """Open the index in a folder.

    Raises IndexNotFound, ForeignIndex, FingerprintMismatch or CorruptIndex, each naming the command
    that helps.
    """
    return Index(Path(path), EmbeddedEngine())


def default_index_path() -> Path:
    """Return the index folder where none is named: DIBAO_INDEX, else `.dibao` in the working directory."""
    return Path(os.environ.get(INDEX_VARIABLE) or DEFAULT_INDEX)


def _parsed(query: str | Query) -> Query:
    return parse_query(query) if isinstance(query, str) else query


def _missing(plan: Plan, answer: Answer) -> tuple[str, ...]:
    """Return the words, as typed, that an answer lacks."""
    return tuple(word.typed for word, had in zip(plan.words, answer.matched, strict=True) if not had)


def _stamp(path: Path) -> tuple[int, int]:
    """Return what changes whenever a new manifest is renamed into place; raises nothing."""
    try:
        status = (path / MANIFEST).stat()
    except (OSError, ValueError):
        return (0, 0)
    return (status.st_ino, status.st_mtime_ns)


def _joined_by_fold(counts: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Join the counts of values with one canonical form under the first, which is the most frequent."""
    labels: dict[str, str] = {}
    joined: Counter[str] = Counter()
    for value, count in counts:
        joined[labels.setdefault(fold(value), value)] += count
    return tuple(joined.most_common())


def _listed(terms: tuple[str, ...]) -> str:
    return ", ".join(f"“{term}”" for term in terms)
