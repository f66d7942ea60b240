"""What a load balancer asks; no part of the API that is described."""

from flask import Response, jsonify

from web.api.blueprint import api
from web.library import library


@api.get("/healthz")
def healthz() -> Response:
    """Tell that the index can be read; an error answers 503."""
    status = library().index().status()
    return jsonify(status="ok", articles=status.articles, generation=status.generation)
