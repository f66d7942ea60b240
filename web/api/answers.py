"""What the operations answer, as typed records: the source of the document's schemas.

They are written as they are read, straight to JSON, so they are dictionaries whose keys mypy checks and
pydantic describes; nothing is validated when an answer is made. A field keeps its name and meaning for as
long as the path says v1; fields may be added.
"""

from typing import Annotated

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

described = with_config(ConfigDict(use_attribute_docstrings=True))

Span = Annotated[list[int], Field(min_length=2, max_length=2)]
"""Where something begins and ends, in Unicode code points."""


@described
class QueryRecord(TypedDict):
    """A query as it was typed and as it was read."""

    text: str
    """The query as it was typed."""
    understood: str
    """The query as it was read, written in the same language."""


@described
class NoticeRecord(TypedDict):
    """Something to know of the result, or of how a part of the query was read."""

    code: str
    """`term_not_found`: no article has any of `terms`. `no_article_has_all`: none has all of them.
    `filtered_out`: articles match, but the filters leave none. `unsearchable`, `only_exclusions`,
    `literal_wildcard`: how the part of the query from `start` to `end` was read."""
    message: str
    """The same in words."""
    terms: list[str]
    """The parts of the query that it is about, as typed."""
    start: int | None
    """Where in `q` that part begins, in code points; null where it is about the whole result."""
    end: int | None
    """Where it ends."""


@described
class AlsoRecord(TypedDict):
    """What other regions print for a word of the query, and was searched too."""

    typed: str
    """The word as it was typed."""
    texts: list[str]
    """What was searched beside it, at half its weight."""


@described
class RelaxationRecord(TypedDict):
    """A query one step less strict that finds something."""

    kind: str
    """What was done: `without_term`, `without_quotes`, `without_nearness`, `any_written_form`, `any_field`,
    `wider_dates`, `any_date`, `without_exclusion`, or `without_filters`."""
    changed: list[str]
    """To which parts of the query, as typed."""
    query: str
    """The query to ask; of `without_filters` without the filters."""
    total: int
    """How many articles it finds."""


@described
class CorrectionRecord(TypedDict):
    """A query that may have been meant."""

    text: str
    """The query to ask."""
    articles: int
    """How many articles it finds."""
    start: int
    """Where in `text` begins what was put in another's place."""
    end: int
    """Where that ends."""


@described
class FragmentRecord(TypedDict):
    """A piece of an article as printed, with the matches in it."""

    section: str
    """Where it stands: `title`, `summary`, `body`, or `furniture`, what else stood on the page."""
    text: str
    """The piece itself."""
    start: int
    """Where it begins in the section, in code points."""
    end: int
    """Where it ends there."""
    ranges: list[Span]
    """The matches, as offsets into the section as stored."""
    marks: list[Span]
    """The matches, as offsets into `text`."""


@described
class PrintedRecord(TypedDict):
    """What is said of an article wherever one stands; described so that other records can have it too."""

    id: Annotated[
        str,
        Field(description="Its id, any text; in a path it is one segment, percent-encoded (`/` is `%2F`)."),
    ]
    title: Annotated[str, Field(description="Its title as printed.")]
    source: Annotated[str, Field(description="Who wrote it.")]
    site: Annotated[str, Field(description="Who published it.")]
    author: Annotated[str, Field(description="Its author.")]
    editor: Annotated[str, Field(description="Its editor.")]
    published: Annotated[
        str, Field(description="An ISO 8601 date, with time and offset where they were given, or empty.")
    ]
    regions: Annotated[list[str], Field(description="Places, as paths from the top; it is about the first.")]
    section: Annotated[str, Field(description="The section of the paper that it stood in.")]
    url: Annotated[
        str, Field(description="Its own address, as the archive has it: any text, not always one of the web.")
    ]


@described
class ItemRecord(PrintedRecord):
    """An article in a list."""

    lang: Annotated[str, Field(description="The BCP 47 tag of its script: `zh-Hant`, `zh-Hans`, or `zh`.")]


@described
class HitRecord(ItemRecord):
    """An article that was found."""

    score: float
    """How well it matches; comparable within one answer only."""
    copies: int
    """How many near-duplicates more it stands for with `copies=fold`; else 0."""
    missing: list[str]
    """Words of the query, as typed, that it lacks; empty of a complete match."""
    fragments: list[FragmentRecord]
    """What to show of it: the title where that matches, and up to three passages."""


@described
class SearchRecord(TypedDict):
    """What a search found."""

    query: QueryRecord
    """How the query was read."""
    total: int
    """How many articles have all that was asked."""
    partial: int
    """How many have only some of the words; they follow after the complete ones."""
    took_ms: float
    """Milliseconds that the search took in the server."""
    notices: list[NoticeRecord]
    """What there is to know of the result."""
    also: list[AlsoRecord]
    """What was searched beside the words as typed."""
    relaxations: list[RelaxationRecord]
    """Where `total` is 0: less strict queries that find something."""
    corrections: list[CorrectionRecord]
    """Where `total` is 0: queries that may have been meant; empty until the server has loaded them."""
    hits: list[HitRecord]
    """The hits from `offset` on, at most `limit`."""


@described
class ArticleRecord(PrintedRecord):
    """An article as it is stored."""

    summary: str
    """Its summary."""
    body: str
    """Its text, a paragraph a line."""
    script: str
    """`hans`, `hant`, `mixed`, or empty."""
    tags: list[str]
    """Its keywords."""
    cluster: str
    """The id of the earliest of its near-duplicates, itself included; empty where nobody decided."""
    furniture: str
    """What else stood on the page: menus, footers."""
    raw_ref: str
    """The file, or the place in an archive, that it was read from."""


@described
class RelatedRecord(ItemRecord):
    """An article that shares strong words with another."""

    score: float
    """How much they share; comparable within one answer only."""
    shared: list[str]
    """The words of both, the strongest first, as the article that was asked about prints them."""


@described
class RelatedListRecord(TypedDict):
    """Articles related to one."""

    related: list[RelatedRecord]
    """The most related first; of near-duplicates one, none of the article's own."""


@described
class CopyRecord(ItemRecord):
    """One of an article's near-duplicates."""

    is_head: bool
    """Whether it is the earliest, which the cluster is named for."""


@described
class CopiesRecord(TypedDict):
    """An article's cluster of near-duplicates."""

    copies: list[CopyRecord]
    """The article itself included: the head first, then by date. An article without copies stands alone."""
