"""An article's title among what a page offers: what is printed, freed of the site's name.

`<title>` holds the headline with the site's name and sections around it; headings hold the headline
and others hold logos and other articles. What both agree on is the title: the longest `<h1>` that
`<title>`, `og:title` or JSON-LD repeats; then what is only named or tagged like a headline, if
`<title>` has one of its separators behind it. Where nothing agrees, `<title>` is cut at separators
behind which a site's name stands. A hyphen without spaces is none of them: headlines hold such hyphens
too (AI-PC, 北京-上海), so it is cut only where an `<h1>`, `og:title` or JSON-LD ends there, or where
what follows is a name of this site.
"""

import re
from collections.abc import Collection, Iterator
from itertools import islice

from lxml import etree

from index.pages.markup import SITE_WORDS, TITLE_CLASSES, TITLE_HINTS, TITLE_META, TITLE_PREFIXES
from index.pages.metadata import Metadata
from index.pages.page import one_line

SHORTEST_TITLE = 4
SHORTEST_HEADLINE = 6
"""Characters that have to be left where `<title>` is cut by its separators: 新闻动态 is a section."""

LONGEST_TITLE = 150
MOST_HEADINGS = 40
LONGEST_HEADING = 5_000
"""Characters of an element that may be a heading, with the white space of its source."""

MOST_IN_HEADING = 200
"""Elements of one."""

LONGEST_SITE_NAME = 20
LONGEST_CLAIM = 1_000
MOST_CLAIMS = 10

LEAST_OF_A_CLAIM = 0.4
"""Share of a claim that a heading has to be, unless the claim begins with it: others are logos."""

_SEPARATOR = re.compile(r"\s{0,3}(?:[_|｜]|\s[-–—:：·»]{1,2}\s|--+|::)\s{0,3}")
_HYPHEN = re.compile(r"\s{0,3}(?:[-–—_|｜@»·:：]|::|--)\s{0,3}$")
_JOINT = re.compile(r"\s{0,3}(?:[-–—_|｜@»·:：]|::|--)\s{0,3}")
_IN_BRACKETS = re.compile(r"\s*[（(][^（）()]*[)）]\s*$")
_DOMAIN = re.compile(r"[\w.-]+\.[a-z]{2,4}")
_PREFIX = re.compile(TITLE_PREFIXES)
_SITE_WORD = re.compile(SITE_WORDS)
_TITLE_CLASS = re.compile(TITLE_CLASSES, re.IGNORECASE)
_BLURRED = "\\s\u3000\"'“”‘’「」『』\u200b"
_BLUR = re.compile(f"[{_BLURRED}]+")


def find_title(root: etree._Element, metadata: Metadata, names: Collection[str] = ()) -> str:
    """Return the article's title, or an empty string where the page has none.

    `names` are what the site is known to write behind its titles, besides what the page itself gives.
    """
    headline = metadata.ld("headline")[:LONGEST_CLAIM]
    given = [
        title[:LONGEST_CLAIM]
        for title in (*islice(_meta_titles(metadata), MOST_CLAIMS), metadata.page_title)
        if title
    ]
    claims = [headline, *given] if headline else given
    own_names = {*names, metadata.first(("og:site_name",)), metadata.ld("publisher")} - {""}
    blurred_names = {_blur(name) for name in own_names}
    agreed = [
        line
        for line in _h1s(root)
        if _blur(line) not in blurred_names and any(_agree(line, claim) for claim in claims)
    ]
    if agreed:
        return _trim(max(agreed, key=_size))
    if headline and any(_blur(headline) in _blur(claim) for claim in given):
        return _trim(headline)
    named = [line for line in _named(root) if any(_stands_apart(line, claim) for claim in claims)]
    if named:
        return _trim(max(named, key=_size))
    if claims:
        return _trim(without_site(headline or _shorter(given), own_names))
    return _trim(next(_h1s(root), "") or next(_named(root), ""))


def without_site(title: str, names: Collection[str] = ()) -> str:
    """Return a page's title without the site's name and sections at its end.

    `names` are names of the site: they are cut behind a hyphen without spaces too.

    >>> without_site("外媒眼中的武汉长假_新闻中心_长江网_cjn.cn")
    '外媒眼中的武汉长假'
    """
    end = len(title)
    for cut in reversed(list(_SEPARATOR.finditer(title))):
        part = title[cut.end() : end].strip()
        if not part:
            continue
        if part in names or (len(part) <= LONGEST_SITE_NAME and _SITE_WORD.search(part)):
            end = cut.start()
        elif "_" in cut[0] and (end < len(title) or len(part) <= LONGEST_SITE_NAME):
            end = cut.start()  # no headline holds this; between it and the site's name stand sections
        else:
            break
    kept = title[:end].strip()
    for name in sorted(names, key=len, reverse=True):
        if name and kept.endswith(name):
            joint = _HYPHEN.search(kept[: -len(name)])
            if joint is not None:
                kept = kept[: joint.start()].strip()
    return kept if len(kept) >= SHORTEST_HEADLINE else title.strip()


