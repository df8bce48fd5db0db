"""The engine that speaks: the one of the settings, and the system's voice where it cannot.

A natural voice needs a library and memory, and may fail. Nobody lying down can mend that, so the
system's voice speaks the same prompt at once, and all that follow.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from voice_coach.audio.sound import Sound
from voice_coach.errors import CoachError
from voice_coach.settings import Home, Settings
from voice_coach.tts.base import (
    BUILT_IN,
    Synthesizer,
    VoiceSettings,
    make_synthesizer,
)
from voice_coach.tts.voices import DEFAULT_ENGINE, VOICES, engine_of, installed_voices

INSTEAD = "{reason} The system's voice speaks instead."


class Returns(Protocol):
    """Tells when an engine that failed can speak again."""

    @property
    def is_back(self) -> bool:
        """True once it can, since `begin`."""
        ...

    def begin(self) -> None:
        """Begin to look."""
        ...

    def close(self) -> None:
        """Look no longer."""
        ...


class FallbackSynthesizer:
    """Speaks with `first`, and with `second` where `first` fails, from then on.

    A voice that `first` does not know is one of `second`. `excuse` is why `first` cannot speak from
    the beginning on. `returns` tells when `first` can again, where that may be.
    """

    def __init__(
        self,
        first: Synthesizer,
        second: Synthesizer,
        excuse: CoachError | None = None,
        returns: Returns | None = None,
    ) -> None:
        self._report: Callable[[CoachError], object] = lambda _: None
        self._first, self._second = first, second
        self._excuse = excuse
        self._returns = returns
        self._reported = False
        self._unknown: set[str] = set()  # to the first

    @property
    def name(self) -> str:
        """The name of the engine that speaks now."""
        return self._active.name

    def start(self) -> None:
        """Have the engine that speaks get ready."""
        start = getattr(self._active, "start", None)
        if start is None:
            return
        try:
            start()
        except CoachError as error:
            self._excuse = self._excuse or error

    def report_to(self, report: Callable[[CoachError], object]) -> None:
        """Give the reason to `report`, once, when `second` first speaks in the place of `first`."""
        self._report = report

    def fingerprint(self, voice: str) -> str:
        """Return what makes the samples of a voice, where `first` speaks; else ""."""
        if self._excuse is not None or voice in self._unknown:
            return ""
        fingerprint = getattr(self._first, "fingerprint", None)
        return str(fingerprint(voice)) if fingerprint else ""

    def render(self, text: str, voice_settings: VoiceSettings) -> Sound:
        """Return the sound of `text`; raises as `second` does where neither can speak."""
        if self._excuse is not None and self._returns is not None and self._returns.is_back:
            self._excuse, self._reported = None, False
        if self._excuse is None and voice_settings.voice not in self._unknown:
            try:
                return self._first.render(text, voice_settings)
            except CoachError as error:
                if error.code == "voice.unknown":
                    self._unknown.add(voice_settings.voice)
                else:
                    self._excuse = error
                    self._first.close()
                    if self._returns is not None:
                        self._returns.begin()
        if self._excuse is not None and not self._reported:
            self._reported = True
            message = INSTEAD.format(reason=self._excuse.message)
            self._report(CoachError(self._excuse.code, message, self._excuse.command))
        try:
            return self._second.render(text, voice_settings)
        except CoachError as error:
            if error.code != "voice.unknown" or self._excuse is None:
                raise
            return self._second.render(text, replace(voice_settings, voice=""))

    def voices(self) -> tuple[str, ...]:
        """Return the ids of the voices of the engine that speaks."""
        return self._active.voices()

    def close(self) -> None:
        """Close both."""
        if self._returns is not None:
            self._returns.close()
        self._first.close()
        self._second.close()

    @property
    def _active(self) -> Synthesizer:
        return self._second if self._excuse is not None else self._first


def speaking_synthesizer(
    settings: Settings, home: Home, system: Synthesizer | None = None
) -> Synthesizer:
    """Return the synthesizer of the settings, not started yet; raises `voice.engine`.

    The engine `auto` is the natural one where it is installed and the language is English, else
    the system's. Those of ours fall back on the system's voice: on `system`, if it is given.
    """
    name = engine_of(settings)
    if name not in BUILT_IN:
        return make_synthesizer(name, home)
    system = system or make_synthesizer(DEFAULT_ENGINE, home)
    if name == DEFAULT_ENGINE:
        return system
    known = {voice.name for voice in installed_voices(home.voices) if voice.engine == name}
    excuse = None
    if settings.voice and settings.voice.partition("+")[0] not in known:
        message = f"{name} has no voice called {settings.voice!r}."
        excuse = CoachError("voice.unknown", message, VOICES)
    return FallbackSynthesizer(make_synthesizer(name, home), system, excuse)
