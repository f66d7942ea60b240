"""Citations, to the character."""

import json
import re
from datetime import date
from urllib.parse import quote

import pytest

from search import Article
from tests.web_archive import ATTACK, SEED, SIMPLIFIED, ask
from web.keeping.cited import Archive, Day, cite, names, one_line, permalink
from web.keeping.exchange import bibtex, csl, ris
from web.keeping.styles import STYLES

BASE = "https://dibao.example.org"
S1_LINK = f"{BASE}/article/s1"
ARCHIVE = Archive("Dibao 邸報", BASE)
READ = date(2026, 11, 3)
SEED_LINK = f"{BASE}/article/http%3A%2F%2Fnews.example.cn%2F2019%2F06%2009%2F1.shtml%3Fa%3D1%26b%3D2"
HOSTILE = Article(
    id='h}\r\nER  - \r\n{"',
    title="百分之百 100% {大括號\r\nER  - \r\nTY  - BOOK\\input{x} & $_#~^ \ud83d\x00\u202e",
    source="}\n@book{x, title={偷渡}",
    author="甲\nAU  - 乙、<b>丙</b>",
    published="2021-02-30",
    tags=("標\r\nKW  - 籤",),
    url="https://example.org/}\u2028UR  - x",
)


def text(style, article):
    return STYLES[style](cite(article, ARCHIVE, READ)).text


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (
            "gbt7714",
            "『三個堅持』擁抱智能新時代 為寶坻高質量發展賦能[N/OL]. 人民網, 2019-06-09[2026-11-03]. "
            f"{SEED_LINK}.",
        ),
        (
            "apa",
            "『三個堅持』擁抱智能新時代 為寶坻高質量發展賦能. (2019, June 9). 人民網. "
            f"Retrieved November 3, 2026, from {SEED_LINK}",
        ),
        (
            "apa-zh",
            "『三個堅持』擁抱智能新時代 為寶坻高質量發展賦能（2019年6月9日）。人民網。"
            f"2026年11月3日，取自 {SEED_LINK}",
        ),
        (
            "mla",
            "“『三個堅持』擁抱智能新時代 為寶坻高質量發展賦能.” 人民網, 9 June 2019. Dibao 邸報, "
            f"{SEED_LINK}. Accessed 3 Nov. 2026.",
        ),
    ],
)
def test_article_without_an_author_begins_with_its_title(style, expected):
    assert text(style, SEED) == expected


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (
            "gbt7714",
            f"王明. 宝坻区召开科技创新大会[N/OL]. 天津日报, 2020-05-16[2026-11-03]. {BASE}/article/s1.",
        ),
        (
            "apa",
            "王明. (2020, May 16). 宝坻区召开科技创新大会. 天津日报. "
            f"Retrieved November 3, 2026, from {BASE}/article/s1",
        ),
        (
            "apa-zh",
            f"王明（2020年5月16日）。宝坻区召开科技创新大会。天津日报。2026年11月3日，取自 {BASE}/article/s1",
        ),
        (
            "mla",
            "王明. “宝坻区召开科技创新大会.” 天津日报, 16 May 2020. Dibao 邸報, "
            f"{S1_LINK}. Accessed 3 Nov. 2026.",
        ),
    ],
)
def test_article_with_everything_is_cited_by_each_style(style, expected):
    assert text(style, SIMPLIFIED) == expected


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("gbt7714", f"[无题名][EB/OL]. [2026-11-03]. {BASE}/article/x."),
        ("apa", f"[Untitled newspaper article]. (n.d.). Retrieved November 3, 2026, from {BASE}/article/x"),
        ("apa-zh", f"〔無標題報導〕（無日期）。2026年11月3日，取自 {BASE}/article/x"),
        ("mla", f"Untitled article. Dibao 邸報, {BASE}/article/x. Accessed 3 Nov. 2026."),
    ],
)
def test_bare_article_is_cited_with_what_the_styles_put_in_place(style, expected):
    assert text(style, Article(id="x", body="短文")) == expected


