"""Stops every change of an index at every operation: python -m tests.measure_crashes [options]

For each scenario (`tests.crash_scenarios`), for each operation that changes the disk
(`tests.faulty_disk`), in each of these ways:

- stop: nothing reaches the disk any more, neither from buffers nor from clean-up; and once more with
  half of a write done;
- kill: the process ends, a real one;
- interrupt: Ctrl-C, and clean-up runs; error: that operation alone is refused; full: from there on
  nothing can grow;
- power: what was not flushed is lost, half there, or zeros (`tests.power_cut`).

Afterwards the index must open, with its checksums right, in exactly its old or its new state, in the
new one if the commit had returned; one more commit must work, and leave no file that a clean run
would not leave. Prints how often each state was found; on anything else what it was, and returns 1.

    --every N          of the writes look at every Nth only; of the other operations at all
    --model NAME       one way only; --scenario NAME, one change only; both may be repeated
"""

import argparse
import gc
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from search.errors import SearchError
from tests.crash_scenarios import SCENARIOS, Scenario, State, copied, leftovers
from tests.disk_calls import Crash
from tests.faulty_disk import (
    KILLED,
    Fault,
    FaultyDisk,
    fail_at,
    full_from,
    interrupt_at,
    kill_at,
    stop_at,
)
from tests.power_cut import Event, cuts, write_tree

IN_PROCESS: dict[str, tuple[Callable[[int], Fault], bool]] = {
    "stop": (stop_at, False),
    "torn": (stop_at, True),
    "interrupt": (interrupt_at, False),
    "error": (fail_at, False),
    "full": (full_from, False),
}
MODELS = (*IN_PROCESS, "kill", "power")
SEED = 1
PROJECT = Path(__file__).resolve().parents[1]
NURSERY = "--nursery"


@dataclass
class Outcomes:
    """What one scenario came to under one model."""

    stops: int = 0
    states: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


class Trial:
    """One scenario in a folder of its own: both clean states, and what they go on to."""

    def __init__(self, scenario: Scenario, folder: Path) -> None:
        """Make the old and the new state, and from each one more commit."""
        self.scenario = scenario
        self.folder = folder
        self.base = folder / "old"
        scenario.make(self.base)
        scenario.change(copied(self.base, folder / "new"))
        self.states = [scenario.state(folder / name) for name in ("old", "new")]
        self._continued = [self._continue(folder / name) for name in ("old", "new")]
        self._tried: set[tuple[int, frozenset[tuple[str, int]]]] = set()

    def check(self, index: Path, *, finished: bool) -> str:
        """Return which state an index is in, `old` or `new`; raises AssertionError for neither.

        `finished` says that the commit had returned, so that only the new state is right.
        """
        state = self.scenario.state(index)
        places = [place for place, known in enumerate(self.states) if known == state]
        if not places:
            ids = None if state is None else state[0]
            raise AssertionError(f"neither old nor new: {ids}")
        if finished and places[-1] == 0:
            raise AssertionError("the commit had returned, but its changes are lost")
        place = places[-1] if finished else places[0]
        self._check_going_on(index, place)
        return ("old", "new")[place]

    def _check_going_on(self, index: Path, place: int) -> None:
        """Make one more commit, once for each state and each kind of files that lie about in it."""
        key = place, frozenset(leftovers(index).items())
        if key in self._tried:
            return
        (state, left), (wanted, clean) = self._continue(index), self._continued[place]
        if state != wanted:
            raise AssertionError("one more commit leads to another state")
        if left != clean:
            raise AssertionError(f"one more commit leaves {left - clean}, and lacks {clean - left}")
        self._tried.add(key)

    def _continue(self, index: Path) -> tuple[State, Counter[str]]:
        going_on = copied(index, self.folder / "going on")
        self.scenario.go_on(going_on)
        return self.scenario.state(going_on), leftovers(going_on)


