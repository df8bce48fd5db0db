"""The commands about voices."""

import sys
from pathlib import Path
from typing import Any

import click

from voice_coach import texts
from voice_coach.cli.console import INTERRUPTED, confirm, echo, megabytes, print_json, warn
from voice_coach.cli.output import interruptible
from voice_coach.cli.params import Options, home_option, json_option, session_options
from voice_coach.cli.voice_store import VoiceStore
from voice_coach.errors import CoachError
from voice_coach.settings import Home, load_settings, voice_site
from voice_coach.texts import voice as voice_texts
from voice_coach.tts.voices import (
    DEFAULT_ENGINE,
    NATURAL_ENGINE,
    KnownVoice,
    Voice,
    files_of,
    has_engine,
    known_voice,
    partial_voice,
    remove_voice,
)


@click.group(invoke_without_command=True)
@json_option
@home_option
@click.pass_context
def voices(ctx: click.Context, home: Home, as_json: bool) -> None:  # noqa: FBT001 - a flag
    """List voices: those that are here, and those that can be downloaded."""
    if ctx.invoked_subcommand is not None:
        ctx.default_map = {name: {"home": home} for name in voices.commands}
        return
    store = VoiceStore(home)
    rows = _rows(store)
    if as_json:
        print_json(rows)
    else:
        echo("\n".join(_lines(rows, store)))


@voices.command()
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@home_option
def install(home: Home, names: tuple[str, ...]) -> None:
    """Download voices, check them and install them.

    NAME is a name from the list. A download that was broken off goes on where it stopped.

    For example: voice-coach voices install emma
    """
    store = VoiceStore(home)
    for voice in [store.known(name) for name in names]:
        if voice.is_bundled or voice not in store.missing():
            echo(voice_texts.THERE.format(name=voice.name))
        else:
            path = download_voice(voice, store)
            echo(voice_texts.INSTALLED.format(name=voice.name, path=path))
        if store.used().name != voice.name:
            echo(voice_texts.TO_USE.format(command=store.command("use", voice.name)))


@voices.command()
@home_option
def prepare(home: Home) -> None:
    """Speak, unheard, what sessions begin with, so that the first words come at once later.

    Only sentences that hold nobody's words are kept, in the platform's folder for caches.
    """
    from voice_coach.app.factory import speak_openings  # noqa: PLC0415 - engines

    speak_openings(load_settings(home), home)


@voices.command()
@click.argument("name")
@home_option
def use(home: Home, name: str) -> None:
    """Speak with NAME from now on: a voice that is here, `system`, or the id of one of its voices.

    It is written into settings.toml; every other line there stays as it is.
    """
    store = VoiceStore(home)
    store.choose(store.find(name))
    echo(voice_texts.USED.format(name=store.used().name))


@voices.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@home_option
def remove(home: Home, name: str, yes: bool) -> None:  # noqa: FBT001 - a flag
    """Delete the voice NAME, and what has arrived of a download of it, after asking."""
    store = VoiceStore(home)
    voice = store.removable(name)
    files = files_of(store.folder, voice.engine, voice.id)
    size = megabytes(sum(file.lstat().st_size for file in files))
    folder = store.folder / voice.engine
    question = voice_texts.REMOVE.format(name=voice.name, size=size, folder=folder)
    if not yes and not confirm(question):
        echo(texts.MODEL_KEPT)
        return
    remove_voice(store.folder, voice.engine, voice.id)
    echo(voice_texts.REMOVED.format(name=voice.name))
    if store.forget(voice):
        echo(voice_texts.UNSET)
    echo(voice_texts.USED.format(name=store.used().name))


