"""An article's address as a QR code, to go on reading on the phone."""

from io import BytesIO

import segno
from flask import Response
from flask_babel import gettext  # type: ignore[import-untyped]

from web.library import library
from web.links import external
from web.pages.blueprint import pages
from web.routing import article_path
from web.wire import page

LONGEST = 600
"""Characters of an address that a code holds: more than that, and a phone cannot tell the dots apart."""

SECONDS = 3600
"""How long a browser may keep a code: the article may be withdrawn, or the archive move."""


@pages.get("/qr/<id:article_id>")
def qr(article_id: str) -> Response:
    """Give the permalink of an article as a QR code, an SVG image of ISO/IEC 18004."""
    permalink = external(article_path(library().index().get(article_id).id))
    if not fits_code(permalink):
        message = gettext(
            "Its address is longer than a phone can read from a code. Copy the address instead."
        )
        return page("error.html", 404, title=gettext("There is no code for this article"), message=message)
    image = BytesIO()
    segno.make_qr(permalink).save(image, kind="svg", scale=4, border=4, dark="#000", light="#fff")
    response = Response(image.getvalue(), content_type="image/svg+xml")
    response.headers["Cache-Control"] = f"max-age={SECONDS}"
    return response


def fits_code(address: str) -> bool:
    """Tell whether an address is short enough for a code that a phone reads."""
    return len(address) <= LONGEST
