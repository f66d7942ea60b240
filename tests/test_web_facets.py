import re
from html import unescape

import pytest

from search import Article, open_writer
from tests.results_archive import (
    HOSTILE,
    HOSTILE_PLACE,
    ITEMS,
    chips,
    facet,
    follow,
    parameters,
    reading,
    total,
)
from tests.web_archive import ask, words
from web import Settings, create_app
from web.library import installed


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    with reading(tmp_path_factory.mktemp("facets") / "index") as client:
        yield client


@pytest.mark.parametrize("name", ["source", "region", "year", "script"])
def test_every_value_is_a_link_to_as_many_articles_as_it_says(reader, name):
    _, html = ask(reader, "/search", q="天氣", lang="en")
    values = facet(html, name)
    assert values
    for label, (href, count, _) in values.items():
        narrowed = follow(reader, href)
        assert total(narrowed) == count, label
        assert facet(narrowed, name)[label][2], f"{label} is not shown as chosen"


@pytest.mark.parametrize("name", ["source", "region", "year", "script"])
def test_chosen_value_is_taken_away_by_the_same_link(reader, name):
    _, html = ask(reader, "/search", q="天氣", lang="en", sort="newest")
    for label, (href, *_) in facet(html, name).items():
        back = facet(follow(reader, href), name)[label][0]
        assert parameters(back) == {"q": ["天氣"], "lang": ["en"], "sort": ["newest"]}


def test_hostile_source_can_be_chosen_and_removed(reader):
    _, html = ask(reader, "/search", q="天氣", lang="en")
    assert "<script>alert" not in html
    href, count, _ = facet(html, "source")[HOSTILE.strip()]
    assert parameters(href)["source"] == [HOSTILE]
    narrowed = follow(reader, href)
    assert (total(narrowed), count) == (1, 1)
    assert "<script>alert" not in narrowed
    (removal,) = (link for name, link in chips(narrowed).items() if name.startswith("Remove Source:"))
    assert parameters(removal) == {"q": ["天氣"], "lang": ["en"]}
    assert total(follow(reader, removal)) == len(ITEMS)


def test_hostile_place_can_be_chosen_and_removed(reader):
    _, html = ask(reader, "/search", q="天氣", lang="en")
    above, below = HOSTILE_PLACE.split("/")
    href, *_ = facet(html, "region")[below]
    assert parameters(href)["region"] == [f"{above}/{below}"]
    assert total(follow(reader, href)) == 1


def test_days_form_keeps_a_hostile_filter(reader):
    _, html = ask(reader, "/search", q='天氣 "晴朗"', source=HOSTILE, lang="en", size="20")
    form = re.search(r'<form class="days".*?</form>', html, re.S)[0]
    fields = [
        (unescape(name), unescape(value))
        for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form)
    ]
    assert fields == [("q", '天氣 "晴朗"'), ("source", HOSTILE), ("size", "20"), ("lang", "en")]
    # A browser sends CR LF for the line's end in a field.
    sent = [(name, value.replace("\n", "\r\n")) for name, value in fields]
    answer = reader.get("/search", query_string=[*sent, ("from", "2020-02"), ("to", "")])
    assert total(answer.get_data(as_text=True)) == 1


def test_value_is_known_as_chosen_in_either_script(reader):
    _, html = ask(reader, "/search", q="天氣", source="人民网", region="天津市/宝坻区", lang="en")
    chosen = [label for label, (_, _, active) in facet(html, "source").items() if active]
    assert chosen == ["人民網"]
    href, *_ = facet(html, "source")["人民網"]
    assert "source" not in parameters(href)
    assert [label for label, (_, _, active) in facet(html, "region").items() if active] == ["寶坻區"]


def test_values_of_one_facet_are_alternatives_and_all_stay_in_sight(reader):
    _, html = ask(reader, "/search", q="天氣", source="人民網", lang="en")
    assert total(html) == 5
    other, count, active = facet(html, "source")["新華網"]
    assert (count, active) == (1, False)
    assert total(follow(reader, other)) == 6


def test_places_open_below_each_other_and_the_chosen_is_unfolded(reader):
    _, html = ask(reader, "/search", q="天氣", lang="en")
    assert re.search(
        r"天津市</a> <small>6</small>\s*<details><summary[^>]*>Within 天津市: 2</summary>\s*<ul>\s*<li>", html
    )
    _, html = ask(reader, "/search", q="天氣", region="天津市/和平區", lang="en")
    assert re.search(r"<details open><summary[^>]*>Within 天津市", html)


