"""The fold: one canonical form for what is printed and what is typed.

`fold(text)` replaces each character by itself or by one other, whatever stands around it, so an
offset into the canonical text is the same offset into the original. A word then meets itself in
simplified, Taiwan's, Hong Kong's and wrongly converted traditional characters: 幹事, 干事 and 乾事
are one.

Converting whole strings with OpenCC instead would be wrong here: its phrase rules look at the
context, so a word alone and the same word in its sentence can differ (逕流量, 執著, 畢昇), and
its regional configurations change the length. Only its character tables are used.
"""

import re
import unicodedata
from functools import cache
from hashlib import blake2b
from importlib.resources import files

import opencc

KEPT_APART = "么于幺薹"
"""Characters that some table folds away although they are words of their own."""

NEVER_FOLDED = "℃℉…‥Ⅱ㎡㎏"
"""Signs whose compatibility form would be another text (… is not one full stop)."""

_INVISIBLE = (0x200B, 0x2060, 0xFEFF, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
"""Zero-width space, word joiner, byte-order mark, variation selectors."""

_HALVES = range(0xD800, 0xE000)
"""Surrogates, which are no character alone."""

UNPRINTED: dict[int, int | None] = {
    **dict.fromkeys(_INVISIBLE),
    **dict.fromkeys(_HALVES, 0xFFFD),
}
"""What `clean` strips or replaces."""

_IS_UNPRINTED = re.compile("[\u200b\u2060\ufeff\ufe00-\ufe0f\U000e0100-\U000e01ef\ud800-\udfff]")
"""The same characters: most texts hold none of them, and are as they should be."""

_CJK_RANGES = (
    (0x2E80, 0x2FE0),  # radicals
    (0x3400, 0x4DC0),  # extension A
    (0x4E00, 0xA000),  # unified ideographs
    (0xF900, 0xFB00),  # compatibility ideographs
    (0x20000, 0x323B0),  # extensions B to H, compatibility supplement
)


def fold(text: str) -> str:
    """Return the canonical form of `text`: as long as `text`, character by character.

    >>> fold("幹事 乾事 臺灣 ５Ｇ")
    '干事 干事 台湾 5g'
    """
    return text.translate(fold_table())


def clean(text: str) -> str:
    """Strip the characters that are printed as nothing; what remains is what gets stored.

    Half a surrogate pair, which no text can hold, becomes the replacement character.

    >>> clean("臺\\u200b灣\\ufe0f")
    '臺灣'
    """
    return text if is_clean(text) else text.translate(UNPRINTED)


def is_clean(text: str) -> bool:
    """Tell whether `clean` would leave a text as it is, as it does with most."""
    return _IS_UNPRINTED.search(text) is None


@cache
def fold_table() -> dict[int, int]:
    """Return the table of the fold, code point to code point, fixed points left out.

    Built once per process from the `opencc` package and `variants.tsv`, in this order: `t2s` of
    every ideograph alone; outside GB2312 also `hk2s`, `tw2s` and `jp2t` (inside it they would
    clobber characters that are words: 芸 缶 予 欠); NFKC where it gives one character; the hand
    list; lower case. Then followed until nothing moves.
    """
    table = _script_folds()
    table.update(_compatibility_folds())
    table.update(variants())
    table.update(_case_folds(table))
    for char in KEPT_APART + NEVER_FOLDED:
        table.pop(ord(char), None)
    return _closed(table)


@cache
def fold_digest() -> str:
    """Return a digest of the table: part of the analyzer's fingerprint."""
    pairs = "".join(f"{source:x}>{target:x};" for source, target in sorted(fold_table().items()))
    return blake2b(pairs.encode("ascii"), digest_size=8).hexdigest()


@cache
def variants() -> dict[int, int]:
    """Return the hand list: variants that OpenCC leaves apart, found in printed news."""
    table = {}
    for line in files(__package__).joinpath("variants.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            source, target = line.split("\t")
            table[ord(source)] = ord(target)
    return table


def _script_folds() -> dict[int, int]:
    """Return the folds of single ideographs to simplified."""
    ideographs = [chr(point) for first, last in _CJK_RANGES for point in range(first, last)]
    table = _changed(ideographs, _convert("t2s", ideographs))
    rare = [char for char in ideographs if not _in_gb2312(char)]
    for first in ("hk2s", "tw2s", "jp2t"):
        converted = _convert(first, rare)
        if first == "jp2t":
            converted = _convert("t2s", converted)
        for source, target in _changed(rare, converted).items():
            table.setdefault(source, target)
    return table


def _compatibility_folds() -> dict[int, int]:
    """Return NFKC where it makes one character of one: full-width forms, compatibility ideographs."""
    table = {}
    for point in (*range(0x80, 0xD800), *range(0xF900, 0x20000), *range(0x2F800, 0x2FA20)):
        normal = unicodedata.normalize("NFKC", chr(point))
        if len(normal) == 1 and ord(normal) != point:
            table[point] = ord(normal)
    return table


def _case_folds(table: dict[int, int]) -> dict[int, int]:
    """Return lower case for every letter that has one of one character, and for what folds to one."""
    cases = {}
    for point in (*range(0x41, 0xD800), *range(0xFF00, 0x20000)):
        lower = chr(point).lower()
        if len(lower) == 1 and ord(lower) != point:
            cases[point] = ord(lower)
    for source, target in table.items():
        if target in cases:
            cases[source] = cases[target]
    return cases


def _closed(table: dict[int, int]) -> dict[int, int]:
    """Follow every chain to its end, so that folding twice changes nothing."""
    closed = {}
    for source in table:
        target, seen = source, {source}
        while (following := table.get(target)) is not None and following not in seen:
            seen.add(following)
            target = following
        if target != source:
            closed[source] = target
    return closed


def _convert(configuration: str, chars: list[str]) -> list[str]:
    """Convert each character alone, all in one call."""
    converted: list[str] = opencc.OpenCC(configuration).convert("\n".join(chars)).split("\n")
    return converted


def _changed(chars: list[str], converted: list[str]) -> dict[int, int]:
    """Return what was changed to one other character."""
    return {
        ord(source): ord(target)
        for source, target in zip(chars, converted, strict=True)
        if len(target) == 1 and target != source
    }


def _in_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
