"""The inner loops of asking: in NumPy, then compiled where numba is installed.

Both give the same answers to the last bit; `tests/test_engine_kernels.py` holds them against each other.
Loading numba takes as long as hundreds of answers in NumPy, so the first few questions of a process are
answered without it: a command that asks one question never waits for it. Long-running programs load it
before they are asked (`Reader.warm_up`).

What a kernel may do to memory does not depend on a file being honest: article numbers have 16 bits and
whatever they index has 65,536 places; extents are checked before a kernel sees them.
"""

import sys
from importlib import import_module
from importlib.util import find_spec
from threading import Lock
from types import ModuleType

from search.engine import vectorized

COMPILED = "search.engine.compiled"


class Kernels:
    """The kernels of this process: `module` changes once, from those in NumPy to the compiled ones."""

    def __init__(self) -> None:
        """Begin with NumPy."""
        self.module: ModuleType = vectorized
        self._lock = Lock()

    @property
    def are_final(self) -> bool:
        """Tell whether nothing better can be loaded, or was already."""
        return self.module.__name__ == COMPILED or not has_compiler()

    def load(self) -> None:
        """Load the compiled kernels where they can be: tenths of a second, seconds the very first time."""
        with self._lock:
            if not self.are_final:
                self.module = import_module(COMPILED)


def has_compiler() -> bool:
    """Tell whether numba is installed, and the machine's numbers are those of the files."""
    return sys.byteorder == "little" and find_spec("numba") is not None


KERNELS = Kernels()


def kernels() -> ModuleType:
    """Return the module of the kernels: `search.engine.vectorized` says what each gives."""
    return KERNELS.module
