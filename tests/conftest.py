"""What tests share: the folders of the project and of the shared data, and small indexes."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings

from search import Article, Index, open_index, open_writer
from search.engine.kernels import KERNELS
from tests.browser import address, chromium, visit  # noqa: F401 - fixtures of all tests in a browser
from tests.web_archive import build_index
from web import Settings, create_app
from web.library import installed

PROJECT = Path(__file__).resolve().parents[1]
SHARED_DATA = PROJECT.parent / "shared" / "data"
REQUIRE_ALL = "DIBAO_REQUIRE_ALL"
"""Set to 1 where nothing may be skipped, as in continuous integration."""


settings.register_profile("dibao", deadline=None)
settings.load_profile("dibao")


LONGEST = (
    *("browser_axe", "browser", "browser_reading", "browser_craft", "browser_search", "browser_keeping"),
    *(
        "index_resume",
        "checkpoints",
        "web_serving",
        "engine_crashes",
        "index_build",
        "bench",
        "cases",
        "index_warc",
    ),
    *("exactness", "search_cli", "analysis_bulk", "engine_kernels", "engine_random", "algebra", "web_cli"),
)
"""Files of tests that take longest: whoever runs them in parallel begins with these."""


def pytest_xdist_auto_num_workers() -> int:
    """Run one process more than there are cores: tests of servers and browsers wait a third of their time."""
    return (os.cpu_count() or 1) + 1


def pytest_configure(config: pytest.Config) -> None:
    """Compile once what many processes need: the kernels, and the sources for those that tests start."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if config.getoption("numprocesses", None):
        KERNELS.load()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no core waits for another at the end."""
    places = {f"test_{name}": place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(LONGEST)))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Turn a skip into a failure where everything must run."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get(REQUIRE_ALL) == "1":
        report.outcome = "failed"
        report.longrepr = (
            f"{item.nodeid} was skipped, but {REQUIRE_ALL}=1 asks for every test: {report.longrepr}"
        )


@pytest.fixture(scope="session")
def seed_path() -> Path:
    """The user's seed article."""
    return PROJECT / "seeds" / "000_54ff603b945a6a1f.txt"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The shared data folder; tests that ask for it are skipped where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"the shared data is not at {SHARED_DATA}")
    return SHARED_DATA


@pytest.fixture(scope="session")
def index_of() -> Callable[..., Index]:
    """Return a function that indexes articles in a new folder and opens the index."""

    def make(path: Path, *articles: Article) -> Index:
        with open_writer(path, rebuild=True) as writer:
            for article in articles:
                writer.add(article)
            writer.commit()
        return open_index(path)

    return make


@pytest.fixture
def make_index(tmp_path: Path) -> Callable[..., Index]:
    """Return a function that indexes articles (or bodies, with ids 0, 1, …) and opens the index."""
    opened: list[Index] = []

    def make(*articles: Article | str) -> Index:
        path = tmp_path / f"index{len(opened)}"
        with open_writer(path, rebuild=True) as writer:
            for number, article in enumerate(articles):
                writer.add(Article(id=str(number), body=article) if isinstance(article, str) else article)
            writer.commit()
        opened.append(open_index(path))
        return opened[-1]

    return make


@pytest.fixture(scope="session")
def web_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index folder of `tests.web_archive`."""
    return build_index(tmp_path_factory.mktemp("web") / "index")


@pytest.fixture(scope="session")
def app(web_index: Path) -> Iterator[Flask]:
    """The web application over that index."""
    app = create_app(Settings(index=web_index))
    yield app
    installed(app).index().close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of that application."""
    return app.test_client()
