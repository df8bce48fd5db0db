"""The hibari engine: the synthesizer with a natural voice, in a child process."""

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from voice_coach.audio.sound import Sound
from voice_coach.settings import Home
from voice_coach.tts.base import VoiceSettings
from voice_coach.tts.voice_process import VoiceProcess

INSTALL_HINT = "Install it with: pip install 'voice-coach[natural]'."

MIN_RATE, MAX_RATE = 80, 418
"""Words a minute. The highest is its speed 2; the lowest that of the settings."""


class HibariSynthesizer:
    """Speaks English with hibari's voices: `heart`, and those installed in the home folder.

    The same sentence is always the same samples. `deadline` is in seconds, and `start_seconds` is
    what the first sentence may take beyond it. A sentence at which it hangs is not tried again.
    """

    name: str = "hibari"

    def __init__(self, deadline: float = 5.0, start_seconds: float = 10.0) -> None:
        self._folder: Path | None = None
        self.process = VoiceProcess(
            "voice_coach.tts.hibari_process",
            INSTALL_HINT,
            (MIN_RATE, MAX_RATE),
            deadline,
            start_seconds=start_seconds,
            retries_hung=False,
        )

    def set_home(self, home: Home) -> None:
        """Speak with the voices in `home.voices / "hibari"`, too, each a file NAME.onnx."""
        self._folder = home.voices / self.name
        self.process.arguments = (str(self._folder),)

    def start(self) -> None:
        """Start the child and return at once; raises `voice.failed` if there can be no process."""
        self.process.start()

    def render(self, text: str, voice_settings: VoiceSettings) -> Sound:
        """Return the sound of `text`, int16 mono; see `Synthesizer` for what is raised."""
        return self.process.render([text], voice_settings)

    def voices(self) -> tuple[str, ...]:
        """Return the names of the voices that are here."""
        return self.process.voices()

    def fingerprint(self, voice: str) -> str:
        """Return what makes the samples of a voice: hibari's version, and the voice's file."""
        name = voice.partition("+")[0]
        file = self._folder / f"{name}.onnx" if self._folder is not None else None
        try:
            stat = file.stat() if file is not None and name else None
            written = f"{stat.st_size} {stat.st_mtime_ns}" if stat is not None else ""
        except OSError:
            written = ""
        try:
            return f"hibari {version('hibari-tts')} {written}"
        except PackageNotFoundError:
            return ""

    def close(self) -> None:
        """End the child, soon even if it hangs. A later request would start another."""
        self.process.close()
