"""The coach's voice: any engine, at one loudness, with names said as the person says them."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from voice_coach.audio.loudness import with_gain, with_loudness
from voice_coach.audio.sound import Sound
from voice_coach.errors import CoachError
from voice_coach.nlu.pronunciations import Pronunciations
from voice_coach.tts.base import Synthesizer, VoiceSettings
from voice_coach.tts.cache import PromptCache

SPEECH_LUFS = -22.0
"""Of each sentence. The natural voice has peaks up to 21 dB above its loudness, so it could not be
louder without clipping; broadcasters in Europe speak at -23."""

MAX_PEAK_DB = -1.0
"""Of full scale; for what a converter makes between two samples."""


class CoachVoice:
    """A synthesizer, all of whose voices are equally loud; see `Synthesizer`.

    Args:
        synthesizer: The engine, or engines.
        pronunciations: What is said in place of what is written.
        prompts: Where sounds are kept of an engine whose samples are always the same.
    """

    def __init__(
        self, synthesizer: Synthesizer, pronunciations: Pronunciations, prompts: PromptCache
    ) -> None:
        self._prompts = prompts
        self._synthesizer = synthesizer
        self._pronunciations = pronunciations

    @property
    def name(self) -> str:
        """The name of the engine that speaks now."""
        return self._synthesizer.name

    def start(self) -> None:
        """Have the engine get ready."""
        if start := getattr(self._synthesizer, "start", None):
            start()

    def report_to(self, report: Callable[[CoachError], object]) -> None:
        """Have a synthesizer that falls back on another give the reason to `report`, once."""
        if report_to := getattr(self._synthesizer, "report_to", None):
            report_to(report)

    def render(self, text: str, voice_settings: VoiceSettings) -> Sound:
        """Return the sound of `text`, at full volume of one loudness for all; raises as engines."""
        if not 0 <= voice_settings.volume <= 1:
            return self._synthesizer.render(text, voice_settings)  # which raises
        sound = self._at_full_volume(text, replace(voice_settings, volume=1.0))
        return sound if voice_settings.volume == 1 else with_gain(sound, voice_settings.volume)

    def voices(self) -> tuple[str, ...]:
        """Return the ids of the engine's voices."""
        return self._synthesizer.voices()

    def close(self) -> None:
        """Close the engine."""
        self._synthesizer.close()

    def allow(self, sentences: Callable[[], Iterable[str]]) -> None:
        """Let the sounds of these sentences be kept on disk."""
        self._prompts.allow(sentences)

    def _at_full_volume(self, text: str, voice_settings: VoiceSettings) -> Sound:
        spoken = self._pronunciations.apply(text)
        made_by = self._fingerprint(voice_settings.voice)
        manner = (made_by, voice_settings.voice, voice_settings.rate)
        # A name's pronunciation is the person's, so a sentence with one is not kept.
        kept = bool(made_by) and spoken == text
        sound = self._prompts.get(text, *manner) if kept else None
        if sound is None:
            rendered = self._synthesizer.render(spoken, voice_settings)
            sound = with_loudness(rendered, SPEECH_LUFS, MAX_PEAK_DB)
            if kept and made_by == self._fingerprint(voice_settings.voice):
                self._prompts.put(sound, text, *manner)
        return sound

    def _fingerprint(self, voice: str) -> str:
        """Return what made the samples, beside text, voice and pace; "" where they vary."""
        fingerprint = getattr(self._synthesizer, "fingerprint", None)
        return str(fingerprint(voice)) if fingerprint else ""
