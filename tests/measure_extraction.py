"""Measure extraction on real news pages: `python -m tests.measure_extraction [PATH]`.

Prints Dibao's means with its site rules and without. `--sites` adds a line a site, `--worst N` the
worst pages by body, `--peers` trafilatura, readability-lxml and GNE on the same pages by the same scorer
(`pip install 'dibao[extraction]'`), `--floors` fails where a pinned floor is missed or the data is not
what the floors were pinned for. What the figures mean is told in `tests.extraction_scores`.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from index.charset import decode
from index.errors import PageRejected
from index.extract import extract
from tests.extraction_scores import (
    MEASURES,
    Reader,
    Reading,
    Score,
    mean_over_pages,
    mean_over_sites,
    measure,
    missed_floors,
)

PAGES = Path(__file__).parents[2] / "shared" / "data" / "html"
FLOORS = Path(__file__).with_name("extraction_floors.json")
WITH_RULES, WITHOUT_RULES = "dibao", "dibao without site rules"


def dibao(*, site_rules: bool) -> Reader:
    """Return Dibao as a reader of pages."""

    def read(page: bytes, url: str) -> Reading:
        try:
            article = extract(decode(page).text, "", url, site_rules=site_rules)
        except PageRejected:
            return Reading()
        return Reading(article.body, article.title, article.published, (article.source, article.site))

    return read


OURS: dict[str, Reader] = {WITH_RULES: dibao(site_rules=True), WITHOUT_RULES: dibao(site_rules=False)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the means and, where asked, sites and pages; return 1 where a floor is missed."""
    parser = argparse.ArgumentParser(description="Measure extraction on pages with a known truth.")
    parser.add_argument("path", nargs="?", type=Path, default=PAGES)
    parser.add_argument("--sites", action="store_true", help="also list Dibao's figures by site")
    parser.add_argument("--worst", type=int, default=0, help="also list this many of the worst pages by body")
    parser.add_argument("--peers", action="store_true", help="also measure trafilatura, readability and GNE")
    parser.add_argument("--floors", action="store_true", help="fail where a pinned floor is missed")
    options = parser.parse_args(arguments)
    readers = dict(OURS)
    if options.peers:
        readers |= import_module("tests.extraction_peers").PEERS
    results: dict[str, Sequence[Score]] = {}
    print(f"{'mean over sites (pages)':<28}" + "".join(f"{name:>16}" for name in MEASURES) + "  pages/s")
    for name, reader in readers.items():
        began = time.process_time()
        results[name] = measure(options.path, reader)
        rate = len(results[name]) / (time.process_time() - began)
        print(f"{name:<28}{_means(results[name])}{rate:9.0f}")
    _print_details(results[WITH_RULES], options.worst, sites=options.sites)
    if not options.floors:
        return 0
    missed = missed_floors(options.path, results, json.loads(FLOORS.read_text("utf-8")))
    print("\n".join(missed), file=sys.stderr)
    return 1 if missed else 0


def _print_details(scores: Sequence[Score], worst: int, *, sites: bool) -> None:
    for site in sorted({score.site for score in scores}) if sites else ():
        own = [score for score in scores if score.site == site]
        print(f"{site[:24]:<24}{len(own):4}{_means(own)}")
    for score in sorted(scores, key=lambda score: 1.0 if score.body is None else score.body)[:worst]:
        print(score)


def _means(scores: Sequence[Score]) -> str:
    return "".join(
        f"{_figure(mean_over_sites(scores, name)):>9}({_figure(mean_over_pages(scores, name))})".rjust(16)
        for name in MEASURES
    )


def _figure(mean: float | None) -> str:
    return "-" if mean is None else f"{mean:.3f}"


if __name__ == "__main__":
    sys.exit(main())
