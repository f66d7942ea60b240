"""Pages, texts and records that the tests of `index` read, and short ways to read them."""

import io
import json
import tarfile
import zipfile
from pathlib import Path
from typing import Any

from index.records import Read, Rejected
from index.sources import read_sources
from search.article import Article

TEXT = "寶坻開通快車道\n來源：示範報 2019-06-09\n天津市寶坻區昨天開通一條道路。\n"
PAGE = (
    "<html><head><title>寶坻開通快車道</title></head><body><h1>寶坻開通快車道</h1>"
    "<p>天津市寶坻區昨天開通一條新的道路，居民出行更方便了。</p></body></html>"
)
RECORD = {"id": "a1", "title": "颱風假期", "body": "臺南市政府宣布停班停課。", "date": "2019-06-09"}


def page(number: int, address: str = "") -> str:
    """Return a page of its own title, date and text, which names `address` as its canonical one."""
    link = f'<link rel="canonical" href="{address}">' if address else ""
    return (
        f'<html><head><meta charset="utf-8">{link}<title>寶坻新聞第{number}則</title></head><body>'
        f"<h1>寶坻新聞第{number}則</h1><p>2019-06-{number % 28 + 1:02} 來源：示範報</p>"
        f"<p>天津市寶坻區昨天開通第{number}條新的道路，居民出行更方便了。</p>"
        f"<p>區長說，這樣的道路今年還要再建{number + 3}條，都通到村口。</p></body></html>"
    )


def line(**changes: Any) -> bytes:
    """Return a line of JSON Lines."""
    return json.dumps(RECORD | changes, ensure_ascii=False).encode() + b"\n"


def records(*paths: Path) -> list[Read | Rejected]:
    """Return all that is read from paths."""
    return list(read_sources(paths))


def articles(*paths: Path) -> list[Article]:
    """Return the articles that are read from paths."""
    return [record.article for record in records(*paths) if isinstance(record, Read)]


def refusals(*paths: Path) -> list[Rejected]:
    """Return what is turned away."""
    return [record for record in records(*paths) if isinstance(record, Rejected)]


def one(path: Path, data: bytes) -> Read | Rejected:
    """Return the one record of a file with this content."""
    path.write_bytes(data)
    (record,) = records(path)
    return record


def read(path: Path, data: bytes) -> Article:
    """Return the one article of a file with this content."""
    record = one(path, data)
    assert isinstance(record, Read), record
    return record.article


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip archive of these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def tarred(members: dict[str, bytes], layout: int = tarfile.PAX_FORMAT) -> bytes:
    """Return a tar archive of these members."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=layout) as archive:
        for name, data in members.items():
            header = tarfile.TarInfo(name)
            header.size = len(data)
            archive.addfile(header, io.BytesIO(data))
    return file.getvalue()
