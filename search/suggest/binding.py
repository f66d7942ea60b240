"""A book of suggestions in a file, so that many processes share one: mapped, not copied.

Making a book takes seconds and ten times its memory. A server of several processes has one of its own
make it (`keep_suggestions`); the others take what was written last. The file is the server's own and goes
with it: it is no part of the index, and nobody opens one from elsewhere. Checksums are compared all the same.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from search.engine.arrays import ArrayFile, ArrayWriter
from search.suggest.book import Book
from search.suggest.keys import Arrays, Texts
from search.suggest.near import NearMisses
from search.suggest.shelf import SORTED, TEXTS, Shelf

_NUMBERS = {"kinds": np.uint8, "weights": np.float32, "title_refs": np.int32, "title_copies": np.int32}
_STORED = {np.uint8: np.uint8, np.float32: np.uint32, np.int32: np.uint32}
"""The arrays of a book, and what their bits are stored as."""


def write_book(book: Book, path: Path) -> None:
    """Write a book; whoever reads meanwhile has the old one or the new."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with ArrayWriter(unfinished) as out:
            for part, arrays in _parts(book):
                for name, array in arrays.items():
                    out.write(f"{part}.{name}", array)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def read_book(path: Path) -> Book:
    """Return the book of a file; raises CorruptIndex, and FileNotFoundError where there is none."""
    file = ArrayFile(path)
    file.verify()

    def arrays(part: str) -> Arrays:
        return {name.removeprefix(f"{part}."): file[name] for name in file if name.startswith(f"{part}.")}

    def shelf(name: str) -> Shelf:
        return Shelf.of_arrays({part: arrays(f"{name}.{part}") for part in TEXTS + SORTED})

    def texts(name: str) -> tuple[str, ...]:
        held = Texts.of_arrays(arrays(name))
        return tuple(map(held.text, range(len(held))))

    numbers = {name: array.view(_NUMBERS[name]) for name, array in arrays("numbers").items()}
    return Book(
        terms=shelf("terms"),
        titles=shelf("titles"),
        near=NearMisses.of_arrays(arrays("near")),
        kinds=numbers["kinds"],
        fields=texts("fields"),
        weights=numbers["weights"],
        parts=texts("parts"),
        title_refs=numbers["title_refs"],
        title_copies=numbers["title_copies"],
    )


def _parts(book: Book) -> Iterator[tuple[str, Arrays]]:
    for name, shelf in (("terms", book.terms), ("titles", book.titles)):
        for part, arrays in shelf.arrays().items():
            yield f"{name}.{part}", arrays
    yield "near", book.near.arrays()
    for name, held in (("fields", book.fields), ("parts", book.parts)):
        yield name, Texts(text.encode("utf-8", "surrogatepass") for text in held).arrays()
    yield "numbers", {name: getattr(book, name).view(_STORED[kind]) for name, kind in _NUMBERS.items()}
