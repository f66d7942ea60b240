"""From the lines of a page to the parts of an article: byline, summary, body, furniture.

Plain text and HTML meet here. What came before (a file's lines, or the blocks that `index.extract`
took for the article) is a list of lines in reading order; what goes out is the same lines, each in
exactly one part, so that nothing which was printed gets lost: what is not body is furniture and stays
findable.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from index.pages.byline import Byline, is_byline, read_byline
from index.pages.dates import CHINA
from index.pages.furniture import is_furniture, starts_tail

HEAD_LINES = 8
"""Lines after the title among which a byline is looked for."""

FOOT_LINES = 6
"""Lines at the end of an article among which an editor's line is looked for."""

_SUMMARY = re.compile(
    r"^[\[【(（]?(?:[内內]容)?(?:提要|摘要|概要|[导導][读讀語语])[\])）】]?\s{0,3}[:：]\s*|^核心提示\s{0,3}[:：]\s*"
)
_BRACKETED_SUMMARY = re.compile(r"^[\[【](?:[内內]容)?(?:提要|摘要|概要|[导導][读讀])[】\]]\s*")


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of an article, one paragraph a line."""

    summary: str
    body: str
    furniture: str
    byline: Byline


def lay_out(lines: Iterable[str], zone: tzinfo = CHINA) -> Layout:
    """Sort the lines below a title into summary, body and furniture, and read the byline.

    A printed time without an offset is in `zone`.
    """
    kept = [line.strip() for line in lines if line.strip()]
    kept, tail = _cut_tail(kept)
    byline, byline_at = _bylines(kept, zone)
    summary = ""
    body: list[str] = []
    furniture: list[str] = []
    for number, line in enumerate(kept):
        label = _SUMMARY.match(line) or _BRACKETED_SUMMARY.match(line)
        if number in byline_at or is_furniture(line):
            furniture.append(line)
        elif label and not summary and len(body) <= 2 and line[label.end() :]:
            summary = line[label.end() :]
        else:
            body.append(line)
    return Layout(summary, "\n".join(body), "\n".join([*furniture, *tail]), byline)


def _cut_tail(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Split before the first line that starts a tail and has most of the text before it."""
    total = sum(map(len, lines))
    seen = 0
    for number, line in enumerate(lines):
        if seen * 2 >= total and starts_tail(line):
            return list(lines[:number]), list(lines[number:])
        if not is_furniture(line):
            seen += len(line)
        else:
            total -= len(line)
    return list(lines), []


def _bylines(lines: Sequence[str], zone: tzinfo) -> tuple[Byline, frozenset[int]]:
    """Read the bylines at the head and at the foot: the first value of each field holds."""
    head = range(min(HEAD_LINES, len(lines)))
    foot = range(max(len(head), len(lines) - FOOT_LINES), len(lines))
    places = [number for number in (*head, *foot) if is_byline(lines[number])]
    merged = Byline()
    for number in places:
        read = read_byline(lines[number], zone)
        merged = Byline(
            source=merged.source or read.source,
            author=merged.author or read.author,
            editor=merged.editor or read.editor,
            published=merged.published or (read.published if number in head else ""),
        )
    return merged, frozenset(places)
