"""What tests in a browser share: a real Chromium before a real server, and what is looked at there.

`tests/conftest.py` gives all tests the fixtures `chromium`, `address` and `visit`; a module that uses them
marks itself `browser`.
"""

import os
import re
import shutil
from urllib.parse import quote

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.web_archive import ATTACK, COPY, HEAD, PATIENCE, SEED, build_index, serving

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
SMALL = {"width": 320, "height": 640}
WATCH = """
    window.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => {
        window.violations.push(event.violatedDirective + " " + event.blockedURI);
    });
"""

SEED_PATH = f"article/{quote(SEED.id, safe='')}"

PAGES = {
    "front": "",
    "results": f"search?q={quote('人工智能 京津')}",
    "partial results": f"search?q={quote('颱風 投票')}",
    "second page": f"search?q={quote('天氣')}&page=2",
    "nothing found": f"search?q={quote('麒麟獸')}",
    "mended": f"search?q={quote('天氣 NEAR/500 晴朗 「氣溫 title:颱風')}",
    "corrected": f"search?q={quote('立發会 投票')}",
    "refused": f"search?q={quote('天氣 ' + '(' * 40 + '晴朗' + ')' * 40)}",
    "blank": "search?q=",
    "article": SEED_PATH,
    "article with matches": f"{SEED_PATH}?q={quote('人工智能')}&hit=1#m2",
    "hostile article": f"article/{quote(ATTACK.id, safe='')}?q={quote('攻擊')}",
    "region": f"regions/{quote('天津市/寶坻區')}",
    "regions": "regions",
    "source": f"sources/{quote('氣象報')}",
    "hostile source": f"sources/{quote(ATTACK.source, safe='')}",
    "sources": "sources",
    "times": "days",
    "year": "days/2023",
    "month": "days/2023-03",
    "day": "days/2023-03-05",
    "no such day": "days/2023-02-30",
    "no such source": f"sources/{quote('氣象')}",
    "help": "help",
    "about": "about",
    "filtered": f"search?q={quote('天氣')}&source={quote('氣象報')}&region={quote('臺南市')}&from=2023-03",
    "list": f"search?region={quote('天津市')}&size=20",
    "displayed": f"{SEED_PATH}?q={quote('人工智能')}&display=hans",
    "copies": f"copies/{quote(SEED.id, safe='')}",
    "compare": f"compare/{quote(SEED.id, safe='')}?with=s1",
    "cite": f"cite/{quote(SEED.id, safe='')}",
    "hostile citation": f"cite/{quote(ATTACK.id, safe='')}",
    "api": "api/",
    "error": "nothing/here",
}
"""Every kind of page, as `address` serves them."""


def browser_path():
    """Where Chromium is; without one the test is skipped, or fails where nothing may be skipped."""
    path = find_browser()
    if path is None:
        reason = "no Chromium here; install one with: apt-get install chromium"
        if os.environ.get("DIBAO_REQUIRE_ALL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


def find_browser():
    """Where Chromium is, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


expect.set_options(timeout=30_000)  # milliseconds; the five seconds of the default are few on a busy machine


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests of a process: starting it costs as much as some tests."""
    path = browser_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    """One server for all tests of a process, over the archive of `tests.web_archive` and two articles."""
    with serving(build_index(tmp_path_factory.mktemp("browser") / "index", HEAD, COPY)) as (address, _):
        yield address


@pytest.fixture
def visit(chromium, address):
    """Open an address in a fresh window; what goes wrong there is gathered in `page.troubles`."""
    contexts = []

    def open_page(path="", viewport=DESKTOP, **options):
        context = chromium.new_context(viewport=viewport, **({"locale": "en"} | options))
        contexts.append(context)
        page = context.new_page()
        page.troubles = []
        page.on("console", lambda message: message.type == "error" and page.troubles.append(message.text))
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        page.on("dialog", lambda dialog: (page.troubles.append(dialog.message), dialog.dismiss()))
        page.add_init_script(WATCH)
        page.goto(address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def arrived(page, pattern):
    """Wait until a page whose address matches is there, whole: the address changes before it is read."""
    expect(page).to_have_url(re.compile(pattern))
    page.wait_for_load_state()


def width(page):
    return page.evaluate("document.documentElement.scrollWidth")


def in_language(path, tag):
    """The address of a page in a language."""
    path, mark, anchor = path.partition("#")
    return f"{path}{'&' if '?' in path else '?'}lang={tag}{mark}{anchor}"


def until(page, expression):
    """Wait until an expression holds in a page; `wait_for_function` needs eval, which the pages forbid."""
    for _ in range(PATIENCE * 10):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"it never held: {expression}")
