"""An opened index: what developers hold, and every front door asks.

It answers from the commit that was there when it was opened; `latest` opens a newer one. Threads may
share it, and processes may open the same folder while another writes.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from search.article import Article
from search.copies import copies
from search.engine import CLUSTER, Answer, Answers, EmbeddedEngine, Engine, Reader, Request
from search.engine.tree import Everything
from search.errors import ArticleNotFound
from search.explain import Explanation, explanation
from search.facets import facets
from search.highlight import fragments
from search.manifest import (
    MANIFEST,
    Manifest,
    check_counts,
    check_fingerprint,
    generation_folder,
    read_manifest,
)
from search.notices import notices
from search.query import Query, parse_query
from search.query.plan import Plan, plan_query
from search.query.ranking import RANKING
from search.results import Hit, IndexStatus, ResultPage

DEFAULT_INDEX = ".dibao"
INDEX_VARIABLE = "DIBAO_INDEX"
TRIED = "天津5g"
"""What a warming program searches in itself: it needs every table of the analysis."""


class Index:
    """An opened index; made by `open_index`. `folder` is its generation's."""

    def __init__(self, path: Path, engine: Engine) -> None:
        """Open the live generation's last commit."""
        self._path = path
        self._engine = engine
        self._stamp = _stamp(path)
        self._manifest: Manifest = read_manifest(path)
        check_fingerprint(path, self._manifest.live)
        self.folder = generation_folder(path, self._manifest.generation)
        self._reader: Reader | None = engine.reader(self.folder)

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
        self,
        query: str | Query,
        *,
        limit: int = 10,
        offset: int = 0,
        sort: str = "relevance",
        collapse: bool = False,
    ) -> ResultPage:
        """Find articles: hits `offset` to `offset + limit` in the order of `sort`.

        `sort` is `relevance`, `newest` or `oldest`. With `collapse`, one hit stands for each cluster of
        near-duplicates: its head if that matches completely, else the first of them; it says how many
        more there are, and totals count articles all the same. Raises QueryError, of it EmptyQuery,
        for a query that cannot be read, and ValueError for another sort or a negative page.

        >>> page = open_index(".dibao").search("干事创业")     # doctest: +SKIP
        >>> page.total, page.hits[0].article.title             # doctest: +SKIP
        (1, '『三個堅持』擁抱智能新時代 為寶坻高質量發展賦能')
        """
        understood = _parsed(query)
        plan = plan_query(understood)
        request = replace(
            _request(plan),
            limit=limit,
            offset=offset,
            sort=sort,
            collapse=CLUSTER if collapse else None,
        )
        answers = self._opened.search(request)
        found = () if answers.total else notices(self._opened, plan, answers.word_counts)
        return ResultPage(answers.total, answers.partial, self._hits(plan, answers), understood, found)

    def explain(self, query: str | Query, id: str) -> Explanation:  # noqa: A002 - as in `get`
        """Say what made the score of an article in a search by relevance, typed word by typed word.

        Raises ArticleNotFound where there is no such article, or where it does not match, and QueryError
        as `search` does.
        """
        plan = plan_query(_parsed(query))
        found = self._opened.contributions(_request(plan), self._number_of(id))
        if found is None:
            raise ArticleNotFound(f"the article {id!r} does not match the query {str(query)!r}")
        return explanation(id, plan, found)

    def _hits(self, plan: Plan, answers: Answers) -> tuple[Hit, ...]:
        articles = [self._opened.article(answer.number) for answer in answers.page]
        shown = fragments(articles, plan.marks)
        return tuple(
            Hit(article, answer.score, found, _missing(plan, answer), answer.alike)
            for article, answer, found in zip(articles, answers.page, shown, strict=True)
        )

    def get(self, id: str) -> Article:  # noqa: A002 - the name that callers know it by
        """Return the article of an id; raises ArticleNotFound."""
        return self._opened.article(self._number_of(id))

    def _number_of(self, article_id: str) -> int:
        number = self._opened.number_of(article_id)
        if number is None:
            raise ArticleNotFound(
                f"no article has the id {article_id!r}; ids are listed by: dibao-search QUERY --json"
            )
        return number

    def copies(self, id: str, limit: int = 100) -> tuple[Article, ...]:  # noqa: A002 - as in `get`
        """Return the articles of an article's cluster of near-duplicates, itself included.

        The head first, then by `published` and id, those without a date last; of more than `limit` the
        earliest. Raises ArticleNotFound, and ValueError for a limit below 1.
        """
        return copies(self._opened, self._number_of(id), limit)

    def articles(self) -> Iterator[Article]:
        """Give all articles in the order of the index, in constant memory: for an export."""
        return self._opened.articles()

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
        node = Everything() if query is None else plan_query(_parsed(query)).complete
        return facets(self._opened, node, field)[:limit]

    @property
    def payload(self) -> str:
        """What the last commit that gave a payload said (`IndexWriter.commit`); empty where none did."""
        return self._opened.payload

    def verify(self) -> None:
        """Read every file of the commit that was opened, and compare it with checksums and manifest.

        Raises CorruptIndex, which names the file and the commands that help.
        """
        reader = self._opened
        reader.verify()
        check_counts(self._path, self._manifest.live, reader.commit, reader.article_count)

    def status(self) -> IndexStatus:
        """Return what the index holds."""
        manifest, live = self._manifest, self._manifest.live
        files = self._opened.files
        segmenter = next(part for part in live.fingerprint.split("; ") if "jieba" in part)
        return IndexStatus(
            path=str(self._path),
            articles=len(self),
            generation=live.generation,
            previous=tuple(entry.generation for entry in manifest.previous),
            created=live.created,
            changed=live.changed,
            version=live.version,
            fingerprint=live.fingerprint,
            segmenter=segmenter,
            segments=len(files),
            bytes=sum(files.values()),
            payload=self.payload,
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


def _request(plan: Plan) -> Request:
    """Return what an engine is asked for the first page of a plan."""
    return Request(
        match=plan.match,
        words=tuple(word.node for word in plan.words),
        score=plan.score,
        ranking=RANKING,
        first=plan.first,
        rescoring=plan.rescoring,
    )


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
