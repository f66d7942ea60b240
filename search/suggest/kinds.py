"""What a term is: a name, a place or a word. jieba's dictionary says so of those that it knows."""

from functools import cache
from importlib.resources import files

from search.analysis import fold

TITLE, NAME, PLACE, WORD = "title", "name", "place", "word"
KINDS = (TITLE, NAME, PLACE, WORD)

_KIND_OF_TAG = {"nr": NAME, "nrt": NAME, "nrfg": NAME, "nt": NAME, "ns": PLACE}
"""Part-of-speech tags of jieba (those of ICTCLAS): persons, organisations, places."""


@cache
def proper_names() -> dict[str, str]:
    """Return the kind of each proper name of jieba's dictionary by its canonical form.

    Some 60,000; 0.3 s, once per process.
    """
    found: dict[str, str] = {}
    for line in files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines():
        word, _, tag = line.split(" ")
        if tag in _KIND_OF_TAG and len(word) > 1:
            found[word] = _KIND_OF_TAG[tag]
    return dict(zip(fold("\n".join(found)).split("\n"), found.values(), strict=True))
