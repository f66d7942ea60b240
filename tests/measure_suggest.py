"""Measures suggestions and corrections: python -m tests.measure_suggest INDEX [--tags FILE]

INDEX is an index of real articles. Reported are the time and memory that making them ready takes; how long
answers take for beginnings of the archive's own titles, words and places, in both scripts and pinyin; and of
editors' tags that stand in the archive, how soon each is among the first ten (recall@10 after so many
characters, syllables or initials; keystrokes saved), and how often one with a wrong character is set right.

The archive's own tags are left out of what is suggested, unless `--own-tags` is given: they would be
the answers.
"""

import argparse
import json
import random
import resource
import statistics
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
import opencc

from search import Index, open_index
from search.analysis import fold
from search.suggest import KINDS, gathering
from search.suggest.gathering import key_of
from search.suggest.kinds import WORD
from search.suggest.pinyin import is_han, readings

TAGS = Path(__file__).resolve().parents[2] / "shared" / "data" / "tag_queries.jsonl"
SEED = 20261123
ASKED = 400
DEPTH = 10


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("--tags", type=Path, default=TAGS)
    parser.add_argument("--own-tags", action="store_true")
    options = parser.parse_args()
    if not options.own_tags:
        leave_out_tags()
    with open_index(options.index) as index:
        report_loading(index)
        report_times(index, random.Random(SEED))  # noqa: S311 - a repeatable sample
        tags = standing_tags(index, options.tags)
        report_completion(index, tags)
        report_corrections(index, tags, random.Random(SEED))  # noqa: S311 - the same
    return 0


def leave_out_tags() -> None:
    """Have the articles' tags not gathered."""
    values = gathering._values
    gathering._values = lambda article: values(replace(article, tags=()))


