"""Synthesizer on another machine, over Wyoming.

The text of each prompt is sent to the server of the setting `voice_uri`. The protocol has no pace:
servers speak at about the same, and the sound is made slower or faster here.
"""

import re
import threading

import numpy as np

from voice_coach.audio.sound import Sound
from voice_coach.settings import Settings
from voice_coach.tts.base import VoiceSettings
from voice_coach.tts.voice_process import checked_rate, trimmed, unknown_voice
from voice_coach.wyoming.address import ENGINE, Address
from voice_coach.wyoming.server_connection import Connection, samples_of, sound_format
from voice_coach.wyoming.services import Service, describe
from voice_coach.wyoming.tempo import at_tempo

WHAT = "text-to-speech server"

SERVER_RATE = 170
"""Words a minute of Piper's voices at the length scale of 1, in a prompt of 44 words."""

RATES = (100, 300)
"""Words a minute; stretched further than by these, speech is no pleasure to hear."""

SOUND_SECONDS = 8.0
"""For the next piece of sound, beyond what the text takes."""

LETTERS_A_SECOND = 40
"""That the slowest server renders: half of what is spoken in ten times as long."""

MAX_SOUND_BYTES = 200_000_000
"""Of one text, which is never as much as an hour."""

_WORD = re.compile(r"\w")


class WyomingSynthesizer:
    """Speaks with the server of the setting `voice_uri`. See `voice_coach.tts.base.Synthesizer`.

    A voice's id is the server's name of it, with `#` and the speaker where it has several. Raises
    as `Connection`, too.
    """

    name = ENGINE

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._service: Service | None = None
        self.set_settings(Settings())

    def set_settings(self, settings: Settings) -> None:
        """Take the server's address, which is read when it is needed."""
        self._settings = settings

    def render(self, text: str, voice_settings: VoiceSettings) -> Sound:
        """Return the sound of `text`."""
        rate = checked_rate(voice_settings, RATES)
        with self._lock:
            if voice_settings.voice and voice_settings.voice not in self._described().voice_ids:
                self._service = None  # it may have got more since
                known = self._described().voice_ids
                if voice_settings.voice not in known:
                    raise unknown_voice(voice_settings.voice, known)
            spoken = " ".join(text.replace("\0", " ").encode("utf-8", "replace").decode().split())
            if not _WORD.search(spoken):
                return Sound(np.zeros(0, np.int16), 22050)
            sound = self._ask(spoken, voice_settings.voice)
        return trimmed(at_tempo(trimmed(sound), rate / SERVER_RATE).scaled(voice_settings.volume))

    def voices(self) -> tuple[str, ...]:
        """Return the ids of the server's voices in the language of the settings."""
        with self._lock:
            self._service = None
            return self._described().voices(self._settings.language)

    def close(self) -> None:
        """Do nothing: each text has a connection of its own."""

    def _described(self) -> Service:
        if self._service is None:
            self._service = describe(self._address, WHAT, allow_public=self._settings.allow_public)
        return self._service

    @property
    def _address(self) -> Address:
        return Address.parse(self._settings.voice_uri, "voice_uri")

    def _ask(self, text: str, voice: str) -> Sound:
        name, _, speaker = voice.partition("#")
        wanted = {"name": name} | ({"speaker": speaker} if speaker else {})
        seconds = SOUND_SECONDS + len(text) / LETTERS_A_SECOND
        pcm, form = bytearray(), None
        allow_public = self._settings.allow_public
        with Connection(self._address, WHAT, allow_public=allow_public) as connection:
            connection.send("synthesize", {"text": text} | ({"voice": wanted} if voice else {}))
            while (event := connection.receive(seconds)).type != "audio-stop":
                if event.type != "audio-chunk":
                    continue
                has = sound_format(event.data)
                pcm += event.payload or b""
                if has is None or form not in (None, has) or len(pcm) > MAX_SOUND_BYTES:
                    raise connection.nonsense()
                form = has
            if form is None:
                raise connection.nonsense()  # there were words to speak
        return Sound(samples_of(bytes(pcm), form[1]), form[0])