def test_bare_article_is_exchanged_without_empty_fields():
    cited = cite(Article(id="x"), ARCHIVE, READ)
    assert ris(cited) == (
        f"TY  - NEWS\r\nLA  - zh\r\nUR  - {BASE}/article/x\r\nY2  - 2026/11/03\r\n"
        "DB  - Dibao 邸報\r\nAN  - x\r\nER  - \r\n\r\n"
    )
    assert bibtex(cited).startswith("@misc{dibao-")
    assert "= {}" not in bibtex(cited)
    assert set(json.loads(csl(cited))[0]) == {*("id", "type", "accessed", "language", "URL", "source")}


@pytest.mark.parametrize(
    ("published", "gbt7714", "apa"),
    [
        ("2019", "甲报, 2019[2026", "(2019)."),
        ("2019-06", "甲报, 2019-06[2026", "(2019, June)."),
        ("", "甲报, [日期不详][2026", "(n.d.)."),
        ("2019-02-30", "甲报, 2019-02[2026", "(2019, February)."),
        ("昨天", "甲报, [日期不详][2026", "(n.d.)."),
    ],
)
def test_date_is_cited_as_far_as_it_is_known(published, gbt7714, apa):
    article = Article(id="x", title="題", source="甲报", published=published)
    assert gbt7714 in text("gbt7714", article)
    assert apa in text("apa", article)


def test_day_is_that_of_the_place_where_it_was_printed():
    assert "2019-06-10" in text("gbt7714", Article(id="x", source="報", published="2019-06-09T20:00:00Z"))


def test_many_authors_are_shortened_as_each_style_wants():
    article = Article(id="x", title="題", source="報", author="記者甲一、乙二、丙三、丁四", published="2020")
    assert text("gbt7714", article).startswith("甲一, 乙二, 丙三, 等. 題[N/OL]")
    assert text("apa", article).startswith("甲一, 乙二, 丙三, & 丁四. (2020). 題.")
    assert text("mla", article).startswith("甲一, et al. “題.”")
    assert text("apa-zh", article).startswith("甲一、乙二、丙三、丁四（2020年）。題。")


@pytest.mark.parametrize(
    ("byline", "gbt7714", "apa", "mla"),
    [
        ("王明、歐陽修", "王明, 歐陽修. ", "王明 & 歐陽修. ", "王明 and 歐陽修. "),
        ("Yeung, Chris；王明", "Yeung, Chris, 王明. ", "Yeung, Chris, & 王明. ", "Yeung, Chris, and 王明. "),
        (
            "A Lo、B Ma、C Au、D Li",
            "A Lo, B Ma, C Au, et al. ",
            "A Lo, B Ma, C Au, & D Li. ",
            "A Lo, et al. ",
        ),
    ],
)
def test_names_are_joined_as_reference_processors_join_them(byline, gbt7714, apa, mla):
    article = Article(id="x", title="題", source="報", author=byline, published="2020")
    assert text("gbt7714", article).startswith(gbt7714)
    assert text("apa", article).startswith(apa)
    assert text("mla", article).startswith(mla)


@pytest.mark.parametrize(
    ("number", "end"), [(20, ", 名18, & 名19. (n.d.)"), (21, ", 名18, . . . 名20. (n.d.)")]
)
def test_more_than_twenty_authors_are_shortened_in_apa(number, end):
    byline = "、".join(f"名{place}" for place in range(number))
    assert end in text("apa", Article(id="x", title="題", author=byline))


@pytest.mark.parametrize(
    ("title", "quoted"),
    [
        ("“三個堅持”與「高質量」", "“‘三個堅持’與「高質量」.”"),
        ('He said "go" again', "“He said ‘go’ again.”"),
        ('12" 唱片', '“12" 唱片.”'),
    ],
)
def test_quotation_marks_within_those_of_mla_are_single(title, quoted):
    assert quoted in text("mla", Article(id="x", title=title))


