"""Speech from flite's voices, with the time of every phone, through its program."""

import re
import subprocess
import tempfile
import wave
from pathlib import Path

import numpy as np

from speech_model import phones
from speech_model.alignment import Segment, Utterance
from speech_model.sound import at_model_rate

VOICES = ("slt", "rms", "awb", "kal16", "kal")


def read_wave(path: Path) -> tuple[np.ndarray, int]:
    """Return the samples (int16, mono) of a WAV file, and their rate in Hz."""
    with wave.open(str(path), "rb") as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        return samples, file.getframerate()


def say(text: str, voice: str, stretch: float = 1.0, pitch: float | None = None) -> Utterance:
    """Return the text spoken.

    Args:
        text: What to say.
        voice: One of `VOICES`.
        stretch: How much longer than usual each sound takes.
        pitch: The mean pitch in Hz; the voice's own where there is none.

    Raises:
        subprocess.CalledProcessError: flite failed.
        ValueError: It spoke nothing.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "speech.wav")
        command = ["flite", "-t", text, "-voice", voice, "-psdur", "-o", str(path)]
        command += ["--setf", f"duration_stretch={stretch:.3f}"]
        if pitch is not None:
            command += ["--setf", f"int_f0_target_mean={pitch:.1f}"]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        samples, rate = read_wave(path)
    segments: list[Segment] = []
    start = 0.0
    for name, end in re.findall(r"(\S+):([\d.]+)", told):
        segments += Segment.split(phones.of_festival(name), start, float(end))
        start = float(end)
    if not segments:
        raise ValueError(f"flite spoke nothing for {text!r}.")
    last, length = segments[-1], len(samples) / rate
    segments[-1] = Segment(last.phone, last.start, max(last.end, length))
    return Utterance(at_model_rate(samples, rate), segments)
