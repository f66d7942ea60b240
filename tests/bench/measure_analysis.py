"""Times the analysis of articles, step by step: python -m tests.bench.measure_analysis ARTICLES.jsonl.gz

The bodies of the articles, `--limit` of them, are analysed in batches of `--batch` characters, as the
index does. Printed for each step: characters a second of processor time on one core, all batches taken
together, and nanoseconds a character; then the most memory that the inversion of a batch takes. Grams
and words are inverted from texts that are folded already. The definitions that the bulk analysis is held
against are timed too, on the first batch, and so is the segmenter alone, cutting the same runs of Han
characters.
"""

import argparse
import gzip
import json
import platform
import re
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from time import process_time

import numpy as np

from search.analysis import default_segmenter, fold, gram_terms, word_terms
from search.analysis.bulk import batch_of, distinct_units, fold_many, units_of
from search.analysis.bulk_words import word_begins
from search.analysis.forms import form_codes
from search.analysis.units import HAN
from search.engine.inversion import invert_both, invert_grams, invert_words

Texts = Sequence[str]

RUN = re.compile(f"[{HAN}]+")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Time the analysis of articles, step by step.")
    parser.add_argument("articles", type=Path, help="articles, one JSON object a line, gzip")
    parser.add_argument("--limit", type=int, help="how many articles (default: all)")
    parser.add_argument("--batch", type=int, default=6_000_000, help="characters in a batch")
    options = parser.parse_args()
    printed = list(batches(bodies(options.articles, options.limit), options.batch))
    canonicals = [fold_many(texts) for texts in printed]
    print(
        f"{sum(map(len, printed))} articles, {characters(printed)} characters in {len(printed)} batches; "
        f"Python {platform.python_version()}, NumPy {np.__version__}, {default_segmenter().name}"
    )
    form_codes(["津"])  # makes the tables, once a process
    show("fold, each text (first batch)", printed[:1], lambda texts: list(map(fold, texts)))
    show("fold_many", printed, fold_many)
    show("form_codes", printed, form_codes)
    show("gram_terms (first batch)", canonicals[:1], lambda texts: list(map(gram_terms, texts)))
    show("  batch_of", canonicals, batch_of)
    show("  and units_of", canonicals, lambda texts: units_of(batch_of(texts)))
    show("  and distinct_units", canonicals, numbered)
    show("invert_grams", canonicals, invert_grams)
    show("word_terms (first batch)", canonicals[:1], lambda texts: list(map(word_terms, texts)))
    show("  the segmenter alone", [list(map(han_runs, texts)) for texts in canonicals], cut, canonicals)
    show("  word_begins", canonicals, begins)
    show("invert_words", canonicals, invert_words)
    show("invert_both", canonicals, invert_both)
    for name, analyse in (("invert_grams", invert_grams), ("invert_both", invert_both)):
        peak = peak_memory(analyse, canonicals[0])
        print(f"{name}: at most {peak / characters(canonicals[:1]):.1f} bytes a character")


def bodies(path: Path, limit: int | None) -> Iterator[str]:
    """Give the bodies of the articles in a file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in islice(lines, limit):
            yield json.loads(line)["body"]


def batches(texts: Iterator[str], size: int) -> Iterator[list[str]]:
    """Give texts in batches of so many characters or a little more."""
    batch: list[str] = []
    length = 0
    for text in texts:
        batch.append(text)
        length += len(text)
        if length >= size:
            yield batch
            batch, length = [], 0
    if batch:
        yield batch


def characters(parts: Sequence[Texts]) -> int:
    """Return the number of characters of batches."""
    return sum(sum(map(len, texts)) for texts in parts)


def show(
    name: str,
    parts: Sequence[Texts],
    analyse: Callable[[Texts], object],
    counted: Sequence[Texts] | None = None,
) -> None:
    """Time a step over batches and print its line; characters are those of `counted`, else of the batches."""
    seconds = 0.0
    for texts in parts:
        began = process_time()
        analyse(texts)
        seconds += process_time() - began
    total = characters(parts if counted is None else counted)
    print(
        f"{name:32}{total / seconds / 1e6:8.1f} M characters/s{seconds / total * 1e9:8.1f} ns each",
        flush=True,
    )


def peak_memory(analyse: Callable[[Texts], object], texts: Texts) -> int:
    """Return the bytes that a step holds at most beside its texts, its result included."""
    tracemalloc.start()
    try:
        analyse(texts)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def numbered(texts: Texts) -> object:
    """Cut texts into units and number these."""
    batch = batch_of(texts)
    return distinct_units(batch, units_of(batch))


def begins(texts: Texts) -> object:
    """Cut texts into words."""
    batch = batch_of(texts)
    return word_begins(batch, units_of(batch), default_segmenter())


def han_runs(text: str) -> str:
    """Return a text's runs of Han characters, one a line."""
    return "\n".join(RUN.findall(text))


def cut(texts: Texts) -> object:
    """Run the segmenter and nothing else."""
    segment = default_segmenter().cut
    return [len(segment(text)) for text in texts]


if __name__ == "__main__":
    main()