@voices.command(name="try")
@click.argument("names", metavar="[NAME...]", nargs=-1)
@session_options
def try_(options: Options, names: tuple[str, ...]) -> None:
    """Hear a sentence in each of the voices, or of all that are here.

    Nothing is changed.
    """
    from voice_coach.app.factory import open_runtime  # noqa: PLC0415 - engines
    from voice_coach.tts.voice_samples import VoiceSamples  # noqa: PLC0415 - numpy

    store = VoiceStore(options.home)
    chosen = [store.find(name) for name in names] or store.here()
    runtime = open_runtime(options.settings, options.home, keyboard=True)
    with runtime, VoiceSamples(options.home) as samples:
        for voice in chosen:
            echo(voice_texts.TRYING.format(name=voice.name))
            try:
                sound = samples.render(voice, voice_texts.SAMPLE, options.settings.rate)
            except CoachError as error:
                warn(error)
                continue
            runtime.play(sound)


def _rows(store: VoiceStore) -> list[dict[str, Any]]:
    """Return every voice: those that are here, and those that can be downloaded."""
    used = store.used()
    here = store.here()
    if used not in here:  # another one of the system's, say
        here.append(used)
    found = [_row(voice, _known(voice)) | {"in_use": voice == used} for voice in here]
    for known in store.missing():
        partial = partial_voice(store.folder, known).path
        arrived = partial.stat().st_size if partial.exists() else 0
        found.append(
            _row(Voice(known.engine, known.name), known) | {"installed": False, "arrived": arrived}
        )
    return found


def _known(voice: Voice) -> KnownVoice | None:
    known = known_voice(voice.id)
    return known if known is not None and known.engine == voice.engine else None


def _row(voice: Voice, known: KnownVoice | None) -> dict[str, Any]:
    is_the_systems = voice.engine == DEFAULT_ENGINE and not voice.id
    about = known.about if known is not None else voice_texts.THE_SYSTEMS if is_the_systems else ""
    return {
        "name": voice.name,
        "engine": voice.engine,
        "language": known.language if known is not None else "",
        "about": about,
        "licence": known.licence if known is not None else "",
        "size": known.size or None if known is not None else None,
        "checksum": known.checksum or None if known is not None else None,
        "address": known.address or None if known is not None else None,
        "installed": True,
        "in_use": False,
        "arrived": 0,
        "path": str(voice.path) if voice.path is not None else None,
    }


def _lines(rows: list[dict[str, Any]], store: VoiceStore) -> list[str]:
    """Return the list as it is printed."""
    width = max(len(row["name"]) for row in rows)
    here = [_line(row, width) for row in rows if row["installed"]]
    missing = [row for row in rows if not row["installed"]]
    printed = [voice_texts.HERE, *here]
    if missing:
        printed += ["", voice_texts.TO_DOWNLOAD, *(_line(row, width) for row in missing)]
        install = store.command("install", missing[0]["name"])
        printed += ["", voice_texts.HOW.format(hear=store.command("try"), install=install)]
    elif not has_engine(NATURAL_ENGINE):
        printed += ["", voice_texts.HOW_NATURAL]
    return printed


def _line(row: dict[str, Any], width: int) -> str:
    """Return a voice on one line, which begins with its name."""
    size = megabytes(row["size"]) if row["size"] and not row["installed"] else ""
    arrived = f"{megabytes(row['arrived'])} have arrived" if row["arrived"] else ""
    remark = ", ".join(filter(None, (row["about"], "in use" if row["in_use"] else "", arrived)))
    line = f"{row['name']:<{width}}  {row['engine']:<7}  {row['language']:<5}  {size:>4}  {remark}"
    return line.rstrip()


def download_voice(voice: KnownVoice, store: VoiceStore) -> Path:
    """Install a voice, show how far it is, and return its file; ends the program at a Ctrl-C.

    Raises:
        CoachError: It cannot be downloaded, or is not what was published.
    """
    from voice_coach.cli.progress import InstallSteps  # noqa: PLC0415 - rich

    # Nothing else in the program may import this: it is the one way from here to the net.
    from voice_coach.tts.voice_installer import install_voice  # noqa: PLC0415 - ssl

    site = voice_site()
    try:
        with interruptible(), InstallSteps() as steps:
            return install_voice(voice, store.folder, steps.show, site)
    except KeyboardInterrupt:
        echo(texts.MODEL_BROKEN_OFF, err=True)
        sys.exit(INTERRUPTED)
