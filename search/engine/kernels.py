"""The inner loops of asking: in NumPy, then compiled where numba is installed.

Both give the same answers to the last bit; `tests/test_engine_kernels.py` holds them against each other.
Loading numba takes as long as hundreds of answers in NumPy, and compiling for the very first time half a
minute. So the first questions of a process are answered in NumPy, the fourth has a thread load what is
compiled, and nobody waits for it; long-running programs load it before they are asked (`Reader.warm_up`).

What a kernel may do to memory does not depend on a file being honest: article numbers have 16 bits and
whatever they index has 65,536 places; extents are checked before a kernel sees them.
"""

import sys
from importlib import import_module
from importlib.util import find_spec
from threading import Lock, Thread
from types import ModuleType

from search.engine import vectorized

COMPILED = "search.engine.compiled"


class Kernels:
    """The kernels of this process: `module` changes once, from those in NumPy to the compiled ones."""

    def __init__(self) -> None:
        """Begin with NumPy."""
        self.module: ModuleType = vectorized
        self.are_compiled = False
        self._lock = Lock()

    @property
    def are_final(self) -> bool:
        """Tell whether nothing better can be loaded, or was already."""
        return self.are_compiled or not has_compiler()

    def load(self) -> None:
        """Load the compiled kernels where they can be: a second, half a minute the very first time."""
        with self._lock:
            if not self.are_final:
                self.module = import_module(COMPILED)
                self.are_compiled = True

    def load_aside(self) -> None:
        """Do so in a thread, while NumPy answers."""
        if not self.are_final:
            Thread(target=self.load, name="load-kernels").start()


def has_compiler() -> bool:
    """Tell whether numba is installed, and the machine's numbers are those of the files."""
    return sys.byteorder == "little" and find_spec("numba") is not None


KERNELS = Kernels()


def kernels() -> ModuleType:
    """Return the module of the kernels: `search.engine.vectorized` says what each gives."""
    return KERNELS.module
