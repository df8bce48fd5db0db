"""Stubs of imports: empty modules for what a library imports and this program never uses of it."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType


@contextmanager
def stub_imports(library: str, stubs: Mapping[str, Mapping[str, object]]) -> Iterator[None]:
    """Put stubs in the place of modules not imported yet, while `library` is imported.

    Args:
        library: Its module; nothing is done if it was imported before.
        stubs: The names of the modules, each with the attributes its stub has.
    """
    missing = [name for name in stubs if {name, library}.isdisjoint(sys.modules)]
    for name in missing:
        sys.modules[name] = stub = ModuleType(name)
        vars(stub).update(stubs[name])
    try:
        yield
    finally:
        for name in missing:
            del sys.modules[name]
