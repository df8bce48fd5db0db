"""What every measurement is given: how thorough to be, a folder of its own, and sound devices."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.devices import SoundDevices

ROOT = Path(__file__).resolve().parents[2]
"""The checkout that is measured."""


class NotMeasuredError(Exception):
    """A figure cannot be measured on this machine; the message says why and what would help."""


@dataclass(frozen=True, eq=False)
class Bench:
    """One run.

    Attributes:
        quick: Fewer repetitions.
        folder: For everything that is written; it goes with the run.
        devices: Virtual sound devices; None where there are none, for the reason in `no_devices`.
        no_devices: Empty where there are some.
    """

    quick: bool
    folder: Path
    devices: SoundDevices | None
    no_devices: str = ""

    def times(self, usually: int, quickly: int) -> int:
        """How often to repeat something."""
        return quickly if self.quick else usually

    def need_devices(self) -> SoundDevices:
        """The sound devices. Raises NotMeasuredError where there are none."""
        if self.devices is None:
            raise NotMeasuredError(self.no_devices)
        return self.devices

    def environment(self) -> dict[str, str]:
        """The environment of every child process: it finds this checkout, this folder, the devices.

        Temporary files go into the folder, because the usual ways leave some behind.
        """
        found = self.devices.environment if self.devices is not None else {}
        paths = [str(ROOT), str(ROOT / "scripts"), *filter(None, sys.path)]
        return {
            **{name: value for name, value in os.environ.items() if "VOICE_COACH" not in name},
            **found,
            "PYTHONPATH": os.pathsep.join(paths),
            "TMPDIR": str(self.folder),
        }
