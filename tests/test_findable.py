"""Whether browsers and search engines find the archive."""

import json
from urllib.parse import quote

import pytest
from lxml import etree, html

from search import Article, open_index, open_writer
from tests.web_archive import ARTICLES, ATTACK, SEED, article_path, ask, links
from web import Settings, create_app
from web.keeping.findable import PART, Entry, count_parts, entries, robots
from web.library import installed

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
BASE = "https://dibao.example.org"


@pytest.fixture(scope="module")
def public(web_index):
    """A client of an archive that wants to be found."""
    app = create_app(Settings(index=web_index, findable=True, base_url=f"{BASE}/"))
    yield app.test_client()
    installed(app).index().close()


# Not unless it wants to be


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/search?q=天氣",
        article_path(SEED),
        "/cite/s1",
        "/api/v1/search?q=天氣",
        "/nowhere",
        "/robots.txt",
    ],
)
def test_archive_is_not_to_be_found_unless_told(client, path):
    assert client.get(path).headers["X-Robots-Tag"] == "noindex, nofollow"


def test_robots_are_kept_out_unless_told(client):
    answer = client.get("/robots.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.text == "User-agent: *\nDisallow: /\n"
    assert client.get("/sitemap.xml").status_code == 404
    assert client.get("/sitemap.xml?part=1").status_code == 404


# When it does


@pytest.mark.parametrize("path", ["/", article_path(SEED)])
def test_articles_and_the_front_page_may_be_kept(public, path):
    assert "X-Robots-Tag" not in public.get(path).headers


@pytest.mark.parametrize(
    "path",
    ["/search?q=天氣", "/search.atom?q=天氣", "/cite/s1", "/api/v1/articles/s1", "/api/v1/export?q=天氣"],
)
def test_results_are_followed_and_not_kept(public, path):
    assert public.get(path).headers["X-Robots-Tag"] == "noindex, follow"


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/?lang=en", "articles · Full-text search"),
        ("/days/2023-03?lang=en", "March 2023 · "),
        ("/days/2023-03-05?lang=en", "March 5, 2023 · "),
        ("/sources/氣象報?lang=zh-Hant", "氣象報 · "),
        (f"/sources/{quote(ATTACK.source, safe='')}", ATTACK.source[:5]),
        ("/regions/天津市", "天津市 · "),
        ("/about?lang=en", "articles · "),
        (article_path(SEED), SEED.title[:5]),
    ],
)
def test_each_page_that_may_be_found_says_once_what_it_is(public, path, told):
    page = html.fromstring(public.get(path).text)
    (description,) = page.xpath("//meta[@name='description']/@content")
    assert told in description


def test_pages_that_are_not_to_be_found_describe_themselves_to_nobody(client):
    assert 'name="description"' not in client.get("/").text


def test_robots_are_told_of_the_sitemap_and_spared_the_endless(public):
    lines = public.get("/robots.txt").text.splitlines()
    assert f"Sitemap: {BASE}/sitemap.xml" in lines
    assert "Disallow: /api/" in lines
    assert "Disallow: /" not in lines
    assert not any(line.startswith("Disallow: /article") for line in lines)


def test_sitemap_lists_its_parts_and_they_list_every_article(public):
    answer = public.get("/sitemap.xml")
    assert answer.mimetype == "application/xml"
    index = etree.fromstring(answer.data)
    (part,) = [loc.text for loc in index.iter(f"{SITEMAP}loc")]
    assert part == f"{BASE}/sitemap.xml?part=1"
    assert index.findtext(f"{SITEMAP}sitemap/{SITEMAP}lastmod")
    answer = public.get(part.removeprefix(BASE))
    assert answer.is_streamed
    listed = etree.fromstring(answer.data)
    addresses = [loc.text for loc in listed.iter(f"{SITEMAP}loc")]
    assert len(addresses) == len(set(addresses)) == len(ARTICLES)
    for address in addresses:
        assert public.get(address.removeprefix(BASE)).status_code == 200
    days = {url.findtext(f"{SITEMAP}loc"): url.findtext(f"{SITEMAP}lastmod") for url in listed}
    assert days[f"{BASE}/article/s1"] == "2020-05-16"
    assert days[f"{BASE}/article/bare"] is None


