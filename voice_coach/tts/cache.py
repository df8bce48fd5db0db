"""What has been spoken before, kept as samples, so that a prompt begins at once.

Prompts are rendered ahead and many come again. They are kept in memory only: some of them repeat
what the person said, and that belongs on no disk.
"""

import threading
from collections import OrderedDict

from voice_coach.audio.sound import Sound
from voice_coach.tts.base import Synthesizer, VoiceSettings


class CachedSynthesizer:
    """A voice that remembers its latest sounds. Another thread's rendering delays no sound it has.

    Args:
        voice: Who speaks what is not remembered. It is closed together with this one.
        limit_bytes: How much sound to keep; what was not asked for the longest goes first.
    """

    def __init__(self, voice: Synthesizer, limit_bytes: int = 24 * 1024 * 1024) -> None:
        self.name = voice.name
        self._voice = voice
        self._limit = limit_bytes
        self._sounds: OrderedDict[tuple[str, VoiceSettings], Sound] = OrderedDict()
        self._size = 0
        self._forgotten = 0
        self._shelf = threading.Lock()
        self._rendering = threading.Lock()

    @property
    def size(self) -> int:
        """Bytes of sound remembered now."""
        return self._size

    def render(self, text: str, voice_settings: VoiceSettings) -> Sound:
        """The sound of `text`, from memory if it is there; its samples must not be written to."""
        sound = self._recall(text, voice_settings)
        if sound is not None:
            return sound
        with self._rendering:
            sound = self._recall(
                text, voice_settings
            )  # what another thread rendered in the meantime
            if sound is None:
                forgotten = self._forgotten
                sound = self._voice.render(text, voice_settings)
                self._remember((text, voice_settings), sound, forgotten)
            return sound

    def voices(self) -> tuple[str, ...]:
        """The ids of the engine's voices."""
        return self._voice.voices()

    def forget(self) -> None:
        """Remember nothing, not even what is being rendered at this moment."""
        with self._shelf:
            self._sounds.clear()
            self._size = 0
            self._forgotten += 1

    def close(self) -> None:
        """Forget, and close the voice."""
        self.forget()
        self._voice.close()

    def _recall(self, text: str, voice_settings: VoiceSettings) -> Sound | None:
        with self._shelf:
            sound = self._sounds.get((text, voice_settings))
            if sound is not None:
                self._sounds.move_to_end((text, voice_settings))
            return sound

    def _remember(self, key: tuple[str, VoiceSettings], sound: Sound, forgotten: int) -> None:
        with self._shelf:
            if forgotten != self._forgotten or sound.samples.nbytes > self._limit:
                return
            self._sounds[key] = sound
            self._size += sound.samples.nbytes
            while self._size > self._limit:
                _, oldest = self._sounds.popitem(last=False)
                self._size -= oldest.samples.nbytes