def report_loading(index: Index) -> None:
    """Print what making everything ready takes."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun, begun_cpu = perf_counter(), process_time()
    index.warm_up()
    seconds, cpu = perf_counter() - begun, process_time() - begun_cpu
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    book = index._suggester.book
    assert book is not None
    print(f"{len(index)} articles: ready in {seconds:.1f} s ({cpu:.1f} s of one core)")
    print(f"{len(book.terms)} terms, {len(book.titles)} titles, {book.bytes / 1e6:.0f} MB kept")
    print(f"peak of the process {before / 1e3:.0f} MB before, {after / 1e3:.0f} MB after")


def report_times(index: Index, chance: random.Random) -> None:
    """Print how long answers take, each asked once."""
    book = index._suggester.book
    assert book is not None
    texts = {
        "title": [book.titles.printed.text(chance.randrange(len(book.titles))) for _ in range(ASKED)],
        "word": [book.terms.printed.text(chance.randrange(len(book.terms))) for _ in range(ASKED)],
        "name or place": [
            book.terms.printed.text(entry)
            for entry in chance.sample(np.flatnonzero(book.kinds != KINDS.index(WORD)).tolist(), ASKED)
        ],
    }
    print("\n| ms an answer | median | p95 | p99 | worst |\n|---|---|---|---|---|")
    every: list[float] = []
    for name, chosen in texts.items():
        for script, spell in spellings().items():
            times = [
                timed(index.suggest, spelled[: chance.randint(1, min(len(spelled), 8))])
                for text in chosen
                if (spelled := spell(text))
            ]
            every += times
            print_times(f"{name}, {script}", times)
    print_times("all", every)
    asked = [text[: chance.randint(2, 8)] for text in texts["title"]]
    print_times("did you mean", [timed(index.did_you_mean, text) for text in asked])


def spellings() -> dict[str, Callable[[str], str]]:
    """Return the ways of typing a text."""
    simplified, traditional = opencc.OpenCC("t2s"), opencc.OpenCC("s2t")
    return {
        "simplified": simplified.convert,
        "traditional": traditional.convert,
        "pinyin": lambda text: "".join(readings([text])[0]),
        "initials": lambda text: "".join(one[0] for one in readings([text])[0]),
    }


def timed(ask: Callable[[str], object], text: str) -> float:
    """Return how many milliseconds an answer takes."""
    begun = perf_counter()
    ask(text)
    return (perf_counter() - begun) * 1e3


def print_times(name: str, times: Sequence[float]) -> None:
    """Print a line of times."""
    p95, p99 = np.percentile(times, (95, 99))
    print(f"| {name} | {statistics.median(times):.2f} | {p95:.2f} | {p99:.2f} | {max(times):.1f} |")


def standing_tags(index: Index, path: Path) -> list[str]:
    """Return the tags of two to eight Han characters that stand in the archive."""
    with path.open(encoding="utf-8") as lines:
        tags = [json.loads(line)["query"] for line in lines]
    return [
        tag
        for tag in tags
        if 2 <= len(tag) <= 8 and all(map(is_han, fold(tag))) and index.search(f'"{tag}"', limit=0).total
    ]


def report_completion(index: Index, tags: Sequence[str]) -> None:
    """Print how soon tags are among the first ten."""
    print(f"\n{len(tags)} tags\n\n| typed | recall@10 after 1 | 2 | 3 | 4 | all | keystrokes saved |")
    print("|---|---|---|---|---|---|---|")
    simplified = opencc.OpenCC("t2s")
    ways: dict[str, Callable[[str], list[str]]] = {
        "as printed": list,
        "simplified": lambda tag: list(simplified.convert(tag)),
        "pinyin, by syllables": lambda tag: readings([tag])[0],
        "initials": lambda tag: [one[0] for one in readings([tag])[0]],
    }
    for name, steps_of in ways.items():
        firsts, saved = [], []
        for tag in tags:
            steps = steps_of(tag)
            first = next(
                (count for count in range(1, len(steps) + 1) if shown(index, steps[:count], tag)), 99
            )
            firsts.append((first, len(steps)))
            saved.append(max(0.0, 1 - len("".join(steps[:first])) / len("".join(steps))))
        shares = [np.mean([first <= count for first, _ in firsts]) for count in (1, 2, 3, 4)]
        shares.append(np.mean([first <= size for first, size in firsts]))
        print(f"| {name} | {' | '.join(f'{share:.3f}' for share in shares)} | {np.mean(saved):.0%} |")


def shown(index: Index, steps: Sequence[str], tag: str) -> bool:
    """Tell whether a tag is among the first ten after such a beginning."""
    wanted = key_of(fold(tag))
    return any(key_of(fold(found.text)) == wanted for found in index.suggest("".join(steps), DEPTH))


def report_corrections(index: Index, tags: Sequence[str], chance: random.Random) -> None:
    """Print how often corrupted tags that find nothing are set right."""
    print(
        "\n| tags with | asked | right first | right among three | nothing offered |\n|---|---|---|---|---|"
    )
    characters = sorted(set("".join(tags)))
    by_sound: dict[str, list[str]] = {}
    for character, reading in zip(characters, readings(characters), strict=True):
        by_sound.setdefault(reading[0], []).append(character)
    corruptions: dict[str, Callable[[str, int], str]] = {
        "a homophone": lambda tag, at: tag[:at] + other(by_sound, tag[at], chance) + tag[at + 1 :],
        "another character": lambda tag, at: tag[:at] + chance.choice(characters) + tag[at + 1 :],
        "a character missing": lambda tag, at: tag[:at] + tag[at + 1 :],
        "a character more": lambda tag, at: tag[:at] + chance.choice(characters) + tag[at:],
        "two swapped": lambda tag, at: tag[:at] + tag[at + 1 : at + 2] + tag[at] + tag[at + 2 :],
    }
    for name, corrupt in corruptions.items():
        first = among = nothing = asked = 0
        for tag in tags:
            typed = corrupt(tag, chance.randrange(len(tag)))
            is_same = fold(typed) == fold(tag)
            if len(typed) < 2 or is_same or index.search(typed, limit=0).total:
                continue
            asked += 1
            offered = [key_of(fold(found.text)) for found in index.did_you_mean(typed)]
            first += offered[:1] == [key_of(fold(tag))]
            among += key_of(fold(tag)) in offered
            nothing += not offered
        shares = " | ".join(f"{count / max(asked, 1):.3f}" for count in (first, among, nothing))
        print(f"| {name} | {asked} | {shares} |")


def other(by_sound: dict[str, list[str]], character: str, chance: random.Random) -> str:
    """Return another character of the same sound, itself where there is none."""
    alike = by_sound[readings([character])[0][0]]
    return chance.choice([one for one in alike if fold(one) != fold(character)] or [character])


if __name__ == "__main__":
    raise SystemExit(main())
