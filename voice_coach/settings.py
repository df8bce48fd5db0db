"""The settings: how a person likes the program, and the home folder their things are in.

A value is taken from the command line, else from the environment, else from `settings.toml` in the
home folder. Nothing else in the program reads the environment.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import msgspec
from msgspec import Meta, Struct

from voice_coach.errors import CoachError
from voice_coach.plain_text import NotTextError, decode_text
from voice_coach.private_files import make_private_folder, replace_file

ENVIRONMENT = {
    "voice_engine": "VOICE_COACH_VOICE_ENGINE",
    "model": "VOICE_COACH_MODEL",
    "microphone": "VOICE_COACH_MICROPHONE",
    "speaker": "VOICE_COACH_SPEAKER",
}

HOME = "VOICE_COACH_HOME"

MODEL_SITE = "VOICE_COACH_MODEL_SITE"

VOICE_SITE = "VOICE_COACH_VOICE_SITE"

_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")

_TERRITORY = re.compile(r"^[a-z]{2,3}_(?P<country>[A-Z]{2})\b")


class Settings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The settings, in `settings.toml` under the same names."""

    language: Annotated[str, Meta(description="Of the practices, and of the speech model.")] = "en"
    voice_engine: Annotated[
        str,
        Meta(description="Which engine speaks; auto: the natural one, if it is here, or pyttsx3."),
    ] = "auto"
    ear_engine: Annotated[str, Meta(description="Which engine listens.")] = "vosk"
    voice: Annotated[str, Meta(description="The engine's id of a voice; empty: its own.")] = ""
    replay_voice: Annotated[
        str, Meta(description="Speaks your own words in a replay; empty: another one is chosen.")
    ] = ""
    rate: Annotated[
        int, Meta(ge=80, le=300, description="Words a minute in questions; the rest follows.")
    ] = 145
    volume: Annotated[float, Meta(ge=0, le=1, description="How loud the voice is.")] = 1.0
    recordings: Annotated[
        bool, Meta(description="Keep your own voice, too, beside what is written down of it.")
    ] = False
    patience: Annotated[
        float, Meta(ge=0.5, le=5, description="Scales every silence that is waited for.")
    ] = 1.0
    patience_style: Annotated[
        Literal["adaptive", "fixed"],
        Meta(description="Whether your words and pauses decide how long that is; fixed: never."),
    ] = "adaptive"
    country: Annotated[
        Annotated[str, Meta(pattern="^[A-Za-z]{2}$")] | None,
        Meta(description="Whose emergency numbers and helplines to give: two letters, as in IE."),
    ] = None
    model: Annotated[str | None, Meta(description="The speech model: name or folder.")] = None
    microphone: Annotated[
        str | None,
        Meta(description="Input device: number, part of its name, a recording, or wyoming://host."),
    ] = None
    speaker: Annotated[
        str | None,
        Meta(
            description="Output device: number, part of its name, a WAV file to write, none, "
            "or wyoming://host."
        ),
    ] = None
    interrupt: Annotated[
        Literal["no", "headphones", "echo"],
        Meta(description="How commands are heard while the coach speaks, if at all."),
    ] = "no"
    latency: Annotated[
        float, Meta(ge=0.02, le=1, description="Seconds of sound the output device holds ready.")
    ] = 0.05
    ear_uri: Annotated[
        str,
        Meta(description="Of the engine wyoming: its speech-to-text server, tcp://host:port."),
    ] = ""
    voice_uri: Annotated[
        str,
        Meta(description="Of the engine wyoming: its text-to-speech server, tcp://host:port."),
    ] = ""
    fallback: Annotated[
        bool, Meta(description="Listen and speak here while a server of yours does not answer.")
    ] = True
    allow_public: Annotated[
        bool, Meta(description="Let sound and words leave your home, for servers out there.")
    ] = False
    standby_phrase: Annotated[
        str, Meta(description="In standby, a phrase of your own that calls the coach.")
    ] = ""
    quiet_hours: Annotated[
        str,
        Meta(
            pattern=r"^(\d\d?:\d\d *- *\d\d?:\d\d)?$",
            description="Without invitations and tones in standby, such as 22:00-07:00.",
        ),
    ] = ""
    invitations: Annotated[
        tuple[str, ...],
        Meta(description='When standby asks whether to begin, such as ["every day at 21:00"].'),
    ] = ()
    captions: Annotated[
        Literal["auto", "live", "plain", "none"],
        Meta(description="Their form on a terminal; auto: live, and plain on a simple terminal."),
    ] = "auto"


