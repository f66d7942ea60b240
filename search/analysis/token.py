"""A token: one term at one place."""

from typing import NamedTuple


class Token(NamedTuple):
    """A term, the ordinal of its first unit, and its characters in the original text."""

    text: str
    position: int
    start: int
    end: int
