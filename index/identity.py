"""What makes an article the same article when it is offered again: its address, else its text.

A canonical address leaves out what differs between two ways to the same page: the scheme, the case of
the host, a default port, the fragment, tracking parameters and their order. Where there is no
address, title and body decide, so that the same text gives the same id from whatever folder it is
read.
"""

from dataclasses import replace
from hashlib import blake2b
from re import compile as pattern
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from search import Article
from search.analysis import clean, fold, signature, similarity

CORRECTED = 0.5
"""Similarity of the texts from which a page at the same place is a correction of the one before."""

_TRACKING = pattern(
    r"^(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|mc_[ce]id|igshid|spm|scm|from_source|share_\w+|sharer_\w+|"
    r"wx_?fid|isappinstalled|ref_src|_ga|_hsenc|archive)$"
)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_KEPT = "/:@!$&'()*+,;=~-._"


def with_id(article: Article) -> Article:
    """Return the article with its id: its own, else one from its address, else from its text.

    Half surrogate pairs of its own id, which no file can hold, become escapes.
    """
    if not article.id:
        return replace(article, id=article_id(article))
    own = article.id.encode("utf-8", "backslashreplace").decode()
    return article if own == article.id else replace(article, id=own)


def article_id(article: Article) -> str:
    """Return `u-` and a digest of the address, or `c-` and one of title and body (BLAKE2b, 80 bits)."""
    address = canonical_url(article.url)
    if address:
        return f"u-{_digest(address)}"
    return f"c-{_digest(article.title + chr(0) + article.body)}"


def canonical_url(url: str) -> str:
    """Return the form of an address by which two ways to one page are equal, or an empty string for
    no address. Half a surrogate pair, which no address can hold, counts as U+FFFD.

    >>> canonical_url("HTTP://News.Example.CN:80/a/%e5%a4%a7.html?utm_source=x&id=3#top")
    'https://news.example.cn/a/%E5%A4%A7.html?id=3'
    """
    try:
        parts = urlsplit(clean(url).strip())
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in _DEFAULT_PORTS or not parts.hostname:
        return ""
    host = parts.hostname
    if port is not None and port != _DEFAULT_PORTS[parts.scheme.lower()]:
        host = f"{host}:{port}"
    # What is no UTF-8 (old sites' GBK addresses) is left as it is: decoding it would lose bytes.
    path = _requote(parts.path) or "/"
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.match(name)
    ]
    query = f"?{urlencode(sorted(kept))}" if kept else ""
    return f"https://{host}{path}{query}"


def is_correction(earlier: Article, article: Article) -> bool:
    """Say whether two articles of one place are the same, corrected: by title, else by text."""
    if earlier.title and "".join(fold(earlier.title).split()) == "".join(fold(article.title).split()):
        return True
    former, latter = signature(earlier), signature(article)
    return bool(former and latter and similarity(former, [latter])[0] >= CORRECTED)


def _requote(path: str) -> str:
    try:
        return quote(unquote(path, errors="strict"), safe=_KEPT)
    except (UnicodeDecodeError, UnicodeEncodeError):
        return path


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
