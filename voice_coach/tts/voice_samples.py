"""Samples of voices, of any engine, so that a person can choose by hearing them."""

from contextlib import ExitStack
from typing import Self

from voice_coach.audio.sound import Sound
from voice_coach.settings import Home
from voice_coach.tts.base import Synthesizer, VoiceSettings, make_synthesizer
from voice_coach.tts.voices import Voice


class VoiceSamples:
    """Renders texts with voices of several engines. A context manager, which closes those."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._engines: dict[str, Synthesizer] = {}
        self._closing = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._engines.clear()
        self._closing.close()

    def render(self, voice: Voice, text: str, rate: int) -> Sound:
        """Return the sound of `text` at `rate` words a minute; see `Synthesizer` for errors."""
        if voice.engine not in self._engines:
            engine = make_synthesizer(voice.engine, self._home)
            self._closing.callback(engine.close)
            self._engines[voice.engine] = engine
        return self._engines[voice.engine].render(text, VoiceSettings(voice.id, rate))
