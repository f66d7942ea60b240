"""Everything that stands around an application in one process, put there in the right order.

From the outside in: the account (metrics and log), the headers of trusted proxies, the gate, the check of
the host, and then Flask with its limits. What sees answers last is registered first.
"""

from functools import partial

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

from web.hosts import Application, refuse_impossible_hosts
from web.serving.account import ROUTE, Account, Entry
from web.serving.board import ROUTES, Board, Row
from web.serving.compression import pack_answers
from web.serving.gate import Gate
from web.serving.health import install_board, route_names, serving
from web.serving.limits import limit_rate, limit_streams, refuse_bodies
from web.serving.log import AccessLog
from web.serving.rates import RateLimit
from web.settings import Settings


def equip(app: Flask, settings: Settings, board: Board) -> Row:
    """Put limits, packing and health around the pages of `app`; return this process's row on `board`.

    Called before anything else is registered that sees answers.
    """
    row = board.claim()
    limit_streams(app, settings.streams)
    pack_answers(app)
    refuse_bodies(app)
    if settings.rate_limit:
        limit_rate(app, RateLimit(settings.rate_limit, board), row)
    app.before_request(_note_route)
    app.register_blueprint(serving)
    install_board(app, board, row)
    return row


def surround(app: Flask, settings: Settings, row: Row, log: AccessLog) -> None:
    """Put the gate and the account around `app`; called when all its routes are there."""
    numbers = {name: number for number, name in enumerate(route_names(app)[:ROUTES])}
    inner: Application = Gate(refuse_impossible_hosts(app.wsgi_app), row)
    if settings.trusted_proxies:
        trust = settings.trusted_proxies
        inner = ProxyFix(inner, x_for=trust, x_proto=trust, x_host=trust)
    outer = Account(inner, partial(_put_down, row, numbers, log))
    app.wsgi_app = outer  # type: ignore[assignment, method-assign]


def _note_route() -> None:
    if request.endpoint:
        request.environ[ROUTE] = request.endpoint


def _put_down(row: Row, numbers: dict[str, int], log: AccessLog, entry: Entry) -> None:
    row.observe(numbers.get(entry.route, 0), entry.status, entry.seconds, entry.sent)
    log.write(entry)
