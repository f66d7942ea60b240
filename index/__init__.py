"""From an archivist's files to an index: reading, deciding, accounting.

`read_sources` turns folders and files into a stream of articles and refusals; `build_index` and
`add_to_index` put that stream into an index of `search`. The command line is `dibao-index`, see
`index/README.md`.
"""

from index.build import Removal, Resources, add_to_index, build_index, remove_from_index, retry_quarantine
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
from index.tally import RunReport
from index.upkeep import Verification, export_articles, restore_snapshot, take_snapshot, verify_index

__all__ = [
    "Decoded",
    "IndexerError",
    "NothingRead",
    "PageRejected",
    "Read",
    "Reason",
    "Record",
    "Rejected",
    "Removal",
    "Resources",
    "RunReport",
    "Verification",
    "add_to_index",
    "article_id",
    "build_index",
    "canonical_url",
    "decode",
    "export_articles",
    "extract",
    "find_regions",
    "read_plaintext",
    "read_sources",
    "remove_from_index",
    "restore_snapshot",
    "retry_quarantine",
    "script_of",
    "take_snapshot",
    "verify_index",
]
