"""The headers that every answer carries.

The articles come from anywhere and are shown as text; should one ever slip through as markup, the
policy still runs no script, loads nothing from elsewhere, and lets no other site frame the page.
There is no inline script or style anywhere, so the policy needs no exception; and no script writes
markup, so text that a script would write as markup is refused by the browser (Trusted Types).
"""

from flask import Flask, Response

from web.settings import Settings

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
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)

UNUSED = (
    "accelerometer",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "payment",
    "usb",
)
"""What a browser could offer and no page here asks for."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # a query is nobody else's business
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED),
    "Server": "Dibao",  # which release of what is nobody's business
}

YEAR = 365 * 24 * 3600


def harden(app: Flask, settings: Settings) -> None:
    """Put the headers on every answer of `app`, its errors and its static files too.

    Browsers are told to come by https alone where the address that the world knows is one.
    """
    headers = dict(HEADERS)
    if settings.base_url.startswith("https:"):
        headers["Strict-Transport-Security"] = f"max-age={YEAR}"

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.update(headers)
        if response.mimetype == "text/html":
            # The words follow the browser's languages, and the next visit may meet new articles.
            response.vary.add("Accept-Language")
            response.headers.setdefault("Cache-Control", "no-cache")
        return response
