"""The application: its index opened, its routes, languages, headers and errors put together.

`create_app` takes settings and gives a WSGI application; nothing happens at import, so a test or
another server can have as many as it likes. What `search` refuses about the index (there is none,
it is another program's, it was made by another analyzer) comes out untouched, for the caller to say.
"""

from hashlib import blake2b
from pathlib import Path

from flask import Flask
from flask_babel import Babel  # type: ignore[import-untyped]

from web import languages, presenting
from web.api import api
from web.cors import allow_origins
from web.errors import handle_errors
from web.hosts import refuse_impossible_hosts
from web.library import Library, install
from web.pages import pages
from web.routing import route_ids
from web.security import harden
from web.settings import Settings
from web.wire import ReadableJSON

STATIC_SECONDS = 7 * 24 * 3600  # the address changes with the file, so this may be long


def create_app(settings: Settings) -> Flask:
    """Return the application that serves the index of `settings`.

    Raises IndexNotFound, ForeignIndex, FingerprintMismatch or CorruptIndex, and ValueError for an origin
    that is none.
    """
    app = Flask("web", root_path=str(Path(__file__).parent))
    app.config["DIBAO"] = settings
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = STATIC_SECONDS
    app.json = ReadableJSON(app)
    install(app, Library(settings.index))
    Babel(app, locale_selector=lambda: languages.current().catalogue)
    route_ids(app)
    app.register_blueprint(pages)
    app.register_blueprint(api)
    languages.keep_choice(app)
    presenting.equip(app)
    harden(app)
    allow_origins(app, settings.cors_origins)
    handle_errors(app)
    _version_static(app)
    app.wsgi_app = refuse_impossible_hosts(app.wsgi_app)  # type: ignore[assignment, method-assign]
    return app


def _version_static(app: Flask) -> None:
    """Put a digest of the static files into their addresses, so that a new release is seen at once."""
    digest = blake2b(digest_size=6)
    for path in sorted(Path(str(app.static_folder)).iterdir()):
        digest.update(path.read_bytes())
    version = digest.hexdigest()
    app.jinja_env.globals["static"] = lambda name: f"/static/{name}?v={version}"
