"""Measures related articles: python -m tests.measure_related [--articles N] [--index DIR]

Articles that share an editors' tag are taken for related. Of the articles that have tags, N drawn evenly over
the archive are asked about; precision@5 is the share of the first five related ones that have a tag in common
with them, an article without tags counting as wrong. Beside it stands a plain baseline: the title asked as a
query, its own near-duplicates left out, one hit a cluster. `--index` names an index of the shared articles;
without it one is built.
"""

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from search import Article, Index, QueryError, open_index, open_writer
from search.query import Query
from search.query.nodes import Words
from tests.measure_ranking import DATA, records
from tests.random_articles import read_articles

DEPTH = 5
Ask = Callable[[Index, Article], Sequence[Article]]


def main() -> int:
    """Print a line a way of asking."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--index", type=Path)
    options = parser.parse_args()
    tags = tags_of_articles(DATA)
    with tempfile.TemporaryDirectory() as folder:
        path = options.index or built(Path(folder) / "index")
        with open_index(path) as index:
            index.warm_up()
            asked = sorted(tags)[:: max(1, len(tags) // options.articles)][: options.articles]
            print(f"{len(index)} articles; asked about {len(asked)} of {len(tags)} with tags")
            for name, ask in (("related", related), ("title as query", by_title)):
                print(f"{name}: {measured(index, ask, asked, tags)}")
    return 0


def related(index: Index, article: Article) -> Sequence[Article]:
    """Return the first related articles."""
    return [hit.article for hit in index.related(article.id, limit=DEPTH)]


def by_title(index: Index, article: Article) -> Sequence[Article]:
    """Return what the title finds, plain words all of it, without the article's cluster."""
    own = article.cluster or article.id
    title = Query(article.title, Words(0, len(article.title), article.title))
    try:
        hits = index.search(title, limit=DEPTH + 1, collapse=True).hits
    except QueryError:
        return []
    return [hit.article for hit in hits if (hit.article.cluster or hit.article.id) != own][:DEPTH]


def measured(index: Index, ask: Ask, asked: Sequence[str], tags: dict[str, set[str]]) -> str:
    """Return precision@5 and milliseconds a question."""
    right, seconds = 0, []
    for article_id in asked:
        article = index.get(article_id)
        began = perf_counter()
        found = ask(index, article)
        seconds.append(perf_counter() - began)
        right += sum(bool(tags.get(other.id, set()) & tags[article_id]) for other in found)
    worst = quantiles(seconds, n=100)[-1]
    precision = right / (DEPTH * len(asked))
    return f"precision@5 {precision:.3f}; {median(seconds) * 1000:.1f} ms median, {worst * 1000:.1f} ms p99"


def tags_of_articles(data: Path) -> dict[str, set[str]]:
    """Return the editors' tags of each article that has some."""
    tags: dict[str, set[str]] = defaultdict(set)
    for record in records(data / "tag_queries.jsonl"):
        for article_id in record["relevant"]:
            tags[article_id].add(record["query"])
    return dict(tags)


def built(path: Path) -> Path:
    """Index the shared articles."""
    with open_writer(path, rebuild=True) as writer:
        for article in read_articles(DATA / "articles.jsonl.gz", 1 << 30):
            writer.add(article)
        writer.commit()
    return path


if __name__ == "__main__":
    sys.exit(main())
