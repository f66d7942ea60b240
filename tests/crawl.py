"""WARC files in the making, for the tests of `index`."""

import io
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from index.archives.parts import Skip
from index.inputs import Input
from index.sources import open_inputs

HTML = {"Content-Type": "text/html; charset=utf-8"}
SITE = "https://news.example.cn"


class Crawl:
    """A WARC in the making."""

    def __init__(self, *, packed: bool = False) -> None:
        self.file = io.BytesIO()
        self._writer = WARCWriter(self.file, gzip=packed)

    def add(
        self,
        body: bytes,
        path: str = "/a.html",
        *,
        headers: dict[str, str] = HTML,
        status: str = "200 OK",
        kind: str = "response",
        warc_headers: dict[str, str] | None = None,
    ) -> "Crawl":
        http = StatusAndHeaders(status, list(headers.items()), protocol="HTTP/1.1")
        self._writer.write_record(
            self._writer.create_warc_record(
                SITE + path,
                kind,
                payload=io.BytesIO(body),
                length=len(body),
                http_headers=http if kind in ("response", "revisit", "request") else None,
                warc_content_type=""
                if kind in ("response", "revisit", "request")
                else headers["Content-Type"],
                warc_headers_dict={"WARC-Date": "2019-06-09T11:32:03Z"} | (warc_headers or {}),
            )
        )
        return self

    def at(self, path: Path) -> Path:
        path.write_bytes(self.file.getvalue())
        return path


def inputs(path: Path, skipped: list[Skip] | None = None) -> list[Input]:
    counted = [] if skipped is None else skipped
    return [given for given in open_inputs([path], skipped=counted.append) if isinstance(given, Input)]