@dataclass(frozen=True, slots=True)
class Home:
    """The folder that holds everything of a person's own. None of it needs to exist.

    `chosen` says whether the person chose it; else it is the platform's folder for user data.
    `named` says whether the command line did, so that commands to type name it, too.
    """

    path: Path
    chosen: bool = True
    named: bool = False

    @classmethod
    def find(cls, option: str | None = None) -> Self:
        """Return the home folder: named by the option, else by the environment, else the usual."""
        chosen = option or os.environ.get(HOME)
        if chosen:
            return cls(Path(chosen).expanduser(), named=bool(option))
        import platformdirs  # noqa: PLC0415 - not needed where a folder is chosen

        path = Path(platformdirs.user_data_dir("voice-coach", appauthor=False))
        return cls(path, chosen=False)

    @property
    def journal(self) -> Path:
        """The journal's database; its copies and recordings lie beside it."""
        return self.path / "journal.db"

    @property
    def settings(self) -> Path:
        """The settings."""
        return self.path / "settings.toml"

    @property
    def practices(self) -> Path:
        """The folder of the person's own practices."""
        return self.path / "practices"

    @property
    def plans(self) -> Path:
        """The folder of the person's own plans over days."""
        return self.path / "plans"

    @property
    def models(self) -> Path:
        """The folder of the speech models that were installed."""
        return self.path / "models"

    @property
    def voices(self) -> Path:
        """The folder of the voices that were installed, in a folder for each engine."""
        return self.path / "voices"

    @property
    def pronunciations(self) -> Path:
        """How the person's names are spoken."""
        return self.path / "pronunciations.toml"

    @property
    def prompts(self) -> Path:
        """The folder of sounds that are nobody's own, in the platform's place for caches."""
        import platformdirs  # noqa: PLC0415 - only where something is spoken

        return Path(platformdirs.user_cache_dir("voice-coach", appauthor=False)) / "prompts"

    @property
    def helplines(self) -> Path:
        """The person's own helplines."""
        return self.path / "helplines.toml"

    @property
    def demo(self) -> Self:
        """The home of synthetic persons, so that their promises are not yours."""
        return replace(self, path=self.path / "demo", named=True)


def country_of(settings: Settings) -> str | None:
    """Return a person's country as two letters: as set, else as the locale says, else None."""
    if settings.country is not None:
        return settings.country.upper()
    locale = next((value for name in _LOCALE if (value := os.environ.get(name))), "")
    found = _TERRITORY.match(locale)
    return found["country"] if found is not None else None


def terminal_is_plain() -> bool:
    """Return whether the terminal can print lines and nothing more, or does not say what it can."""
    return os.name == "posix" and os.environ.get("TERM", "") in ("", "dumb", "unknown")


def load_settings(home: Home, options: Mapping[str, Any] | None = None) -> Settings:
    """Return the settings in force; options that are None were not given.

    Raises `settings.bad`, naming the file or the variable and what is wrong with it.
    """
    values = _read(home.settings)
    values |= {
        name: os.environ[variable]
        for name, variable in ENVIRONMENT.items()
        if os.environ.get(variable)
    }
    values |= {name: value for name, value in (options or {}).items() if value is not None}
    return msgspec.convert(values, Settings)


def model_site() -> str | None:
    """Return the mirror of the speech models, or None; raises `settings.bad` if it is no URL."""
    return _site(MODEL_SITE, "archives NAME.zip")


def voice_site() -> str | None:
    """Return the mirror of the voices, or None; raises `settings.bad` if it is no URL."""
    return _site(VOICE_SITE, "voices' files")


def _site(variable: str, what: str) -> str | None:
    site = os.environ.get(variable) or None
    if site is not None and not site.startswith(("https://", "http://")):
        raise CoachError(
            "settings.bad",
            f"{variable} is {site}, and has to begin with https:// or http://. "
            f"It names the folder of the web in which the {what} stand.",
        )
    return site


def model_in_file(home: Home) -> str | None:
    """Return the speech model that `settings.toml` itself names; raises `settings.bad`."""
    return _read(home.settings).get("model")


def write_model(home: Home, name: str | None) -> None:
    """Name another speech model in `settings.toml`, or none; every other line stays as it is.

    Raises `settings.bad` if the file has a fault or cannot be written; it is untouched.
    """
    _write(home, {"model": name})


def voice_in_file(home: Home) -> str | None:
    """Return the voice that `settings.toml` itself names; raises `settings.bad`."""
    return _read(home.settings).get("voice")


def write_voice(home: Home, engine: str | None, voice: str | None) -> None:
    """Name another voice and its engine in `settings.toml`, or none; other lines stay as they are.

    Raises `settings.bad` if the file has a fault or cannot be written; it is untouched.
    """
    _make(home)
    _write(home, {"voice_engine": engine, "voice": voice})


