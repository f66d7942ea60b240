"""Sources that are made to be slow: what a pattern or a parser may go over again and again.

Each grows with the size asked for; `tests.measure_fuzz --slow` reads them at any size, the suite at a small
one. Pages say `<html>`, so that they are read as pages whatever stands in them.
"""

import json
from collections.abc import Callable, Iterator

from tests.slow_archives import SLOW_ARCHIVES

_RUNS = {
    "spaces": " ",
    "ideographic spaces": "\u3000",
    "line ends": "\n",
    "digits": "1",
    "dates": "2019-06-09 ",
    "dates and dots": "2019.6.9.",
    "dates without space": "2019年6月9日",
    "days": "6月9日 ",
    "numerals": "二〇一九年六月九日",
    "times": "2019-06-09T19:32:03.000",
    "sources": "來源：",
    "sources and spaces": "來 源 ",
    "reporters": "記者",
    "signed": "（記者張三／",
    "editors": "責任編輯：李彤 ",
    "captions": "（圖片",
    "notices": "未經",
    "rights": "版權所有",
    "bars": "短|",
    "brackets": "[【（(",
    "closing brackets": "）】])",
    "places": "中山區朝陽區",
    "openings": "中山",
    "surnames": "劉遵義陳嘉興",
    "combining characters": "e\u0301\u0302\u0303",
    "rare characters": "\U00020000",
    "private characters": "\ue000",
    "latin letters": "a",
    "full stops": "。",
    "hyphens": "-",
    "separators": " - _ | ",
    "ampersands": "&",
    "references": "&#x5bf6;",
    "endless references": "&#99999999999",
    "angles": "<",
    "closing angles": ">",
    "links": "<a href=x>",
    "paragraphs": "<p>寶坻",
    "breaks": "<br>",
    "tables": "<table><tr><td>",
    "divisions": "<div>",
    "headings": "<h1>寶坻開通快車道",
    "classes": '<div class="title">寶',
    "formatting": "<b><i><font><a>",
    "forms": "<form><select><option>",
    "closing tags": "</div></p></b>",
    "comments": "<!-- ",
    "comment ends": "<!-->",
    "declarations": "<!DOCTYPE [",
    "entities": "<!ENTITY a '",
    "sections": "<![CDATA[",
    "instructions": "<?xml ",
    "scripts": "<script>",
    "unclosed scripts": "<script></scrip",
    "linked data": '<script type="application/ld+json">{"@type": "NewsArticle"},</script>',
    "times marked": '<time itemprop="datePublished">寶',
    "titles": "<title>寶坻 - ",
    "canonical addresses": '<link rel=canonical href="http://a.cn/1.html">',
    "claims": '<meta property="og:title" content="寶坻開通">',
    "hidden": "<p style='display:none'>",
    "quotes": "<a '<b \"",
    "attributes": "<p a b c>",
    "frames": "<frameset><noframes><svg><math>",
}
"""Pieces that are repeated: within a page's paragraph, as a plain text, and as a feed's."""


