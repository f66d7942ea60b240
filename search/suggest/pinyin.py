"""How a printed text is read: Hanyu pinyin without tones, for suggestions only.

Readings are made of the printed text, brought to simplified characters by OpenCC's `t2s`, which looks at
the context; never of the fold, in which 乾 and 干 are one. Most characters have one reading in news; where a
phrase of pypinyin's dictionary says otherwise (重庆, 长沙, 银行) the longest such phrase decides. pypinyin's
own function gives the same but for some characters in a thousand and takes ten times as long
(`tests/README.md`), and a big archive has half a million characters of words and titles to read.

ü is written v, as it is typed. What is no Han character reads as itself.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

import opencc
from pypinyin.phrases_dict import phrases_dict
from pypinyin.pinyin_dict import pinyin_dict

from search.analysis import fold
from search.analysis.units import HAN, LATIN_UNIT, OTHER_UNIT

MAX_PHRASE = 8
"""Characters of the longest phrase that is looked up; longer ones are proverbs."""

_UNIT = re.compile(rf"[{HAN}]|{LATIN_UNIT}|{OTHER_UNIT}")
_IS_HAN = re.compile(rf"[{HAN}]")
_MARKS = re.compile("[\u0300-\u0307\u0309-\u036f]")
_CONFUSED = ((re.compile("^([zcs])h"), r"\1"), (re.compile("ng$"), "n"), (re.compile("^n(?=.)"), "l"))


def units(canonical: str) -> list[str]:
    """Return the units of a canonical text: Han characters, and whole runs of other letters and digits.

    >>> units("立法会、covid-19")
    ['立', '法', '会', 'covid', '19']
    """
    return _UNIT.findall(canonical)


@lru_cache(maxsize=65_536)
def is_han(unit: str) -> bool:
    """Tell whether a unit is a Han character."""
    return _IS_HAN.match(unit) is not None


def readings(texts: Sequence[str]) -> list[list[str]]:
    """Return of each printed text the reading of every unit, in order.

    >>> readings(["重慶長沙銀行", "COVID疫情"])
    [['chong', 'qing', 'chang', 'sha', 'yin', 'hang'], ['covid', 'yi', 'qing']]
    """
    return [_reading(text, simplified) for text, simplified in zip(texts, _simplified(texts), strict=True)]


@lru_cache(maxsize=4_096)
def blurred(syllable: str) -> str:
    """Return what a syllable and those that are easily confused with it share: zh/z, ng/n, n/l.

    >>> {blurred(syllable) for syllable in ("zhang", "zang", "zan")}, blurred("ning") == blurred("lin")
    ({'zan'}, True)
    """
    for pattern, replacement in _CONFUSED:
        syllable = pattern.sub(replacement, syllable)
    return syllable


def as_typed(text: str) -> str:
    """Return pinyin as it is looked up: in lower case, without tones, v for ü.

    >>> as_typed("Lǐ fǎ"), as_typed("nǚ")
    ('li fa', 'nv')
    """
    decomposed = unicodedata.normalize("NFD", fold(text))
    return _MARKS.sub("", decomposed).replace("u\u0308", "v")


def _simplified(texts: Sequence[str]) -> list[str]:
    """Return texts in simplified characters, each as long as it was."""
    converter = _converter()
    flat = [text.replace("\n", " ").encode("utf-8", "replace").decode("utf-8") for text in texts]
    converted = converter.convert("\n".join(flat)).split("\n") if flat else []
    return [
        new if len(new) == len(old) else "".join((converter.convert(char) or char)[0] for char in old)
        for old, new in zip(flat, converted, strict=True)
    ]


def _reading(printed: str, simplified: str) -> list[str]:
    default, phrases, heads = _tables()
    found: list[str] = []
    phrase_end = 0
    for match in _UNIT.finditer(fold(printed)):
        start = match.start()
        if start < phrase_end:
            continue
        char = simplified[start]
        if match.end() - start > 1:
            found.append(match.group())
            continue
        phrase: tuple[str, ...] | None = None
        for length in heads.get(char, ()):
            phrase = phrases.get(simplified[start : start + length])
            if phrase is not None:
                found += phrase
                phrase_end = start + length
                break
        if phrase is None:
            found.append(default.get(char) or match.group())
    return found


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def _tables() -> tuple[dict[str, str], dict[str, tuple[str, ...]], dict[str, tuple[int, ...]]]:
    """Return the usual reading of each character, phrases that are read otherwise, and their lengths.

    Lengths stand by a phrase's first character, the longest first. 0.2 s, once per process.
    """
    default = {
        chr(point): as_typed(given.split(",", 1)[0]) for point, given in pinyin_dict.items() if point > 0x3000
    }
    phrases: dict[str, tuple[str, ...]] = {}
    heads: dict[str, set[int]] = {}
    for phrase, given in phrases_dict.items():
        if len(phrase) > MAX_PHRASE or len(given) != len(phrase):
            continue
        read = tuple(as_typed(" ".join(one[0] for one in given)).split(" "))
        if any(default.get(char) != syllable for char, syllable in zip(phrase, read, strict=True)):
            phrases[phrase] = read
            heads.setdefault(phrase[0], set()).add(len(phrase))
    return default, phrases, {head: tuple(sorted(sizes, reverse=True)) for head, sizes in heads.items()}
