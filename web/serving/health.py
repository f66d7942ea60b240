"""What a service manager, a load balancer and a monitor ask: does it live, is it ready, how much does it do.

`/healthz` is 200 while the process answers and the index can be read: restart what fails it. `/readyz` is 200
when all processes are there and have loaded what makes them quick: send readers there then; suggestions come
when they come. `/metrics` is in
Prometheus' format and for those alone whom the settings let see it; for others there is no such page.
"""

from ipaddress import ip_address
from typing import cast

from flask import Blueprint, Flask, Response, abort, current_app, jsonify, request
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, generate_latest

from search import SearchError
from web.library import library
from web.serving.board import READY, WARM, Board, Row
from web.serving.metrics import BoardCollector
from web.settings import Settings

serving = Blueprint("serving", __name__)

_BOARD = "dibao.board"
_FORWARDED = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Via")


def install_board(app: Flask, board: Board, row: Row) -> None:
    """Let the pages of this module read `board`, on which `row` is this process's."""
    app.extensions[_BOARD] = (board, row)


@serving.get("/healthz")
def healthz() -> Response:
    """Tell a load balancer that the index can be read; an error answers 503."""
    status = library().index().status()
    return _fresh(jsonify(status="ok", articles=status.articles, generation=status.generation))


@serving.get("/readyz")
def readyz() -> Response:
    """Say which parts are ready; 503 until all are."""
    board, row = _board()
    settings: Settings = current_app.config["DIBAO"]
    rows = list(board.held())
    try:
        has_index = len(library().index()) >= 0
    except SearchError:
        has_index = False
    wanted = settings.wanted_processes if row.numbers[READY] else 1
    parts = {
        "index": has_index,
        "processes": len(rows) >= wanted,
        "warm": all(each.numbers[WARM] for each in rows),
    }
    is_ready = all(parts.values())
    suggestions = has_index and library().index().has_suggestions
    response = jsonify(status="ok" if is_ready else "loading", parts=parts | {"suggestions": suggestions})
    response.status_code = 200 if is_ready else 503
    if not is_ready:
        response.headers["Retry-After"] = "5"
    return _fresh(response)


@serving.get("/metrics")
def metrics() -> Response:
    """Give the numbers of all processes in Prometheus' text format."""
    settings: Settings = current_app.config["DIBAO"]
    if settings.metrics == "off" or (settings.metrics == "local" and not _is_local()):
        abort(404)
    board, _ = _board()
    registry = CollectorRegistry(auto_describe=False)
    registry.register(BoardCollector(board, route_names(current_app), library().index().status()))
    return _fresh(Response(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4))


def route_names(app: Flask) -> tuple[str, ...]:
    """Return the names of all kinds of page of `app`, in an order that is the same in every process."""
    return ("", *sorted({rule.endpoint for rule in app.url_map.iter_rules()}))


def _is_local() -> bool:
    """Tell whether a request comes from a program on this machine, and not through a proxy on it."""
    try:
        is_near = ip_address(request.remote_addr or "").is_loopback
        host = request.host.rpartition(":")[0].strip("[]") if ":" in request.host else request.host
        is_meant = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
    return is_near and is_meant and not any(name in request.headers for name in _FORWARDED)


def _board() -> tuple[Board, Row]:
    return cast(tuple[Board, Row], current_app.extensions[_BOARD])


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