def test_mla_names_the_archive_as_it_calls_itself_and_dates_what_holds_the_article():
    archive = Archive("某縣報庫", BASE)
    for source, expected in (("", ("某縣報庫",)), ("甲报", ("甲报", "某縣報庫"))):
        runs = STYLES["mla"](
            cite(Article(id="x", title="題", source=source, published="2020"), archive, READ)
        ).runs
        assert tuple(run.text for run in runs if run.is_emphasised) == expected
        assert runs[2].text.startswith(", 2020")


def test_an_editor_is_never_cited_as_the_author():
    item = json.loads(csl(cite(SEED, ARCHIVE, READ)))[0]
    assert SEED.editor
    assert SEED.editor not in json.dumps(item, ensure_ascii=False)
    assert "editora = {{李彤}},\n  editoratype = {redactor}," in bibtex(cite(SEED, ARCHIVE, READ))
    for style in STYLES:
        assert SEED.editor not in text(style, SEED)


def test_title_that_ends_with_a_mark_gets_no_stop():
    article = Article(id="x", title="誰來負責？", author="甲", published="2020")
    assert "誰來負責？ Retrieved" in text("apa", article)
    assert "誰來負責？2026年" in text("apa-zh", article)


def test_name_of_the_newspaper_is_emphasised_and_nothing_else():
    runs = STYLES["apa"](cite(SIMPLIFIED, ARCHIVE, READ)).runs
    assert [run.text for run in runs if run.is_emphasised] == ["天津日报"]


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("記者戴晴曦、林勵", ("戴晴曦", "林勵")),
        ("實習記者郭文傑；記者 容倩文", ("郭文傑", "容倩文")),
        ("Florence & Kayser", ("Florence & Kayser",)),
        ("Smith, John", ("Smith, John",)),
        ("眾新聞記者", ("眾新聞記者",)),
        ("記者", ("記者",)),
        (" 、 ", ()),
    ],
)
def test_names_of_a_byline_are_told_apart(byline, expected):
    assert names(byline) == expected


def test_ris_has_its_tags_in_order_and_ends_lines_with_crlf():
    lines = ris(cite(SEED, ARCHIVE, READ)).split("\r\n")
    tags = [line[:2] for line in lines if line]
    assert tags == ["TY", "TI", "ED", "T2", "SE", "PY", "DA", "AB", "LA", "UR", "Y2", "DB", "AN", "N1", "ER"]
    assert lines[0] == "TY  - NEWS"
    assert "DA  - 2019/06/09" in lines
    assert f"UR  - {SEED_LINK}" in lines
    assert "\n" not in "".join(lines)


def test_csl_is_a_newspaper_article_with_both_dates():
    item = json.loads(csl(cite(SIMPLIFIED, ARCHIVE, READ)))[0]
    assert item["type"] == "article-newspaper"
    assert item["author"] == [{"literal": "王明"}]
    assert item["container-title"] == "天津日报"
    assert item["issued"] == {"date-parts": [[2020, 5, 16]]}
    assert item["accessed"] == {"date-parts": [[2026, 11, 3]]}
    assert item["URL"] == f"{BASE}/article/s1"


def test_bibtex_entry_is_whole():
    assert bibtex(cite(SIMPLIFIED, ARCHIVE, READ)) == (
        "@article{dibao-20200516-" + cite(SIMPLIFIED, ARCHIVE, READ).key[-8:] + ",\n"
        "  author = {{王明}},\n"
        "  title = {{宝坻区召开科技创新大会}},\n"
        "  journal = {天津日报},\n"
        "  entrysubtype = {newspaper},\n"
        "  year = {2020},\n"
        "  month = may,\n"
        "  day = {16},\n"
        f"  url = {{{BASE}/article/s1}},\n"
        "  urldate = {2026-11-03},\n"
        "  language = {chinese},\n"
        "  note = {Original: \\url{https://example.com/s1}}\n"
        "}\n"
    )


# Hostile fields


