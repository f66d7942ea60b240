"""How answers become bytes: pages and JSON, in UTF-8 that every client reads.

`search` stores no half surrogate pair, but an index from elsewhere may hold one (an emoji that
someone cut), and such a character has no UTF-8. A page shows U+FFFD in its place; JSON keeps it, as
the escape that JSON has for it.
"""

from typing import Any

from flask import Response, render_template
from flask.json.provider import DefaultJSONProvider


def page(template: str, status: int = 200, **context: Any) -> Response:
    """Render `template` as an HTML answer."""
    html = render_template(template, **context)
    try:
        encoded = html.encode()
    except UnicodeEncodeError:
        encoded = html.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
    return Response(encoded, status, content_type="text/html; charset=utf-8")


class ReadableJSON(DefaultJSONProvider):
    """JSON with Chinese characters as themselves, keys in the order they were given."""

    ensure_ascii = False
    sort_keys = False
    compact = True

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """Write `obj` as JSON; in ASCII escapes where it holds what UTF-8 cannot."""
        text = super().dumps(obj, **kwargs)
        try:
            text.encode()
        except UnicodeEncodeError:
            return super().dumps(obj, **(kwargs | {"ensure_ascii": True}))
        return text
