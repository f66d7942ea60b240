# ruff: noqa: E501 - a rule a line is easier to read than cut up
"""What a page prints around its article: lines that are furniture, and lines after which only
furniture follows.

The rules are data: patterns over one line, written so that either script matches. They are of the
kind that hundreds of sites share (share bars, app advertisements, licence numbers); none names a
site. A rule may only match a whole short line or an unmistakable legal notice, since a paragraph
wrongly dropped is worse than a line of furniture kept.
"""

import re

LONGEST_FURNITURE = 60
"""Characters of a line that the rules for whole lines may claim."""

WHOLE_LINES = (
    r"[扫掃]一?[扫掃]?[码碼].{0,20}|.{0,12}(?:二[维維][码碼]|[扫掃][码碼]).{0,16}",
    r".{0,6}下[载載].{0,16}(?:客[户戶]端|APP|app|App).{0,20}",
    r"(?:点击|點擊|[关關]注|打[开開]|立即).{0,20}(?:客[户戶]端|APP|app|公[众眾][号號]|微信|微博|查看更多|全文|原文|[阅閱][读讀]更多).{0,20}",
    r"(?:分享|分享到|分享至|分享文章|分享此文|[转轉]发|[转轉]發|收藏|点赞|點讚|讚|[评評][论論]|[举舉][报報]|(?:友善)?(?:打印|列印)(?:本[页頁])?|字[号號体體級级].{0,10}|大 ?中 ?小|[A-]{1,3})[:：]?",
    r"(?:微信|微博|朋友圈|QQ空[间間]|[脸臉][书書]|[复複][制製][链鏈連]接|facebook|Facebook|twitter|Twitter|LINE|Line|WhatsApp|Email)(?:分享|好友)?",
    r"(?:上一[篇页頁]|下一[篇页頁]|返回(?:首[页頁]|[顶頂]部|上一[页頁])|回[顶頂]部|首[页頁]|更多|更多>>|[关關][闭閉]|展[开開]全文|[阅閱][读讀]全文)[:：]?.{0,2}",
    r"(?:原)?(?:[标標][题題]|[关關][键鍵][词詞字]|[标標][签籤签]|Tags?)[:：].{0,60}",
    r"(?:我要|我[来來])?(?:[评評][论論]|留言|[说說][两兩]句)(?:\s?\(?\d*\)?)?",
    r"[（(【\[]?(?:[责責]任[编編][辑輯]|[责責][编編]|[编編][辑輯]|[责責]任[编編]審|[责責]任校[对對])\s?[:：].{0,24}",
    r"(?:本文)?(?:已有|共有)?\d{0,8}人?(?:[阅閱][读讀]|参与|參與|[浏瀏][览覽])(?:量|[数數]|次)?[:：]?\s?\d{0,8}次?",
    r"(?:[广廣]告|Advertisement|ADVERTISEMENT|AD|推[广廣]|PR|贊助|赞助)",
    r"(?:网友|網友|用[户戶])?[评評][论論]仅供.{0,30}|文明上网.{0,20}",
)
"""Patterns that must match a whole short line."""

ANYWHERE = (
    r"[Cc]opyright\b|\bAll [Rr]ights [Rr]eserved|©|版[权權]所有|未[经經].{0,16}(?:授[权權]|[许許]可|同意).{0,16}(?:[转轉][载載]|使用|[复複][制製])",
    r"[许許]可[证證](?:[编編][号號]|[号號])|ICP[备備证證]|公[网網]安[备備]|[网網]上[传傳]播[视視]听|[备備]案[号號]",
    r"(?:不良|[违違]法).{0,8}信息.{0,4}[举舉][报報]|[举舉][报報](?:[电電][话話]|[邮郵]箱|平[台臺])",
    r"不[构構]成.{0,12}投[资資].{0,8}(?:[建意][议議見见]|依据|依據)",
    r"(?:本[网網站]|本[报報]).{0,10}(?:[转轉][载載]|[观觀][点點]).{0,40}(?:不代表|[并並]不意味)|[仅僅]代表(?:作者|[该該]作者).{0,10}[观觀][点點]|不代表.{0,12}立[场場]",
)
"""Patterns that make furniture of a line of any length under `LONGEST_NOTICE`."""

