"""Dibao's library: open an index of Chinese news and search it, in any script.

    from search import open_index

    with open_index(".dibao") as index:
        page = index.search("干事创业")
        for hit in page.hits:
            print(hit.article.title, hit.fragments[0].text)

See search/README.md for the rest.
"""

from search.article import Article
from search.counting import Counts
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
from search.explain import Explanation, ScorePart
from search.facets import FACETS, Facet, FacetValue, RegionNode, RegionTree
from search.filters import Filters
from search.folder import is_index_folder
from search.highlight import Fragment, mark_article
from search.histogram import Bucket, Histogram
from search.index import Index, default_index_path, open_index
from search.query import Query, QueryNotice, parse_query
from search.query.grammar import GRAMMAR, Form
from search.query.vocabulary import AlsoSearched
from search.related import RelatedArticle
from search.relaxations import Relaxation
from search.results import Hit, IndexStatus, Notice, ResultPage
from search.suggest import Correction, Suggestion
from search.upkeep import CompactReport, compact_index, copy_generation, restore_generation, roll_back
from search.vocabulary import VOCABULARY, Vocabulary, load_vocabulary, vocabulary_start
from search.writing import CommitReport, IndexWriter, open_writer

__all__ = [
    "DEFAULT_MEMORY",
    "FACETS",
    "GRAMMAR",
    "SORTS",
    "VOCABULARY",
    "AlsoSearched",
    "Article",
    "ArticleNotFound",
    "Bucket",
    "CommitReport",
    "CompactReport",
    "Correction",
    "CorruptIndex",
    "Counts",
    "EmptyQuery",
    "Explanation",
    "Facet",
    "FacetValue",
    "Filters",
    "FingerprintMismatch",
    "ForeignIndex",
    "Form",
    "Fragment",
    "GenerationNotFound",
    "Histogram",
    "Hit",
    "Index",
    "IndexBusy",
    "IndexNotFound",
    "IndexStatus",
    "IndexWriter",
    "Notice",
    "Query",
    "QueryError",
    "QueryNotice",
    "RegionNode",
    "RegionTree",
    "RelatedArticle",
    "Relaxation",
    "ResultPage",
    "ScorePart",
    "SearchError",
    "Suggestion",
    "TooLittleMemory",
    "Vocabulary",
    "compact_index",
    "copy_generation",
    "default_index_path",
    "follow_parent",
    "is_index_folder",
    "load_vocabulary",
    "mark_article",
    "open_index",
    "open_writer",
    "parse_query",
    "restore_generation",
    "roll_back",
    "vocabulary_start",
]
