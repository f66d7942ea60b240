"""Bytes become text here, once: `decode` says what it decided and by which rule.

The order is byte-order mark, HTTP header, the page's own declaration, validation, detection. A
declaration is a claim: where the bytes contradict it, it loses. Old pages say `gb2312` and hold GBK or
GB18030 characters, so both names mean GB18030, which holds them all; `big5` tries HKSCS, the superset
that Hong Kong's pages need (`index.charset_names`).

GB18030 and Big5 share most of their byte pairs, so that many texts are valid in both. They are told
apart by how plain the characters are that come out (`plausibility`). Japanese and Korean, which lie
beside Chinese pages in any crawl, are told by their commonest letters; Western text by high bytes that
stand alone. charset-normalizer is asked only where none of these gives a plausible text: its guess is
wrong for one Chinese page in ten. All weighing is done on a sample, so that a page costs what decoding
it costs.
"""

import codecs
import re
from dataclasses import dataclass
from functools import cache

from charset_normalizer import from_bytes

from index.charset_names import CHINESE, COMMONEST_HAN, COMMONEST_HANGUL, KANA, MEANS

DECLARATION_WINDOW = 4096
"""Bytes at the start in which a declaration is looked for: HTML wants it in the first 1,024, and real
pages are later.
"""

DETECTION_WINDOW = 1 << 18
"""Bytes at the start from which the sample is taken."""

SAMPLE = 5_000
"""Bytes of the sample, with spaces and most signs left out."""

STEP = 1 << 14
"""Bytes from which the sample is taken at a time."""

GUESSING_WINDOW = 1 << 14
"""Bytes that charset-normalizer is shown."""

PLAUSIBLE = 0.6
"""The least `plausibility` at which a declaration or a guess among the Chinese charsets is believed."""

MARGIN = 0.1
"""By how much a declared Chinese charset may be less plausible than another and still be believed."""

LEAST_LETTERS = 0.2
"""The share of commonest Hangul, or of kana, among the wide characters of Korean and Japanese text."""

