"""The articles that are measured: as many as asked for, from one archive, in one seeded order.

Up to the archive's size these are the first of a shuffle. Beyond it the archive repeats: each further
copy has each body's sentences in another order, so positions differ while words stay as common as they
are. Ids end in the article's number, so none repeats. Everything is a stream; only the places of the
archive's lines are held.
"""

import gzip
import json
import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from index.jsonlines import read_record
from search import Article
from search.analysis import clean

SEED = 20_260_101
FULL_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
BREAKS = "。！？；!?;\n"
_SENTENCE = re.compile(rf"[^{BREAKS}]*[{BREAKS}]+|[^{BREAKS}]+")


def write_corpus(archive: Path, path: Path, size: int) -> None:
    """Write `size` articles of an archive (JSON Lines, plain or gzip), one JSON object a line.

    Raises ValueError where the archive has no article.
    """
    plain = path.with_suffix(".plain")
    try:
        _unpack(archive, plain)
        with plain.open("rb") as lines, path.open("w", encoding="utf-8") as file:
            for article in _articles(lines, size):
                file.write(json.dumps(article.to_dict(), ensure_ascii=False) + "\n")
    finally:
        plain.unlink(missing_ok=True)


def read_corpus(path: Path) -> Iterator[Article]:
    """Yield the articles of a written corpus."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield Article.from_dict(json.loads(line))


def article_number(article: Article) -> int:
    """Return an article's place in its corpus, from 0."""
    return int(article.raw_ref.rpartition("@")[2])


def _unpack(archive: Path, path: Path) -> None:
    with archive.open("rb") as packed, path.open("wb") as file:
        source = gzip.GzipFile(fileobj=packed) if archive.suffix == ".gz" else packed
        shutil.copyfileobj(source, file, 1 << 20)


def _articles(lines: BinaryIO, size: int) -> Iterator[Article]:
    starts = _line_starts(lines)
    if not starts:
        raise ValueError("the archive holds no article")
    order = list(range(len(starts)))
    random.Random(SEED).shuffle(order)  # noqa: S311 - a sample, not a secret
    for number in range(size):
        copy, place = divmod(number, len(order))
        lines.seek(starts[order[place]])
        yield _article(lines.readline(), number, copy)


def _line_starts(lines: BinaryIO) -> list[int]:
    starts: list[int] = []
    offset = 0
    for line in lines:
        if line.strip():
            starts.append(offset)
        offset += len(line)
    return starts


def _article(line: bytes, number: int, copy: int) -> Article:
    """Return the article of a line; what else the line holds would be stored and indexed by Dibao alone.

    A date without a day is left out: one number a day orders the dates of every engine.
    """
    found = read_record(line, "").article
    body = clean(found.body)
    return Article(
        id=f"{clean(found.id)}~{number}",
        title=clean(found.title),
        body=_permuted(body, random.Random(f"{SEED} {copy} {number}")) if copy else body,  # noqa: S311
        source=clean(found.source),
        published=found.published if FULL_DATE.match(found.published) else "",
        script=found.script,
        regions=found.regions,
        url=found.url,
        raw_ref=f"corpus@{number}",
    )


def _permuted(text: str, rng: random.Random) -> str:
    sentences = _SENTENCE.findall(text)
    if sentences and sentences[-1][-1] not in BREAKS:
        sentences[-1] += "\n"
    rng.shuffle(sentences)
    return "".join(sentences)