def test_sitemap_is_not_sent_again_until_the_index_changes(public):
    tag = public.get("/sitemap.xml?part=1").headers["ETag"]
    assert public.get("/sitemap.xml?part=1", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("part", ["0", "2", "x", "-1", "99999999999"])
def test_part_that_there_is_not_is_refused(public, part):
    assert public.get(f"/sitemap.xml?part={part}").status_code == 400


def test_parts_are_no_longer_than_the_protocol_allows():
    assert [count_parts(number) for number in (0, 1, PART, PART + 1)] == [1, 1, 1, 2]


def test_parts_follow_upon_each_other_and_leave_nothing_out(public, monkeypatch):
    whole = locations(public, 1)
    monkeypatch.setattr("web.keeping.findable.PART", 3)
    parts = [locations(public, part) for part in range(1, count_parts(len(whole)) + 1)]
    assert [len(part) for part in parts[:-1]] == [3] * (len(parts) - 1)
    assert [address for part in parts for address in part] == whole
    assert len(parts) > 3


def locations(client, part):
    root = etree.fromstring(client.get(f"/sitemap.xml?part={part}").data)
    return [element.text for element in root.iter(f"{SITEMAP}loc")]


def test_addresses_too_long_for_the_protocol_are_left_out(tmp_path):
    with open_writer(tmp_path, rebuild=True) as writer:
        writer.add(Article(id="長" * 5000))
        writer.add(Article(id="短", published="2019-13-45"))
        writer.commit()
    with open_index(tmp_path) as index:
        assert list(entries(index, 1, BASE)) == [Entry(f"{BASE}/article/%E7%9F%AD", "2019")]


def test_robots_txt_is_a_few_lines():
    assert robots(findable=True, base=BASE).startswith("User-agent: *\nDisallow: /search?*&\n")


# Browsers


@pytest.mark.parametrize(("tag", "name"), [("en", "Dibao"), ("zh-Hant", "邸報"), ("zh-Hans", "邸报")])
def test_browser_can_add_the_archive_in_each_language(public, tag, name):
    answer = public.get(f"/opensearch.xml?lang={tag}")
    assert answer.mimetype == "application/opensearchdescription+xml"
    description = etree.fromstring(answer.data)
    assert description.findtext(f"{SEARCH}ShortName") == name
    assert len(description.findtext(f"{SEARCH}ShortName")) <= 16
    assert description.findtext(f"{SEARCH}Language") == tag
    templates = {url.get("type"): url.get("template") for url in description.iter(f"{SEARCH}Url")}
    for media_type, path in (
        ("text/html", "/search"),
        ("application/atom+xml", "/search.atom"),
        ("application/x-suggestions+json", "/suggest.json"),
    ):
        assert templates[media_type] == f"{BASE}{path}?q={{searchTerms}}&lang={tag}"
        address = templates[media_type].removeprefix(BASE).replace("{searchTerms}", "天氣")
        assert public.get(address).status_code == 200


def test_every_page_names_the_description(client):
    _, html = ask(client, "/?lang=zh-Hans")
    assert 'rel="search" type="application/opensearchdescription+xml"' in html
    assert "/opensearch.xml?lang=zh-Hans" in links(html)


def test_description_of_an_archive_at_a_hostile_host_is_xml(client):
    answer = client.get("/opensearch.xml", headers={"Host": 'a"><b>'})
    assert answer.status_code == 400 or etree.fromstring(answer.data) is not None


def test_suggestions_have_the_format_of_browsers(client):
    answer = client.get("/suggest.json?q=天&lang=en")
    assert answer.mimetype == "application/x-suggestions+json"
    typed, texts, counts, addresses = json.loads(answer.data)
    assert typed == "天"
    assert texts
    assert len(texts) == len(counts) == len(addresses)
    assert "25 articles" in counts
    for address in addresses:
        assert address.startswith("http://localhost/")
        assert client.get(address.removeprefix("http://localhost")).status_code == 200


@pytest.mark.parametrize("typed", ["", " ", "%00", "%ED%A0%BD", "<script>", "長" * 3000, "*", "("])
def test_suggestions_for_whatever_is_typed_are_json(client, typed):
    answer = client.get(f"/suggest.json?q={typed}")
    assert answer.status_code == 200
    assert len(json.loads(answer.data)) == 4


def test_an_archive_goes_everywhere_by_its_own_name(web_index):
    name = "臺南市地方報紙與縣市公報全文檢索資料庫"
    app = create_app(Settings(index=web_index, name=name, base_url=BASE))
    named = app.test_client()
    description = etree.fromstring(named.get("/opensearch.xml").data)
    assert description.findtext(f"{SEARCH}ShortName") == name[:16]
    assert description.findtext(f"{SEARCH}LongName") == name
    assert len(description.findtext(f"{SEARCH}LongName")) <= 48
    for path in ("/", "/article/s1", "/cite/s1", "/copies/s1", "/api/", "/nowhere", "/search?q=天氣"):
        _, html = ask(named, path)
        assert name in html.partition("</title>")[0], path
        assert f'title="{name[:16]}"' in html
    assert [*named.get("/search.json?q=天氣").json["authors"]] == [{"name": name}]
    assert named.get("/search.json?q=天氣&lang=en").json["title"] == f"{name}: 天氣"
    assert f"DB  - {name}" in named.get("/api/v1/export?q=天氣&format=ris").get_data(as_text=True)
    assert f"{name}, {BASE}/article/s1" in named.get("/cite/s1?format=mla").get_data(as_text=True)
    installed(app).index().close()