def slow_sources(size: int) -> Iterator[tuple[str, bytes]]:
    """Yield files of about `size` bytes, each behind the name of what is in it."""
    for name, piece in _RUNS.items():
        run = piece * (size // len(piece.encode()))
        yield f"page of {name}", _page(run)
        yield f"title of {name}", _page("", run)
        yield f"text of {name}", f"寶坻開通快車道\n{run}".encode()
        yield f"feed of {name}", _feed(run)
        yield f"open feed of {name}", f"<rss><channel>{run}".encode()
    for name, make in (_MADE | SLOW_ARCHIVES).items():
        yield name, make(size)


def _page(body: str, title: str = "寶坻開通快車道") -> bytes:
    return f"<html><title>{title}</title><h1>寶坻開通快車道</h1><p>{body}</p></html>".encode()


def _feed(text: str) -> bytes:
    start = text[:2000]
    entry = f"<title>{start}</title><pubDate>{start}</pubDate><description>{text}</description>"
    return f"<rss version='2.0'><channel><item>{entry}</item></channel></rss>".encode()


def _description(size: int) -> bytes:
    """A description of which each piece is looked for in the body."""
    said = "".join(chr(0x4E00 + number * 7 % 20000) for number in range(size // 6))
    return f'<html><meta name="description" content="{said}"><p>{said[::-1]}。</p></html>'.encode()


def _attributes(form: str) -> Callable[[int], bytes]:
    def made(size: int) -> bytes:
        attributes = "".join(map(form.format, range(size // (len(form) + 3))))
        return f"<html><p {attributes}>寶坻</html>".encode()

    return made


def _many_attributes(size: int) -> bytes:
    tag = "<p " + " ".join(f"a{number}" for number in range(3000)) + ">寶坻"
    return ("<html>" + tag * (size // len(tag))).encode()


def _nested(opening: str) -> Callable[[int], bytes]:
    """So many elements in one another, and all the text in the innermost."""
    return lambda size: ("<html>" + opening * 240 + "寶" * (size // 3) + "</html>").encode()


def _leaves(size: int) -> bytes:
    return ("<html>" + "<div><div></div>" * (size // 16)).encode()


def _json_records(value: str) -> Callable[[int], bytes]:
    """One record with a long value."""
    return lambda size: json.dumps({"title": "寶坻", "body": value * (size // 4)}).encode() + b"\n"


def _deep_json(size: int) -> bytes:
    return b'{"title": "a", "body": ' + b"[" * size + b"\n"


def _json_numbers(size: int) -> bytes:
    return b'{"title": "a", "id": ' + b"1" * size + b"}\n"


def _json_keys(size: int) -> bytes:
    keys = ",".join(f'"k{number}": 1' for number in range(size // 12))
    return f'{{"title": "寶坻", {keys}}}\n'.encode()


def _json_lists(size: int) -> bytes:
    record = {"title": "寶坻", "regions": ["TW"] * (size // 6), "tags": "a," * 1000}
    return json.dumps(record).encode() + b"\n"


def _json_feed(size: int) -> bytes:
    items = ",".join(["{}"] * (size // 3))
    return f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{items}]}}'.encode()


def _feed_attributes(size: int) -> bytes:
    given = " ".join(f"a{number}=''" for number in range(size // 10))
    return f"<rss version='2.0'><channel><item {given}><title>寶</title></item></channel></rss>".encode()


def _json_lines(size: int) -> bytes:
    return b"{}\n" * (size // 3)


def _feed_entities(size: int) -> bytes:
    declared = f'<!DOCTYPE x [\n<!ENTITY a "]{"x" * (size // 2)}">\n]>'
    text = "&a;" * (size // 6)
    return f"{declared}<rss><channel><item><title>{text}</title></item></channel></rss>".encode()


def _feed_namespaces(size: int) -> bytes:
    given = "".join(f"<a{n}:b xmlns:a{n}='u{n}'/>" for n in range(size // 35))
    return f"<rss version='2.0'><channel>{given}</channel></rss>".encode()


_MADE: dict[str, Callable[[int], bytes]] = {
    "description of pieces": _description,
    "attributes by spaces": _attributes("a{} "),
    "attributes by slashes": _attributes("a{}/"),
    "attributes by quotes": _attributes("a{}=''"),
    "attributes behind a quote": lambda size: _attributes("a{} ")(size).replace(b"<p ", b'<p " ', 1),
    "attributes between quotes": lambda size: _attributes("a{} ")(size).replace(b"<p ", b'<p x" ', 1) + b'">',
    "many attributes": _many_attributes,
    "text in headings": _nested("<h1>"),
    "text in titles": _nested('<div class="title">'),
    "text in times": _nested('<time itemprop="datePublished">'),
    "text in title elements": _nested("<title>"),
    "elements in headings": lambda size: b"<html>" + b"<h1>" * 240 + b"<b></b>" * (size // 7),
    "text in links": _nested("<a href=x>"),
    "text in hidden parts": _nested("<p hidden>"),
    "leaves": _leaves,
    "a record of places": _json_records("中山"),
    "a record of line ends": _json_records("\r\n"),
    "a record of surrogates": _json_records("\ud83d"),
    "deep JSON": _deep_json,
    "a long number": _json_numbers,
    "keys of a record": _json_keys,
    "lists of a record": _json_lists,
    "items of a feed": _json_feed,
    "empty records": _json_lines,
    "entities of a feed": _feed_entities,
    "namespaces of a feed": _feed_namespaces,
    "attributes of a feed": _feed_attributes,
}