def test_no_field_begins_a_line_of_ris():
    record = ris(cite(HOSTILE, ARCHIVE, READ))
    lines = record.split("\r\n")
    assert [line for line in lines if line.startswith(("ER", "TY"))] == ["TY  - NEWS", "ER  - "]
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines if line)
    assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\u2028\u202e]", record)
    assert record.encode()  # no half surrogate pair


def test_no_field_ends_a_bibtex_entry():
    entry = bibtex(cite(HOSTILE, ARCHIVE, READ))
    depth, depths = 0, []
    for sign in entry.strip():
        depth += {"{": 1, "}": -1}.get(sign, 0)
        depths.append(depth)
    assert depths[-1] == 0
    first_close = depths.index(0, entry.index("{"))
    assert first_close == len(depths) - 1  # nothing stands after the entry's own brace
    assert re.match(r"@article\{[a-z0-9-]+,\n", entry)
    assert entry.isascii() is False
    assert r"100\%" in entry
    assert r"\& \$\_\#{\textasciitilde}{\textasciicircum}" in entry
    assert r"{\textbackslash}input{\textbraceleft}x{\textbraceright}" in entry


def test_csl_of_hostile_fields_is_json_of_one_item():
    assert len(json.loads(csl(cite(HOSTILE, ARCHIVE, READ)))) == 1


def test_permalink_is_ascii_and_one_segment():
    for article_id in ("a/b?c#d", "編號", "..", "//x", "\ud83d", 'x"<y>'):
        link = permalink(BASE, article_id)
        assert link.isascii()
        assert link.removeprefix(f"{BASE}/article/").count("/") == 0
        assert not link.endswith("/..")


@pytest.mark.parametrize(("published", "parts"), [("0000-01-01", ()), ("20190609", ()), ("2019-13", (2019,))])
def test_what_is_no_date_is_none(published, parts):
    assert Day.of(published).parts == parts


def test_one_line_leaves_what_can_be_read():
    assert one_line("\ufeff甲\u200b\n\n乙\t丙\x85") == "甲 乙 丙"


# The page and the files


def path(article, **options):
    query = "&".join(f"{name}={value}" for name, value in options.items())
    return f"/cite/{quote(article.id, safe='')}?{query}"


def test_page_has_every_form_and_a_way_back(client):
    status, html = ask(client, path(SIMPLIFIED, lang="en"))
    assert status == 200
    assert html.count('class="citation') == 7
    assert "[N/OL]" in html
    assert "TY  - NEWS" in html
    assert "article-newspaper" in html
    assert 'href="/article/s1?lang=en"' in html
    assert "http://localhost/article/s1" in html


def test_page_of_a_hostile_article_runs_nothing(client):
    _, html = ask(client, path(ATTACK))
    assert "<script>" not in html
    assert "<img" not in html
    assert "javascript:" not in html
    assert "&lt;b&gt;某人&lt;/b&gt;" in html


@pytest.mark.parametrize(
    ("form", "media_type", "suffix"),
    [
        ("ris", "application/x-research-info-systems", "ris"),
        ("bibtex", "application/x-bibtex", "bib"),
        ("csl", "application/vnd.citationstyles.csl+json", "json"),
    ],
)
def test_file_is_kept_under_a_safe_name(client, form, media_type, suffix):
    answer = client.get(path(ATTACK, format=form))
    assert answer.mimetype == media_type
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    header = answer.headers["Content-Disposition"]
    assert header.startswith(f"attachment; filename=\"dibao.{suffix}\"; filename*=UTF-8''dibao-")
    assert header.isascii()
    assert not set("<>/\\") & set(header)


@pytest.mark.parametrize("form", ["gbt7714", "apa", "apa-zh", "mla"])
def test_style_alone_is_plain_text(client, form):
    answer = client.get(path(SIMPLIFIED, format=form))
    assert answer.content_type == "text/plain; charset=utf-8"
    assert "宝坻区召开科技创新大会" in answer.text


def test_unknown_form_and_unknown_article_are_refused(client):
    assert client.get(path(SIMPLIFIED, format="word")).status_code == 400
    assert client.get("/cite/nowhere").status_code == 404
