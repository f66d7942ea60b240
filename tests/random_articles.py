"""Random articles, made so that everything collides, and real ones.

They are written in a small alphabet: Han in both scripts, Latin, soft and hard breaks, so that almost
every term occurs in many of them and many scores tie.
"""

import gzip
import json
import random
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from search.article import Article

PIECES = (
    *("天", "津", "京", "選", "选", "舉", "举", "區", "区", "臺", "台", "市", "立", "法", "會", "会"),
    *("天津", "選舉", "立法會", "北京", "台北市"),
    *("5g", "a", "ab", "14.5", " ", "，", "、", "「", "。", "！", "\n"),
)
NAMES = ("", "", "天津日報", "天津日报", "北京日報", "台北", "5G 網")
REGIONS = ("天津市", "天津市/寶坻區", "天津市/宝坻区", "臺北市", "台北市/中正區")
DATES = (
    *("", "", "2019", "2019-06", "2019-06-09", "2019-06-09T19:32:03+08:00", "2019-06-10", "2019-06-30"),
    *("2020", "2020-02", "2020-02-29", "2020-02-29T00:00", "2020-12-31", "2021-02", "1999-12", "2000-02"),
)


SCRIPTS = ("", "hans", "hant", "hant", "mixed")

RUNS = (254, 255, 256, 257, 600)
"""How often a piece is repeated now and then: frequencies about those that need more than 8 bits."""

WIDE = 70_000
"""Pieces of an article whose positions need more than 16 bits."""


def random_article(rng: random.Random, article_id: str, pieces: Sequence[str] = PIECES) -> Article:
    """Return an article of that id; a third of its parts are empty."""

    def text(longest: int) -> str:
        if rng.random() < 0.005:
            return rng.choice(pieces) * rng.choice(RUNS)
        length = rng.randrange(-longest // 3, longest)
        return "".join(rng.choice(pieces) for _ in range(length))

    return Article(
        id=article_id,
        title=text(8),
        summary=text(6),
        body=text(rng.choice((4, 12, 40, 120))),
        furniture=text(10),
        source=rng.choice(NAMES),
        site=rng.choice(NAMES),
        author=rng.choice(NAMES),
        editor=rng.choice(NAMES),
        section=rng.choice(NAMES),
        published=rng.choice(DATES),
        script=rng.choice(SCRIPTS),
        regions=tuple(rng.sample(REGIONS, rng.randrange(3))),
    )


def wide_article(rng: random.Random, article_id: str) -> Article:
    """Return an article of so much text that positions need more than 16 bits."""
    return Article(id=article_id, body="".join(rng.choices(PIECES, k=WIDE)))


def read_articles(path: Path, limit: int) -> Iterator[Article]:
    """Give the first `limit` articles of a compressed JSON Lines file of real ones."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for record in map(json.loads, islice(lines, limit)):
            yield Article(
                id=record["id"],
                title=record["title"],
                body=record["body"],
                source=record["source"],
                author=record["author"],
                published=record["date"],
                section=record["category"],
                script=record["script"].lower(),
                regions=(record["region"],) if record["region"] else (),
            )
