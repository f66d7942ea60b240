"""Pictures of every kind of page, for people to look at.

    python -m tests.screenshots --index DIR --to FOLDER [--only front,day]

Each page in traditional and simplified Chinese and English, light and dark, on a desktop and a phone. What is
shown of the index (an article, a day, a source, a region) is found by asking it, so any index will do.
"""

import argparse
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import sync_playwright

from search import Index, open_index
from tests.browser import DESKTOP, PHONE, SWITCHES, find_browser, in_language
from tests.web_archive import serving

SCREENS = {"desktop": DESKTOP, "phone": PHONE}
SCHEMES = ("light", "dark")
LANGUAGES = ("zh-Hant", "zh-Hans", "en")


def pages_of(index: Index) -> dict[str, str]:
    """Return an address of each kind of page, of what an index holds."""
    newest = index.newest(1)[0]
    identity = quote(newest.id, safe="")
    word = next(
        (suggestion.text for suggestion in index.suggest("中", 10) if suggestion.kind == "word"),
        newest.title[:2],
    )
    day = newest.local_time[:10]
    source = quote(newest.source, safe="")
    region = quote(newest.regions[0]) if newest.regions else ""
    return {
        "front": "",
        "results": f"search?q={quote(word)}",
        "results-filtered": f"search?q={quote(word)}&source={source}&from={day[:4]}",
        "results-none": f"search?q={quote('麒麟獸踏雲而來')}",
        "refused": f"search?q={quote('天氣 ' + '(' * 40 + '晴朗' + ')' * 40)}",
        "article": f"article/{identity}",
        "article-marked": f"article/{identity}?q={quote(newest.title[:4])}&hit=1",
        "copies": f"copies/{identity}",
        "cite": f"cite/{identity}",
        "region": f"regions/{region}",
        "regions": "regions",
        "source": f"sources/{source}",
        "sources": "sources",
        "times": "days",
        "year": f"days/{day[:4]}",
        "month": f"days/{day[:7]}",
        "day": f"days/{day}",
        "nowhere": f"sources/{quote(newest.source[:2])}",
        "help": "help",
        "about": "about",
        "api": "api/",
        "error": "nothing/here",
    }


def pictures(address: str, pages: dict[str, str], folder: Path) -> Iterator[Path]:
    """Take the pictures; give the path of each."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=SWITCHES)
        for (screen, viewport), scheme, tag in product(SCREENS.items(), SCHEMES, LANGUAGES):
            context = browser.new_context(viewport=viewport, color_scheme=scheme)
            page = context.new_page()
            for name, path in pages.items():
                page.goto(address + in_language(path, tag))
                target = folder / f"{name}-{tag}-{scheme}-{screen}.png"
                page.screenshot(path=target)
                yield target
            context.close()
        browser.close()


def main() -> None:
    """Take pictures of an index's pages."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--index", type=Path, required=True, help="folder of the index")
    parser.add_argument("--to", type=Path, required=True, help="folder for the pictures")
    parser.add_argument("--only", default="", help="kinds of page, with commas between; all without it")
    arguments = parser.parse_args()
    arguments.to.mkdir(parents=True, exist_ok=True)
    with open_index(arguments.index) as index:
        pages = pages_of(index)
    wanted = set(filter(None, arguments.only.split(",")))
    if wanted - set(pages):
        parser.error(f"no such pages: {', '.join(wanted - set(pages))}; there are {', '.join(pages)}")
    with serving(arguments.index) as (address, _):
        for target in pictures(
            address, {name: pages[name] for name in pages if not wanted or name in wanted}, arguments.to
        ):
            print(target)


if __name__ == "__main__":
    main()
