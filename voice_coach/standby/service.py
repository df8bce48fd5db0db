"""The user service that runs standby: a unit for systemd, a property list for launchd.

Both run the same command as a terminal would, with the person's own rights, and start it again
after an error, a minute later.
"""

import os
import plistlib
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from voice_coach.errors import CoachError
from voice_coach.private_files import make_private_folder, replace_file

SYSTEMD_NAME = "voice-coach-standby.service"
LAUNCHD_LABEL = "voice-coach.standby"

RESTART_SECONDS = 60
"""Before another try where there is no microphone, so that trying costs nothing to speak of."""


def systemd_unit(command: Sequence[str]) -> str:
    """Return the text of the unit that runs a command."""
    words = " ".join(_quoted(word) for word in command)
    return f"""[Unit]
Description=Voice Coach in standby
StartLimitIntervalSec=0

[Service]
ExecStart={words}
Restart=on-failure
RestartSec={RESTART_SECONDS}

[Install]
WantedBy=default.target
"""


def _quoted(word: str) -> str:
    """Return a word as systemd reads it back: quotes, its specifiers and variables escaped."""
    for letter, escaped in (("\\", "\\\\"), ('"', '\\"'), ("%", "%%"), ("$", "$$")):
        word = word.replace(letter, escaped)
    return f'"{word}"'


def launchd_plist(command: Sequence[str]) -> bytes:
    """Return the property list that runs a command."""
    return plistlib.dumps(
        {
            "Label": LAUNCHD_LABEL,
            "ProgramArguments": list(command),
            "RunAtLoad": True,
            "KeepAlive": {"SuccessfulExit": False},
            "ThrottleInterval": RESTART_SECONDS,
            "ProcessType": "Interactive",
        }
    )


@dataclass(frozen=True, slots=True)
class Service:
    """The service of this machine: its file, and the commands of the service manager.

    Attributes:
        path: The unit, or the property list.
        contents: What stands in it.
        start: The commands that load and start it, and at every login from then on.
        stop: The commands that end it.
    """

    path: Path
    contents: bytes
    start: tuple[tuple[str, ...], ...]
    stop: tuple[tuple[str, ...], ...]

    @classmethod
    def here(cls, command: Sequence[str]) -> Self:
        """Return the service that runs a command; raises `standby.no-service` on other systems."""
        if sys.platform == "darwin":
            return cls.launchd(command)
        if sys.platform.startswith("linux"):
            return cls.systemd(command)
        raise CoachError(
            "standby.no-service",
            "Standby can be a service on Linux and macOS only. Start it from your session's "
            "startup programs instead.",
        )

    @classmethod
    def systemd(cls, command: Sequence[str]) -> Self:
        """Return the service of a user's systemd."""
        config = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
        control = ("systemctl", "--user")
        return cls(
            Path(config) / "systemd" / "user" / SYSTEMD_NAME,
            systemd_unit(command).encode(),
            ((*control, "daemon-reload"), (*control, "enable", "--now", SYSTEMD_NAME)),
            ((*control, "disable", "--now", SYSTEMD_NAME),),
        )

    @classmethod
    def launchd(cls, command: Sequence[str]) -> Self:
        """Return the agent of a user's launchd."""
        path = Path.home() / "Library" / "LaunchAgents" / f"{LAUNCHD_LABEL}.plist"
        domain = f"gui/{os.getuid()}"
        return cls(
            path,
            launchd_plist(command),
            (("launchctl", "bootstrap", domain, str(path)),),
            (("launchctl", "bootout", f"{domain}/{LAUNCHD_LABEL}"),),
        )

    @property
    def is_installed(self) -> bool:
        """Whether its file is there."""
        return self.path.exists()

    def install(self) -> None:
        """Write its file and start it; an older one is replaced.

        Raises `standby.service` if it cannot be written, or the service manager refuses: the file
        stays then, for the next login.
        """
        if self.is_installed:
            for command in self.stop:
                _succeeds(command)
        try:
            make_private_folder(self.path.parent)
            replace_file(self.path, self.contents)
        except OSError as error:
            raise CoachError(
                "standby.service", f"{self.path} cannot be written: {error.strerror}."
            ) from error
        for command in self.start:
            if not _succeeds(command):
                raise CoachError(
                    "standby.service",
                    f"{self.path} is written, but the service manager did not start it. "
                    f"Try it yourself: {' '.join(command)}",
                )

    def remove(self) -> bool:
        """End it and delete its file; return whether it was installed."""
        if not self.is_installed:
            return False
        for command in self.stop:
            _succeeds(command)
        self.path.unlink(missing_ok=True)
        return True


def _succeeds(command: Sequence[str]) -> bool:
    """Run a command of the service manager silently; False also where there is no such program."""
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=30)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
