"""Looks up what other regions print for a word.

A word is looked up whole, in any script. Where it is not a form itself but a longer word that holds one,
the whole is given with the form replaced: 地铁站 leads to 捷運站. The form must begin and end where the
segmenter cuts the word, or begin or end the word where the segmenter does not cut it; a wrong replacement is
a word that nobody prints, and finds nothing.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import accumulate

import opencc

from search.analysis import default_segmenter, fold
from search.analysis.units import HAN
from search.vocabulary.groups import REGIONS, Form, Group, key

MAX_ALSO = 8
"""Alternatives of one word."""

MAX_WORD = 24
"""Characters of a word in which forms are looked for."""

_SCRIPTS = {"cn": "t2s", "sg": "t2s", "tw": "s2tw", "hk": "s2hk", "mo": "s2hk"}
"""OpenCC's configuration that writes the rest of a word as a region does."""

_HAN_RUN = re.compile(rf"[{HAN}]+")


class Vocabulary:
    """Groups of equivalents, for looking words up; unchanging, so threads may share it.

    `problems` are messages about what could not be read, `groups` what was.
    """

    def __init__(self, groups: Iterable[Group], problems: Iterable[str] = ()) -> None:
        """Take groups, those to be named first before the others."""
        self.groups = tuple(groups)
        self.problems = tuple(problems)
        self._others: dict[str, list[Form]] = {}
        for group in self.groups:
            keys = [key(form.text) for form in group]
            for own in dict.fromkeys(keys):
                others = self._others.setdefault(own, [])
                others += [
                    form
                    for form, other in zip(group, keys, strict=True)
                    if own not in other and not form.is_typed_only
                ]
        self._beginnings = frozenset(form[:2] for form in self._others)
        self._longest = max(map(len, self._others), default=0)

    def also(self, text: str) -> tuple[str, ...]:
        """Return what other regions print for a word typed in any script; () where there is nothing.

        At most `MAX_ALSO`, in the order of the groups; without what holds the word itself, for that is found
        anyway (演算法 for 算法). Takes microseconds.

        >>> Vocabulary([(Form("出租车"), Form("計程車", ("tw",)))]).also("出租车司机")
        ('計程車司機',)
        """
        canonical = fold(text)
        is_han = _HAN_RUN.fullmatch(canonical) is not None
        found = self._others.get(canonical if is_han else key(text))
        if found is None and is_han and len(canonical) <= MAX_WORD and self._may_hold_form(canonical):
            return _bounded(self._replaced(text, canonical), canonical)
        return _bounded((form.text for form in found), canonical) if found else ()

    def is_form(self, text: str) -> bool:
        """Tell whether a text typed in any script is a form of a group, not only holds one."""
        return fold(text) in self._others or key(text) in self._others

    def meanings(self, text: str) -> tuple[Group, ...]:
        """Return the groups in which a form stands: of several, each is another meaning."""
        wanted = key(text)
        return tuple(group for group in self.groups if any(key(form.text) == wanted for form in group))

    def _may_hold_form(self, canonical: str) -> bool:
        return any(canonical[place : place + 2] in self._beginnings for place in range(len(canonical) - 1))

    def _replaced(self, text: str, canonical: str) -> Iterator[str]:
        """Give the whole word, with the forms that it holds replaced, one region after the other."""
        held = list(self._held(canonical))
        for place, region in ((place, region) for place in range(MAX_ALSO) for region in (*REGIONS, None)):
            parts, last, replaced = [], 0, False
            for first, end in held:
                others = [
                    form
                    for form in self._others[canonical[first:end]]
                    if region in form.regions or (region is None and not form.regions)
                ]
                if place < len(others):
                    parts += [text[last:first], others[place].text]
                    last, replaced = end, True
            if replaced:
                yield _written("".join([*parts, text[last:]]), region)

    def _held(self, canonical: str) -> Iterator[tuple[int, int]]:
        """Give the first and the end of each form that a word holds, the longest at each place."""
        cuts = {0, *accumulate(map(len, default_segmenter().cut(canonical)))}
        whole = len(canonical)
        first = 0
        while first < whole:
            for end in range(min(whole, first + self._longest), first + 1, -1):
                is_cut = first in cuts and end in cuts
                is_edge = len(cuts) == 2 and (first == 0 or end == whole)
                if (is_cut or is_edge) and self._others.get(canonical[first:end]):
                    yield first, end
                    first = end - 1
                    break
            first += 1


def _bounded(texts: Iterable[str], canonical: str) -> tuple[str, ...]:
    """Return the first texts of different words, without those that hold the word itself."""
    own = key(canonical)
    found: dict[str, str] = {}
    for text in texts:
        other = key(text)
        if own not in other:
            found.setdefault(other, text)
        if len(found) == MAX_ALSO:
            break
    return tuple(found.values())


def _written(text: str, region: str | None) -> str:
    """Return a text in the characters of a region, which are the same in canonical form."""
    if region is None:
        return text
    written: str = _converter(_SCRIPTS[region]).convert(text)
    return written if fold(written) == fold(text) else text


@cache
def _converter(configuration: str) -> opencc.OpenCC:
    return opencc.OpenCC(configuration)
