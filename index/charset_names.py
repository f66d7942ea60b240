"""What charset labels mean, as data: the labels that pages and servers print, by the codec that reads them.

Source: the labels of the Encoding Standard (https://encoding.spec.whatwg.org/#names-and-labels), with
one change: the Chinese ones name the largest charset of their family, since pages say `gb2312` and hold
GB18030 characters, and `big5` and hold Hong Kong's.
"""

_LABELS = {
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8 x-unicode20utf8 unicode11utf8",
    "gb18030": "gb2312 gbk gb18030 gb_2312-80 gb2312-80 x-gbk cp936 ms936 windows-936 euc-cn chinese "
    "csgb2312 gb-2312 gb_2312 iso-ir-58 csiso58gb231280 gb18030-2000 gb18030-2022 gb-18030",
    "big5hkscs": "big5 big5-hkscs big5hkscs cn-big5 x-x-big5 csbig5 big-5 cp950 ms950 windows-950 big5-eten",
    "hz": "hz-gb-2312 hz",
    "cp932": "shift_jis shift-jis sjis x-sjis ms_kanji csshiftjis windows-31j cp932 ms932",
    "euc_jp": "euc-jp x-euc-jp cseucpkdfmtjapanese",
    "iso2022_jp": "iso-2022-jp csiso2022jp",
    "cp949": "euc-kr euckr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 korean windows-949 cp949 uhc",
    "utf-16-le": "utf-16 utf-16le unicode ucs-2 iso-10646-ucs-2",
    "utf-16-be": "utf-16be",
    "cp1252": "iso-8859-1 iso8859-1 iso_8859-1 latin1 latin-1 l1 ascii us-ascii windows-1252 cp1252 x-cp1252",
    "cp1250": "windows-1250 cp1250",
    "cp1251": "windows-1251 cp1251 x-cp1251",
    "cp1253": "windows-1253 cp1253",
    "cp1254": "windows-1254 iso-8859-9 latin5 cp1254",
    "cp1258": "windows-1258 cp1258",
    "iso8859-2": "iso-8859-2 latin2",
    "iso8859-5": "iso-8859-5 cyrillic",
    "iso8859-15": "iso-8859-15 latin-9",
    "koi8-r": "koi8-r koi8 koi",
    "cp874": "tis-620 windows-874 iso-8859-11",
}

MEANS = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
"""Python's codec for each label, lower case."""

CHINESE = ("utf-8", "gb18030", "big5hkscs")
"""The charsets that any Chinese page may be in, whatever it says."""

# The most frequent characters of either script: about a third of any running text.
COMMONEST_HAN = (
    "的一是不在有人我他這这個个們们中来來上大为為和国國地到以說说時时要就出會会也你对對生能而子那得於于著着"
    "下自之年过過發发後后作里裡日月市新民本全政府工成部行同多家可用方分公主事高十二三者及與与被將将，。、：；！？「」“”《》（）"
)
COMMONEST_HANGUL = "이다는을에의가고하지로한기사서은도를인대정해자시리어있니나들그것보습라아"
KANA = "\u3041-\u3096\u30a1-\u30fa\u30fc"
