"""Citations as a reader puts them under a text: GB/T 7714, APA, MLA.

Sources: GB/T 7714-2015 《信息与文献 参考文献著录规则》, 4.4 and 8 (a newspaper's article read online is
[N/OL], what has no newspaper [EB/OL]; three authors, then 等); Publication Manual of the APA, 7th edition,
10.1 and 9.12 to 9.20 (no author: the title comes first; no date: n.d.; a text that may change has the day it
was read), and its usage in Chinese as Taiwan's journals print it (full-width stops, 無日期, 取自); MLA
Handbook, 9th edition, 5 (what has no title is described; the day of access last).

Names are one piece, as the press prints them: 王明 is not turned into Wang, M., for nobody can know the
reading that its bearer uses. A citation is runs of text, some of them emphasised, so that a page can print
it well and a file has the plain words.

Held against the CSL styles of the same names (citeproc-js), which differ on purpose in: Latin names in
capitals (GB/T 7714 wants that of surnames, and which part is one nobody says); what stands for a missing date
or title (they leave it out); an article of no known newspaper ([EB/OL] here, [N/OL] there); the day of
reading, which APA and MLA leave to the writer and an archive that takes corrections should give; a full
stop after 「？」 at a title's end, which they set.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from web.keeping.cited import Cited, Day

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
MLA_MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
MOST_AUTHORS = 20
"""More than so many are shortened in APA: the first but one as many, an ellipsis, the last (9.8)."""

_STRAIGHT = re.compile('"([^"]*)"')
_SINGLE = str.maketrans("“”", "‘’")
ENDS = "。！？.!?…"
"""After these no full stop is set."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a citation; the names of newspapers, and of the archive, are emphasised."""

    text: str
    is_emphasised: bool = False


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation as a reader would write it."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The plain words."""
        return "".join(run.text for run in self.runs)


def gbt7714(cited: Cited) -> Citation:
    """Cite by GB/T 7714-2015: 作者. 题名[N/OL]. 报纸名, 出版日期[引用日期]. 网址.

    What has neither newspaper nor date is an electronic bulletin: 题名[EB/OL]. [引用日期]. 网址.
    """
    others = ", et al" if "".join(cited.authors[:3]).isascii() else ", 等"
    authors = ", ".join(cited.authors[:3]) + (others if len(cited.authors) > 3 else "")
    title = cited.title or "[无题名]"
    read = f"[{cited.read}]"
    if cited.source:
        day = str(cited.published) or "[日期不详]"
        parts = (authors, f"{title}[N/OL]", f"{cited.source}, {day}{read}")
    else:
        day = f"({cited.published})" if cited.published else ""
        parts = (authors, f"{title}[EB/OL]", f"{day}{read}")
    return Citation((Run(f"{'. '.join(part for part in parts if part)}. {cited.permalink}."),))


def apa(cited: Cited) -> Citation:
    """Cite by APA 7 in English: Author. (2020, May 16). Title. *Newspaper*. Retrieved …, from …"""
    day = f"({_apa_day(cited.published)})."
    title = cited.title or "[Untitled newspaper article]"
    authors = cited.authors
    if len(authors) > MOST_AUTHORS:
        names = f"{', '.join(authors[: MOST_AUTHORS - 1])}, . . . {authors[-1]}"
    else:
        names = _joined(authors, "&")
    head = f"{_stopped(names)} {day} {_stopped(title)}" if names else f"{_stopped(title)} {day}"
    tail = f"Retrieved {_apa_read(cited.read)}, from {cited.permalink}"
    return Citation(_with_source(f"{head} ", cited.source, f". {tail}", tail))


def apa_chinese(cited: Cited) -> Citation:
    """Cite by APA 7 as Chinese texts do: 作者（2020年5月16日）。題名。*報紙*。2026年11月23日，取自 …"""
    undated = "无日期" if cited.lang == "zh-Hans" else "無日期"
    untitled = "〔无标题报道〕" if cited.lang == "zh-Hans" else "〔無標題報導〕"
    day = f"（{_chinese_day(cited.published) or undated}）。"
    title = cited.title or untitled
    stop = "" if title[-1] in ENDS else "。"
    authors = "、".join(cited.authors)
    head = f"{authors}{day}{title}{stop}" if authors else f"{title}{day}"
    tail = f"{_chinese_day(cited.read)}，取自 {cited.permalink}"
    return Citation(_with_source(head, cited.source, f"。{tail}", tail))


def mla(cited: Cited) -> Citation:
    """Cite by MLA 9: Author. “Title.” *Newspaper*, 16 May 2020. *Archive*, permalink. Accessed 23 Nov. 2026.

    Newspaper and archive are containers, one in the other; without the first the second has the date.
    """
    names = cited.authors if len(cited.authors) < 3 else (f"{cited.authors[0]}, et al.",)
    author = f"{_stopped(_joined(names, 'and'))} " if names else ""
    title = f"“{_stopped(_quoted(cited.title))}” " if cited.title else "Untitled article. "
    day = f", {_mla_day(cited.published)}" if cited.published else ""
    newspaper = (Run(cited.source, is_emphasised=True), Run(f"{day}. ")) if cited.source else ()
    tail = f"{'' if newspaper else day}, {cited.permalink}. Accessed {_mla_day(cited.read)}."
    return Citation((Run(author + title), *newspaper, Run(cited.archive, is_emphasised=True), Run(tail)))


STYLES: Mapping[str, Callable[[Cited], Citation]] = MappingProxyType(
    {"gbt7714": gbt7714, "apa": apa, "apa-zh": apa_chinese, "mla": mla}
)
"""Styles by the name that an address gives them."""


def _with_source(head: str, source: str, after: str, without: str) -> tuple[Run, ...]:
    """Return the runs of a citation, whose source is emphasised where there is one."""
    if not source:
        return (Run(head + without),)
    return (Run(head), Run(source, is_emphasised=True), Run(after))


def _joined(names: tuple[str, ...], word: str) -> str:
    """Return names with a word before the last; of two there is a comma only after one that has its own.

    APA and MLA set it because a name is inverted: Smith, John, & Jones, Ann, but 王明 & 李四.
    """
    if len(names) < 2:
        return "".join(names)
    comma = "," if len(names) > 2 or "," in names[0] else ""
    return f"{', '.join(names[:-1])}{comma} {word} {names[-1]}"


def _quoted(title: str) -> str:
    """Return a title as it stands within double quotation marks: its own are single ones."""
    return _STRAIGHT.sub(r"‘\1’", title).translate(_SINGLE)


def _stopped(text: str) -> str:
    """Return `text` with one full stop at its end, or the mark that it ends with."""
    return text if text[-1:] in ENDS else f"{text}."


def _apa_day(day: Day) -> str:
    year, month, number = day.year, day.month, day.day
    if not day:
        return "n.d."
    return f"{year}" + (f", {MONTHS[month - 1]}" if month else "") + (f" {number}" if number else "")


def _apa_read(day: Day) -> str:
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def _chinese_day(day: Day) -> str:
    return "".join(f"{part}{unit}" for part, unit in zip(day.parts, "年月日", strict=False))


def _mla_day(day: Day) -> str:
    month = (MLA_MONTHS[day.month - 1],) if day.month else ()
    return " ".join(str(part) for part in (*((day.day,) if day.day else ()), *month, day.year))
