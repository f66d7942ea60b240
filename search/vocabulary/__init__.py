"""Regional vocabulary: what other regions print for a word (出租车, 計程車, 的士), asked at query time only.

    regional.tsv, INDEX/vocabulary.tsv --groups--> groups of equivalents --lookup--> `Vocabulary.also`
                                                         loading: which file holds, read again when it changes

Nothing of it is in an index, so an archivist's change is live with the next question.
"""

from search.manifest import VOCABULARY
from search.vocabulary.groups import Form, Group, key
from search.vocabulary.loading import (
    load_vocabulary,
    shipped_vocabulary,
    vocabulary_start,
    vocabulary_state,
)
from search.vocabulary.lookup import MAX_ALSO, Vocabulary

__all__ = [
    "MAX_ALSO",
    "VOCABULARY",
    "Form",
    "Group",
    "Vocabulary",
    "key",
    "load_vocabulary",
    "shipped_vocabulary",
    "vocabulary_start",
    "vocabulary_state",
]
