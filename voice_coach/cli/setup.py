"""`voice-coach setup`: choosing a speaker and a microphone by trying them."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import asdict, replace
from functools import partial
from typing import TYPE_CHECKING

import click

from voice_coach.cli.history import print_json
from voice_coach.cli.options import Options, json_option, session_options
from voice_coach.errors import CoachError
from voice_coach.texts import device as texts

if TYPE_CHECKING:
    from voice_coach.audio.levels import Levels
    from voice_coach.audio.listing import Direction
    from voice_coach.fitting import Candidate, Fitting
    from voice_coach.stage import Stage


@click.command()
@click.option(
    "--yes", is_flag=True, help="Take the devices named, or the default ones, without a trial."
)
@click.option("--reset", is_flag=True, help="Take the system's default devices again.")
@json_option
@session_options
def setup(options: Options, *, yes: bool, reset: bool, as_json: bool) -> None:
    """Choose a speaker and a microphone by ear, and keep them in the settings.

    Says a sentence on each speaker until you hear one, and listens to each microphone until you
    keep one. Then it asks whether you wear headphones. Answer by voice, or with Enter. What it
    hears is not kept. Nothing is changed before both are chosen.
    """
    from voice_coach.settings import write_devices  # noqa: PLC0415 - not for help

    if reset:
        write_devices(options.home, None, None, headphones=False)
        click.echo(texts.SETUP_RESET)
        return
    if yes:
        speaker, microphone = _first(options, "speaker"), _first(options, "microphone")
        said = _said_already(options)
        _keep(options, speaker, microphone, None, headphones=said, as_json=as_json)
        return
    _try_out(options, as_json=as_json)


def _try_out(options: Options, *, as_json: bool) -> None:
    """Lead through it. Ends the program where nothing was chosen."""
    from voice_coach.fitting import Fitting, StoppedError  # noqa: PLC0415 - all a session needs

    speakers = _candidates(options, "speaker")
    microphones = _candidates(options, "microphone")
    with ExitStack() as closing:
        fitting = closing.enter_context(
            Fitting(
                options.settings,
                options.home,
                keyboard=options.keyboard,
                watch=_watch(options, closing, as_json=as_json),
                tell=partial(click.echo, err=as_json or options.events == "-"),
                meter=_meter,
            )
        )
        try:
            speaker, microphone, levels = _chosen(fitting, options, speakers, microphones)
        except StoppedError:
            click.echo(texts.SETUP_STOPPED, err=True)
            return
        headphones = _said_already(options)
        if headphones is None and _sounds(speaker) and _sounds(microphone):
            headphones = fitting.wears_headphones()
        _keep(options, speaker, microphone, levels, headphones=headphones, as_json=as_json)
        fitting.say(texts.SETUP_DONE)


def _said_already(options: Options) -> bool | None:
    """Whether the command line says that headphones are worn; None if it does not say."""
    return True if options.interrupt_asked == "headphones" else None


def _sounds(device: "Candidate") -> bool:
    """Whether it is a device, and no file or silence in place of one."""
    from voice_coach.audio.soundcheck import is_file  # noqa: PLC0415 - needs PortAudio
    from voice_coach.studio import NONE  # noqa: PLC0415

    return not is_file(device.setting) and device.setting != NONE


def _chosen(
    fitting: "Fitting",
    options: Options,
    speakers: "list[Candidate]",
    microphones: "list[Candidate]",
) -> "tuple[Candidate, Candidate, Levels]":
    """Both devices.

    Raises:
        CoachError: `setup.none` if one of them was not chosen.
        StoppedError: It was stopped.
    """
    speaker = fitting.speaker(speakers, microphones[0].setting)
    if speaker is None:
        again = options.command("setup", "--keyboard")
        raise CoachError("setup.none", texts.NO_SPEAKER_CHOSEN.format(command=again))
    kept = fitting.microphone(microphones, speaker.setting)
    if kept is None:
        doctor = options.command("doctor")
        raise CoachError("setup.none", texts.NO_MICROPHONE_CHOSEN.format(command=doctor))
    return speaker, *kept


def _keep(
    options: Options,
    speaker: "Candidate",
    microphone: "Candidate",
    levels: "Levels | None",
    *,
    headphones: bool | None,
    as_json: bool,
) -> None:
    """Write both into the settings, and whether headphones are worn, and say so."""
    from voice_coach.settings import (  # noqa: PLC0415 - not for help
        ENVIRONMENT,
        FILE,
        load_settings,
        write_devices,
    )

    write_devices(options.home, microphone.setting, speaker.setting, headphones=headphones)
    path = options.home / FILE
    settings = load_settings(options.home)
    for part, device in (("speaker", speaker), ("microphone", microphone)):
        used = getattr(settings, part)
        if used != device.setting:
            variable = ENVIRONMENT[part]
            click.echo(texts.SETUP_OVERRULED.format(variable=variable, value=used), err=True)
    if as_json:
        print_json(
            {
                "speaker": speaker.setting,
                "microphone": microphone.setting,
                "interrupt": settings.interrupt,
                "level": asdict(levels) if levels is not None else None,
                "settings": str(path),
            }
        )
        return
    written = texts.SETUP_WRITTEN.format(
        speaker=speaker.setting, microphone=microphone.setting, path=path
    )
    if settings.interrupt == "headphones":
        written = f"{written}\n{texts.SETUP_HEADPHONES}"
    undo = texts.SETUP_UNDO.format(command=options.command("setup", "--reset"))
    click.echo(f"{written}\n{undo}", err=options.events == "-")


def _candidates(options: Options, part: "Direction") -> "list[Candidate]":
    """What to try: what is set already, then the others, the default one first.

    A file, or silence, stands for itself; nothing else is tried then.

    Raises:
        CoachError: There is no device, or what is set is none of them.
    """
    from voice_coach.audio.listing import look  # noqa: PLC0415 - needs PortAudio
    from voice_coach.audio.soundcheck import is_file  # noqa: PLC0415
    from voice_coach.fitting import Candidate  # noqa: PLC0415
    from voice_coach.studio import NONE  # noqa: PLC0415

    wanted: str | None = getattr(options.settings, part)
    if wanted is not None and (is_file(wanted) or wanted == NONE):
        return [Candidate(wanted, wanted)]
    devices = look()
    first = devices.find(wanted, part)
    others = [each for each in devices.worth_trying(part) if each != first]
    return [
        Candidate(devices.lasting_name(each, part), each.plain_name) for each in (first, *others)
    ]


def _first(options: Options, part: "Direction") -> "Candidate":
    """The device that is set, or the default one, if it opens.

    Raises:
        CoachError: There is none, or it does not.
    """
    from voice_coach.checkup import try_device  # noqa: PLC0415 - needs PortAudio

    candidate = _candidates(options, part)[0]
    try_device(part, candidate.setting)
    return candidate


def _watch(
    options: Options, closing: ExitStack, *, as_json: bool
) -> "Callable[[Stage], AbstractContextManager[None]]":
    """What shows each stage; the events of all of them go into one file."""
    from voice_coach.cli.showing import watched  # noqa: PLC0415 - all a session needs

    shown = replace(options, events=None)
    if as_json or options.events == "-":
        shown = replace(shown, captions_asked="none")
    first = iter((True,))

    def watch(stage: "Stage") -> AbstractContextManager[None]:
        return watched(stage, shown, tells_keys=next(first, False))

    if options.events is None:
        return watch
    from voice_coach.cli.events import EventWriter  # noqa: PLC0415 - only where asked for

    writer = EventWriter(options.events)
    closing.callback(writer.close)

    @contextmanager
    def both(stage: "Stage") -> Iterator[None]:
        with watch(stage):
            stage.stream.observers.insert(0, writer.observe)
            yield

    return both


@contextmanager
def _meter() -> Iterator[Callable[[float], None]]:
    from voice_coach.cli.meter import Meter  # noqa: PLC0415 - rich, where shown

    with Meter(quiet=not sys.stderr.isatty()) as meter:
        yield meter.show
