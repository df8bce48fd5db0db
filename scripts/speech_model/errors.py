"""The error that stops a build."""

from pathlib import Path


class BuildError(Exception):
    """A build that cannot go on; its message says what is wrong, and what to do about it."""


def check_model(folder: Path) -> None:
    """Raise a `BuildError` if there is no model in the folder."""
    if not (folder / "am" / "final.mdl").is_file():
        raise BuildError(f"{folder} holds no speech model: am/final.mdl is missing.")
