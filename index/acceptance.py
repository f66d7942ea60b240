"""What every article gets before it is taken in, whatever it was read from: a limit, regions, an id, and the
signature by which its copies are found, which costs least for many at once.
"""

from collections.abc import Sequence
from dataclasses import replace

from index.errors import PageRejected, Reason
from index.identity import with_id
from index.records import Read
from index.regions import find_regions
from search import Article
from search.analysis import signatures

LONGEST_ARTICLE = 2_000_000
"""Characters of all fields together: more is a book or a dump. The index must be able
to read back what it stores, and a worker has to hold it in memory several times.
"""


def accepted(record: Read) -> Read:
    """Return the record with its id, and where it names no regions itself, those that its text names.

    Raises PageRejected where the article is too big.
    """
    article = record.article
    size = _size(article)
    if size > LONGEST_ARTICLE:
        raise PageRejected(
            Reason.TOO_BIG, f"the article has {size:,} characters; the limit is {LONGEST_ARTICLE:,}"
        )
    if not article.regions:
        text = "\n".join(part for part in (article.summary, article.body) if part)
        context = "\n".join((article.source, article.site, article.section))
        article = replace(article, regions=find_regions(article.title, text, article.script, context))
    return replace(record, article=with_id(article))


def signed(records: Sequence[Read]) -> list[Read]:
    """Return the records with the signatures of their articles."""
    found = signatures([record.article for record in records])
    return [replace(record, signature=made) for record, made in zip(records, found, strict=True)]


def _size(article: Article) -> int:
    """Return the characters of all fields: a record can hold a book in any of them."""
    values = article.to_dict().values()
    return sum(len(value) if isinstance(value, str) else sum(map(len, value)) for value in values)