def site_in(page_title: str, title: str) -> str:
    """Return the site's name that stands behind the headline in `<title>`, or an empty string.

    >>> site_in("外媒眼中的武汉长假_新闻中心_长江网", "外媒眼中的武汉长假")
    '长江网'
    """
    at = page_title.find(title)
    if not title or at < 0 or len(page_title) > LONGEST_CLAIM:
        return ""
    rest = page_title[at + len(title) :]
    joint = _JOINT.match(rest)
    if joint is None:
        return ""
    last = _SEPARATOR.split(rest[joint.end() :])[-1]
    last = _IN_BRACKETS.sub("", last).strip(" -_|｜")
    is_name = 2 <= len(last) <= LONGEST_SITE_NAME and _SITE_WORD.search(last) and not _DOMAIN.fullmatch(last)
    return last if is_name else ""


def _shorter(given: list[str]) -> str:
    """Return `<title>`, or `og:title` where `<title>` is that and something behind a separator."""
    title = given[-1]
    for other in given[:-1]:
        if len(other) < len(title) and title.startswith(other) and _size(other) >= SHORTEST_HEADLINE:
            return other
    return title


def _meta_titles(metadata: Metadata) -> Iterator[str]:
    for name in TITLE_META:
        yield from metadata.meta.get(name, ())


def _h1s(root: etree._Element) -> Iterator[str]:
    return _lines(root.iter("h1"))


def _named(root: etree._Element) -> Iterator[str]:
    """Yield the lines of elements whose class or id says headline, then `<h2>` and `<h3>`."""
    yield from _lines(
        element
        for element in root.iter("div", "p", "span", "td", "h2", "h3", "h4", "strong")
        if _is_named_title(element.get("class"), element.get("id"))
    )
    yield from _lines(root.iter("h2", "h3"))


def _is_named_title(*names: str | None) -> bool:
    given = " ".join(name for name in names if name)[:LONGEST_CLAIM]
    lower = given.lower()
    return any(hint in lower for hint in TITLE_HINTS) and _TITLE_CLASS.search(given) is not None


def _lines(elements: Iterator[etree._Element]) -> Iterator[str]:
    count = 0
    for element in elements:
        line = _line(element)
        if SHORTEST_TITLE <= len(line) <= LONGEST_TITLE:
            yield line
            count += 1
            if count >= MOST_HEADINGS:
                return


def _line(element: etree._Element) -> str:
    """Return an element's text as one line, empty where it holds too much: all of a page may stand in one."""
    if next(islice(element.iter(), MOST_IN_HEADING, None), None) is not None:
        return ""
    pieces: list[str] = []
    left = LONGEST_HEADING
    for piece in element.itertext():
        pieces.append(str(piece))
        left -= len(piece)
        if left < 0:
            return ""
    return one_line("".join(pieces))


def _agree(heading: str, claim: str) -> bool:
    """Say whether a claim begins with the heading, or is mostly it."""
    heading, claim = _blur(heading), _blur(claim)
    at = claim.find(heading)
    if at < 0 or not heading:
        return False
    return len(heading) >= LEAST_OF_A_CLAIM * len(claim) or (at == 0 and len(heading) >= SHORTEST_HEADLINE)


def _stands_apart(heading: str, claim: str) -> bool:
    """Say whether a claim is this heading, or has it before a separator and agrees otherwise."""
    if _size(heading) < SHORTEST_HEADLINE or not _agree(heading, claim):
        return False
    letters = f"[{_BLURRED}]*".join(map(re.escape, _blur(heading)))
    found = re.search(letters, claim)
    if found is None:
        return False
    rest = claim[found.end() :]
    return not _blur(rest) or _SEPARATOR.match(claim, found.end()) is not None


def _trim(title: str) -> str:
    trimmed = _PREFIX.sub("", title).strip()
    return trimmed or title.strip()


def _blur(text: str) -> str:
    return _BLUR.sub("", text)


def _size(text: str) -> int:
    return len(_blur(text))
