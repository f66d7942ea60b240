"""Other extractors as readers of pages, for `tests.measure_extraction --peers`.

They get the same bytes, decoded by Dibao, since charsets are not what is compared here. The versions are
those of the extra `extraction` in `pyproject.toml`. readability-lxml gives no date and no source, GNE no
source. What a peer raises counts as having found nothing.
"""

import gne
import trafilatura
from lxml import etree, html
from readability import Document

from index.charset import decode
from tests.extraction_scores import Reader, Reading


def read_with_trafilatura(page: bytes, url: str) -> Reading:
    """Read a page with trafilatura: its default extraction and metadata, without comments."""
    found = trafilatura.bare_extraction(
        decode(page).text, url=url or None, with_metadata=True, include_comments=False
    )
    if found is None:
        return Reading()
    fields = found.as_dict()
    return Reading(
        fields.get("text") or "",
        fields.get("title") or "",
        fields.get("date") or "",
        (fields.get("sitename") or "",),
    )


def read_with_readability(page: bytes, _url: str) -> Reading:
    """Read a page with readability-lxml: summary and short title."""
    document = Document(decode(page).text)
    try:
        body = str(html.fromstring(document.summary()).text_content())
        return Reading(body, document.short_title(), None, None)
    except (etree.LxmlError, ValueError, TypeError):
        return Reading("", "", None, None)


def read_with_gne(page: bytes, _url: str) -> Reading:
    """Read a page with GeneralNewsExtractor as it comes."""
    try:
        found = gne.GeneralNewsExtractor().extract(decode(page).text)
    except (etree.LxmlError, ValueError, TypeError, IndexError):
        return Reading("", "", "", None)
    return Reading(found["content"], found["title"], found["publish_time"], None)


PEERS: dict[str, Reader] = {
    "trafilatura": read_with_trafilatura,
    "readability-lxml": read_with_readability,
    "gne": read_with_gne,
}
