"""From an archivist's files to an index: reading, deciding, accounting.

`read_sources` turns folders and files into a stream of articles and refusals; `build_index` and
`add_to_index` put that stream into an index of `search`. The command line is `dibao-index`, see
`index/README.md`.
"""

from index.build import (
    RunReport,
    add_to_index,
    build_index,
    remove_from_index,
)
from index.charset import Decoded, decode
from index.errors import (
    IndexerError,
    NothingRead,
    PageRejected,
    Reason,
)
from index.extract import extract
from index.identity import article_id, canonical_url
from index.plaintext import read_plaintext
from index.records import Read, Record, Rejected
from index.regions import find_regions
from index.script import script_of
from index.sources import read_sources

__all__ = [
    "Decoded",
    "IndexerError",
    "NothingRead",
    "PageRejected",
    "Read",
    "Reason",
    "Record",
    "Rejected",
    "RunReport",
    "add_to_index",
    "article_id",
    "build_index",
    "canonical_url",
    "decode",
    "extract",
    "find_regions",
    "read_plaintext",
    "read_sources",
    "remove_from_index",
    "script_of",
]
