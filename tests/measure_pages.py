"""How light and quick the pages are, in a real Chromium before a real server.

    python -m tests.measure_pages --index DIR [--floors] [--questions 200]

Of each kind of page: the largest contentful paint and the layout shift (PerformanceObserver), its weight
without fonts and uncompressed, its requests. Then what the server takes for result pages of questions that
are made from the archive: words, two words, phrases, a source, a month. Each is asked twice, the second time
counts, and the server keeps no pages. It is asked when it works on nothing else any more, and the browser has
seen a page before. With --floors it fails over what the pages promise.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path
from random import Random
from statistics import quantiles
from time import perf_counter
from urllib.parse import quote
from urllib.request import urlopen

from playwright.sync_api import Browser, sync_playwright

from search import Index, open_index
from tests.browser import PHONE, SWITCHES, find_browser
from tests.screenshots import pages_of
from tests.web_archive import serving, wait_until_ready

PAINT_MS, SHIFT, WEIGHT_KB = 500, 0.02, 100
"""What no page may exceed; the weight is promised of result pages."""

WEIGHED = "results"
WATCH = """
    window.paint = 0;
    window.shift = 0;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.paint = entry.startTime;
    }).observe({type: "largest-contentful-paint", buffered: true});
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.shift += entry.value;
    }).observe({type: "layout-shift", buffered: true});
"""
TAKEN = """() => performance.getEntries().filter((entry) => entry.decodedBodySize !== undefined)
    .map((entry) => [entry.name, entry.decodedBodySize])"""
_HAN = re.compile("[\u4e00-\u9fff]{2,8}")


@dataclass(frozen=True, slots=True)
class Measured:
    """A page: milliseconds to its largest paint, its layout shift, kilobytes, requests."""

    name: str
    paint_ms: float
    shift: float
    kilobytes: float
    requests: int


PAINT = attrgetter("paint_ms")


def questions(index: Index, count: int) -> list[str]:
    """Return addresses of result pages that ask for what the archive holds; the same for the same archive."""
    random = Random(6)  # noqa: S311 - no secret
    titles = [article.title for article in index.newest(count * 2)]
    words = [word for title in titles for word in _HAN.findall(title)]
    sources = [value.value for value in index.facets(None, "source", limit=20).values] or [""]
    months = [value.value for value in index.facets(None, "month", limit=50).values] or ["2019-06"]
    asked = []
    for number in range(count if words else 0):
        word, other = random.choice(words), random.choice(words)
        text = (word[:2], word[:4], f"{word[:2]} {other[:2]}", f"「{word[:4]}」", word[:3])[number % 5]
        address = f"search?q={quote(text)}"
        if number % 7 == 0:
            address += f"&source={quote(random.choice(sources), safe='')}"
        if number % 11 == 0:
            month = random.choice(months)
            address += f"&from={month}&to={month}"
        asked.append(address)
    return asked


def measure(browser: Browser, address: str, pages: dict[str, str]) -> Iterator[Measured]:
    """Open each page three times; of its paints the one in the middle counts, of its shifts the largest."""
    for name, path in pages.items():
        visits = sorted((_visit(browser, name, address + path) for _ in range(3)), key=PAINT)
        yield replace(visits[1], shift=max(visit.shift for visit in visits))


def _visit(browser: Browser, name: str, address: str) -> Measured:
    """Open a page in a window of its own, with nothing in its cache."""
    context = browser.new_context(viewport=PHONE, locale="zh-TW")
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(address, wait_until="networkidle")
    taken = page.evaluate(TAKEN)
    kilobytes = sum(size for _, size in taken) / 1000
    paint, shift = page.evaluate("[window.paint, window.shift]")
    context.close()
    return Measured(name, paint, shift, kilobytes, len(taken))


def server_times(address: str, paths: list[str]) -> list[float]:
    """Return the milliseconds that each answer takes, one after the other, the first round left out."""
    times = []
    for warm in (True, False):
        for path in paths:
            started = perf_counter()
            with urlopen(address + path) as answer:  # noqa: S310 - our own server
                answer.read()
            if not warm:
                times.append((perf_counter() - started) * 1000)
    return times


def over(measured: list[Measured]) -> list[str]:
    """Return what exceeds what the pages promise, as lines."""
    lines = []
    for page in measured:
        if page.paint_ms > PAINT_MS:
            lines.append(f"{page.name}: largest paint after {page.paint_ms:.0f} ms; {PAINT_MS} are promised")
        if page.shift > SHIFT:
            lines.append(f"{page.name}: layout shift {page.shift:.3f}; {SHIFT} are promised")
        if page.name.startswith(WEIGHED) and page.kilobytes > WEIGHT_KB:
            lines.append(f"{page.name}: {page.kilobytes:.0f} kB; {WEIGHT_KB} are promised")
    return lines


def main() -> None:
    """Measure, print, and fail where asked to."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--index", type=Path, required=True, help="folder of the index")
    parser.add_argument("--questions", type=int, default=200, help="result pages to time")
    parser.add_argument("--floors", action="store_true", help="fail over what the pages promise")
    arguments = parser.parse_args()
    with open_index(arguments.index) as index:
        pages, asked = pages_of(index), questions(index, arguments.questions)
    served = serving(arguments.index, "--page-cache", "0")
    with served as (address, _), sync_playwright() as playwright:
        wait_until_ready(address)
        times = server_times(address, asked)
        browser = playwright.chromium.launch(executable_path=find_browser(), args=SWITCHES)
        list(measure(browser, address, {"first": "about"}))
        measured = list(measure(browser, address, pages))
        browser.close()
    print("| page | largest paint, ms | layout shift | kB | requests |\n|---|---|---|---|---|")
    for page in measured:
        figures = f"{page.paint_ms:.0f} | {page.shift:.3f} | {page.kilobytes:.0f} | {page.requests}"
        print(f"| {page.name} | {figures} |")
    if len(times) > 1:
        parts = quantiles(times, n=20)
        print(f"\n{len(times)} result pages: p50 {parts[9]:.1f} ms, p95 {parts[18]:.1f} ms")
    broken = over(measured)
    print("\n".join(broken), file=sys.stderr)
    if broken and arguments.floors:
        sys.exit(1)


if __name__ == "__main__":
    main()
