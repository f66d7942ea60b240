"""Text analysis: from text as printed to the terms that are indexed and asked for.

    text --fold--> canonical --units--> units --grams--> what is found
                                    \\--words--> what ranks

One function of each kind serves index, query and highlight alike; there is no second way to cut text.
"""

from search.analysis.article import (
    GRAM_FIELDS,
    KEYWORD_FIELDS,
    MAX_KEYWORD,
    MAX_STEPS,
    PATH_SEPARATOR,
    SCRIPTS,
    TEXTS,
    WORD_FIELDS,
    WORD_TEXTS,
    FieldTerms,
    analyze_article,
    field_terms,
    keywords,
    path_steps,
    searched_text,
)
from search.analysis.fingerprint import analyzer_fingerprint
from search.analysis.fold import clean, fold, is_clean
from search.analysis.forms import OTHER, form_code, form_codes
from search.analysis.grams import gram_terms, grams
from search.analysis.similarity import (
    NEAR_DAYS,
    Closeness,
    are_copies,
    bands,
    signature,
    signatures,
    similarity,
)
from search.analysis.token import Token
from search.analysis.units import Unit, units
from search.analysis.words import (
    Segmenter,
    default_segmenter,
    jieba_segmenter,
    rjieba_segmenter,
    word_terms,
    words,
)

__all__ = [
    "GRAM_FIELDS",
    "KEYWORD_FIELDS",
    "MAX_KEYWORD",
    "MAX_STEPS",
    "NEAR_DAYS",
    "OTHER",
    "PATH_SEPARATOR",
    "SCRIPTS",
    "TEXTS",
    "WORD_FIELDS",
    "WORD_TEXTS",
    "Closeness",
    "FieldTerms",
    "Segmenter",
    "Token",
    "Unit",
    "analyze_article",
    "analyzer_fingerprint",
    "are_copies",
    "bands",
    "clean",
    "default_segmenter",
    "field_terms",
    "fold",
    "form_code",
    "form_codes",
    "gram_terms",
    "grams",
    "is_clean",
    "jieba_segmenter",
    "keywords",
    "path_steps",
    "rjieba_segmenter",
    "searched_text",
    "signature",
    "signatures",
    "similarity",
    "units",
    "word_terms",
    "words",
]
