"""The child process in which Piper speaks; the parent can kill it at a deadline.

The first argument after the folder is the folder of voices, each NAME.onnx with a NAME.onnx.json.
Where no voice is named, the first of them speaks.
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice_coach.tts.voice_server import RefusalError, serve_parent, silence_onnxruntime

SPOKEN_RATES = (80, 134, 194, 234, 353, 411)
LENGTH_SCALES = (3.35, 2.0, 1.33, 1.0, 0.6, 0.4)
"""Words a minute, and Piper's stretching for them: measured with five sentences of the library in
the voice en_US-joe-medium, but for the first, which goes on as the second does."""

EDGE_LEVEL = 0.01
"""Of the loudest sample: what is quieter before and after a sentence is the voice's own hiss."""

PAUSE_SECONDS = 0.35
"""Between sentences that are asked for in one piece."""

_ODD_CHARACTERS = re.compile(r"[\0-\x1f\ud800-\udfff]+")


class PiperSpeech:
    """Piper, with the voices of a folder. Raises RefusalError (`voice.missing`) without either."""

    def __init__(self, folder: Path | None) -> None:
        silence_onnxruntime()
        try:
            import piper  # noqa: PLC0415 - GPL, and heavy
        except ImportError as error:
            raise RefusalError("voice.missing", type(error).__name__) from None
        self._piper = piper
        files = sorted(folder.glob("*.onnx")) if folder else []
        self._files = {file.stem: file for file in files if Path(f"{file}.json").is_file()}
        if not self._files:
            raise RefusalError("voice.missing", f"no voice for Piper in {folder}")
        # Two: the coach's, and the one of the person's words in a replay.
        self._voice = lru_cache(maxsize=2)(self._load)

    def voices(self) -> list[str]:
        """Return the names of the voices, sorted."""
        return sorted(self._files)

    def render(self, text: str, voice: str, rate: int, volume: float) -> tuple[int, bytes]:
        """Return the rate in Hz and the samples of `text`; no samples if nothing in it is spoken.

        Raises RefusalError: `voice.unknown`, or `voice.failed` where a voice's file is damaged.
        """
        name = voice or next(iter(self._files))
        if name not in self._files:
            raise RefusalError("voice.unknown")
        loaded = self._voice(name)
        hz = int(loaded.config.sample_rate)
        text = _ODD_CHARACTERS.sub(" ", text)
        if not any(letter.isalnum() for letter in text):
            return hz, b""
        # Without chance in the length of sounds, a text is always as long.
        how = self._piper.SynthesisConfig(
            length_scale=float(np.interp(rate, SPOKEN_RATES, LENGTH_SCALES)),
            noise_w_scale=0.0,
            volume=volume,
        )
        pause = bytes(2 * round(PAUSE_SECONDS * hz))
        spoken = [_trimmed(each.audio_int16_array) for each in loaded.synthesize(text, how)]
        return hz, pause.join(samples.tobytes() for samples in spoken)

    def _load(self, name: str) -> Any:
        try:
            return self._piper.PiperVoice.load(self._files[name])
        except Exception as error:  # noqa: BLE001 - a damaged file raises one of many
            detail = f"the file of {name} is damaged ({type(error).__name__})"
            raise RefusalError("voice.failed", detail) from None


def _trimmed(samples: NDArray[np.int16]) -> NDArray[np.int16]:
    levels = np.abs(samples.astype(np.int32))
    loud = np.flatnonzero(levels > EDGE_LEVEL * levels.max(initial=0))
    return samples[loud[0] : loud[-1] + 1] if len(loud) else samples[:0]


def _make_engine(_folder: Path, arguments: list[str]) -> PiperSpeech:
    speech = PiperSpeech(Path(arguments[0]) if arguments else None)
    speech.render("Ready.", "", 145, 1.0)  # loads its parts before anybody waits for them
    return speech


if __name__ == "__main__":
    serve_parent(_make_engine)
