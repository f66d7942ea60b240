"""Patterns of one word as regular expressions that take time in proportion to the text."""

import re


def wildcard_regex(pattern: str, letter: str = ".", end: str = "") -> str:
    r"""Return an expression for a pattern: `?` is one `letter`, `*` any number of them; `end` follows.

    Each star but the last takes the first place where what follows it fits, and never another: that is
    enough, and keeps hostile texts from being tried at every combination of places. Use it with `fullmatch`,
    or with an `end` that no letter is.

    >>> wildcard_regex("a*b?c*")
    'a(?>.*?b.c).*'
    """
    head, *tails = [_fixed(part, letter) for part in pattern.split("*")]
    if not tails:
        return head + end
    inner = "".join(f"(?>{letter}*?{tail})" for tail in tails[:-1])
    return f"{head}{inner}{letter}*{tails[-1]}{end}"


def _fixed(part: str, letter: str) -> str:
    return "".join(letter if char == "?" else re.escape(char) for char in part)
