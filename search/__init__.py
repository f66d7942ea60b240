"""Dibao's library: open an index of Chinese news and search it, in any script.

    from search import open_index

    with open_index(".dibao") as index:
        page = index.search("干事创业")
        for hit in page.hits:
            print(hit.article.title, hit.fragments[0].text)

See search/README.md for the rest.
"""

from search.article import Article
from search.engine import DEFAULT_MEMORY, SORTS, follow_parent
from search.errors import (
    ArticleNotFound,
    CorruptIndex,
    EmptyQuery,
    FingerprintMismatch,
    ForeignIndex,
    GenerationNotFound,
    IndexBusy,
    IndexNotFound,
    QueryError,
    SearchError,
    TooLittleMemory,
)
from search.explain import Explanation, Part
from search.folder import is_index_folder
from search.highlight import Fragment, mark_article
from search.index import Index, default_index_path, open_index
from search.query import Query, parse_query
from search.results import Hit, IndexStatus, Notice, ResultPage
from search.upkeep import CompactReport, compact_index, copy_generation, restore_generation, roll_back
from search.writing import CommitReport, IndexWriter, open_writer

__all__ = [
    "DEFAULT_MEMORY",
    "SORTS",
    "Article",
    "ArticleNotFound",
    "CommitReport",
    "CompactReport",
    "CorruptIndex",
    "EmptyQuery",
    "Explanation",
    "FingerprintMismatch",
    "ForeignIndex",
    "Fragment",
    "GenerationNotFound",
    "Hit",
    "Index",
    "IndexBusy",
    "IndexNotFound",
    "IndexStatus",
    "IndexWriter",
    "Notice",
    "Part",
    "Query",
    "QueryError",
    "ResultPage",
    "SearchError",
    "TooLittleMemory",
    "compact_index",
    "copy_generation",
    "default_index_path",
    "follow_parent",
    "is_index_folder",
    "mark_article",
    "open_index",
    "open_writer",
    "parse_query",
    "restore_generation",
    "roll_back",
]
