"""Dibao in a browser: pages for readers and JSON for programs over an index of `search`.

    from pathlib import Path
    from web import Settings, create_app

    app = create_app(Settings(index=Path(".dibao")))  # a WSGI application

`dibao-web` (`web.cli`) serves it. Only this package knows Flask.
"""

from web.app import create_app
from web.settings import Settings

__all__ = ["Settings", "create_app"]
