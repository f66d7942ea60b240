"""Starts one process a measurement and takes its result."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.adapters import NotInstalled
from tests.bench.child import NOT_INSTALLED
from tests.bench.machine import PROJECT

SYSTEM_PYTHON = Path("/usr/bin/python3")
"""Where Debian's packages for Python are importable, which those of an environment are not."""

LINES_SHOWN = 15


class MeasurementFailed(Exception):
    """A process ended with an error; the message holds what it printed last."""


@dataclass(frozen=True, slots=True)
class Installed:
    """An engine that can be measured, the interpreter that has its package, and its version."""

    name: str
    python: str
    version: str

    @property
    def is_foreign(self) -> bool:
        """Whether its interpreter is another than this, so that the project's analysis is not there."""
        return self.python != sys.executable

    def measure(self, task: str, *, module: str = "child", **arguments: Any) -> Any:
        """Run a task in a process of its own and return its result."""
        return _run(self.python, module, task, self.name, arguments)


def find_engine(name: str) -> Installed:
    """Return an engine; raises NotInstalled where no interpreter has its package."""
    try:
        return Installed(name, sys.executable, _run(sys.executable, "child", "version", name, {}))
    except NotInstalled:
        if name != "xapian" or not SYSTEM_PYTHON.exists():
            raise
    return Installed(name, str(SYSTEM_PYTHON), _run(str(SYSTEM_PYTHON), "child", "version", name, {}))


def _run(python: str, module: str, task: str, name: str, arguments: dict[str, Any]) -> Any:
    command = [python, "-m", f"tests.bench.{module}", task, name, json.dumps(arguments, default=str)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode == NOT_INSTALLED:
        raise NotInstalled(done.stderr.strip())
    if done.returncode:
        last = "\n".join(done.stderr.splitlines()[-LINES_SHOWN:])
        raise MeasurementFailed(f"{task} of {name} ended with status {done.returncode}:\n{last}")
    return json.loads(done.stdout.splitlines()[-1])
