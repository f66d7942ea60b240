"""The engine: keeps analysed articles and finds them. The embedded one is made of Whoosh and arrays.

`protocol` says what any engine must do, `tree` what it is asked. Nothing of Whoosh leaves this package.
"""

from search.engine.embedded import EmbeddedEngine
from search.engine.locking import WriteLock
from search.engine.protocol import (
    DEFAULT_MEMORY,
    SORTS,
    Answer,
    Answers,
    Commit,
    Engine,
    Ranking,
    Reader,
    Request,
    Writer,
)

__all__ = [
    "DEFAULT_MEMORY",
    "SORTS",
    "Answer",
    "Answers",
    "Commit",
    "EmbeddedEngine",
    "Engine",
    "Ranking",
    "Reader",
    "Request",
    "WriteLock",
    "Writer",
]
