"""The store of voices: those of one home folder, and which of them speaks."""

from voice_coach.cli.console import warn
from voice_coach.cli.params import command_line
from voice_coach.errors import CoachError
from voice_coach.settings import Home, load_settings, voice_in_file, write_voice
from voice_coach.tts.voices import (
    AUTO,
    DEFAULT_ENGINE,
    INSTALL,
    NATURAL_ENGINE,
    SYSTEM,
    VOICES,
    KnownVoice,
    Voice,
    files_of,
    has_engine,
    installed_voices,
    known_voice,
    known_voices,
    voice_in_use,
)
from voice_coach.wyoming.address import ENGINE


class VoiceStore:
    """The voices of one home folder.

    Args:
        home: The home folder.

    Attributes:
        folder: Where the installed voices lie; it need not exist.
        settings: The settings in force.

    Raises:
        CoachError: The settings have a fault.
    """

    def __init__(self, home: Home) -> None:
        self._home = home
        self.folder = home.voices
        self.settings = load_settings(home)

    def here(self) -> list[Voice]:
        """Return the voices on this machine, of the system's only its default one, and a server's.

        Raises:
            CoachError: `voice.folder` if the folder cannot be read.
        """
        return [*installed_voices(self.folder), Voice(DEFAULT_ENGINE, ""), *self._of_the_server()]

    def _of_the_server(self) -> list[Voice]:
        """Return the voices of the person's own server, where one speaks; none if it is away."""
        if self.settings.voice_engine != ENGINE:
            return []
        from voice_coach.tts.base import make_synthesizer  # noqa: PLC0415 - numpy, not for --help

        try:
            voices = make_synthesizer(ENGINE, self._home, self.settings).voices()
        except CoachError as error:
            warn(error.message)
            return []
        return [Voice(ENGINE, voice) for voice in voices]

    def used(self) -> Voice:
        """Return the voice that speaks.

        Raises:
            CoachError: `voice.folder` if the folder cannot be read.
        """
        return voice_in_use(self.settings, self.folder)

    def missing(self) -> list[KnownVoice]:
        """Return the voices that can be downloaded and are not here, the preferred one first.

        Raises:
            CoachError: `voice.folder` if the folder cannot be read.
        """
        there = {(voice.engine, voice.id) for voice in installed_voices(self.folder)}
        return [
            voice
            for voice in known_voices()
            if has_engine(voice.engine) and (voice.engine, voice.name) not in there
        ]

    def find(self, name: str) -> Voice:
        """Return a voice on this machine by its name, or by the id its engine has for it.

        Raises:
            CoachError: `voice.missing` if it is known but not installed, `voice.unknown` if there
                is none.
        """
        here = self.here()
        for voice in here:
            if name.strip().lower() in (voice.name.lower(), f"{voice.engine}:{voice.name}".lower()):
                return voice
        known = known_voice(name)
        if known is not None:
            raise CoachError(
                "voice.missing",
                f"The voice {known.name} is not installed. Install it with: {INSTALL} {known.name}",
                INSTALL,
            )
        if self._system_has(name):
            return Voice(DEFAULT_ENGINE, name)
        names = ", ".join(voice.name for voice in here)
        raise CoachError(
            "voice.unknown",
            f"There is no voice called {name}. There are: {names}. {VOICES} lists them, and those "
            "that can be downloaded.",
            VOICES,
        )

    def _system_has(self, name: str) -> bool:
        """Return whether the system's engine has a voice of this id, such as `gmw/en-gb+f3`."""
        from voice_coach.tts.base import make_synthesizer  # noqa: PLC0415 - numpy, not for --help

        synthesizer = make_synthesizer(DEFAULT_ENGINE, self._home)
        try:
            return name.partition("+")[0] in synthesizer.voices()
        except CoachError:  # it has none at all
            return False
        finally:
            synthesizer.close()

    def known(self, name: str) -> KnownVoice:
        """Return a voice to install, by its name.

        Raises:
            CoachError: `voice.unknown` if none is known, `voice.engine` if its engine is missing.
        """
        voice = known_voice(name)
        if voice is None:
            raise CoachError(
                "voice.unknown",
                f"No voice called {name} is known here; {self.command()} lists those that are. Any "
                f"voice for Piper can be used once its files lie in {self.folder / 'piper'}.",
                VOICES,
            )
        if not has_engine(voice.engine):
            raise CoachError(
                "voice.engine",
                f"The voice {voice.name} is for the engine {voice.engine}, which is not installed. "
                "Install it with: pip install 'voice-coach[natural]'.",
            )
        return voice

    def removable(self, name: str) -> Voice:
        """Return a voice of which files are here, if only part of a download.

        Raises:
            CoachError: `voice.shipped` if it comes with its engine, or the system; else
                `voice.missing`.
        """
        known = known_voice(name)
        engines = {known.engine} if known is not None else {"piper"}
        engines |= {voice.engine for voice in installed_voices(self.folder) if voice.id == name}
        for engine in sorted(engines):
            wanted = name if known is None else known.name
            if "/" not in wanted and files_of(self.folder, engine, wanted):
                return Voice(engine, wanted)
        if (known is not None and known.is_bundled) or name == SYSTEM:
            raise CoachError(
                "voice.shipped",
                f"The voice {name} is part of its engine, or of the system, and cannot be removed.",
            )
        raise CoachError("voice.missing", f"No voice called {name} is in {self.folder}.")

    def choose(self, voice: Voice) -> None:
        """Write a voice into the settings.

        Raises:
            CoachError: `settings.bad` if the settings cannot be written.
        """
        # The natural one is the usual one, and has the system's to fall back on.
        engine = None if voice.engine == NATURAL_ENGINE else voice.engine
        write_voice(self._home, engine, voice.id or None)
        self.settings = load_settings(self._home)

    def forget(self, voice: Voice) -> bool:
        """Take a voice out of the settings, and return whether it was there.

        Raises:
            CoachError: `settings.bad` if the settings cannot be read or written.
        """
        if voice_in_file(self._home) != voice.id or self.settings.voice_engine not in (
            AUTO,
            voice.engine,
        ):
            return False
        write_voice(self._home, None, None)
        self.settings = load_settings(self._home)
        return True

    def command(self, *words: str) -> str:
        """Return what to type to run `voice-coach voices` with these words, in this home."""
        return command_line("voices", *words, home=self._home)
