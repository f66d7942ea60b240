"""Which script a text is printed in: simplified, traditional, or both.

The test is a character's place in the old charsets: 国 is in GB 2312 and not in Big5, 國 in Big5 and
not in GB 2312, 人 in both and says nothing. That needs no table, and counts the same however a page
was converted.
"""

from collections import Counter
from functools import cache

MIXED_SHARE = 0.15
"""A text is mixed where its lesser script has at least this share of the telling characters."""


def script_of(text: str) -> str:
    """Return `hans`, `hant`, `mixed`, or an empty string where no character tells.

    >>> script_of("寶坻區委書記"), script_of("宝坻区委书记"), script_of("人民")
    ('hant', 'hans', '')
    """
    simplified, traditional = _telling_characters()
    counts = Counter(text)
    hans = sum(count for char, count in counts.items() if char in simplified)
    hant = sum(count for char, count in counts.items() if char in traditional)
    if not hans + hant:
        return ""
    if min(hans, hant) / (hans + hant) >= MIXED_SHARE:
        return "mixed"
    return "hans" if hans > hant else "hant"


@cache
def _telling_characters() -> tuple[frozenset[str], frozenset[str]]:
    """Return the Han characters that only GB 2312 has, and those that only Big5's first level has."""
    gb2312 = _han(range(0xB0, 0xF8), range(0xA1, 0xFF), "gb2312")
    trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    big5 = _han(range(0xA4, 0xFA), trails, "big5")
    common_big5 = _han(range(0xA4, 0xC7), trails, "big5")
    return gb2312 - big5, common_big5 - gb2312


def _han(leads: range, trails: range | list[int], charset: str) -> frozenset[str]:
    pairs = b"".join(bytes((lead, trail)) for lead in leads for trail in trails)
    return frozenset(char for char in pairs.decode(charset, "ignore") if "\u4e00" <= char <= "\u9fff")
