"""The caches of synthesized speech, so that a prompt begins at once.

That of all speech is in memory only: some prompts repeat what the person said, and that belongs on
no disk. On disk is only what is the same for everybody.
"""

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from voice_coach import __version__
from voice_coach.audio.sound import Sound, WavWriter, read_wav
from voice_coach.errors import CoachError
from voice_coach.private_files import make_private_folder
from voice_coach.tts.base import Synthesizer, VoiceSettings

MAX_DISK_BYTES = 50_000_000
"""Of all sounds: a quarter of an hour of speech."""

_SUFFIX = ".wav"


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
        if report_to := getattr(self._synthesizer, "report_to", None):
            report_to(report)

    def allow(self, sentences: Callable[[], Iterable[str]]) -> None:
        """Let a synthesizer that keeps sounds on disk keep those of these sentences."""
        if allow := getattr(self._synthesizer, "allow", None):
            allow(sentences)

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


class PromptCache:
    """Sounds of sentences that are the same for everybody, kept on disk from day to day.

    So a natural voice speaks its first words before its engine is ready. `folder` need not exist,
    and may be deleted at any time; it has at most `limit` bytes, and what was not used the longest
    goes first. Nothing but a sentence that was allowed, word for word, is ever written: no word of
    a person's gets there, not even in a file's name.
    """

    def __init__(self, folder: Path, limit: int = MAX_DISK_BYTES) -> None:
        self._folder = folder
        self._limit = limit
        self._allowed: set[str] = set()
        self._sources: list[Callable[[], Iterable[str]]] = []

    def allow(self, sentences: Callable[[], Iterable[str]]) -> None:
        """Let these sentences be kept; they are asked for when one is to be kept."""
        self._sources.append(sentences)

    def get(self, text: str, *manner: str | int) -> Sound | None:
        """Return the sound of a text, spoken in this manner, or None."""
        path = self._path(text, manner)
        try:
            sound = read_wav(path)
            path.touch()
        except (CoachError, OSError):
            return None
        sound.samples.flags.writeable = False
        return sound

    def put(self, sound: Sound, text: str, *manner: str | int) -> None:
        """Keep a sound, if its text is allowed; one that cannot be written is not kept."""
        while self._sources:
            self._allowed.update(self._sources.pop()())
        if text not in self._allowed:
            return
        with suppress(CoachError, OSError):
            make_private_folder(self._folder)
            with WavWriter(self._path(text, manner), sound.rate) as writer:
                writer.write(sound.samples)
            self._make_room()

    def _path(self, text: str, manner: tuple[str | int, ...]) -> Path:
        key = json.dumps([__version__, text, *manner]).encode()
        return self._folder / f"{blake2b(key, digest_size=16).hexdigest()}{_SUFFIX}"

    def _make_room(self) -> None:
        files = [(path.stat(), path) for path in self._folder.glob(f"*{_SUFFIX}")]
        size = sum(stat.st_size for stat, _ in files)
        for stat, path in sorted(files, key=lambda each: each[0].st_mtime_ns):
            if size <= self._limit:
                return
            path.unlink(missing_ok=True)
            size -= stat.st_size
