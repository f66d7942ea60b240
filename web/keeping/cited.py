"""An article as it is cited: names apart, a date in its parts, every field one line of clean text.

Citations go into other people's files, where a line break starts a new field and a character that turns the
direction of writing disguises what follows. So fields are cleaned once, here, and each format escapes only
what it gives a meaning of its own. Nothing is converted: names and titles stay in the script they were
printed in.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from hashlib import blake2b
from typing import Self
from urllib.parse import quote

from search import Article
from web.presenting import original_url

LOCAL = timezone(timedelta(hours=8))
"""The clock that "read on" goes by: that of the places whose press is kept, as in `Article.local_time`."""

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?![\d-])")
_BREAKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]")
_HALVES = re.compile("[\ud800-\udfff]")
_BETWEEN_NAMES = re.compile(r"\s*(?:[、；;，]|(?<=[\u3400-\u9fff])\s*,)\s*")
_CALLING = re.compile(
    r"^(?:(?:本報|本报|實習|实习|特約|特约|見習|见习)*(?:記者|记者)|文)\s*[:：/／]?\s*(?=\S)"
)


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as it is known: `month` and `day` are 0 where it is not, `year` 0 where nothing is."""

    year: int = 0
    month: int = 0
    day: int = 0

    def __bool__(self) -> bool:
        """Tell whether anything is known."""
        return bool(self.year)

    def __str__(self) -> str:
        """Return it in ISO 8601."""
        return "-".join((f"{self.year:04}", *(f"{part:02}" for part in self.parts[1:]))) if self else ""

    @property
    def parts(self) -> tuple[int, ...]:
        """Year, month and day, those that are known."""
        return tuple(part for part in (self.year, self.month, self.day) if part)

    @classmethod
    def of(cls, published: str) -> Self:
        """Read the day of an ISO date or time, as far as there is such a day: 2019-02-30 is February."""
        found = _DATE.match(published)
        year, month, day = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
        if not year or not 1 <= month <= 12:
            return cls(year)
        try:
            date(year, month, day or 1)
        except ValueError:
            return cls(year, month)
        return cls(year, month, day)


@dataclass(frozen=True, slots=True)
class Archive:
    """Where articles are kept, as citations say it: what it calls itself, and its address."""

    name: str
    base: str


@dataclass(frozen=True, slots=True)
class Cited:
    """What citations are made of. `permalink` is the address in the archive, `url` that of the printer.

    `id` is as the archive has it, `key` an ASCII name for the article, the same for as long as its id and
    day are; `archive` is the archive's name.
    """

    id: str
    key: str
    title: str
    authors: tuple[str, ...]
    editors: tuple[str, ...]
    source: str
    section: str
    summary: str
    tags: tuple[str, ...]
    published: Day
    lang: str
    url: str
    permalink: str
    archive: str
    read: Day


def cite(article: Article, archive: Archive, read: date) -> Cited:
    """Return what citations of `article` are made of, in an archive, read on a day."""
    published = Day.of(article.local_time)
    digest = blake2b(article.id.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    return Cited(
        id=one_line(article.id),
        key="-".join(part for part in ("dibao", str(published).replace("-", ""), digest) if part),
        title=one_line(article.title),
        authors=names(article.author),
        editors=names(article.editor),
        source=one_line(article.source or article.site),
        section=one_line(article.section),
        summary=one_line(article.summary),
        tags=tuple(tag for tag in map(one_line, article.tags) if tag),
        published=published,
        lang=article.lang,
        url=one_line(original_url(article)),
        permalink=permalink(archive.base, article.id),
        archive=one_line(archive.name),
        read=Day(read.year, read.month, read.day),
    )


def permalink(base: str, article_id: str, path: str = "/article/") -> str:
    """Return an article's own address, in ASCII, as other programs take it."""
    segment = quote(article_id, safe="", errors="replace")
    return f"{base}{path}{segment.replace('.', '%2E') if segment in {'.', '..'} else segment}"


def today() -> date:
    """Return the day that it is, on the clocks of the press (`LOCAL`)."""
    return datetime.now(LOCAL).date()


def one_line(text: str) -> str:
    """Return `text` in one line, without what is not seen; half a surrogate pair is U+FFFD.

    >>> one_line(" 標題\\r\\nER  - \\x00\\u202e ")
    '標題 ER -'
    """
    return _BREAKS.sub(" ", _UNSEEN.sub("", _HALVES.sub("\ufffd", text))).strip()


def names(byline: str) -> tuple[str, ...]:
    """Return the names in a byline, without the word for reporter before them.

    >>> names("記者林勵、實習記者陳綺琳"), names("Chris Yeung"), names("眾新聞記者")
    (('林勵', '陳綺琳'), ('Chris Yeung',), ('眾新聞記者',))
    """
    parts = (_CALLING.sub("", part) for part in _BETWEEN_NAMES.split(one_line(byline)))
    return tuple(part for part in parts if part)
