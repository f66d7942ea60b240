import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from search import Notice, QueryError
from tests.web_archive import build_index
from web import Settings, create_app
from web.languages import match
from web.library import installed
from web.messages import QUERY_ERRORS, explain, notice_text

WEB = Path(__file__).parents[1] / "web"
CATALOGUES = ("zh_Hant", "zh_Hans")


def catalogue(code):
    with (WEB / "translations" / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=code)


def messages(entries):
    """The messages of a catalogue as they reach a reader, without its header."""
    return {hashable(entry.id): hashable(entry.string) for entry in entries if entry.id}


def hashable(text):
    return text if isinstance(text, str) else tuple(text)


def first(text):
    return text if isinstance(text, str) else text[0]


def wanted():
    """Every message that the code and the templates ask for."""
    with (WEB / "translations" / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    keywords = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
    found = extract_from_dir(WEB, methods, options, keywords=keywords)
    return {message for _, _, message, _, _ in found}


@pytest.mark.parametrize("code", CATALOGUES)
def test_catalogue_has_every_message_and_no_other(code):
    assert set(messages(catalogue(code))) == wanted()


@pytest.mark.parametrize("code", CATALOGUES)
def test_every_message_is_translated_and_none_is_fuzzy(code):
    for entry in catalogue(code):
        if entry.id:
            assert all([entry.string] if isinstance(entry.string, str) else entry.string), entry.id
            assert not entry.fuzzy, entry.id


@pytest.mark.parametrize("code", CATALOGUES)
def test_placeholders_survive_translation(code):
    for source, translated in messages(catalogue(code)).items():
        texts = [translated] if isinstance(translated, str) else translated
        for text in texts:
            names = set(re.findall(r"%\(\w+\)s", text))
            assert names == set(re.findall(r"%\(\w+\)s", first(source))), source


@pytest.mark.parametrize("code", CATALOGUES)
def test_compiled_catalogue_is_what_its_source_compiles_to(code):
    compiled = BytesIO()
    write_mo(compiled, catalogue(code))
    compiled.seek(0)
    with (WEB / "translations" / code / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        assert messages(read_mo(file)) == messages(read_mo(compiled))


def test_each_script_keeps_to_itself():
    texts = {code: "".join(map(first, messages(catalogue(code)).values())) for code in CATALOGUES}
    assert not set("尋個這沒簡體頁") & set(texts["zh_Hans"])
    assert not set("寻个这没简体页") & set(texts["zh_Hant"]) - set("沒")
    assert "搜尋" in texts["zh_Hant"]
    assert "搜索" not in texts["zh_Hant"]
    assert "搜索" in texts["zh_Hans"]


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("zh-TW", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh-Hant", "zh-Hant"),
        ("zh_Hant_MO", "zh-Hant"),
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-SG", "zh-Hans"),
        ("zh-Hans-HK", "zh-Hans"),
        ("EN-us", "en"),
        ("fr", None),
        ("", None),
        ("*", None),
    ],
)
def test_tag_is_matched_to_a_language(tag, expected):
    language = match(tag)
    assert (language.tag if language else None) == expected


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    app = create_app(Settings(index=build_index(tmp_path_factory.mktemp("words") / "index")))
    yield app
    installed(app).index().close()


@pytest.mark.parametrize(
    ("accepted", "tag", "button"),
    [
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant", "搜尋"),
        ("zh-CN,zh;q=0.9", "zh-Hans", "搜索"),
        ("fr,en;q=0.5,zh-TW;q=0.3", "en", "Search"),
        ("fr;q=0.9,zh-HK;q=0.3", "zh-Hant", "搜尋"),
        ("de", "en", "Search"),
        ("", "en", "Search"),
        (";;q=,,=", "en", "Search"),
    ],
)
def test_browser_gets_the_language_it_asks_for(app, accepted, tag, button):
    answer = app.test_client().get("/", headers={"Accept-Language": accepted})
    html = answer.get_data(as_text=True)
    assert f'<html lang="{tag}">' in html
    assert f"<button>{button}</button>" in html
    assert "Accept-Language" in answer.headers["Vary"]


def test_chosen_language_wins_and_stays_in_every_link(app):
    client = app.test_client()
    html = client.get("/search?q=天氣&lang=zh-Hans", headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert '<html lang="zh-Hans">' in html
    assert '<input type="hidden" name="lang" value="zh-Hans">' in html
    links = [link for link in re.findall(r'href="(/[^"]*)"', html) if "/static/" not in link]
    assert all("lang=" in link for link in links)


def test_switch_of_language_keeps_the_question(app):
    html = app.test_client().get("/search?q=天氣&page=2&sort=newest&lang=en").get_data(as_text=True)
    link = re.search(r'href="([^"]+)" lang="zh-Hant" hreflang', html)[1]
    for part in ("q=", "page=2", "sort=newest", "lang=zh-Hant"):
        assert part in link


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "天" * 10_000,
            " ".join(map(str, range(300))),
            "(" * 40 + "天" + ")" * 40,
            "天 NEAR/1 雨 " * 40,
        ),
        *('"天', "(天", "天)", "nofield:天", "date:天", "日期:2019-13-77", "天 AND", "NOT", "-天", "☃"),
        *("天 NEAR/500 雨", "天 NEAR/5 (雨 雪)", "*天", "甲*乙*丙*丁*戊*己"),
    ],
)
def test_everything_that_search_says_of_a_question_is_worded_in_every_language(app, text):
    said = [notice for notice in installed(app).index().search(text).notices if notice.start is not None]
    assert said
    for notice in said:
        assert notice.code in QUERY_ERRORS
        worded = set()
        for tag in ("zh-Hant", "zh-Hans", "en"):
            with app.test_request_context(f"/?lang={tag}"):
                worded.add(explain(notice))
        assert len(worded) == 3


def test_unknown_codes_are_passed_on_as_search_words_them(app):
    with app.test_request_context("/?lang=zh-Hant"):
        assert explain(QueryError("new_code", "something new")) == "something new"
        assert notice_text(Notice("new_code", "something new", ())) == "something new"
