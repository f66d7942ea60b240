"""The headers that every answer carries.

The articles come from anywhere and are shown as text; should one ever slip through as markup, the
policy still runs no script, loads nothing from elsewhere, and lets no other site frame the page.
There is no inline script or style anywhere, so the policy needs no exception.
"""

from flask import Flask, Response

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # a query is nobody else's business
    "Cross-Origin-Opener-Policy": "same-origin",
}


def harden(app: Flask) -> None:
    """Put the headers on every answer of `app`, its errors and its static files too."""

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.update(HEADERS)
        if response.mimetype == "text/html":
            # The words follow the browser's languages, and the next visit may meet new articles.
            response.vary.add("Accept-Language")
            response.headers.setdefault("Cache-Control", "no-cache")
        return response
