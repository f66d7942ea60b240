"""The engine: keeps analysed articles and finds them. The embedded one is made of Whoosh and arrays.

`protocol` says what any engine must do, `tree` what it is asked. Nothing of Whoosh leaves this package.
"""

from search.engine.embedded import EmbeddedEngine
from search.engine.locking import WriteLock
from search.engine.protocol import (
    DEFAULT_MEMORY,
    Commit,
    Engine,
    Part,
    Reader,
    Selection,
    Writer,
    check_payload,
)
from search.engine.requests import CLUSTER, SORTS, Answer, Answers, FacetCounts, FrequentTerm, Request
from search.engine.weights import Contributions, Ranking, Rescoring, Sought
from search.engine.workers import follow_parent

__all__ = [
    "CLUSTER",
    "DEFAULT_MEMORY",
    "SORTS",
    "Answer",
    "Answers",
    "Commit",
    "Contributions",
    "EmbeddedEngine",
    "Engine",
    "FacetCounts",
    "FrequentTerm",
    "Part",
    "Ranking",
    "Reader",
    "Request",
    "Rescoring",
    "Selection",
    "Sought",
    "WriteLock",
    "Writer",
    "check_payload",
    "follow_parent",
]
