"""An article shown in another script: converted while it is read, its marks kept on the same words.

What is stored stays as printed; this is a reading aid, made anew each time by OpenCC. It is the script that
changes and not the words: 計程車 stays 計程車 wherever it is read, so OpenCC's configurations for idioms
(`s2twp`) have no place here.

Which configurations are used depends on what is printed. Simplified text goes straight to the region's
characters. Traditional text is brought to OpenCC's own standard first, from wherever it differs (衞 and 綫
of Hong Kong, 裡 of Taiwan), and then to what was asked. In an article of both scripts, or of one that nobody
told, each line goes by what most of its telling characters are: 后 and 里 are words of traditional text too,
and a conversion from simplified would spoil them.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import opencc

from search.article import SECTIONS, Article
from search.highlight import Fragment
from search.passages import Range

PRINTED = "printed"

_LANGS = {"tw": "zh-Hant-TW", "hk": "zh-Hant-HK", "hans": "zh-Hans"}

DISPLAYS = (PRINTED, *_LANGS)
"""How an article can be shown: as printed, or in the characters of Taiwan, Hong Kong, the mainland."""

_FROM_HANS = {"tw": ("s2tw",), "hk": ("s2hk",), "hans": ()}
_FROM_HANT = {"tw": ("hk2t", "t2tw"), "hk": ("tw2t", "t2hk"), "hans": ("hk2t", "tw2s")}

_UNTOUCHED = re.compile("([\0\ud800-\udfff]+)")
"""OpenCC stops at a zero byte, and refuses half a surrogate pair."""

_LINE = re.compile(r"[^\n]*\n|[^\n]+")

Convert = Callable[[str], str]


def displayed(
    text: str, ranges: Sequence[Range], display: str, script: str = ""
) -> tuple[str, tuple[Range, ...]]:
    """Return `text` as `display` shows it, and the marks `ranges` on the same words in it.

    `ranges` are ascending and apart; `script` is what `Article.script` says of the text. Where a conversion
    keeps the length, as OpenCC's of a script all do, it is that of the whole text, and the ranges stay what
    they were. Where one does not, each run between the borders of marks is converted alone, so that a mark
    still covers what its match became. Raises ValueError for a display that is not one of DISPLAYS.

    >>> displayed("后来的干部", [(3, 5)], "tw", "hans")
    ('後來的幹部', ((3, 5),))
    """
    if display not in DISPLAYS:
        raise ValueError(f"display {display!r} is none of {', '.join(DISPLAYS)}")
    if display == PRINTED:
        return text, tuple(ranges)
    return aligned(text, ranges, lambda run: _converted(run, display, script))


def display_article(
    article: Article, sections: Mapping[str, Fragment], display: str
) -> tuple[Article, dict[str, Fragment]]:
    """Return an article with its running text as `display` shows it, and its marked sections too.

    `sections` are those of `mark_article`, or none. Names and places stay as printed: they are what is
    searched for and cited. Raises ValueError for a display that is not one of DISPLAYS.
    """
    lang = display_lang(article, display)
    shown: dict[str, Any] = {}
    marked: dict[str, Fragment] = {}
    for name in SECTIONS:
        fragment = sections.get(name)
        text, ranges = displayed(
            getattr(article, name), fragment.ranges if fragment else (), display, article.script
        )
        shown[name] = text
        if fragment is not None:
            marked[name] = Fragment(name, text, 0, len(text), ranges, lang)
    return replace(article, **shown), marked


def display_lang(article: Article, display: str) -> str:
    """Return the BCP 47 tag of an article's text as `display` shows it."""
    return _LANGS.get(display, article.lang)


def aligned(text: str, ranges: Sequence[Range], convert: Convert) -> tuple[str, tuple[Range, ...]]:
    """Return `convert(text)`, and `ranges` where it keeps the length; else what `displayed` says."""
    whole = convert(text)
    if len(whole) == len(text) or not ranges:
        return whole, tuple(ranges)
    runs: list[str] = []
    moved: list[Range] = []
    place = length = 0
    for first, last in ranges:
        before, inside = convert(text[place:first]), convert(text[first:last])
        start = length + len(before)
        length = start + len(inside)
        moved.append((start, length))
        runs += (before, inside)
        place = last
    runs.append(convert(text[place:]))
    return "".join(runs), tuple(moved)


def _converted(text: str, display: str, script: str) -> str:
    """Return a text converted whole, or line by line where nobody can say what it is printed in."""
    if script == "hans":
        return _through(_FROM_HANS[display], text)
    if script == "hant":
        return _through(_FROM_HANT[display], text)
    return "".join(_by_line(text, display))


def _by_line(text: str, display: str) -> Iterator[str]:
    for line in _LINE.findall(text):
        steps = _FROM_HANS if _is_simplified(line) else _FROM_HANT
        yield _through(steps[display], line)


def _is_simplified(line: str) -> bool:
    """Tell whether more characters of a line are simplified ones than traditional ones."""
    return _changes(line, "s2t") > _changes(line, "t2s")


def _changes(line: str, configuration: str) -> int:
    converted = _through((configuration,), line)
    return sum(one != other for one, other in zip(line, converted, strict=False))


def _through(configurations: tuple[str, ...], text: str) -> str:
    """Return a text after each of the conversions in turn; what OpenCC cannot read stays as it is."""
    for configuration in configurations:
        convert = _converter(configuration).convert
        runs = _UNTOUCHED.split(text)
        runs[::2] = [convert(run) if run else run for run in runs[::2]]
        text = "".join(runs)
    return text


@cache
def _converter(configuration: str) -> opencc.OpenCC:
    """Return a converter, loaded once a process: 2 to 30 ms."""
    return opencc.OpenCC(configuration)
