"""Two articles, and the index folders that tests of writing build of them."""

from pathlib import Path

from search import Article, open_index, open_writer

OLD = Article(id="old", title="舊聞", body="天津")
NEW = Article(id="new", title="新聞", body="天津")


def build(path: Path, *articles: Article) -> None:
    with open_writer(path, rebuild=True) as writer:
        for article in articles:
            writer.add(article)
        writer.commit()


def ids(path: Path) -> list[str]:
    with open_index(path) as index:
        return [hit.article.id for hit in index.search("天津", limit=100).hits]
