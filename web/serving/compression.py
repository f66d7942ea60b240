"""Answers packed for browsers that say they can unpack them.

zstd first: it takes the least time, and what it makes is as small (web/README.md has figures). Only
successful answers of text are packed, from a size on from which that pays. A packed answer's strong ETag
has the name of its packing as a suffix, so an If-None-Match is met by the same bytes only; a weak one is
the same for all.

Questions stand in pages and pages are packed, but no page holds a secret that its length could give away
(BREACH).
"""

from flask import Flask, Response
from flask_compress import Compress

PACKINGS = ("zstd", "br", "gzip")

MIMETYPES = (
    "text/html",
    "text/css",
    "text/csv",
    "text/javascript",
    "text/plain",
    "text/xml",
    "application/atom+xml",
    "application/feed+json",
    "application/javascript",
    "application/json",
    "application/jsonl",
    "application/ld+json",
    "application/opensearchdescription+xml",
    "application/problem+json",
    "application/vnd.citationstyles.csl+json",
    "application/x-bibtex",
    "application/x-ndjson",
    "application/x-research-info-systems",
    "application/x-suggestions+json",
    "application/xml",
    "image/svg+xml",
)


def pack_answers(app: Flask) -> None:
    """Pack what `app` answers; registered first, so that it sees answers last."""
    app.config.update(
        COMPRESS_ALGORITHM=list(PACKINGS),
        COMPRESS_ALGORITHM_STREAMING=list(PACKINGS),
        COMPRESS_MIMETYPES=list(MIMETYPES),
        COMPRESS_MIN_SIZE=500,
        COMPRESS_ZSTD_LEVEL=3,
        COMPRESS_BR_LEVEL=4,
        COMPRESS_LEVEL=4,
    )
    Compress(app)

    @app.after_request
    def close_what_is_streamed(response: Response) -> Response:
        """Let the file or generator below be closed with the answer, which `Compress` puts its own before."""
        close = getattr(response.response, "close", None)
        if response.is_streamed and close is not None:
            response.call_on_close(close)
        return response
