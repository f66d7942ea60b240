# ruff: noqa: E501 - a rule a line is easier to read than cut up
"""The rules by which a page's markup is read, as data: no code here, and no site's name.

`index.pages.page`, `index.pages.metadata` and `index.extract` try them in the order given.
"""

DROPPED_TAGS = frozenset((
    "script", "style", "noscript", "template", "iframe", "object", "embed", "applet", "svg", "math",
    "canvas", "audio", "video", "source", "track", "map", "area", "input", "button", "select",
    "option", "optgroup", "textarea", "datalist", "nav", "aside", "dialog", "menu", "head", "base",
    "link", "meta", "param",
))  # fmt: skip
"""Elements whose text is never an article's. A `form` may be: ASP.NET puts the whole page into one."""

VOID_TAGS = frozenset(("br", "hr", "img", "wbr"))
"""Elements that hold nothing."""

BLOCK_TAGS = frozenset((
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "header", "hgroup", "hr", "h1", "h2", "h3", "h4",
    "h5", "h6", "html", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ul", "br",
))  # fmt: skip
"""Elements that begin a new line."""

FURNITURE_NAMES = (
    r"(?:^|[-_ ])(?:share|sharing|social|sns|bdshare|related?|relation|recommend\w*|recom|comments?|cmts?|sidebar|aside|"
    r"breadcrumbs?|crumbs?|menu|nav|navbar|navigation|footer|foot|copyright|advert\w*|ads?|adv|banner|promo\w*|sponsor\w*|"
    r"taboola|outbrain|popup|modal|cookie\w*|consent|subscribe|newsletter|login|toolbar|tools?|pagination|pager|paging|"
    r"tags?|keywords?|hot|hotnews|rank\w*|popular|trending|latest|more|download|qrcode|ewm|disclaimer|statement|"
    r"print|fontsize|caption|figcaption|videolist|playlist|hidden|sr-only|screen-reader-text)(?:$|[-_ ])"
)
"""Words in an element's class or id that mark furniture, where the element holds little of the page's
text.
"""

MOST_OF_FURNITURE = 0.5
"""An element named like furniture is kept where it holds at least this share of the page's sentences."""

TITLE_META = ("og:title", "twitter:title", "title", "articletitle", "dc.title")
DATE_META = (
    "article:published_time", "datepublished", "og:published_time", "publishdate", "pubdate", "publish_date", "publish-date",
    "article:published", "og:article:published_time", "article.published", "date.available", "dc.date.issued", "dcterms.created",
    "dc.date", "date", "publish_time", "publishtime", "apub:time", "firstcreatetime", "livetime", "og:release_date", "og:time",
    "weibo:article:create_at", "weibo: article:create_at",
)  # fmt: skip
AUTHOR_META = ("author", "article:author", "dc.creator", "dc.author", "byl", "og:article:author")
SOURCE_META = ("source", "mediaid", "contentsource", "dc.source", "article:source", "copyright-holder")
EDITOR_META = ("editor", "article:editor", "contenteditor")
SITE_META = ("og:site_name", "application-name", "sitename", "al:android:app_name", "publisher", "copyright")
SECTION_META = ("article:section", "section", "columnname", "channel", "category")
SUMMARY_META = ("description", "og:description", "twitter:description")
"""Names of `<meta>` elements, lower case, by what they give."""

TITLE_CLASSES = r"(?:^|[-_ ])(?:title|headline|tit|bt|arti?cle?-?(?:title|tit)|(?:post|entry|news|story|content)-?title|activity-name)(?:$|[-_ ])"
"""Words in a class or id that mark a headline which is no `<h1>`."""

TITLE_HINTS = ("tit", "head", "bt", "activity-name")
"""One of these is in every class that `TITLE_CLASSES` finds: looked for first, since that is fast."""

SITE_WORDS = (
    r"网$|網$|新[闻聞]|[报報]$|[报報]\b|日[报報]|[频頻]道|官网|官網|[电電][视視]台|電台|[门門][户戶]|[资資][讯訊]|中心|首[页頁]|"
    r"\.com|\.cn|\.net|\.hk|\.tw|[Nn]ews|NEWS|[Oo]nline|[Tt]imes|[Pp]ost|[Tt]he |央[视視]|新浪|[财財][经經]|平台|媒[体體]|社$|台$"
)
"""What the name of a site or of its sections holds, so that it can be cut from a title."""

CANONICAL_META = ("og:url", "twitter:url")
"""Names of `<meta>` elements that give the page's own address, behind `<link rel="canonical">`."""

TITLE_PREFIXES = (
    r"^\s*[\[【(（](?:[视視][频頻]|[组組]?[图圖](?:片|集)?|[高超]清|直播|回放|音[频頻]|VR)[\]】)）]\s*"
)
"""Marks of a page's kind that sites put before a title."""
