"""What an article must be to be stored: with an id, of bounded size, and free of what prints as nothing."""

from search.analysis import clean, is_clean
from search.article import SECTIONS, Article

MAX_CHARACTERS = 10_000_000
"""Of an article's text: a book, not a news item, and what a reader accepts of a segment."""


def admitted(article: Article) -> Article:
    """Return the article with `clean` texts.

    Raises ValueError for one without an id, or of more than MAX_CHARACTERS.
    """
    if not article.id:
        raise ValueError("an article needs an id")
    characters = sum(len(getattr(article, name)) for name in SECTIONS)
    if characters > MAX_CHARACTERS:
        raise ValueError(
            f"article {article.id!r} has {characters} characters; at most {MAX_CHARACTERS} are stored"
        )
    record = article.to_dict()
    everything = "".join([value if isinstance(value, str) else "".join(value) for value in record.values()])
    if is_clean(everything):
        return article
    cleaned = {
        name: clean(value) if isinstance(value, str) else [clean(item) for item in value]
        for name, value in record.items()
    }
    return Article.from_dict(cleaned)
