"""Makes a failing case small: fewer commits, fewer changes, shorter articles, a smaller request.

Greedy: whatever can be left out while some comparison still fails is left out.
"""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any

from search.article import Article
from search.engine import Request
from search.engine.tree import And, AndNot, AnyUnit, Everything, Near, Node, NoUnit, Or, Phrase, Written
from tests.engine_states import History, Step

ATTEMPTS = 600


Case = tuple[History, Request]


def shrink(case: Case, fails: Callable[[Case], str | None], message: str) -> tuple[Case, str]:
    """Return the smallest case found that fails, and with what message."""
    attempts = 0
    improved = True
    while improved:
        improved = False
        for smaller in _smaller(case):
            attempts += 1
            if attempts > ATTEMPTS:
                return case, message
            found = fails(smaller)
            if found is not None:
                case, message, improved = smaller, found, True
                break
    return case, message


def described(case: Case) -> str:
    """Return a case as text: the commits, parts of articles that are empty left out, and the request."""
    history, request = case
    lines = [f"{history.kind}, limits {history.limits}"]
    for number, step in enumerate(history.steps, 1):
        lines.append(f"commit {number}, processes {step.processes}:")
        lines += [f"  {_change(change)}" for change in step.changes]
    return "\n".join([*lines, repr(request)])


def _change(change: Article | str) -> str:
    if isinstance(change, str):
        return f"remove {change!r}"
    parts = {field.name: getattr(change, field.name) for field in fields(change)}
    return "add Article(" + ", ".join(f"{name}={value!r}" for name, value in parts.items() if value) + ")"


def _smaller(case: Case) -> Iterator[Case]:
    history, request = case
    for steps in _smaller_steps(history.steps):
        yield replace(history, steps=steps), request
    for smaller in _smaller_requests(request):
        yield history, smaller
    for place, step in enumerate(history.steps):
        for shorter in _shorter_changes(step):
            yield replace(history, steps=_put(history.steps, place, (shorter,))), request


def _smaller_steps(steps: tuple[Step, ...]) -> Iterator[tuple[Step, ...]]:
    for place, step in enumerate(steps):
        if len(steps) > 1:
            yield _put(steps, place, ())
        if step.processes > 1:
            yield _put(steps, place, (replace(step, processes=1),))
    for place, step in enumerate(steps):
        size = len(step.changes)
        part = size // 2
        while part:
            for first in range(0, size, part):
                kept = step.changes[:first] + step.changes[first + part :]
                yield _put(steps, place, (replace(step, changes=kept),))
            part //= 2


def _shorter_changes(step: Step) -> Iterator[Step]:
    for place, change in enumerate(step.changes):
        if isinstance(change, str):
            continue
        for field in fields(change):
            value = getattr(change, field.name)
            if field.name != "id" and value:
                for shorter in (value[:0], value[: len(value) // 2], value[len(value) // 2 :]):
                    if shorter != value:
                        changed = replace(change, **{field.name: shorter})
                        yield replace(step, changes=_put(step.changes, place, (changed,)))


def _smaller_requests(request: Request) -> Iterator[Request]:
    for name in ("words", "score"):
        value = getattr(request, name)
        for place in range(len(value)):
            yield replace(request, **{name: _put(value, place, ())})
    for node in _smaller_nodes(request.match):
        yield replace(request, match=node)
    if request.filter is not None:
        for node in _smaller_nodes(request.filter):
            yield replace(request, filter=node)
    for place, word in enumerate(request.words):
        for node in _smaller_nodes(word):
            yield replace(request, words=_put(request.words, place, (node,)))
    for name, plain in (
        ("sort", "relevance"),
        ("offset", 0),
        ("collapse", None),
        ("filter", None),
        ("ranking", Request().ranking),
    ):
        if getattr(request, name) != plain:
            yield replace(request, **{name: plain})


def _smaller_nodes(node: Node) -> Iterator[Node]:
    if not isinstance(node, Everything):
        yield Everything()
    match node:
        case And(children) | Or(children):
            yield from children
            for place, child in enumerate(children):
                yield type(node)(_put(children, place, ()))
                for smaller in _smaller_nodes(child):
                    yield type(node)(_put(children, place, (smaller,)))
        case AndNot(wanted, unwanted):
            yield from (wanted, unwanted)
            yield from (AndNot(smaller, unwanted) for smaller in _smaller_nodes(wanted))
            yield from (AndNot(wanted, smaller) for smaller in _smaller_nodes(unwanted))
        case Near(first, second):
            yield from (first, second)
        case Written(sequence):
            yield sequence
        case Phrase(parts):
            fewer = [_put(parts, place, ()) for place in range(len(parts))]
            yield from (Phrase(left) for left in fewer if not all(map(_is_open, left)))


def _is_open(part: tuple[int, Node]) -> bool:
    """Tell whether a part of a phrase is a place that is open, or where nothing stands."""
    return isinstance(part[1], AnyUnit | NoUnit)


def _put(values: tuple[Any, ...], place: int, new: tuple[Any, ...]) -> tuple[Any, ...]:
    return values[:place] + new + values[place + 1 :]
