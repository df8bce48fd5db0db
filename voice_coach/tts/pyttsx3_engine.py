"""The pyttsx3 engine: the synthesizer that speaks with the system's voice, in a child process."""

import sys

from voice_coach.audio.sound import Sound
from voice_coach.tts.base import VoiceSettings
from voice_coach.tts.voice_process import VoiceProcess

INSTALL_HINT = (
    "Install it with: pip install pyttsx3 espeakng-loader. "
    "Or install espeak-ng with your system's packages."
    if sys.platform.startswith("linux")
    else "Install it with: pip install pyttsx3."
)

MIN_RATE, MAX_RATE = 80, 450
"""Words a minute. Beyond them espeak speaks as it last did."""

MAX_CHARACTERS = 500
"""At a time. pyttsx3 has libespeak read ten times the length of a text, which ends the process
where that memory is not its own; and each piece has a deadline of its own."""


class Pyttsx3Synthesizer:
    """Speaks with the system's voice through pyttsx3: espeak on Linux, NSSpeech, SAPI 5.

    The same sentences in the same order from a new synthesizer are the same samples; espeak's pitch
    wavers on from one to the next. `deadline` is in seconds, the start of the child included.
    """

    name: str = "pyttsx3"

    def __init__(self, deadline: float = 10.0) -> None:
        self.process = VoiceProcess(
            "voice_coach.tts.pyttsx3_process", INSTALL_HINT, (MIN_RATE, MAX_RATE), deadline
        )

    def start(self) -> None:
        """Start the child and return at once; raises `voice.failed` if there can be no process."""
        self.process.start()

    def render(self, text: str, voice_settings: VoiceSettings) -> Sound:
        """Return the sound of `text`, int16 mono; see `Synthesizer` for what is raised."""
        return self.process.render(_pieces(text), voice_settings)

    def voices(self) -> tuple[str, ...]:
        """Return the ids of the voices; espeak also takes a variant after one (`gmw/en-us+f3`)."""
        return self.process.voices()

    def close(self) -> None:
        """End the child, soon even if it hangs. A later request would start another."""
        self.process.close()


def _pieces(text: str) -> list[str]:
    """Return a long text in pieces that end with a sentence, or at least with a word."""
    pieces = []
    while len(text) > MAX_CHARACTERS:
        head = text[:MAX_CHARACTERS]
        end = max(head.rfind(mark) for mark in (". ", "? ", "! ", "\n")) + 1
        end = end or head.rfind(" ") + 1 or MAX_CHARACTERS
        pieces.append(text[:end])
        text = text[end:]
    return [*pieces, text]
