"""The application: its index opened, its routes, languages, headers and errors put together.

`create_app` takes settings and gives a WSGI application; nothing happens at import, so a test or
another server can have as many as it likes. What `search` refuses about the index (there is none,
it is another program's, it was made by another analyzer) comes out untouched, for the caller to say.
"""

from functools import partial
from hashlib import blake2b
from pathlib import Path

from flask import Flask
from flask_babel import Babel  # type: ignore[import-untyped]

from web import languages, presenting
from web.api import api
from web.cors import allow_origins
from web.errors import handle_errors
from web.keeping import findable, metadata
from web.keeping.exports import exports
from web.library import Library, install
from web.page_cache import keep_pages
from web.pages import pages
from web.routing import route_ids
from web.security import harden
from web.serving.board import WARM, Board
from web.serving.equipping import equip, surround
from web.serving.log import AccessLog
from web.settings import Settings
from web.wire import ReadableJSON

STATIC_SECONDS = 7 * 24 * 3600  # the address changes with the file, so this may be long


def create_app(settings: Settings, board: Board | None = None) -> Flask:
    """Return the application that serves the index of `settings`, one process of those that share `board`.

    Raises IndexNotFound, ForeignIndex, FingerprintMismatch or CorruptIndex, OSError where the access log
    cannot be written, and ValueError for an origin that is none.
    """
    log = AccessLog(settings)
    app = Flask("web", root_path=str(Path(__file__).parent))
    app.config["DIBAO"] = settings
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = STATIC_SECONDS
    app.json = ReadableJSON(app)
    row = equip(app, settings, board or Board())
    install(app, Library(settings.index, settings.suggestions, partial(row.put, WARM, 1)))
    keep_pages(app, settings.page_cache << 20)
    Babel(app, locale_selector=lambda: languages.current().catalogue)
    languages.speak(app)
    route_ids(app)
    app.register_blueprint(pages)
    app.register_blueprint(api)
    app.register_blueprint(exports)
    languages.keep_choice(app)
    presenting.equip(app)
    metadata.equip(app)
    harden(app, settings)
    findable.mark(app)
    allow_origins(app, settings.cors_origins)
    handle_errors(app)
    _version_static(app)
    surround(app, settings, row, log)
    return app


def _version_static(app: Flask) -> None:
    """Put a digest of the static files into their addresses, so that a new release is seen at once."""
    digest = blake2b(digest_size=6)
    for path in sorted(Path(str(app.static_folder)).iterdir()):
        digest.update(path.read_bytes())
    version = digest.hexdigest()
    app.jinja_env.globals["static"] = lambda name: f"/static/{name}?v={version}"
