"""What all pages share: the blueprint that they belong to, and what holds for each request of one."""

from flask import Blueprint, current_app

from web.languages import chosen
from web.settings import Settings

pages = Blueprint("pages", __name__)


@pages.before_request
def check_language() -> None:
    """Refuse a `?lang=` that names no language before anything is looked up."""
    chosen()


def settings() -> Settings:
    """Return the settings of the app that answers the current request."""
    held: Settings = current_app.config["DIBAO"]
    return held
