"""The bench: what every measurement is given, such as a folder of its own and sound devices."""

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from benchmarks.devices import SoundDevices
from voice_coach.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
"""The checkout that is measured."""


class NotMeasuredError(Exception):
    """A figure cannot be measured on this machine; the message says why and what would help."""


def child_environment() -> dict[str, str]:
    """Return the environment of a child process: it finds this checkout, and no settings."""
    paths = [str(ROOT), str(ROOT / "scripts"), *filter(None, sys.path)]
    own = {name: value for name, value in os.environ.items() if "VOICE_COACH" not in name}
    return own | {"PYTHONPATH": os.pathsep.join(paths)}


@dataclass(frozen=True, eq=False)
class Bench:
    """One run.

    Attributes:
        quick: Fewer repetitions.
        folder: For everything that is written; it goes with the run.
        devices: Virtual sound devices; None where there are none, for the reason in `no_devices`.
        no_devices: Empty where there are some.
        engine: Of the coach's voice: the setting `voice_engine`.
    """

    quick: bool
    folder: Path
    devices: SoundDevices | None
    no_devices: str = ""
    engine: str = "auto"

    def anew(self, name: str, engine: str | None = None) -> Self:
        """Return a run like this one with a folder of its own, and, if named, another engine."""
        folder = self.folder / name
        folder.mkdir()
        return replace(self, folder=folder, engine=engine or self.engine)

    @property
    def cache(self) -> Path:
        """The folder for what programs may keep to be faster."""
        return self.folder / "cache"

    @property
    def settings(self) -> Settings:
        """The settings of a session in this process."""
        return Settings(voice_engine=self.engine)

    def times(self, usually: int, quickly: int) -> int:
        """Return how often to repeat something."""
        return quickly if self.quick else usually

    def need_devices(self) -> SoundDevices:
        """Return the sound devices. Raises NotMeasuredError where there are none."""
        if self.devices is None:
            raise NotMeasuredError(self.no_devices)
        return self.devices

    def environment(self) -> dict[str, str]:
        """Return the environment of a child process: it also finds this folder and the devices.

        Temporary files go into the folder, because the usual ways leave some behind.
        """
        found = self.devices.environment if self.devices is not None else {}
        own = {
            "TMPDIR": str(self.folder),
            "XDG_CACHE_HOME": str(self.cache),
            "VOICE_COACH_VOICE_ENGINE": self.engine,
        }
        return child_environment() | found | own