MOST_JOINED = 0.5
"""The share of high bytes beside another above which text is not Western."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?\bencoding\s*=\s*["']\s*([\w.:+-]+)"""
    rb"""|<meta\b[^>]{0,400}?\bcharset\s*=\s*["']?\s*([\w.:+-]+)"""
    rb"""|^@charset\s+"([\w.:+-]+)\"""",
    re.IGNORECASE,
)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_NOT_IN_PAIRS = bytes({*range(0x40)} - {*range(0x30, 0x3A)})
"""Bytes that no character of several bytes holds, in any of the charsets."""
_HIGH = re.compile(rb"[\x80-\xff]+")
_BROKEN = re.compile("[\ufffd\ue000-\uf8ff\x80-\x9f]")
_WIDE = re.compile("[^\x00-\x7f]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
_COMMONEST = re.compile(f"[{re.escape(COMMONEST_HAN)}]")
_HANGUL = re.compile(f"[{COMMONEST_HANGUL}]")
_KANA = re.compile(f"[{KANA}]")
_UTF16 = ("utf-16-le", "utf-16-be")
_OTHER_SCRIPTS = {"cp949": _HANGUL, "cp932": _KANA, "euc_jp": _KANA}


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and how it was decided.

    `declared` is the label as the page gave it and `header` as the HTTP header gave it, or empty;
    `charset` is the codec that was used; `rule` is `bom`, `header`, `declared`, `validated`, `detected` or
    `guessed`.
    """

    text: str
    declared: str
    charset: str
    rule: str
    header: str = ""


def decode(data: bytes, http_charset: str = "", *, guessing: bool = True) -> Decoded:
    """Return the text of `data`, a page or a plain text in any charset. Never raises.

    `http_charset` is the label of the HTTP header, where there is one. Bytes that the chosen charset does
    not know become U+FFFD. Without `guessing` charset-normalizer, which takes a millisecond, is not asked.
    """
    declared = declared_charset(data)
    for mark, charset in _BOMS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(charset, "replace")
            return Decoded(text, declared, charset, "bom", http_charset)
    labels = (("header", http_charset), ("declared", declared))
    claims = {rule: MEANS[label.lower()] for rule, label in labels if label.lower() in MEANS}
    text_or_none = _strictly(data, "utf-8")
    if text_or_none is not None and b"\0" not in data[:DECLARATION_WINDOW]:
        rule = next((rule for rule, claim in claims.items() if claim == "utf-8"), "validated")
        if rule != "validated" or not claims or _utf8_beats(data, claims):
            return Decoded(text_or_none, declared, "utf-8", rule, http_charset)
    charset, rule = _settle(data, claims, guessing=guessing)
    return Decoded(data.decode(charset, "replace"), declared, charset, rule, http_charset)


def declared_charset(data: bytes) -> str:
    """Return the label that an XML declaration or a `<meta>` element gives, or an empty string."""
    head = _COMMENT.sub(b"", data[:DECLARATION_WINDOW])
    match = _DECLARED.search(head)
    if match is None:
        return ""
    return (match[1] or match[2] or match[3]).decode("ascii", "replace")


def plausibility(text: str) -> float:
    """Return how plain a text's characters are: about 1.2 for a Chinese text read right, under .6 read wrong.

    The share of common characters among all that are not ASCII, plus the share of the commonest, less
    twice the share of what cannot be (replacement and private-use characters, controls). A text of
    ASCII alone gives 1.
    """
    wide = len(_WIDE.findall(text))
    if not wide:
        return 1.0
    plain = len(_common_characters().findall(text))
    return (plain + len(_COMMONEST.findall(text)) - 2 * len(_BROKEN.findall(text))) / wide


def utf16_without_mark(data: bytes) -> str:
    """Return `utf-16-le` or `utf-16-be` where the bytes are plainly that without saying so, else nothing.

    Line ends give every such text a NUL; what comes out has to be plain, and nearly without controls.
    """
    head = data[:DECLARATION_WINDOW]
    if b"\0" not in head:
        return ""
    texts = {charset: head[: len(head) & ~1].decode(charset, "replace") for charset in _UTF16}
    best = max(texts, key=lambda charset: plausibility(texts[charset]))
    if len(_CONTROL.findall(texts[best])) * 100 > len(texts[best]):
        return ""
    return best if plausibility(texts[best]) >= PLAUSIBLE else ""


def _settle(data: bytes, claims: dict[str, str], *, guessing: bool) -> tuple[str, str]:
    """Return charset and rule for bytes that are not UTF-8, or not believably so."""
    if charset := utf16_without_mark(data):
        return charset, next((rule for rule, claim in claims.items() if claim == charset), "detected")
    sample = _sample(data)
    scores = {charset: plausibility(sample.decode(charset, "replace")) for charset in CHINESE}
    best = max(scores, key=scores.__getitem__)
    other = _other_script(sample)
    for rule, claim in claims.items():
        if claim in scores:
            if scores[claim] >= PLAUSIBLE and scores[claim] >= scores[best] - MARGIN and not other:
                return claim, rule
        elif claim == other or (claim in ("hz", "iso2022_jp") and _beats(data, claim, "utf-8")):
            return claim, rule
    if other:
        return other, "detected"
    if scores[best] >= PLAUSIBLE:
        return best, "detected"
    return _without_pairs(data, claims, best, guessing=guessing)


def _without_pairs(data: bytes, claims: dict[str, str], best: str, *, guessing: bool) -> tuple[str, str]:
    """Return charset and rule for bytes that are plain text in no charset of eastern Asia."""
    claimed = [(claim, rule) for rule, claim in claims.items() if claim not in CHINESE]
    for claim, rule in claimed:
        if not claim.startswith("utf-16") and _strictly(data, claim) is not None:
            return claim, rule
    runs = _HIGH.findall(data[:GUESSING_WINDOW])
    if runs and sum(len(run) for run in runs if len(run) > 1) <= MOST_JOINED * sum(map(len, runs)):
        return "cp1252", "detected"
    guess = from_bytes(data[:GUESSING_WINDOW]).best() if guessing else None
    if guess is not None and guess.encoding != "ascii":
        return MEANS.get(guess.encoding.replace("_", "-"), guess.encoding), "guessed"
    chinese = ((claim, rule) for rule, claim in claims.items() if claim in CHINESE)
    return next(chinese, (best, "detected"))


def _other_script(sample: bytes) -> str:
    """Return the Japanese or Korean charset that the sample is plainly in, or an empty string."""
    if max(_share(sample, charset, _COMMONEST) for charset in CHINESE) >= LEAST_LETTERS:
        return ""
    shares = {charset: _share(sample, charset, letters) for charset, letters in _OTHER_SCRIPTS.items()}
    best = max(shares, key=shares.__getitem__)
    return best if shares[best] >= LEAST_LETTERS else ""


def _share(sample: bytes, charset: str, letters: re.Pattern[str]) -> float:
    text = sample.decode(charset, "replace")
    return len(letters.findall(text)) / max(len(_WIDE.findall(text)), 1)


def _utf8_beats(data: bytes, claims: dict[str, str]) -> bool:
    """Say whether bytes that are valid UTF-8 are rather that than what header and page declare."""
    return not any(
        _beats(data, claim, "utf-8")
        for claim in claims.values()
        if claim in CHINESE or claim in ("hz", "iso2022_jp")
    )


def _beats(data: bytes, charset: str, other: str) -> bool:
    """Say whether the sample is plainer in one charset than in another."""
    sample = data[:DETECTION_WINDOW] if charset in ("hz", "iso2022_jp") else _sample(data)
    return plausibility(sample.decode(charset, "replace")) > plausibility(sample.decode(other, "replace"))


def _sample(data: bytes) -> bytes:
    """Return the first of what may be wide characters; all stay whole, but for the last."""
    sample = b""
    for start in range(0, min(len(data), DETECTION_WINDOW), STEP):
        sample += data[start : start + STEP].translate(None, _NOT_IN_PAIRS)
        if len(sample) >= SAMPLE:
            break
    return sample[:SAMPLE]


def _strictly(data: bytes, charset: str) -> str | None:
    try:
        return data.decode(charset)
    except UnicodeDecodeError:
        return None


@cache
def _common_characters() -> re.Pattern[str]:
    """Return what matches the first levels of GB 2312 and Big5, and the signs that stand with them."""
    trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    gb2312 = [
        bytes((lead, trail)) for lead in (0xA1, 0xA3, *range(0xB0, 0xD8)) for trail in range(0xA1, 0xFF)
    ]
    big5 = [bytes((lead, trail)) for lead in (0xA1, *range(0xA4, 0xC7)) for trail in trails]
    text = b"".join(gb2312).decode("gb2312", "ignore") + b"".join(big5).decode("big5", "ignore")
    return re.compile(f"[{re.escape(''.join(sorted(set(text))))}]")
