"""Measure extraction on real news pages: `python -m tests.measure_extraction [PATH] [--worst N]
[--pages]`.

Body is F1 on character bigrams, white space left out, counted as a multiset; title is equal or not
once white space and quotation marks are evened out; date is the day. A part that a truth leaves empty
does not count. Means are given over pages, and over sites, so that a site with many pages does not
stand for all.
"""

import argparse
import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from index.charset import decode
from index.errors import PageRejected
from index.extract import extract
from search.article import Article

PAGES = Path(__file__).parents[2] / "shared" / "data" / "html"
MEASURES = ("body", "title", "date", "source")


@dataclass(frozen=True, slots=True)
class Score:
    """One page's figures; None where the truth does not say."""

    page: str
    site: str
    body: float | None
    title: float | None
    date: float | None
    source: float | None


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the means and, where asked, the pages."""
    parser = argparse.ArgumentParser(description="Measure extraction on pages with a known truth.")
    parser.add_argument("path", nargs="?", type=Path, default=PAGES)
    parser.add_argument("--worst", type=int, default=0, help="also list this many of the worst pages by body")
    parser.add_argument("--pages", action="store_true", help="also list every page")
    options = parser.parse_args(arguments)
    began = time.perf_counter()
    scores = measure(options.path)
    seconds = time.perf_counter() - began
    shown = (
        scores
        if options.pages
        else sorted(scores, key=lambda s: 1.0 if s.body is None else s.body)[: options.worst]
    )
    for score in shown:
        print(score)
    for measure_name in MEASURES:
        pages = mean_over_pages(scores, measure_name)
        print(f"{measure_name:<7} pages {pages:.3f}  sites {mean_over_sites(scores, measure_name):.3f}")
    print(f"{len(scores)} pages in {seconds:.1f} s: {len(scores) / seconds:.0f} a second")


def measure(folder: Path) -> list[Score]:
    """Return a score for each page under `folder`."""
    return [score_page(truth.parent) for truth in sorted(folder.glob("*/truth.json"))]


def score_page(folder: Path) -> Score:
    """Extract the page in `folder` and hold it against its truth."""
    truth: dict[str, Any] = json.loads((folder / "truth.json").read_text("utf-8"))
    try:
        text = decode((folder / "page.html").read_bytes()).text
        article = extract(text, str(folder), truth.get("url") or "")
    except PageRejected:
        article = Article(id="")
    body, title, date = truth.get("body"), truth.get("title"), truth.get("date")
    return Score(
        page=folder.name,
        site=re.sub(r"-\d+$|-VIDE\w+$", "", folder.name),
        body=bigram_f1(body, article.body) if body else None,
        title=float(_even(title) == _even(article.title)) if title else None,
        date=float(date == article.published[:10]) if date else None,
        source=_source_score(truth.get("source"), article),
    )


def bigram_f1(truth: str, found: str) -> float:
    """Return F1 of the character bigrams of two texts, as multisets, white space left out."""
    left, right = _bigrams(truth), _bigrams(found)
    shared = sum((left & right).values())
    return 2 * shared / max(1, sum(left.values()) + sum(right.values()))


def mean_over_pages(scores: Sequence[Score], name: str) -> float:
    """Return the mean of one measure over the pages that have it."""
    return fmean(value for score in scores if (value := getattr(score, name)) is not None)


def mean_over_sites(scores: Sequence[Score], name: str) -> float:
    """Return the mean over sites of each site's mean."""
    sites: dict[str, list[float]] = defaultdict(list)
    for score in scores:
        value = getattr(score, name)
        if value is not None:
            sites[score.site].append(value)
    return fmean(fmean(values) for values in sites.values())


def _source_score(truth: str | None, article: Article) -> float | None:
    """Return whether the page's source was named; a truth that is a site's code does not count."""
    if not truth or truth.isascii():
        return None
    return float(truth in (article.source, article.site))


def _bigrams(text: str) -> Counter[str]:
    plain = re.sub(r"\s+", "", text)
    return Counter(plain[at : at + 2] for at in range(len(plain) - 1))


def _even(text: str) -> str:
    return re.sub(r"[\s\"'“”‘’]+", "", text)


if __name__ == "__main__":
    main()
