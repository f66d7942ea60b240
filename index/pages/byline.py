# ruff: noqa: E501 - a rule a line is easier to read than cut up
"""The line that says who wrote an article, where it comes from and when: read by its labels.

Labels are written in either script, with full-width or plain colons, in any order, several on a line,
some without a value (`來源: 人民網 作者: 編輯:李彤 2019-06-09 19:32:03`). One reader serves plain
text and HTML pages.
"""

import re
from dataclasses import dataclass
from datetime import tzinfo

from index.pages.dates import CHINA, find_dates

LONGEST_BYLINE = 160
"""Characters: a longer line is a paragraph, whatever labels it holds."""

LABELS = {
    "source": r"(?:稿件|文章|信息|新[闻聞]|消息|本文|原文)?[来來]\s?源(?:自|于|於)?|(?:稿|新[闻聞])源",
    "author": r"作\s?者|(?:本[报報]|[实實][习習]|[见見][习習]|通[讯訊])?[记記]\s?者|通[讯訊][员員]|撰文|文/|[编編]译|[编編]譯",
    "editor": r"[责責]任[编編][辑輯]|[责責][编編]|(?:本文|本[报報]|[网網][络絡]|值班|[执執]行)?[编編]\s?[辑輯]|[编編]审|[编編]審",
}
"""What stands before the colon, by field, in the order tried."""

REPORTERS = (
    r"(?:^|[（(〔［\[【\s]|[记記]者\s?)(?![综綜]合|中央社|新[华華]社|[编編][译譯辑輯]|即[时時]|[记記]者)(?P<name>[\u4e00-\u9fff]{2,4}(?:、[\u4e00-\u9fff]{2,4}){0,3})\s?[／/∕]\s?[\u4e00-\u9fff、]{1,12}?(?:[报報][导導道]|[专專]?[电電])",
    r"[记記]者[\s：:]{0,2}(?P<name>[\u4e00-\u9fff]{2,4}(?:[、 ](?!整[合理]|[摄攝]影|[报報]道)[\u4e00-\u9fff]{2,4}){0,3})(?:\s(?:整[合理]|[摄攝]影|[报報]道))?\s?[)）】〕]",
)
"""How reporters are named in the text, by the name: 記者陳某／臺北報導, （記者 張某）."""

REPORTER_WITHIN = 80
"""Characters at an article's start and end in which its reporter is looked for."""

_REPORTERS = tuple(re.compile(rule) for rule in REPORTERS)
_SIGNED = re.compile(
    r"[（(〔](?:[记記]者)?(?![综綜]合|中央社|新[华華]社|[编編][译譯辑輯]|即[时時]|[记記]者)(?P<name>[\u4e00-\u9fff]{2,4})[／/∕][\u4e00-\u9fff]{2,8}[报報][导導道][）)〕]"
)
_PREFIXED = re.compile(r"^(?:本[报報網网])?(?:[记記]者|通[讯訊][员員])[\s：:]*(?=[\u4e00-\u9fff]{2})")
_LABEL = re.compile(
    r"(?<![图圖片源料据據])(?:"
    + "|".join(f"(?P<{field}>{label})" for field, label in LABELS.items())
    + r")\s{0,3}(?:[:：]|(?<=文/))"
)
_OTHER_LABEL = re.compile(r"[\u4e00-\u9fff]{2,6}\s?[:：]")
_PHOTO_SOURCE = re.compile(r"(?:[图圖]片|[图圖]|照片|[资資]料|[数數][据據]|[视視][频頻]|影片)\s?$")
_ENDS = re.compile(r"\s?[图圖摄攝][/／]|[|｜\n\t/]|\s{2,}|[,，。；;]|[\])】〕）](?=\s|$)")
_NAME = re.compile(r"[^\s\u3000]+")
_STRIP = " \u3000\t\r\n[]()（）【】〔〕「」:：-—_·•"
_PUBLISHED_LABEL = re.compile(
    r"(?:[发發]布|[发發]表|更新|出版|刊登|上[传傳])(?:[时時]间|[时時]間|日期|于|於)?\s?[:：]?\s*$|(?:日期|[时時][间間])\s?[:：]\s*$"
)


@dataclass(frozen=True, slots=True)
class Byline:
    """What a byline says; what it does not say is empty."""

    source: str = ""
    author: str = ""
    editor: str = ""
    published: str = ""


def read_byline(line: str, zone: tzinfo = CHINA) -> Byline:
    """Return what a byline's labels and date say; a time without an offset is in `zone`."""
    labels = [match for match in _LABEL.finditer(line) if not _PHOTO_SOURCE.search(line[: match.start()])]
    dates = list(find_dates(line, zone))
    stops = sorted([*(match.start() for match in labels), *(date.start for date in dates), len(line)])
    values = {"source": "", "author": "", "editor": ""}
    for match in labels:
        field = str(match.lastgroup)
        stop = next(position for position in stops if position >= match.end())
        value = _value(line[match.end() : stop], field)
        if value and not values[field]:
            values[field] = value
    return Byline(**values, published=dates[0].iso if dates else "")


def find_reporter(body: str) -> str:
    """Return whom an article names as its reporter where it begins or ends, or wherever it does so in
    brackets, or an empty string.

    >>> find_reporter("〔記者王小明／台北報導〕颱風假期間……")
    '王小明'
    """
    lines = [line for line in body.split("\n") if line]
    for part in (
        *(line[:REPORTER_WITHIN] for line in lines[:2]),
        *(line[-REPORTER_WITHIN:] for line in lines[-3:][::-1]),
    ):
        for pattern in _REPORTERS:
            found = pattern.search(part)
            if found:
                return str(found["name"])
    signed = _SIGNED.search(body)
    return str(signed["name"]) if signed else ""


def is_byline(line: str) -> bool:
    """Say whether `line` is a byline: labels with a date, more than one label, or one label and little else."""
    if not line or len(line) > LONGEST_BYLINE:
        return False
    labels = [match for match in _LABEL.finditer(line) if not _PHOTO_SOURCE.search(line[: match.start()])]
    dates = list(find_dates(line))
    if labels and (dates or len(labels) > 1):
        return not re.search(r"[。！？]\s*\S{12}", line)
    if labels:
        return labels[0].start() <= 1 and len(line) <= 40 and not re.search(r"[。！？]", line.rstrip("。"))
    return bool(dates) and _is_date_line(line, dates[0].start, dates[0].end)


def _is_date_line(line: str, start: int, end: int) -> bool:
    """Say whether a line holds a date and hardly anything else."""
    before = _PUBLISHED_LABEL.sub("", line[:start]).strip(_STRIP)
    after = line[end:].strip(_STRIP)
    return len(before) + len(after) <= 12 and not re.search(r"[，。！？]", before + after)


def _value(text: str, field: str) -> str:
    """Return the value at the start of `text`: one name for a source, several for people."""
    text = text.strip(_STRIP)
    other = _OTHER_LABEL.search(text)
    if other is not None:
        text = text[: other.start()]
    end = _ENDS.search(text)
    if end is not None:
        text = text[: end.start()]
    words = _NAME.findall(text.strip(_STRIP))
    if not words:
        return ""
    kept = words[:1]
    if field != "source":
        kept += [word for word in words[1:4] if len(word) <= 4]
    value = " ".join(kept).strip(_STRIP)
    if field != "source":
        value = _PREFIXED.sub("", value)
    return value if len(value) <= 40 else ""
