"""The library as a developer meets it: its names, its answers, its borders."""

import ast
import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import search
from search import Article, ArticleNotFound, EmptyQuery, Hit, Index, QueryError, ResultPage, SearchError
from tests.conftest import PROJECT

PACKAGES = ("search", "index", "web")
OWNERS = {
    "whoosh": "search/engine",
    "jieba": "search",
    "rjieba": "search",
    "opencc": "search",
    "pypinyin": "search",
    "numpy": "search",
    "lxml": "index",
    "flask": "web",
    "flask_babel": "web",
    "flask_compress": "web",
    "granian": "web",
    "prometheus_client": "web",
    "pydantic": "web",
    "segno": "web",
    "feedgen": "web",
}
"""A library, and the only package that may import it."""


def sources() -> Iterator[tuple[str, Path, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((PROJECT / package).rglob("*.py")):
            yield package, path, ast.parse(path.read_text("utf-8"))


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_packages_import_only_what_they_may() -> None:
    allowed = {"search": {"search"}, "index": {"search", "index"}, "web": {"search", "web"}}
    for package, path, tree in sources():
        for name in imported(tree):
            top = name.split(".")[0]
            assert top not in PACKAGES or top in allowed[package], f"{path} imports {name}"
            owner = PROJECT / OWNERS.get(top, package)
            assert path.is_relative_to(owner), f"{path} imports {name}"
            assert top != "tests", f"{path} imports {name}"


def test_the_front_doors_use_only_what_search_offers() -> None:
    for package, path, tree in sources():
        for name in imported(tree):
            if package != "search" and name.startswith("search."):
                assert name == "search.analysis", f"{path} imports {name}"


def test_no_import_is_hidden_in_a_function() -> None:
    for _, path, tree in sources():
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                assert not list(imported(function)), f"{path}: {function.name}"


def test_public_names_are_exactly_all_and_documented() -> None:
    public = {
        name
        for name, value in dict(vars(search)).items()  # a copy: threads may import
        if not name.startswith("_") and not inspect.ismodule(value)
    }
    assert public == set(search.__all__)
    for name in search.__all__:
        assert inspect.getdoc(getattr(search, name)), name


def test_every_public_name_is_in_the_readme() -> None:
    readme = (PROJECT / "search" / "README.md").read_text("utf-8")
    assert [name for name in search.__all__ if f"`{name}" not in readme] == []


def test_the_library_is_typed() -> None:
    assert (PROJECT / "search" / "py.typed").is_file()


def test_data_and_licence_stand_in_the_packages_that_are_installed() -> None:
    for name in (
        "search/analysis/variants.tsv",
        "search/vocabulary/regional.tsv",
        "index/places/gazetteer.tsv",
        "index/pages/sites.toml",
        "search/LICENSE",
        "web/py.typed",
    ):
        assert (PROJECT / name).stat().st_size or name.endswith("py.typed")


def test_every_error_of_the_library_is_one_tree() -> None:
    errors = [
        value
        for value in dict(vars(search)).values()
        if inspect.isclass(value) and issubclass(value, Exception)
    ]
    assert all(issubclass(error, SearchError) for error in errors)
    assert issubclass(ArticleNotFound, KeyError)
    assert issubclass(EmptyQuery, QueryError)


def test_importing_the_library_builds_no_table() -> None:
    code = (
        "import sys, search; modules = sys.modules;"
        "fold, words = modules['search.analysis.fold'], modules['search.analysis.words'];"
        "tables = fold.fold_table, words.folded_dictionary;"
        "assert [table.cache_info().currsize for table in tables] == [0, 0]"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=PROJECT)


# Answers


def test_a_page_has_what_the_documentation_promises(make_index) -> None:
    index: Index = make_index(Article(id="a", title="寶坻開通快車道", body="京津協同。", script="hant"))
    page = index.search("宝坻 快车道")
    assert isinstance(page, ResultPage)
    assert (page.total, page.partial, len(page.hits), page.notices) == (1, 0, 1, ())
    assert str(page.query) == "宝坻 快车道"
    hit = page.hits[0]
    assert isinstance(hit, Hit)
    assert hit.article == index.get("a")
    assert hit.score > 0
    assert hit.missing == ()
    assert hit.fragments[0].ranges == ((0, 2), (4, 7))


def test_partial_matches_follow_and_say_what_they_lack(make_index) -> None:
    index = make_index("寶坻 大蒜", "寶坻 快車道", "大蒜 價格", "無關")
    page = index.search("宝坻 大蒜")
    assert (page.total, page.partial) == (1, 2)
    assert page.hits[0].missing == ()
    assert sorted(hit.missing for hit in page.hits[1:]) == [("大蒜",), ("宝坻",)]
    assert page.notices == ()


def test_a_word_that_no_article_has_is_named(make_index) -> None:
    page = make_index("寶坻 大蒜").search("宝坻 火星")
    assert (page.total, page.partial) == (0, 1)
    assert page.hits[0].missing == ("火星",)
    assert {notice.code: notice.terms for notice in page.notices} == {
        "term_not_found": ("火星",),
        "no_article_has_all": ("宝坻", "火星"),
    }


def test_words_that_meet_in_no_article_say_so(make_index) -> None:
    page = make_index("寶坻", "大蒜").search("宝坻 大蒜")
    assert (page.total, page.partial) == (0, 2)
    assert [notice.code for notice in page.notices] == ["no_article_has_all"]


@pytest.mark.parametrize("query", ['"宝坻大蒜"', "宝坻 AND 大蒜", "+宝坻 +大蒜", "title:大蒜"])
def test_what_is_asked_exactly_has_no_partial_matches(make_index, query) -> None:
    page = make_index("寶坻與大蒜", "寶坻", "大蒜").search(query)
    assert page.partial == 0
    assert len(page.hits) == page.total


def test_an_exclusion_is_not_taken_for_a_missing_word(make_index) -> None:
    page = make_index("寶坻 大蒜 天津").search("寶坻 大蒜 -天津")
    assert (page.total, page.partial, page.notices) == (0, 0, ())


def test_a_region_in_both_scripts_counts_once(make_index) -> None:
    index = make_index(Article(id="a", regions=("天津市/寶坻區", "天津市/宝坻区")))
    assert index.facets(None, "region").values == (("天津市", 1), ("天津市/寶坻區", 1))


def test_paging_gives_every_hit_once(make_index) -> None:
    index = make_index(*(f"天津 {number}" for number in range(25)), "北京", "天津 北京")
    whole = [hit.article.id for hit in index.search("天津 北京", limit=100).hits]
    assert len(set(whole)) == 27
    pages = [
        hit.article.id
        for offset in range(0, 30, 7)
        for hit in index.search("天津 北京", limit=7, offset=offset).hits
    ]
    assert pages == whole


def test_title_counts_more_than_body(make_index) -> None:
    index = make_index(
        Article(id="body", title="別的", body="寶坻"), Article(id="title", title="寶坻", body="別的")
    )
    assert [hit.article.id for hit in index.search("宝坻").hits] == ["title", "body"]


def test_furniture_ranks_below_everything_and_is_found(make_index) -> None:
    """Also where the word is rare in furniture and stands in every article."""
    articles = [Article(id=str(n), body="乙" * 300 + "英才") for n in range(30)]
    index = make_index(Article(id="furniture", title="甲", furniture="英纔 " * 50), *articles)
    assert [hit.article.id for hit in index.search("英才", limit=50).hits][-1] == "furniture"


def test_an_empty_index_answers_with_nothing(make_index) -> None:
    index = make_index()
    assert len(index) == 0
    assert index.search("天津").total == 0
    assert index.newest() == ()
    assert index.facets(None, "source").values == ()


def test_newest_and_facets_describe_the_holdings(make_index) -> None:
    index = make_index(
        Article(id="old", published="2019", source="甲報"),
        Article(id="new", published="2020", source="乙報", body="天津"),
    )
    assert [article.id for article in index.newest(1)] == ["new"]
    assert index.facets(None, "year").values == (("2019", 1), ("2020", 1))
    assert index.facets("天津", "source").values == (("乙報", 1),)
    assert index.search("date:2019").total == 1
    with pytest.raises(ValueError, match="'colour' is not a facet"):
        index.facets(None, "colour")


def test_facets_join_what_differs_only_in_script(make_index) -> None:
    regions = ["天津市/寶坻區", "天津市/宝坻区", "天津市/寶坻區"]
    index = make_index(*(Article(id=str(n), regions=(region,)) for n, region in enumerate(regions)))
    assert index.facets(None, "region").values == (("天津市", 3), ("天津市/寶坻區", 3))
    assert index.search('region:"宝坻区"').total == 3


@pytest.mark.parametrize(
    ("query", "absent"),
    [("火星", ("火星",)), ('寶坻 "火星"', ('"火星"',)), ("source:火星", ("source:火星",))],
)
def test_whatever_no_article_has_is_named(make_index, query, absent) -> None:
    notices = make_index("寶坻").search(query).notices
    assert notices[0].code == "term_not_found"
    assert notices[0].terms == absent


@pytest.mark.parametrize(("query", "total"), [("2020-02-01..2020-02-28", 0), ("2020-02-01..2020-02-29", 1)])
def test_a_month_lies_within_a_range_that_holds_its_last_day(make_index, query, total) -> None:
    assert make_index(Article(id="a", published="2020-02")).search(f"date:{query}").total == total


def test_bounded_answers_to_unbounded_queries(make_index) -> None:
    index = make_index("天津", "選舉")
    assert index.search(" OR ".join(["天津"] * 500)).total == 1
    assert index.search("的" * 3999).total == 0
    assert index.search("a " * 1999).total == 0
    assert index.search("1年" * 1999).total == 0
    for query in ("\x00\x01", "🙂", "？！", "", "的" * 10_000):
        page = index.search(query)
        assert (page.total, page.partial, page.hits) == (0, 0, ())
        assert page.refusal is not None
        with pytest.raises(QueryError):
            page.check()
