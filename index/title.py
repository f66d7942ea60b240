"""An article's title among what a page offers: what is printed, freed of the site's name.

`<title>` holds the headline with the site's name and sections around it; headings hold the headline
and others hold logos and other articles. What both agree on is the title: the longest heading that
`<title>`, `og:title` or JSON-LD repeats. Only where nothing agrees is `<title>` cut at its
separators.
"""

import re
from collections.abc import Iterator, Sequence

from lxml import html

from index.markup import SITE_WORDS, TITLE_CLASSES, TITLE_META, TITLE_PREFIXES
from index.metadata import Metadata
from index.page import line_of

SHORTEST_TITLE = 4
LONGEST_TITLE = 150
MOST_HEADINGS = 40
LONGEST_SITE_NAME = 20

_SEPARATOR = re.compile(
    r"\s{0,3}(?:[_|｜]|\s[-–—:：·»]{1,2}\s|--+|::|(?<=[\u4e00-\u9fff。！？”」》])-(?=[\u4e00-\u9fffA-Za-z]))\s{0,3}"
)
_PREFIX = re.compile(TITLE_PREFIXES)
_SITE_WORD = re.compile(SITE_WORDS)
_TITLE_CLASS = re.compile(TITLE_CLASSES, re.IGNORECASE)
_BLUR = re.compile(r"[\s\u3000\"'“”‘’「」『』]+")


def find_title(root: html.HtmlElement, metadata: Metadata) -> str:
    """Return the article's title, or an empty string where the page has none."""
    claims = [
        claim for claim in (metadata.ld("headline"), *_meta_titles(metadata), metadata.page_title) if claim
    ]
    headings = list(_headings(root))
    agreed = [heading for heading in headings if any(_agree(heading, claim) for claim in claims)]
    if agreed:
        return _trim(max(agreed, key=_size))
    headline = metadata.ld("headline")
    if headline and any(_blur(headline) in _blur(claim) for claim in claims[1:]):
        return _trim(headline)
    if claims:
        names = {name for name in (metadata.first(("og:site_name",)), metadata.ld("publisher")) if name}
        return _trim(without_site(claims[0] if headline else claims[-1], names))
    return _trim(headings[0]) if headings else ""


def without_site(title: str, names: Sequence[str] | set[str] = ()) -> str:
    """Return a page's title without the site's name and sections at its end.

    >>> without_site("外媒眼中的武汉长假_新闻中心_长江网_cjn.cn")
    '外媒眼中的武汉长假'
    """
    cuts = list(_SEPARATOR.finditer(title))
    end = len(title)
    for cut in reversed(cuts):
        part = title[cut.end() : end].strip()
        if not part or part in names or (len(part) <= LONGEST_SITE_NAME and _SITE_WORD.search(part)):
            end = cut.start()
        elif end < len(title) and "_" in cut[0]:
            end = cut.start()  # a section between the headline and the site's name
        else:
            break
    kept = title[:end].strip()
    return kept if len(kept) >= SHORTEST_TITLE else title.strip()


def _meta_titles(metadata: Metadata) -> Iterator[str]:
    for name in TITLE_META:
        yield from metadata.meta.get(name, ())


def _headings(root: html.HtmlElement) -> Iterator[str]:
    """Yield headings in the order of trust: `<h1>`, what is named a title, `<h2>` and `<h3>`."""
    named = (
        element
        for element in root.iter("div", "p", "span", "td", "h2", "h3", "h4", "strong")
        if _TITLE_CLASS.search(f"{element.get('class') or ''} {element.get('id') or ''}")
    )
    count = 0
    for elements in (root.iter("h1"), named, root.iter("h2", "h3")):
        for element in elements:
            line = line_of(element)
            if SHORTEST_TITLE <= len(line) <= LONGEST_TITLE:
                count += 1
                yield line
            if count >= MOST_HEADINGS:
                return


def _agree(heading: str, claim: str) -> bool:
    """Say whether a claim holds the heading, and is not merely the site's name that the heading gives too."""
    heading, claim = _blur(heading), _blur(claim)
    if heading not in claim:
        return False
    return len(heading) * 2 >= len(claim) or _size(heading) >= 8


def _trim(title: str) -> str:
    trimmed = _PREFIX.sub("", title).strip()
    return trimmed or title.strip()


def _blur(text: str) -> str:
    return _BLUR.sub("", text)


def _size(text: str) -> int:
    return len(_blur(text))
