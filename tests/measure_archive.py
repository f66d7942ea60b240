"""Indexes the whole real archive and checks its answers: python -m tests.measure_archive [--keep DIR]

`dibao-index build` reads the 36,925 articles of `articles.jsonl.gz`. Then questions are asked in both
scripts: four of readers, and every fifteenth of the editors' tags. An answer is right if both scripts
give the same articles in the same order with the same marks, and if those said to have all that was
asked are, without other regions' words, exactly the articles that a plain substring search finds.
Printed beside: how well the first ten agree with the articles that editors gave the tag (nDCG@10), and the
time a question takes.
"""

import gzip
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import opencc

from search import Hit, Index, open_index
from search.query.words import wanted_words
from tests.measure_ranking import DATA, ndcg, records, searched
from tests.substrings import flattened

ARTICLES = 36_925
READERS = ["臺南市政府", "立法會選舉", '"一國兩制"', "颱風 假期"]
EVERY_TAG = 15
MOST_LISTED = 300
"""Articles of an answer that are listed and compared; the total is compared always."""


def main() -> int:
    """Print what was measured; return 1 where an answer is wrong."""
    keep = Path(sys.argv[2]) if sys.argv[1:2] == ["--keep"] else None
    with tempfile.TemporaryDirectory() as folder:
        path = keep or Path(folder) / "index"
        if not path.exists():
            build(path)
        with open_index(path) as index:
            return check(index)


def build(path: Path) -> None:
    """Index the archive as an archivist does."""
    began = perf_counter()
    source = DATA / "articles.jsonl.gz"
    command = [sys.executable, "-m", "index", "build", str(source), "--index", str(path), "--json"]
    report = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    print(f"built in {perf_counter() - began:.0f} s: {report.strip()[:200]}")


def check(index: Index) -> int:
    """Ask every question in both scripts; return 1 where an answer is wrong."""
    texts = flattened_articles()
    tags = list(records(DATA / "tag_queries.jsonl"))[::EVERY_TAG]
    questions = READERS + [tag["query"] for tag in tags]
    wrong = [] if len(index) == len(texts) == ARTICLES else [f"{len(index)} articles, not {ARTICLES}"]
    simplify = opencc.OpenCC("t2s").convert
    seconds = 0.0
    for question in questions:
        began = perf_counter()
        own = index.search(question)
        seconds += perf_counter() - began
        other = index.search(simplify(question))
        if list(map(seen, own.hits)) != list(map(seen, other.hits)) or own.total != other.total:
            wrong.append(f"{question}: another answer in the other script")
        wanted = oracle(texts, question)
        typed = index.search(question, limit=MOST_LISTED, vocabulary=False)
        listed = typed.hits[: typed.total]
        found = {hit.article.id for hit in listed}
        if typed.total != len(wanted) or not found <= wanted or len(found) != len(listed):
            wrong.append(f"{question}: {typed.total} articles, by substring {len(wanted)}")
    gains = [ndcg(searched(index, tag["query"]), set(tag["relevant"])) for tag in tags]
    print(f"{len(index)} articles, {len(questions)} questions in both scripts, {len(wrong)} wrong")
    print(f"tags: nDCG@10 {sum(gains) / len(gains):.3f}; {seconds / len(questions) * 1000:.1f} ms a question")
    print(*wrong, sep="\n", file=sys.stderr)
    return 1 if wrong else 0


def seen(hit: Hit) -> tuple[object, ...]:
    """Return what a reader sees of a hit."""
    return hit.article.id, [(fragment.section, fragment.text, fragment.ranges) for fragment in hit.fragments]


def flattened_articles() -> dict[str, list[str]]:
    """Return the canonical title and body of every article, without soft breaks."""
    with gzip.open(DATA / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        articles = map(json.loads, lines)
        return {
            article["id"]: [flattened(article["title"]), flattened(article["body"])] for article in articles
        }


def oracle(texts: dict[str, list[str]], question: str) -> set[str]:
    """Return the articles that hold each wanted word, or the quoted phrase, as a substring."""
    if question.startswith('"'):
        wanted = [flattened(question).strip("\n")]
    else:
        words = [question[word.start : word.end] for word in wanted_words(question)]
        wanted = [flattened(word).strip("\n") for word in words]
    return {
        article_id
        for article_id, parts in texts.items()
        if all(any(word in part for part in parts) for word in wanted)
    }


if __name__ == "__main__":
    sys.exit(main())