def test_year_that_is_chosen_opens_its_months(reader):
    _, html = ask(reader, "/search", q="天氣", lang="en")
    assert "2019" in facet(html, "year")
    assert "June 2019" not in facet(html, "year")
    html = follow(reader, facet(html, "year")["2019"][0])
    shown = facet(html, "year")
    assert shown["2019"][2]
    june = follow(reader, shown["June 2019"][0])
    assert total(june) == 1
    assert facet(june, "year")["June 2019"][2]
    assert not facet(june, "year")["2019"][2]
    assert total(follow(reader, facet(june, "year")["June 2019"][0])) == 6  # back to the year


@pytest.mark.parametrize("days", [{"from": "2019-01-01", "to": "2019-12-31"}, {"from": "2019", "to": "2019"}])
def test_year_is_known_as_chosen_however_it_was_typed(reader, days):
    _, html = ask(reader, "/search", q="天氣", lang="en", **days)
    assert facet(html, "year")["2019"][2]


def test_years_stand_in_their_order_the_latest_first(reader):
    _, html = ask(reader, "/search", q="天氣", lang="en")
    years = list(facet(html, "year"))
    assert years == sorted(years, reverse=True)


def test_first_eight_values_are_seen_and_the_others_folded(reader):
    _, html = ask(reader, "/search", q="天氣", lang="en")
    section = re.search(r'aria-labelledby="facet-source">.*?</section>', html, re.S)[0]
    seen, folded = section.split("<details", 1)
    assert seen.count("<li>") == 8
    assert f"{folded.count('<li>')} more</summary>" in folded


def test_articles_without_a_value_are_counted(reader):
    _, html = ask(reader, "/search", q="天氣", lang="en")
    section = re.search(r'aria-labelledby="facet-source">.*?</section>', html, re.S)[0]
    assert "Not stated: 1" in words(section)


def test_long_tail_is_counted_not_listed(tmp_path):
    folder = tmp_path / "index"
    with open_writer(folder, rebuild=True) as writer:
        for number in range(90):
            writer.add(Article(id=str(number), body="天氣", source=f"來源{number}", regions=(f"地{number}",)))
        writer.commit()
    app = create_app(Settings(index=folder))
    _, html = ask(app.test_client(), "/search", q="天氣", lang="en")
    assert len(facet(html, "source")) == 30
    assert "Others: 60" in words(html)
    assert len(facet(html, "region")) == 60
    assert "Others: 30" in words(html)
    installed(app).index().close()


def test_longer_question_has_fewer_links_beside_it(reader):
    short = ask(reader, "/search", q="天氣", lang="en")[1]
    long = ask(reader, "/search", q=" OR ".join(["天氣"] * 250), lang="en")[1]
    assert len(facet(long, "source")) == 3 < len(facet(short, "source"))
    assert long.count("<svg") == 1
    assert "from=" not in re.search(r"<svg.*?</svg>", long, re.S)[0]


# Chips


def test_all_that_is_active_has_a_chip_that_removes_it_alone(reader):
    asked = {
        "q": "天氣",
        "source": ["人民網", "新華網"],
        "region": "天津市",
        "script": "hant",
        "from": "2019",
        "to": "2020-03",
        "vocabulary": "off",
        "copies": "show",
        "lang": "en",
    }
    _, html = ask(reader, "/search", **asked)
    found = chips(html)
    assert list(found) == [
        "Remove Source: 人民網",
        "Remove Source: 新華網",
        "Remove Region: 天津市",
        "Remove Script: Traditional characters",
        "Remove Published: 2019 – March 2020",
        "Remove Only the words as typed",
        "Remove Every copy shown",
    ]
    whole = {name: value if isinstance(value, list) else [value] for name, value in asked.items()}
    gone = [{"source": ["新華網"]}, {"source": ["人民網"]}, {"region": []}, {"script": []}]
    gone += [{"from": [], "to": []}, {"vocabulary": []}, {"copies": []}]
    for link, changed in zip(found.values(), gone, strict=True):
        assert parameters(link) == {name: value for name, value in (whole | changed).items() if value}
    everything = unescape(re.search(r'<a class="all" href="([^"]*)"', html)[1])
    assert parameters(everything) == {"q": ["天氣"], "lang": ["en"]}


@pytest.mark.parametrize(
    ("days", "text"),
    [
        ({"from": "2019-06-09", "to": "2019-06-09"}, "Published: June 9, 2019"),
        ({"from": "2019"}, "Published: from 2019"),
        ({"to": "108年6月"}, "Published: until 108年6月"),
    ],
)
def test_chip_says_the_days_in_words(reader, days, text):
    _, html = ask(reader, "/search", q="天氣", lang="en", **days)
    assert f"Remove {text}" in chips(html)


def test_question_without_anything_active_has_no_chips(reader):
    assert 'class="chips"' not in ask(reader, "/search", q="天氣")[1]


def test_last_filter_of_a_list_without_a_question_leads_to_the_front_page(reader):
    _, html = ask(reader, "/search", source="新華網", lang="en")
    assert chips(html) == {"Remove Source: 新華網": "/?lang=en"}
