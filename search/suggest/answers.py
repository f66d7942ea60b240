"""What is answered: suggestions and corrections."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A text to search for: as printed, what it is, how many articles it finds.

    `kind` is `title`, `name`, `place` or `word`. A name that stands in no text is given with its field
    (`source:"…"`). `article_id` is a title's newest article; of a title, `articles` counts those with that
    very title.
    """

    text: str
    kind: str
    articles: int
    article_id: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """A query that may have been meant, and how many articles it finds.

    `text[start:end]` is what was put in the place of `typed`, as the archive prints it; all else is as typed.
    """

    text: str
    articles: int
    start: int
    end: int
    typed: str
