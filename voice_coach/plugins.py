"""Plugins: synthesizers and recognizers by name, from which none is imported before it is wanted.

An engine is one module and one line in a table; packages from outside add theirs through an entry
point group, as `name = "module:Class"`. Ours stand in the built-in table as well, so that a
checkout which is not installed can speak and listen.
"""

from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from voice_coach.errors import CoachError


def engines(group: str, built_in: Mapping[str, str]) -> dict[str, EntryPoint]:
    """Return all engines by name; an installed one wins over the built-in of its name."""
    table = {name: EntryPoint(name, value, group) for name, value in built_in.items()}
    return table | {engine.name: engine for engine in entry_points(group=group)}


def load_engine(kind: str, name: str, table: Mapping[str, EntryPoint]) -> Any:
    """Return the class of an engine.

    Args:
        kind: `voice` or `ear`: what it is called in an error, and the error's code.
        name: The engine's name.
        table: The engines there are.

    Raises:
        CoachError: `voice.engine` or `ear.engine` if there is no such engine, or its package
            cannot be loaded.
    """
    there_are = ", ".join(sorted(table))
    if name not in table:
        raise CoachError(
            f"{kind}.engine", f"There is no {kind} engine called {name!r}. There are: {there_are}."
        )
    try:
        return table[name].load()
    except (ImportError, AttributeError) as error:
        raise CoachError(
            f"{kind}.engine",
            f"The {kind} engine {name!r} cannot be loaded: {error}. "
            f"Install its package again, or use another engine: {there_are}.",
        ) from error