def main(arguments: Sequence[str]) -> int:
    """Sweep and print; return 1 where a state was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.measure_crashes")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--model", action="append", choices=MODELS)
    parser.add_argument("--scenario", action="append", choices=SCENARIOS)
    options = parser.parse_args(arguments)
    failures = []
    began = perf_counter()
    for name in options.scenario or SCENARIOS:
        for model in options.model or MODELS:
            found = sweep(SCENARIOS[name], model, options.every)
            failures += found.failures
            states = ", ".join(f"{state} {count}" for state, count in sorted(found.states.items()))
            print(f"{name}, {model}: {found.stops} stops: {states}; wrong {len(found.failures)}", flush=True)
    print(f"{perf_counter() - began:.0f} s; wrong: {len(failures)}")
    print(*failures, sep="\n", file=sys.stderr)
    return 1 if failures else 0


def sweep(scenario: Scenario, model: str, every: int = 1) -> Outcomes:
    """Stop a scenario's change at its operations in one way, and look at what is left.

    Of the writes, every `every`th is one to stop at.
    """
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(scenario, Path(folder))
        with FaultyDisk(copied(trial.base, trial.folder / "index")) as disk:
            scenario.change(disk.root)
        numbers = [
            number for number, event in enumerate(disk.events) if event.kind != "write" or not number % every
        ]
        if model == "power":
            return _cut_power(trial, disk.events, numbers)
        if model == "kill":
            return _kill(trial, numbers)
        return _stop(trial, model, numbers)


def _stop(trial: Trial, model: str, numbers: Sequence[int]) -> Outcomes:
    fault, torn = IN_PROCESS[model]
    outcomes = Outcomes()
    gc.freeze()  # what is there already need not be looked through after every stop
    for number in numbers:
        index = copied(trial.base, trial.folder / "index")
        with FaultyDisk(index, fault(number), torn=torn) as disk:
            finished = _change(trial.scenario, index)
            gc.collect()  # lets go of the lock, as the end of the process would
        where = f"{trial.scenario.name}, {model} at operation {number}, {disk.last}"
        if disk.count <= number:
            outcomes.failures.append(f"{where}: there was no such operation")
        _judge(trial, index, outcomes, where, finished=finished and not disk.is_dead)
    gc.unfreeze()
    return outcomes


def _change(scenario: Scenario, index: Path) -> bool:
    """Make the change; tell whether it returned."""
    with suppress(Crash, KeyboardInterrupt, OSError, SearchError):
        scenario.change(index)
        return True
    return False


def _cut_power(trial: Trial, events: Sequence[Event], numbers: Sequence[int]) -> Outcomes:
    index = trial.folder / "index"
    outcomes = Outcomes()
    rng = random.Random(SEED)  # noqa: S311 - a repeatable run
    for number, tree in cuts(trial.base, events, rng, {*numbers, len(events)}):
        shutil.rmtree(index)
        write_tree(index, tree)
        finished = number == len(events)
        before = "the end" if finished else f"{events[number].kind} {events[number].path}"
        where = f"{trial.scenario.name}, power cut at operation {number}, before {before}"
        _judge(trial, index, outcomes, where, finished=finished)
    return outcomes


def _kill(trial: Trial, numbers: Sequence[int]) -> Outcomes:
    """Let another process fork one that is killed, for each operation: forking is fast, starting is not."""
    outcomes = Outcomes()
    command = [sys.executable, "-m", "tests.measure_crashes", NURSERY]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROJECT
    ) as nursery:
        assert nursery.stdin is not None and nursery.stdout is not None
        for number in numbers:
            index = copied(trial.base, trial.folder / "index")
            print(json.dumps([trial.scenario.name, str(index), number]), file=nursery.stdin, flush=True)
            status = int(nursery.stdout.readline())
            where = f"{trial.scenario.name}, killed at operation {number}"
            if status != KILLED:
                outcomes.failures.append(f"{where}: the process ended with {status}")
            _judge(trial, index, outcomes, where, finished=False)
        nursery.stdin.close()
    return outcomes


def _nurse() -> int:
    """Fork a process for each line of input that changes an index and is killed; print how it ended."""
    with tempfile.TemporaryDirectory() as folder:  # loads all that the forked processes share
        Trial(SCENARIOS["additions"], Path(folder))
    for line in sys.stdin:
        name, index, number = json.loads(line)
        child = os.fork()
        if not child:
            with FaultyDisk(Path(index), kill_at(number)):
                SCENARIOS[name].change(Path(index))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)
    return 0


def _judge(trial: Trial, index: Path, outcomes: Outcomes, where: str, *, finished: bool) -> None:
    outcomes.stops += 1
    try:
        outcomes.states[trial.check(index, finished=finished)] += 1
    except Exception as error:  # whatever is raised on opening or going on is a finding
        outcomes.failures.append(f"{where}: {type(error).__name__}: {error}")


if __name__ == "__main__":
    sys.exit(_nurse() if sys.argv[1:] == [NURSERY] else main(sys.argv[1:]))
