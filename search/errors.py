"""Everything that `search` raises on purpose.

    SearchError
    ├── IndexNotFound        no index in that folder
    ├── ForeignIndex         the folder holds something else, or another format
    ├── FingerprintMismatch  the index was made with another analyzer
    ├── CorruptIndex         a file of the index does not hold what it must
    ├── GenerationNotFound   no generation before the live one is kept
    ├── IndexBusy            another process is writing
    ├── TooLittleMemory      writing needs more than it was given
    ├── ArticleNotFound      no article of that id (also a KeyError)
    └── QueryError           the query cannot be read: what, and where
        └── EmptyQuery       there is nothing to look for

Each message says what was wrong, the value, and what to do next.
"""

REPAIR = (
    "bring back a snapshot with: dibao-index restore SNAPSHOT --index DIR, "
    "or rebuild the index with: dibao-index build SOURCE... --index DIR"
)
"""The next step where an index cannot be used as it is."""


class SearchError(Exception):
    """Anything that `search` refuses or cannot do."""


class IndexNotFound(SearchError):
    """There is no index in the folder."""


class ForeignIndex(SearchError):
    """The folder is not an index, or one of a format that this version does not read."""


class FingerprintMismatch(SearchError):
    """The index was made with another analyzer, so its terms are not those of a query."""


class CorruptIndex(SearchError):
    """A file of the index does not hold what it must."""


class GenerationNotFound(SearchError):
    """The index keeps no generation before the live one."""


class IndexBusy(SearchError):
    """Another process is writing to the index."""


class TooLittleMemory(SearchError):
    """Writing with so many processes needs more memory than it was given; `least` is how many bytes."""

    def __init__(self, message: str, least: int) -> None:
        """Say `message`, and keep how many bytes are needed."""
        super().__init__(message)
        self.least = least


class ArticleNotFound(SearchError, KeyError):
    """No article has that id."""

    def __str__(self) -> str:
        """Return the message itself, not KeyError's quoted form."""
        return str(self.args[0])


class QueryError(SearchError):
    """The query cannot be read as it was typed.

    `code` names the kind, for programs and translators: those of `QueryNotice` that are errors or refusals.
    `start` and `end` are character offsets into the query as it was typed. `instead` is the query that
    `Index.search` would search instead, empty where nothing.
    """

    def __init__(self, code: str, message: str, start: int = 0, end: int = 0, instead: str = "") -> None:
        """Say `message` of the characters from `start` to `end`."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.start = start
        self.end = end
        self.instead = instead


class EmptyQuery(QueryError):
    """The query holds nothing that could be looked for."""
