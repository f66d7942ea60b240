"""Small pages of news as sites print them, for tests of extraction."""

PARAGRAPHS = [
    "天津市寶坻區昨天與河北省唐山市簽署合作協議，雙方將共同打造產業走廊，推動人工智能發展。",
    "寶坻區委書記表示，高鐵新區的規劃面積為30平方公里，目前已經啟動建設，明年完成。",
    "「這是兩地第一次合作。」他說，今後還會有更多項目落地，群眾的生活會更好。",
]
MENU = "".join(f'<li><a href="/{n}">頻道{n}</a></li>' for n in range(12))
RELATED = "".join(f'<li><a href="/n{n}">另一條新聞的標題第{n}號，說的是別的事。</a></li>' for n in range(8))


def page(body: str, head: str = "") -> str:
    """Return a page with this body."""
    return f"<html><head><title>寶坻與唐山簽約_新聞中心_示範網</title>{head}</head><body>{body}</body></html>"


def article_page(head: str = "", byline: str = "2019-06-09 19:32 來源：示範網 責任編輯：王五") -> str:
    """Return a page with an article of `PARAGRAPHS`, and with what stands around one."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return page(
        f'<ul class="nav">{MENU}</ul><div class="wrap"><h1>寶坻與唐山簽約</h1>'
        f'<div class="info">{byline}</div>'
        f'<div class="content">{text}<p>打印本頁　分享到：微信　微博</p></div>'
        f'<div class="related"><h3>相關新聞</h3><ul>{RELATED}</ul></div></div>'
        f"<footer>增值電信業務經營許可證編號：津B2-20000001</footer>",
        head,
    )
