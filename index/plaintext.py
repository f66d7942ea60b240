"""Plain text of a page, as a browser saves it or a reader copies it: the seed's kind.

The first line is the title. A byline, a labelled summary and the page's furniture are told by the shapes
that `index.pages.byline`, `index.pages.layout` and `index.pages.furniture` know, in either script; where
they are missing, the text is an article all the same.
"""

import re

from index.errors import PageRejected, Reason
from index.pages.layout import lay_out
from index.script import script_of
from search import Article

LONGEST_TITLE = 120
"""Characters: a longer first line is a paragraph, and its first sentence serves as the title."""

_OTHER_LINE_ENDS = ("\r\n", "\r", "\u2028", "\u2029", "\x0b", "\x0c", "\x85")
_SENTENCE = re.compile(r".*?[。！？!?；;]")
_TITLE_LABEL = re.compile(r"^(?:[标標][题題]|[题題]目)\s?[:：]\s*")


def clean_text(text: str) -> str:
    """Return `text` with its line ends made `\\n` and NULs removed; nothing else of it is touched."""
    for line_end in _OTHER_LINE_ENDS:
        text = text.replace(line_end, "\n")
    return text.replace("\x00", "")


def read_plaintext(text: str, raw_ref: str) -> Article:
    """Return the article that a plain text holds; its id is still empty.

    Raises PageRejected where the text holds no line.
    """
    lines = [line.strip() for line in clean_text(text).split("\n") if line.strip()]
    if not lines:
        raise PageRejected(Reason.NO_TEXT, "the text holds nothing but white space")
    title, rest = _title(lines)
    layout = lay_out(rest)
    return Article(
        id="",
        title=title,
        summary=layout.summary,
        body=layout.body,
        source=layout.byline.source,
        author=layout.byline.author,
        editor=layout.byline.editor,
        published=layout.byline.published,
        script=script_of(title + layout.summary + layout.body),
        furniture=layout.furniture,
        raw_ref=raw_ref,
    )


def _title(lines: list[str]) -> tuple[str, list[str]]:
    """Return the title and the lines that remain for the body."""
    first = _TITLE_LABEL.sub("", lines[0])
    if len(first) <= LONGEST_TITLE:
        return first, lines[1:]
    sentence = _SENTENCE.match(first)
    title = sentence[0] if sentence and len(sentence[0]) <= LONGEST_TITLE else first[:LONGEST_TITLE]
    return title, lines
