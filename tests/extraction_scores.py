"""What a reader of pages found, held against what a page's truth says: the scorer of
`tests.measure_extraction`, one for Dibao and its peers.

Body is F1 on character bigrams, white space left out, counted as a multiset; title is equal or not
once white space and quotation marks are evened out; date is the day; source is whether the truth's name
was given, as source or as site. A part that a truth leaves empty does not count. Means are given over
pages, and over sites, so that a site with many pages does not stand for all.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from statistics import fmean
from typing import Any

MEASURES = ("body", "title", "date", "source")

_ORIGIN = re.compile(r"^(?:gne-(?:v-)?|hkfire-|htmldate-\d+-|readability-|twnews-)")
_NUMBER = re.compile(r"-\d+$|-VIDE\w+$")
_DOUBLED = re.compile(r"^(\w+)-\1$")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader gave for one page; None where it never gives that."""

    body: str | None = ""
    title: str | None = ""
    date: str | None = ""
    sources: tuple[str, ...] | None = ()


Reader = Callable[[bytes, str], Reading]
"""Takes a page's bytes and its address, which may be empty."""


@dataclass(frozen=True, slots=True)
class Score:
    """One page's figures; None where the truth does not say, or the reader never does."""

    page: str
    site: str
    body: float | None
    title: float | None
    date: float | None
    source: float | None


def measure(folder: Path, reader: Reader) -> list[Score]:
    """Return a score for each page under `folder`."""
    return [score_page(truth.parent, reader) for truth in sorted(folder.glob("*/truth.json"))]


def score_page(folder: Path, reader: Reader) -> Score:
    """Read the page in `folder` and hold it against its truth."""
    truth: dict[str, Any] = json.loads((folder / "truth.json").read_text("utf-8"))
    reading = reader((folder / "page.html").read_bytes(), truth.get("url") or "")
    body, title, date = truth.get("body"), truth.get("title"), truth.get("date")
    return Score(
        page=folder.name,
        site=site_of(folder.name),
        body=bigram_f1(body, reading.body) if body and reading.body is not None else None,
        title=float(_even(title) == _even(reading.title)) if title and reading.title is not None else None,
        date=float(date == reading.date[:10]) if date and reading.date is not None else None,
        source=_source_score(truth.get("source"), reading.sources),
    )


def site_of(page: str) -> str:
    """Return the site of a page's folder name, without where the page was collected.

    >>> site_of("gne-qq-2"), site_of("readability-qq"), site_of("gne-ifeng-ifeng")
    ('qq', 'qq', 'ifeng')
    """
    return _DOUBLED.sub(r"\1", _NUMBER.sub("", _ORIGIN.sub("", page)))


def bigram_f1(truth: str, found: str) -> float:
    """Return F1 of the character bigrams of two texts, as multisets, white space left out."""
    left, right = _bigrams(truth), _bigrams(found)
    shared = sum((left & right).values())
    return 2 * shared / max(1, sum(left.values()) + sum(right.values()))


def mean_over_pages(scores: Sequence[Score], name: str) -> float | None:
    """Return the mean of one measure over the pages that have it, None where none has."""
    values = [value for score in scores if (value := getattr(score, name)) is not None]
    return fmean(values) if values else None


def mean_over_sites(scores: Sequence[Score], name: str) -> float | None:
    """Return the mean over sites of each site's mean, None where no page has the measure."""
    sites: dict[str, list[float]] = defaultdict(list)
    for score in scores:
        value = getattr(score, name)
        if value is not None:
            sites[score.site].append(value)
    return fmean(fmean(values) for values in sites.values()) if sites else None


def digest_of(folder: Path) -> str:
    """Return a digest of all pages and truths under `folder` (BLAKE2b, 128 bits, in hexadecimal)."""
    digest = blake2b(digest_size=16)
    for truth in sorted(folder.glob("*/truth.json")):
        for path in (truth.with_name("page.html"), truth):
            digest.update(f"{path.parent.name}/{path.name}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def missed_floors(folder: Path, scores: dict[str, Sequence[Score]], floors: dict[str, Any]) -> list[str]:
    """Return what keeps the floors from holding: other data, or a mean below its floor."""
    digest = digest_of(folder)
    if digest != floors["digest"]:
        return [f"the pages have digest {digest}, the floors were pinned for {floors['digest']}"]
    means = {"sites": mean_over_sites, "pages": mean_over_pages}
    missed: list[str] = []
    for reader, over, name, floor in floors["floors"]:
        mean = means[over](scores[reader], name)
        if mean is None or mean < floor:
            missed.append(f"{reader}: {name}, mean over {over}, is {mean}, its floor {floor}")
    return missed


def _source_score(truth: str | None, found: tuple[str, ...] | None) -> float | None:
    """Return whether the page's source was named; a truth that is a site's code does not count."""
    if not truth or truth.isascii() or found is None:
        return None
    return float(truth in found)


def _bigrams(text: str) -> Counter[str]:
    plain = re.sub(r"\s+", "", text)
    return Counter(plain[at : at + 2] for at in range(len(plain) - 1))


def _even(text: str) -> str:
    return re.sub(r"[\s\"'“”‘’]+", "", text)
