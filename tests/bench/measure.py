"""Measures engines at one size, every measurement in a process of its own, one after the other."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from statistics import median
from typing import Any

from tests.bench.adapters import NotInstalled
from tests.bench.agreement import Agreement, check_agreement
from tests.bench.engine_dibao import RANKING
from tests.bench.oracle import Oracle, Truth
from tests.bench.processes import Installed, find_engine
from tests.bench.questions import Answer, Question, write_questions
from tests.bench.results import Figure, latency_figures
from tests.bench.tokens import read_tokens
from tests.bench.workspace import Settings, Workspace, say

OWN = "dibao"
SLOW = "whoosh"
SAMPLED = 40
"""Questions of each kind that the oracle answers too."""

MEMORY_KINDS = ("term", "and", "or", "phrase")
MEMORY_QUESTIONS = 25
"""Questions of each of these kinds before memory is read."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An engine's answers, None where it was not asked, and its articles as it breaks ties."""

    answers: list[Answer | None]
    order: list[int]


Given = dict[str, Asked]
"""What each engine was asked."""


def find_engines(settings: Settings, size: int) -> tuple[list[Installed], list[Figure]]:
    """Return the engines to measure at a size, and for each its version or why it is not measured."""
    found, remarks = [], []
    for name in settings.engines:
        if name == SLOW and size != min(settings.sizes) and not settings.whoosh_all:
            reason = "about 75 documents/s, so only at the smallest size; else with --whoosh-all"
            remarks.append(Figure(name, size, "engine", "not measured", 0, reason))
            continue
        try:
            engine = find_engine(name)
        except NotInstalled as error:
            remarks.append(Figure(name, size, "engine", "not installed", 0, str(error)))
        else:
            found.append(engine)
            remarks.append(Figure(name, size, "engine", "version", 0, engine.version))
    return found, remarks


def build(settings: Settings, workspace: Workspace, engine: Installed) -> list[Figure]:
    """Build an engine's index; return documents a second and bytes. The index built last is kept."""
    figures = []
    folder, size = workspace.index(engine.name), workspace.size
    if engine.name == OWN or not (settings.tokens_only or engine.is_foreign):
        say(f"{size:,} articles: {engine.name} indexes articles")
        shutil.rmtree(folder, ignore_errors=True)
        seconds = engine.measure(
            "build_raw", module="raw", folder=folder, corpus=workspace.corpus, processes=settings.processes
        )
        figures.append(Figure(engine.name, size, "index", "from articles", size / seconds, "documents/s"))
    if engine.name != OWN:
        say(f"{size:,} articles: {engine.name} indexes terms")
        shutil.rmtree(folder, ignore_errors=True)
        seconds = engine.measure("build", folder=folder, tokens=workspace.tokens)
        figures.append(Figure(engine.name, size, "index", "from terms", size / seconds, "documents/s"))
    stored = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return [*figures, Figure(engine.name, size, "index", "on disk", stored, "bytes")]


def ask(settings: Settings, workspace: Workspace, engine: Installed) -> Asked:
    """Return an engine's answer to every question, None where it had no time left."""
    say(f"{workspace.size:,} articles: {engine.name} answers")
    given = engine.measure(
        "answers",
        folder=workspace.index(engine.name),
        questions=workspace.questions("asked"),
        budget=settings.budget,
    )
    answers = [None if record is None else _answer(record) for record in given["answers"]]
    return Asked(answers, given["order"])


def compare(workspace: Workspace, given: Given) -> Agreement:
    """Compare the engines' answers with each other and some with the oracle's."""
    say(f"{workspace.size:,} articles: the oracle answers")
    asked = workspace.asked()
    answers = {name: by_engine.answers for name, by_engine in given.items()}
    order = given[OWN].order if OWN in given else range(workspace.size)
    return check_agreement(asked, answers, _truths(workspace, asked), order)