CAPTIONS = (
    r"[^。！？]{2,60}[。.]?\s?[（(][^（）()]{0,16}(?:攝影?|摄影?|[图圖]片|照片|[截翻][图圖攝摄].{0,12}|[网網][络絡上][图圖]片|[资資]料[图圖]片?|影片截[图圖]|[视視][频頻]截[图圖])[）)]",
    r"(?:[图圖]片?[来來]源|[图圖][/／]|[图圖][:：]|[摄攝]影?[/／:：]|[▲△▼])[^。！？]{2,40}[。]?",
)
"""Whole lines that stand under a picture: they end in its credit or begin with one."""

LONGEST_CAPTION = 80

LONGEST_NOTICE = 400
LONGEST_MENU = 2000

TAIL_HEADS = (
    r"(?:(?:[为為][你您])?推[荐薦]|相[关關]|延伸|[热熱][门門点點]|更多|最新|精[选選彩]|[编編][辑輯]推[荐薦]|其他|同[类類]|今日|[热熱])"
    r"(?:[阅閱][读讀]|新[闻聞]|文章|[报報][道導]|[资資][讯訊]|[链鏈連][接結]|[专專][题題]|[内內]容|推[荐薦]|[搜蒐][寻尋索]|[话話][题題]|[视視][频頻]|[图圖]片|稿件|[点點][击擊])?[:：▼↓>》]{0,3}",
    r"(?:猜你喜[欢歡]|你可能(?:也|[还還])?(?:喜[欢歡]|感[兴興]趣).{0,4}|大家都在[看搜]|看更多.{0,12}|[热熱][门門].{0,4}排行.{0,2}|[新最][闻聞热熱].{0,2}排行.{0,2})[:：]?",
    r"(?:我[来來][说說][两兩]句|[网網]友[评評][论論]|[发發]表[评評][论論]|[评評][论論][区區]?|[跟回]帖)(?:\s?\(?\d*\)?)?[:：]?",
    r"(?:[关關]于我[们們]|[关關]於我們|[联聯][系繫係絡络]我[们們]|[网網]站地[图圖]|友情[链鏈]接)",
)
"""Lines, alone on their line, after which a page has nothing more of its article."""

_WHOLE = re.compile("|".join(f"(?:{rule})" for rule in WHOLE_LINES))
_CAPTION = re.compile("|".join(f"(?:{rule})" for rule in CAPTIONS))
_ANYWHERE = re.compile("|".join(f"(?:{rule})" for rule in ANYWHERE))
_TAIL = re.compile("|".join(f"(?:{rule})" for rule in TAIL_HEADS))
_MENU_SEPARATOR = re.compile(r"[|｜┊]")
_ITEM_SEPARATOR = re.compile(r"[\s\u3000|｜:：、/·]+")
_ENDINGS = tuple("。！？…”」』!?")


def is_furniture(line: str) -> bool:
    """Say whether one line of a page is furniture by itself."""
    text = line.strip(" \u3000\t·•>»[]【】")
    if not text:
        return True
    if len(text) <= LONGEST_FURNITURE and not text.endswith(_ENDINGS) and _WHOLE.fullmatch(text):
        return True
    if len(text) <= LONGEST_NOTICE and _ANYWHERE.search(text):
        return True
    return is_menu(text) or _is_share_bar(text)


def is_caption(line: str) -> bool:
    """Say whether a line is the caption of a picture, by the credit that it holds.

    It is no furniture by itself: among an article's paragraphs it belongs to the article.
    """
    return len(line) <= LONGEST_CAPTION and _CAPTION.fullmatch(line) is not None


def is_menu(line: str) -> bool:
    """Say whether a line is a row of links printed as text: four or more short items between bars."""
    if len(line) > LONGEST_MENU:
        return False
    items = _MENU_SEPARATOR.split(line)
    return len(items) >= 4 and sum(len(item.strip()) <= 12 for item in items) >= len(items) - 1


def _is_share_bar(line: str) -> bool:
    """Say whether a line is several items of furniture beside each other (打印本页　分享到：微信　微博)."""
    if len(line) > LONGEST_FURNITURE:
        return False
    items = [item for item in _ITEM_SEPARATOR.split(line) if item]
    return len(items) >= 2 and all(map(_WHOLE.fullmatch, items))


def starts_tail(line: str) -> bool:
    """Say whether nothing of the article follows after this line (相關新聞, 我來說兩句, 關於我們)."""
    text = line.strip(" \u3000\t·•■◆●▌|【】[]《<>»（）()")
    return 2 <= len(text) <= 24 and _TAIL.fullmatch(text) is not None
