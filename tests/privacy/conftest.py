"""A session of the real program, and somebody who looks at it all the while."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

CANARY = "zanzibar"
SECRET = f"i am furious with my brother in {CANARY}"
SILENT = ("--keyboard", "--speaker", "none")


@dataclass
class Watched:
    """What could be seen of a session, and how it ended."""

    status: int
    stdout: str
    stderr: str
    seen: dict[str, list[bytes]] = field(default_factory=dict)


@pytest.fixture
def watch(home: Path, tmp_path: Path) -> Iterator[Callable[..., Watched]]:
    """Runs the program, typing `lines`, and looks at it at each event."""

    def watch(*arguments: str, lines: tuple[str, ...], **environment: str) -> Watched:
        scratch = tmp_path / "scratch"
        scratch.mkdir(exist_ok=True)
        program = subprocess.Popen(
            [sys.executable, "-m", "voice_coach", *arguments, "--events", "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"TMPDIR": str(scratch)} | environment,
        )
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdin.write("".join(f"{line}\n" for line in lines))
        program.stdin.close()
        seen: dict[str, list[bytes]] = {}
        told = []
        for line in program.stdout:
            told.append(line)
            if json.loads(line)["event"] != "session.ended":
                look(program.pid, scratch, seen)
        stderr = program.stderr.read() if program.stderr is not None else ""
        seen["left"] = [file.read_bytes() for file in scratch.rglob("*") if file.is_file()]
        return Watched(program.wait(60), "".join(told), stderr, seen)

    return watch


def look(pid: int, scratch: Path, seen: dict[str, list[bytes]]) -> None:
    """Writes down what any program on this machine could see of this one now."""
    try:
        program = psutil.Process(pid)
        family = [program, *program.children(recursive=True)]
    except psutil.NoSuchProcess:
        return
    for process in family:
        folder = Path(f"/proc/{process.pid}")
        for name in ("cmdline", "environ", "comm"):
            try:
                seen.setdefault(name, []).append((folder / name).read_bytes())
            except OSError:
                continue
        try:
            links = [str(file.readlink()) for file in (folder / "fd").iterdir()]
        except OSError:
            continue
        sockets = [link.encode() for link in links if link.startswith("socket:")]
        seen.setdefault("sockets", []).extend(sockets)
    for place in (scratch, Path("/dev/shm")):  # noqa: S108 - where sentences are rendered
        for file in place.rglob("*"):
            try:
                mode = file.stat().st_mode
                if file.name.startswith("voice-coach") or place == scratch:
                    seen.setdefault("modes", []).append(oct(mode & 0o077).encode())
            except OSError:
                continue
