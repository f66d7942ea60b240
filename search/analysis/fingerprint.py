"""What makes two analyzers the same: an index answers only queries cut as its articles were."""

from search.analysis.fold import fold_digest
from search.analysis.forms import forms_digest
from search.analysis.grams import GRAMS_VERSION
from search.analysis.units import UNITS_VERSION
from search.analysis.words import default_segmenter, dictionary_digest


def analyzer_fingerprint() -> str:
    """Return the fingerprint of this process's analyzer: rules, tables and segmenter.

    The fold's digest changes with OpenCC's tables and the hand list, the dictionary's with jieba's.
    """
    return (
        f"units {UNITS_VERSION}; grams {GRAMS_VERSION}; fold {fold_digest()}; "
        f"forms {forms_digest()}; {default_segmenter().name}; dictionary {dictionary_digest()}"
    )
