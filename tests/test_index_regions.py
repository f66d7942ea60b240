"""Places are found in any script, told apart, and ordered by what the article is about."""

import time

import pytest

from index.gazetteer import gazetteer
from index.region_codes import region_of_code
from index.regions import MOST_REGIONS, find_regions


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("天津市寶坻區簽約", ("天津市/寶坻區",)),
        ("天津寶坻籌辦論壇", ("天津市/寶坻區",)),
        ("台南市安平區開幕", ("台南市/安平區",)),
        ("臺南的颱風", ("臺南市",)),
        ("香港特別行政區政府", ("香港",)),
        ("湖北武漢的消息", ("湖北省/武漢市",)),
        ("廣西壯族自治區桂林市", ("廣西壯族自治區/桂林市",)),
    ],
)
def test_full_and_short_names_give_paths_as_printed(text: str, regions: tuple[str, ...]) -> None:
    assert find_regions("", text, "hant") == regions


def test_both_scripts_and_wrong_conversions_find_the_same_place() -> None:
    assert find_regions("", "石家庄市", "hans") == ("河北省/石家庄市",)
    assert find_regions("", "石家莊市", "hant") == ("河北省/石家莊市",)


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("朝阳区的一所学校", ()),
        ("北京的一所学校在朝阳区", ("北京市/朝阳区",)),
        ("长春市的学校在朝阳区", ("吉林省/长春市/朝阳区",)),
        ("大连市中山区", ("辽宁省/大连市/中山区",)),
        ("台北市中山区", ("台北市/中山区",)),
        ("东区的居民", ()),
        ("台南市东区的居民", ("台南市/东区",)),
    ],
)
def test_same_named_places_resolve_by_what_else_is_named(text: str, regions: tuple[str, ...]) -> None:
    assert find_regions("", text, "hans") == regions


def test_source_is_a_witness_but_no_region() -> None:
    assert find_regions("", "朝阳区的学校", "hans", context="北京晚报") == ("北京市/朝阳区",)
    assert find_regions("", "一所学校", "hans", context="北京晚报") == ()


@pytest.mark.parametrize(
    "text",
    [
        "扩大同区域合作",
        "走在南京路上",
        "黄河南岸",
        "长江入海口",
        "不断创新界限",
        "天下資源合作共贏",
        "日照时间长",
        "开封一瓶酒",
        "美国佛罗里达州",
        "澳洲昆士兰州",
        "三成都是年轻人",
        "经济学家刘遵义",
        "扩大社区服务",
    ],
)
def test_a_name_inside_another_word_is_no_place(text: str) -> None:
    assert find_regions("", text, "hans") == ()


def test_county_short_form_needs_its_city() -> None:
    assert find_regions("", "寶坻的大蒜，寶坻的稻米", "hant") == ()
    assert find_regions("", "天津的寶坻，寶坻的稻米", "hant") == ("天津市/寶坻區",)


def test_title_weighs_more_than_the_body() -> None:
    regions = find_regions("唐山市的消息", "北京市和北京市和北京市。" + "。" * 200 + "北京市", "hant")
    assert regions == ("北京市", "河北省/唐山市")
    assert find_regions("唐山市的消息", "。" * 200 + "北京市和北京市", "hant")[0] == "河北省/唐山市"


def test_a_city_with_many_districts_named_once_stays_itself() -> None:
    text = "臺南市政府表示，臺南市各區：安平區、永康區。臺南市長說臺南市很好，臺南市民也說好。"
    assert find_regions("臺南市公告", text, "hant")[0] == "臺南市"


def test_long_lists_are_cut() -> None:
    names = "北京天津河北山西辽宁吉林上海江苏浙江安徽福建"
    assert len(find_regions("", names, "hans")) == MOST_REGIONS


@pytest.mark.parametrize(
    ("code", "script", "region"),
    [
        ("HK", "hant", "香港"),
        ("MO", "hant", "澳門"),
        ("TW", "hant", "臺灣"),
        ("TW", "hans", "台湾"),
        ("TW-TNN", "hant", "臺南市"),
        ("CN", "hans", "中国"),
        ("cn-12", "hans", "天津市"),
        ("CN-TJ", "hant", "天津市"),
        ("UK", "hant", "UK"),
        ("天津市/寶坻區", "hant", "天津市/寶坻區"),
    ],
)
def test_region_codes_become_paths_and_others_stay(code: str, script: str, region: str) -> None:
    assert region_of_code(code, script) == region


def test_every_coded_path_is_in_the_gazetteer() -> None:
    codes = "HSZ,HSQ,CYI,CYQ,KEE,TPE,NWT,TAO,ILA,MIA,TXG,CHA,NAN,YUN,TNN,KHH,PIF,HUA,TTT,PEN,KIN,LIE"
    known = {place.hant for place in gazetteer().places}
    assert all((region_of_code(f"TW-{code}", "hant"),) in known for code in codes.split(","))


def test_a_thousand_characters_cost_less_than_a_millisecond() -> None:
    text = "天津市寶坻區與北京市通州區、河北省唐山市簽署合作協議，共同打造黃金走廊，推動產業發展。" * 250
    find_regions("", text, "hant")
    began = time.process_time()
    find_regions("", text, "hant")
    # Measured .3 ms; the bound leaves room for a slow machine.
    assert time.process_time() - began < 0.003 * len(text) / 1000
