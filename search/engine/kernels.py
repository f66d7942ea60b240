"""The inner loops of asking, compiled where numba is installed, in NumPy where it is not.

Both give the same answers to the last bit; `tests/test_engine_kernels.py` holds them against each other.
What a kernel may do to memory does not depend on a file being honest: article numbers have 16 bits and
whatever they index has 65,536 places; extents are checked before a kernel sees them.

They are loaded when first asked for: whoever only writes needs none of them.
"""

import sys
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType


@cache
def kernels() -> ModuleType:
    """Return the module of the kernels: `search.engine.vectorized` says what each gives."""
    has_compiler = sys.byteorder == "little" and find_spec("numba") is not None
    return import_module("search.engine.compiled" if has_compiler else "search.engine.vectorized")