def write_devices(
    home: Home, microphone: str | None, speaker: str | None, *, headphones: bool | None = None
) -> None:
    """Name other devices in `settings.toml`, or none; every other line stays as it is.

    `headphones` sets `interrupt`; None leaves that as it is, and so does False where it is not
    `headphones`. Raises `settings.bad`; the file is untouched then.
    """
    _make(home)
    values: dict[str, str | list[str] | None] = {"microphone": microphone, "speaker": speaker}
    if headphones:
        values["interrupt"] = "headphones"
    elif headphones is False and _read(home.settings).get("interrupt") == "headphones":
        values["interrupt"] = None
    _write(home, values)


def write_invitations(home: Home, invitations: list[str]) -> None:
    """Name other invitations in `settings.toml`; every other line stays as it is.

    Raises `settings.bad` if the file has a fault or cannot be written; it is untouched.
    """
    _make(home)
    _write(home, {"invitations": invitations or None})


def _make(home: Home) -> None:
    try:
        make_private_folder(home.path)
    except OSError as error:
        raise CoachError(
            "settings.bad", f"{home.path} cannot be made: {error.strerror}."
        ) from error


def _write(home: Home, values: Mapping[str, str | list[str] | None]) -> None:
    import tomlkit  # noqa: PLC0415 - only to write

    path = home.settings.resolve()  # a link stays a link
    before = _read(path)
    if all(before.get(name) == value for name, value in values.items()):
        return
    try:
        document = tomlkit.parse(decode_text(path.read_bytes()) if path.exists() else "")
        for name, value in values.items():
            if value is not None:
                document[name] = value
            elif name in document:
                document.remove(name)
        replace_file(path, tomlkit.dumps(document).encode("utf-8"))
    except OSError as error:
        raise CoachError("settings.bad", f"{path} cannot be written: {error.strerror}.") from error


def remember_speech(home: Home, rate: int, volume: float) -> None:
    """Write `rate`, words a minute in questions, and `volume`, 0 to 1, to `settings.toml`.

    Raises `settings.bad` if the file has a fault, `settings.unwritable` if it cannot be written; it
    is untouched.
    """
    import tomlkit  # noqa: PLC0415 - only to write

    path = Path(os.path.realpath(home.settings))  # a link stays a link
    _read(path)
    try:
        document = tomlkit.parse(decode_text(path.read_bytes()) if path.exists() else "")
        document["rate"], document["volume"] = rate, volume
        replace_file(path, tomlkit.dumps(document).encode("utf-8"))
    except OSError as error:
        raise CoachError(
            "settings.unwritable",
            f"{path} cannot be written ({error.strerror}), so this holds for this session only.",
        ) from error


def _read(path: Path) -> dict[str, Any]:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise CoachError(
            "settings.bad",
            f"{path} cannot be read: {error.strerror}. "
            "See that it belongs to you, or choose another folder with --home.",
        ) from error
    try:
        text = decode_text(data)
        msgspec.toml.decode(text, type=Settings)
        return dict(msgspec.toml.decode(text, type=dict[str, Any]))
    except (msgspec.DecodeError, NotTextError) as error:
        known = ", ".join(Settings.__struct_fields__)
        raise CoachError(
            "settings.bad",
            f"{path}: {error}. Correct it or remove the line. What can be set: {known}.",
        ) from error


class Here(tzinfo):
    """The time zone of the machine, with the offset that is, or was, in force at each moment.

    `datetime.astimezone()` has one offset for all, wrong for nights half a year ago, in summer
    time.
    """

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """Return how far local time is ahead of UTC at a local time."""
        return None if moment is None else moment.replace(tzinfo=None).astimezone().utcoffset()

    def dst(self, _moment: datetime | None) -> timedelta | None:
        """Return None: not known apart from the offset, and not needed."""
        return None

    def tzname(self, moment: datetime | None) -> str | None:
        """Return the name of the zone at a local time."""
        return None if moment is None else moment.replace(tzinfo=None).astimezone().tzname()

    def fromutc(self, moment: datetime) -> datetime:
        """Return the local time of a moment that is given in UTC."""
        in_utc = moment.replace(tzinfo=UTC)
        local = in_utc.astimezone().replace(tzinfo=self)
        # In autumn an hour comes twice; fold tells the second from the first.
        return (
            local if local.utcoffset() == in_utc.astimezone().utcoffset() else local.replace(fold=1)
        )


HERE = Here()


def wall_clock() -> datetime:
    """Return the time of day, aware, in UTC."""
    return datetime.now(UTC)
