# ruff: noqa: E501 - a table is easier to read than cut up
"""Region codes of records (`HK`, `TW-TNN`, `CN-12`) become the paths that text gives.

The codes are ISO 3166-2's; China's provinces also by the first two digits of GB/T 2260, which many
dumps use. An unknown value is kept as it stands: a wrong guess would move an article to another place.
"""

_PATHS = {
    "CN": ("中国", "中國"),
    "HK": ("香港", "香港"), "CN-HK": ("香港", "香港"),
    "MO": ("澳门", "澳門"), "CN-MO": ("澳门", "澳門"),
    "TW": ("台湾", "臺灣"), "CN-TW": ("台湾", "臺灣"),
    "TW-CHA": ("彰化县", "彰化縣"), "TW-CYI": ("嘉义市", "嘉義市"), "TW-CYQ": ("嘉义县", "嘉義縣"),
    "TW-HSQ": ("新竹县", "新竹縣"), "TW-HSZ": ("新竹市", "新竹市"), "TW-HUA": ("花莲县", "花蓮縣"),
    "TW-ILA": ("宜兰县", "宜蘭縣"), "TW-KEE": ("基隆市", "基隆市"), "TW-KHH": ("高雄市", "高雄市"),
    "TW-KIN": ("金门县", "金門縣"), "TW-LIE": ("连江县", "連江縣"), "TW-MIA": ("苗栗县", "苗栗縣"),
    "TW-NAN": ("南投县", "南投縣"), "TW-NWT": ("新北市", "新北市"), "TW-PEN": ("澎湖县", "澎湖縣"),
    "TW-PIF": ("屏东县", "屏東縣"), "TW-TAO": ("桃园市", "桃園市"), "TW-TNN": ("台南市", "臺南市"),
    "TW-TPE": ("台北市", "臺北市"), "TW-TTT": ("台东县", "臺東縣"), "TW-TXG": ("台中市", "臺中市"),
    "TW-YUN": ("云林县", "雲林縣"),
}  # fmt: skip

_PROVINCES = (
    ("BJ", "11", "北京市", "北京市"), ("TJ", "12", "天津市", "天津市"), ("HE", "13", "河北省", "河北省"),
    ("SX", "14", "山西省", "山西省"), ("NM", "15", "内蒙古自治区", "內蒙古自治區"), ("LN", "21", "辽宁省", "遼寧省"),
    ("JL", "22", "吉林省", "吉林省"), ("HL", "23", "黑龙江省", "黑龍江省"), ("SH", "31", "上海市", "上海市"),
    ("JS", "32", "江苏省", "江蘇省"), ("ZJ", "33", "浙江省", "浙江省"), ("AH", "34", "安徽省", "安徽省"),
    ("FJ", "35", "福建省", "福建省"), ("JX", "36", "江西省", "江西省"), ("SD", "37", "山东省", "山東省"),
    ("HA", "41", "河南省", "河南省"), ("HB", "42", "湖北省", "湖北省"), ("HN", "43", "湖南省", "湖南省"),
    ("GD", "44", "广东省", "廣東省"), ("GX", "45", "广西壮族自治区", "廣西壯族自治區"), ("HI", "46", "海南省", "海南省"),
    ("CQ", "50", "重庆市", "重慶市"), ("SC", "51", "四川省", "四川省"), ("GZ", "52", "贵州省", "貴州省"),
    ("YN", "53", "云南省", "雲南省"), ("XZ", "54", "西藏自治区", "西藏自治區"), ("SN", "61", "陕西省", "陝西省"),
    ("GS", "62", "甘肃省", "甘肅省"), ("QH", "63", "青海省", "青海省"), ("NX", "64", "宁夏回族自治区", "寧夏回族自治區"),
    ("XJ", "65", "新疆维吾尔自治区", "新疆維吾爾自治區"), ("TW", "71", "台湾", "臺灣"),
    ("HK", "81", "香港", "香港"), ("MO", "82", "澳门", "澳門"),
)  # fmt: skip

_CODES = _PATHS | {
    f"CN-{code}": (hans, hant) for letters, digits, hans, hant in _PROVINCES for code in (letters, digits)
}


def region_of_code(value: str, script: str) -> str:
    """Return the path that a record's region value means, in the article's script; an unknown value as it is.

    >>> region_of_code("TW-TNN", "hant"), region_of_code("cn-12", "hans"), region_of_code("天津市/寶坻區", "hant")
    ('臺南市', '天津市', '天津市/寶坻區')
    """
    paths = _CODES.get(value.strip().upper())
    if paths is None:
        return value.strip()
    return paths[0] if script == "hans" else paths[1]
