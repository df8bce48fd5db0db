"""What a Wyoming server is: its programs, their voices, and how quick it answers."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from voice_coach.wyoming.address import Address
from voice_coach.wyoming.server_connection import Connection

DESCRIBE_SECONDS = 5.0
"""For a server to say what it is. A list of a hundred voices takes a tenth of a second."""

KINDS = {"asr": "speech to text", "tts": "text to speech", "satellite": "satellite"}
"""The services this program can use, by the protocol's names."""


@dataclass(frozen=True, slots=True)
class Service:
    """A server and what it offers.

    Attributes:
        kinds: Which of `KINDS` it has, in words.
        programs: The names of its programs, such as `piper`.
        seconds: From the first byte to its description.
        voice_languages: Its voices, and the languages of each.
        voice_ids: What a voice may be called: its name, or `NAME#SPEAKER` where one has several.
        streams: Whether it hears while somebody is still speaking.
    """

    address: Address
    kinds: tuple[str, ...]
    programs: tuple[str, ...]
    seconds: float
    voice_languages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    voice_ids: frozenset[str] = frozenset()
    streams: bool = False

    def voices(self, language: str) -> tuple[str, ...]:
        """Return the names of the voices in a language, such as `en`, sorted."""
        wanted = _language(language)
        return tuple(
            sorted(
                name
                for name, languages in self.voice_languages.items()
                if wanted in map(_language, languages)
            )
        )


def describe(address: Address, what: str, *, allow_public: bool) -> Service:
    """Ask the server at `address` what it is; raises as `Connection`."""
    started = time.monotonic()
    with Connection(address, what, allow_public=allow_public) as connection:
        connection.send("describe")
        while (event := connection.receive(DESCRIBE_SECONDS)).type != "info":
            pass  # a satellite may say something else first
        seconds = time.monotonic() - started
        try:
            return _service(address, event.data, seconds)
        except (KeyError, TypeError, AttributeError) as error:
            raise connection.nonsense() from error


def _service(address: Address, info: dict[str, Any], seconds: float) -> Service:
    programs = {kind: _installed(info.get(kind)) for kind in KINDS}
    voices = [voice for each in programs["tts"] for voice in _installed(each.get("voices"))]
    return Service(
        address,
        tuple(KINDS[kind] for kind, found in programs.items() if found),
        tuple(str(program["name"]) for found in programs.values() for program in found),
        seconds,
        {str(voice["name"]): tuple(map(str, voice.get("languages") or ())) for voice in voices},
        frozenset(
            f"{voice['name']}#{speaker['name']}" if speaker else str(voice["name"])
            for voice in voices
            for speaker in ({}, *_installed(voice.get("speakers")))
        ),
        any(program.get("supports_transcript_streaming") for program in programs["asr"]),
    )


def _installed(found: Any) -> list[dict[str, Any]]:
    """Return what is installed of a list, or of one that stands there alone, as satellites do."""
    each = [found] if isinstance(found, dict) else list(found or ())
    return [one for one in each if one.get("installed", True)]


def _language(tag: str) -> str:
    """Return the language of a tag such as `en_GB`, without the country."""
    return re.split("[-_]", tag)[0].lower()
