"""Samples of voices, of any engine, so that a person can choose by hearing them."""

from contextlib import ExitStack
from typing import Self

from voice_coach.audio.sound import Sound
from voice_coach.nlu.pronunciations import Pronunciations
from voice_coach.settings import Home
from voice_coach.tts.base import VoiceSettings, make_synthesizer
from voice_coach.tts.cache import PromptCache
from voice_coach.tts.coach_voice import CoachVoice
from voice_coach.tts.voices import Voice


class VoiceSamples:
    """Renders texts with voices of several engines. A context manager, which closes those."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._engines: dict[str, CoachVoice] = {}
        self._closing = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._engines.clear()
        self._closing.close()

    def render(self, voice: Voice, text: str, rate: int) -> Sound:
        """Return the sound of `text` at `rate` words a minute; see `Synthesizer` for errors.

        All of them are equally loud, and none speaks in another's place.
        """
        if voice.engine not in self._engines:
            home = self._home
            engine = CoachVoice(
                make_synthesizer(voice.engine, home),
                Pronunciations.load(home.pronunciations),
                PromptCache(home.prompts),
            )
            self._closing.callback(engine.close)
            self._engines[voice.engine] = engine
        return self._engines[voice.engine].render(text, VoiceSettings(voice.id, rate))