def agreement_figures(size: int, agreement: Agreement) -> list[Figure]:
    """Return how much was compared, and how much of the oracle's first ten each engine has."""
    figures = [
        Figure("all", size, "agreement", "totals that agree", agreement.totals, "answers"),
        Figure(OWN, size, "agreement", "first tens that are the oracle's", agreement.tops, "answers"),
    ]
    for (name, kind), share in agreement.overlaps.items():
        figures.append(Figure(name, size, "agreement", f"overlap {kind}", share, "share"))
    return figures


def write_memory_and_opening(workspace: Workspace, given: Given) -> None:
    """Write the questions that memory is read after, and the cheap one that opening ends with."""
    asked = workspace.asked()
    mixed: list[Question] = []
    for kind, group in groupby(asked, key=lambda question: question.kind):
        if kind in MEMORY_KINDS:
            mixed += islice(group, MEMORY_QUESTIONS)
    write_questions(workspace.questions("memory"), mixed)
    totals = {
        place: answer.total
        for by_engine in given.values()
        for place, answer in enumerate(by_engine.answers)
        if answer is not None and asked[place].kind == "term"
    }
    write_questions(workspace.questions("cheap"), [asked[min(totals, key=totals.__getitem__)]])


def time_engine(settings: Settings, workspace: Workspace, engine: Installed) -> list[Figure]:
    """Measure opening, memory and latencies of an engine."""
    say(f"{workspace.size:,} articles: {engine.name} is timed")
    figures = [
        *_time_opening(settings, workspace, engine),
        *_measure_memory(workspace, engine, "memory", ""),
        *_time_questions(settings, workspace, engine, ""),
    ]
    if engine.name == OWN:
        figures += _measure_memory(workspace, engine, "warm_search", " of search")
        figures += _time_questions(settings, workspace, engine, "_search")
    return figures


def _time_opening(settings: Settings, workspace: Workspace, engine: Installed) -> list[Figure]:
    """Return medians over fresh processes, each with its modules imported and the files in the page cache."""
    taken = [
        engine.measure(
            "open_once", folder=workspace.index(engine.name), questions=workspace.questions("cheap")
        )
        for _ in range(settings.opens)
    ]
    opened, first = (median(times[name] for times in taken) for name in ("open", "first"))
    return [
        Figure(engine.name, workspace.size, "open", "alone", opened, "ms"),
        Figure(engine.name, workspace.size, "open", "to first answer", first, "ms"),
    ]


def _measure_memory(workspace: Workspace, engine: Installed, questions: str, of: str) -> list[Figure]:
    found = engine.measure(
        "memory_after", folder=workspace.index(engine.name), questions=workspace.questions(questions)
    )
    return [
        Figure(engine.name, workspace.size, "memory", f"{name} {when}{of}", value, "bytes")
        for when in (("after",) if of else ("after", "before"))
        for name, value in found[when].items()
    ]


def _time_questions(settings: Settings, workspace: Workspace, engine: Installed, suffix: str) -> list[Figure]:
    latencies = engine.measure(
        "latencies",
        folder=workspace.index(engine.name),
        questions=workspace.questions(f"asked{suffix}"),
        warm_up=workspace.questions(f"warm{suffix}"),
        budget=settings.budget,
    )
    return latency_figures(engine.name, workspace.size, latencies)


def _truths(workspace: Workspace, asked: Sequence[Question]) -> dict[int, Truth]:
    """Return the truth of the first questions of every kind, by their places."""
    sampled: dict[int, Question] = {}
    for _, group in groupby(enumerate(asked), key=lambda entry: entry[1].kind):
        sampled.update(islice(group, SAMPLED))
    oracle = Oracle(read_tokens(workspace.tokens), list(sampled.values()), RANKING)
    return {place: oracle.truth(question) for place, question in sampled.items()}


def _answer(record: dict[str, Any]) -> Answer:
    facets = tuple((value, count) for value, count in record["facets"])
    return Answer(record["total"], tuple(record["hits"]), tuple(record["scores"]), facets)
