"""The Piper engine: the synthesizer for voices that people bring along, in a child process.

Piper (`piper-tts`) is under the GPL-3.0, so it is an extra, and only that child imports it.
"""

from voice_coach.audio.sound import Sound
from voice_coach.settings import Home
from voice_coach.tts.base import VoiceSettings
from voice_coach.tts.voice_process import VoiceProcess

INSTALL_HINT = "Install it with: pip install 'voice-coach[piper]'. See docs/voices.md."

MIN_RATE, MAX_RATE = 80, 411
"""Words a minute: the lowest that the settings have, and where words begin to run together."""

DEADLINE_SECONDS = 20.0
"""For an answer. A large voice takes a third of the time its speech lasts, on one core."""

START_SECONDS = 20.0


class PiperSynthesizer:
    """Speaks with the voices in the folder `voices/piper` of the home folder."""

    name: str = "piper"

    def __init__(self) -> None:
        self._process = VoiceProcess(
            "voice_coach.tts.piper.piper_process",
            INSTALL_HINT,
            (MIN_RATE, MAX_RATE),
            DEADLINE_SECONDS,
            start_seconds=START_SECONDS,
            retries_hung=False,
        )

    def set_home(self, home: Home) -> None:
        """Speak with the voices in `home.voices / "piper"`: NAME.onnx with NAME.onnx.json."""
        self._process.arguments = (str(home.voices / self.name),)

    def start(self) -> None:
        """Start the child and return at once; raises `voice.failed` if there can be no process."""
        self._process.start()

    def render(self, text: str, voice_settings: VoiceSettings) -> Sound:
        """Return the sound of `text`, int16 mono; see `Synthesizer` for what is raised."""
        return self._process.render([text], voice_settings)

    def voices(self) -> tuple[str, ...]:
        """Return the names of the voices in the folder."""
        return self._process.voices()

    def close(self) -> None:
        """End the child, soon even if it hangs. A later request would start another."""
        self._process.close()
