"""Bytes become text here, once: `decode` says what it decided and by which rule.

The order is byte-order mark, declaration, validation, detection. A declaration is a claim: where the
bytes contradict it, it loses. Old pages say `gb2312` and hold GBK or GB18030 characters, so both names
mean GB18030, which holds them all; `big5` tries HKSCS, the superset that Hong Kong's pages need.

GB18030 and Big5 share most of their byte pairs, so that many texts are valid in both. They are told
apart by how plain the characters are that come out: a right reading gives common characters (those of
GB 2312's and Big5's first levels) and many of the commonest, a wrong one rare ones. The sets are taken
from the standards' own ranges, so there is no table to keep. charset-normalizer is asked only where
neither UTF-8 nor these two give a plausible text: its guess is wrong for one Chinese page in ten.
"""

import codecs
import re
from dataclasses import dataclass
from functools import cache

from charset_normalizer import from_bytes

DECLARATION_WINDOW = 4096
"""Bytes at the start in which a declaration is looked for: HTML wants it in the first 1,024, and real
pages are later.
"""

DETECTION_WINDOW = 1 << 18
"""Bytes that detection reads: enough to be sure, and bounded for a page of many megabytes."""

PLAUSIBLE = 0.6
"""The least `plausibility` at which a declaration or a guess among the Chinese charsets is believed."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?\bencoding\s*=\s*["']\s*([\w.:+-]+)"""
    rb"""|<meta\b[^>]{0,400}?\bcharset\s*=\s*["']?\s*([\w.:+-]+)""",
    re.IGNORECASE,
)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_CHINESE = ("utf-8", "gb18030", "big5hkscs")
_MEANS = {
    **dict.fromkeys(
        ("gb2312", "gbk", "gb18030", "gb_2312-80", "gb2312-80", "x-gbk", "cp936", "ms936"), "gb18030"
    ),
    **dict.fromkeys(("euc-cn", "chinese", "csgb2312", "gb-2312", "gb_2312", "gb18030-2000"), "gb18030"),
    **dict.fromkeys(
        ("big5", "big5-hkscs", "big5hkscs", "cn-big5", "x-x-big5", "big-5", "cp950"), "big5hkscs"
    ),
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8", "x-unicode20utf8"), "utf-8"),
}
# The most frequent characters of either script: about a third of any running text.
_COMMONEST = frozenset(
    "的一是不在有人我他這这個个們们中來来上大為为和國国地到以說说時时要就出會会也你對对生能而子那得於于著着"
    "下自之年過过發发後后作里裡日月市新民本全政府工成部行同多家可用方分公主事高十二三者及與与被將将，。、：；！？「」“”《》（）"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and how it was decided.

    `declared` is the label as the page gave it, or empty; `charset` is the codec that was used; `rule` is
    `bom`, `declared`, `validated`, `detected` or `guessed`.
    """

    text: str
    declared: str
    charset: str
    rule: str


def decode(data: bytes) -> Decoded:
    """Return the text of `data`, a page or a plain text in any charset. Never raises.

    Bytes that the chosen charset does not know become U+FFFD.
    """
    declared = declared_charset(data)
    for mark, charset in _BOMS:
        if data.startswith(mark):
            return Decoded(data[len(mark) :].decode(charset, "replace"), declared, charset, "bom")
    claim = _MEANS.get(declared.lower(), "")
    text = _as_utf8(data)
    if text is not None:
        rule = "declared" if claim == "utf-8" else "validated"
        if rule == "declared" or not claim or _utf8_beats(data, claim):
            return Decoded(text, declared, "utf-8", rule)
    charset, rule = _settle(data, claim)
    return Decoded(data.decode(charset, "replace"), declared, charset, rule)


def declared_charset(data: bytes) -> str:
    """Return the label that an XML declaration or a `<meta>` element gives, or an empty string."""
    head = _COMMENT.sub(b"", data[:DECLARATION_WINDOW])
    match = _DECLARED.search(head)
    if match is None:
        return ""
    return (match[1] or match[2]).decode("ascii", "replace")


def plausibility(text: str) -> float:
    """Return how plain a text's characters are: about 1.2 for a Chinese text read right, under .6 read wrong.

    The share of common characters among all that are not ASCII, plus the share of the commonest, less
    twice the share of what cannot be (replacement and private-use characters, controls). A text of
    ASCII alone gives 1.
    """
    wide = [char for char in text if char > "\x7f"]
    if not wide:
        return 1.0
    common = _common_characters()
    plain = sum(char in common for char in wide)
    commonest = sum(char in _COMMONEST for char in wide)
    broken = sum(char == "\ufffd" or "\ue000" <= char <= "\uf8ff" or char < "\xa0" for char in wide)
    return (plain + commonest - 2 * broken) / len(wide)


def _settle(data: bytes, claim: str) -> tuple[str, str]:
    """Return charset and rule for bytes that are not UTF-8, or not believably so."""
    sample = data[:DETECTION_WINDOW]
    scores = {charset: plausibility(sample.decode(charset, "replace")) for charset in _CHINESE}
    best = max(scores, key=scores.__getitem__)
    if claim and scores[claim] >= PLAUSIBLE and scores[claim] >= scores[best] - 0.1:
        return claim, "declared"
    if scores[best] >= PLAUSIBLE:
        return best, "detected"
    guess = from_bytes(sample).best()
    if guess is None or guess.encoding == "ascii":
        return claim or best, "declared" if claim else "detected"
    return _MEANS.get(guess.encoding.replace("_", "-"), guess.encoding), "guessed"


def _utf8_beats(data: bytes, claim: str) -> bool:
    """Say whether bytes that are valid UTF-8 are rather that than what the page declares."""
    sample = data[:DETECTION_WINDOW]
    return plausibility(sample.decode("utf-8", "replace")) >= plausibility(sample.decode(claim, "replace"))


def _as_utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


@cache
def _common_characters() -> frozenset[str]:
    """Return the first levels of GB 2312 and Big5, and the signs that stand with them."""
    trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    gb2312 = [
        bytes((lead, trail)) for lead in (0xA1, 0xA3, *range(0xB0, 0xD8)) for trail in range(0xA1, 0xFF)
    ]
    big5 = [bytes((lead, trail)) for lead in (0xA1, *range(0xA4, 0xC7)) for trail in trails]
    text = b"".join(gb2312).decode("gb2312", "ignore") + b"".join(big5).decode("big5", "ignore")
    return frozenset(text)
