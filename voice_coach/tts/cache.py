"""The cache of synthesized speech, so that a prompt begins at once.

It is in memory only: some prompts repeat what the person said, and that belongs on no disk.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable

from voice_coach.audio.sound import Sound
from voice_coach.errors import CoachError
from voice_coach.tts.base import Synthesizer, VoiceSettings
from voice_coach.tts.fallback import FallbackSynthesizer


class CachedSynthesizer:
    """A synthesizer that remembers its latest used sounds, at most `limit_bytes` of them."""

    def __init__(self, synthesizer: Synthesizer, limit_bytes: int = 24 * 1024 * 1024) -> None:
        self._synthesizer = synthesizer
        self._limit = limit_bytes
        self._sounds: OrderedDict[tuple[str, VoiceSettings], Sound] = OrderedDict()
        self._size = 0
        self._generation = 0
        self._lock = threading.Lock()
        self._rendering = threading.Lock()

    @property
    def name(self) -> str:
        """The name of the engine that speaks now."""
        return self._synthesizer.name

    def report_to(self, report: Callable[[CoachError], object]) -> None:
        """Have a synthesizer that falls back on another give the reason to `report`, once."""
        if isinstance(self._synthesizer, FallbackSynthesizer):
            self._synthesizer.report = report

    @property
    def size(self) -> int:
        """Bytes of sound remembered now."""
        return self._size

    def render(self, text: str, voice_settings: VoiceSettings) -> Sound:
        """Return the sound of `text`, from memory if it is there; its samples are read-only."""
        sound = self._get(text, voice_settings)
        if sound is not None:
            return sound
        with self._rendering:
            sound = self._get(text, voice_settings)  # another thread may have rendered it meanwhile
            if sound is None:
                generation = self._generation
                sound = self._synthesizer.render(text, voice_settings)
                self._put((text, voice_settings), sound, generation)
            return sound

    def voices(self) -> tuple[str, ...]:
        """Return the ids of the engine's voices."""
        return self._synthesizer.voices()

    def forget(self) -> None:
        """Forget all sounds, and what is being rendered at this moment."""
        with self._lock:
            self._sounds.clear()
            self._size = 0
            self._generation += 1

    def close(self) -> None:
        """Forget, and close the synthesizer."""
        self.forget()
        self._synthesizer.close()

    def _get(self, text: str, voice_settings: VoiceSettings) -> Sound | None:
        with self._lock:
            sound = self._sounds.get((text, voice_settings))
            if sound is not None:
                self._sounds.move_to_end((text, voice_settings))
            return sound

    def _put(self, key: tuple[str, VoiceSettings], sound: Sound, generation: int) -> None:
        with self._lock:
            if generation != self._generation or sound.samples.nbytes > self._limit:
                return
            self._sounds[key] = sound
            self._size += sound.samples.nbytes
            while self._size > self._limit:
                _, oldest = self._sounds.popitem(last=False)
                self._size -= oldest.samples.nbytes
