"""The commands that check and choose sound devices: `doctor` and `setup`.

PortAudio and the recognizer are loaded when a command is run, not for its --help.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import asdict, replace
from functools import partial
from typing import TYPE_CHECKING

import click

from voice_coach.cli.console import echo, in_home, print_json, warn
from voice_coach.cli.params import Options, json_option, session_options
from voice_coach.errors import CoachError
from voice_coach.settings import ENVIRONMENT, load_settings, write_devices
from voice_coach.texts import device as device_texts
from voice_coach.texts import voice as voice_texts

if TYPE_CHECKING:
    from voice_coach.app.device_setup import Candidate, DeviceSetup
    from voice_coach.app.diagnostics import Finding
    from voice_coach.app.runtime import Runtime
    from voice_coach.audio.devices import Direction
    from voice_coach.audio.levels import Levels
    from voice_coach.audio.soundcheck import Row

LISTEN_SECONDS, LISTEN_SECONDS_UNATTENDED = 5.0, 2.0
"""At the microphone: with somebody there to say a sentence, and without."""


@click.command()
@click.option("--voices", is_flag=True, help="List the voices there are, and nothing else.")
@click.option(
    "--network", is_flag=True, help="Find servers of your own in the local network, nothing else."
)
@click.option(
    "--listen/--no-listen",
    "listens",
    default=True,
    help="Whether to listen to the microphone and show how loud it is.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(0.5, 60),
    help="How long to listen. Default: 5 at a terminal, else 2.",
)
@json_option
@session_options
@click.pass_context
def doctor(
    ctx: click.Context,
    /,
    options: Options,
    *,
    voices: bool,
    network: bool,
    listens: bool,
    seconds: float | None,
    as_json: bool,
) -> None:
    """Check voice, ear, model, microphone, speaker, journal and disk.

    Lists the microphones and speakers, listens to the microphone for a few seconds, and says when
    it is silent, too loud or too noisy. Nothing of it is kept. The exit status is 1 if a spoken
    session could not run.
    """
    from voice_coach.app.diagnostics import examine, voices_of  # noqa: PLC0415 - engines

    if network:
        _print_services(as_json=as_json)
        return
    if voices:
        found = voices_of(options.settings, options.home)
        if as_json:
            print_json(found)
        else:
            echo("\n".join(found))
        return
    findings = examine(options.settings, options.home)
    microphones, speakers = _devices(options)
    if not as_json:
        for finding in findings:
            detail = in_home(finding.detail, finding.command)
            echo(f"{'ok' if finding.ok else 'NO':>3}  {finding.name:<10}  {detail}")
        _list(device_texts.MICROPHONES, microphones)
        _list(device_texts.SPEAKERS, speakers)
    hears = any(finding.name == "microphone" and finding.ok for finding in findings)
    levels = _listen(options, seconds, as_json=as_json) if listens and hears else None
    well = all(finding.ok for finding in findings)
    if as_json:
        rows = {"microphones": microphones, "speakers": speakers}
        print_json(
            {"ok": well, "checks": [_as_row(finding) for finding in findings]}
            | {name: [asdict(row) for row in some] for name, some in rows.items()}
            | {"level": asdict(levels) if levels is not None else None}
        )
    else:
        _print_levels(levels)
        echo(device_texts.CHOOSE.format(command=options.command("setup")))
    ctx.exit(0 if well else 1)


def _print_services(*, as_json: bool) -> None:
    """Print the Wyoming services of the local network, how quick each is, and how to use it."""
    from voice_coach.wyoming.discovery import discover  # noqa: PLC0415 - only where it is asked for

    found = discover()
    if as_json:
        print_json(
            [
                {
                    "address": str(each.address),
                    "kinds": each.kinds,
                    "programs": each.programs,
                    "seconds": round(each.seconds, 3),
                }
                for each in found
            ]
        )
        return
    for each in found:
        what = f"{', '.join(each.programs)} ({', '.join(each.kinds)})"
        echo(f"{each.address}  {what}, answers in {each.seconds:.2f} s")
        for kind in each.kinds:
            echo(f"    {device_texts.SERVICE_USE[kind].format(address=each.address)}")
    if not found:
        echo(device_texts.NO_SERVICES)


def _print_levels(levels: "Levels | None") -> None:
    from voice_coach.audio.soundcheck import in_figures  # noqa: PLC0415 - numpy

    if levels is not None:
        echo(f"{in_figures(levels)}\n{device_texts.VERDICTS[levels.verdict]}")


def _devices(options: Options) -> "tuple[list[Row], list[Row]]":
    """Return microphones and speakers; none where no device can be used: a check says why."""
    from voice_coach.audio.devices import query_devices  # noqa: PLC0415 - PortAudio
    from voice_coach.audio.soundcheck import rows_of  # noqa: PLC0415 - numpy

    try:
        devices = query_devices()
    except CoachError:
        return [], []
    settings = options.settings
    return (
        rows_of(devices, "microphone", settings.microphone),
        rows_of(devices, "speaker", settings.speaker),
    )


def _as_row(finding: "Finding") -> dict[str, object]:
    return {name: getattr(finding, name) for name in ("name", "ok", "code", "detail")}


def _list(title: str, rows: "Sequence[Row]") -> None:
    echo(title)
    for row in rows:
        channels = "1 channel" if row.channels == 1 else f"{row.channels} channels"
        remark = "".join((", default" if row.default else "", ", used" if row.used else ""))
        about = f"{row.host}, {channels}, {row.rate} Hz{remark}"
        echo(f"{'*' if row.used else '':>3} {row.number:>2}  {row.name}  ({about})")
    if not rows:
        echo(f"     {device_texts.NO_DEVICES}")


def _listen(options: Options, seconds: float | None, *, as_json: bool) -> "Levels | None":
    """Return the levels of the microphone; None if it was lost meanwhile, which is printed."""
    from voice_coach.audio.sound import is_recording  # noqa: PLC0415 - numpy
    from voice_coach.audio.soundcheck import listen  # noqa: PLC0415 - numpy
    from voice_coach.cli.meter import Meter  # noqa: PLC0415 - rich

    microphone = options.settings.microphone
    attended = sys.stdin.isatty() and sys.stderr.isatty()
    seconds = seconds or (LISTEN_SECONDS if attended else LISTEN_SECONDS_UNATTENDED)
    if not is_recording(microphone) and (attended or not as_json):
        text = device_texts.LISTEN if seconds >= LISTEN_SECONDS else device_texts.LISTEN_ONLY
        echo(text.format(seconds=seconds), err=as_json)
    try:
        with Meter(quiet=as_json or is_recording(microphone)) as meter:
            return listen(microphone, seconds, meter.show)
    except CoachError as error:
        warn(error)
        return None


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
    keep one. Then it asks whether you wear headphones, and whether to choose another voice. Answer
    by voice, or with Enter. What it hears is not kept. Nothing is changed before both are chosen.
    """
    if reset:
        write_devices(options.home, None, None, headphones=False)
        echo(device_texts.SETUP_RESET)
        return
    if yes:
        speaker, microphone = _first(options, "speaker"), _first(options, "microphone")
        said = _named_headphones(options)
        _keep(options, speaker, microphone, None, headphones=said, as_json=as_json)
        return
    _try_out(options, as_json=as_json)


def _try_out(options: Options, *, as_json: bool) -> None:
    """Let the person try devices by voice, and keep what they choose."""
    from voice_coach.app.device_setup import DeviceSetup, StoppedError  # noqa: PLC0415 - engines

    speakers = _candidates(options, "speaker")
    microphones = _candidates(options, "microphone")
    with ExitStack() as closing:
        device_setup = closing.enter_context(
            DeviceSetup(
                options.settings,
                options.home,
                keyboard=options.keyboard,
                watch=_watch(options, closing, as_json=as_json),
                tell=partial(echo, err=as_json or options.events == "-"),
                meter=_meter,
            )
        )
        try:
            speaker, microphone, levels = _chosen(device_setup, options, speakers, microphones)
        except StoppedError:
            echo(device_texts.SETUP_STOPPED, err=True)
            return
        headphones = _named_headphones(options)
        if headphones is None and _is_device(speaker) and _is_device(microphone):
            headphones = device_setup.wears_headphones()
        _keep(options, speaker, microphone, levels, headphones=headphones, as_json=as_json)
        with suppress(StoppedError):  # what was chosen before is no less chosen
            shown = replace(options, captions_asked="none") if as_json else options
            _choose_voice(device_setup, shown)
        device_setup.say(device_texts.SETUP_DONE)


def _choose_voice(device_setup: "DeviceSetup", options: Options) -> None:
    """Ask whether another voice is wanted, and have it chosen."""
    from voice_coach.cli.voice_choice import SpokenVoiceChoice  # noqa: PLC0415 - engines
    from voice_coach.practice.steps import Ask  # noqa: PLC0415 - engines

    question = Ask(name="voice", ask=voice_texts.ASK, answer="yes-no", example="no")
    if device_setup.ask(question) == "yes":
        SpokenVoiceChoice(options, device_setup.runtime, device_setup.ask, device_setup.say).run()


def _named_headphones(options: Options) -> bool | None:
    """Return whether the command line says that headphones are worn; None if it does not say."""
    return True if options.interrupt_asked == "headphones" else None


def _is_device(device: "Candidate") -> bool:
    """Return whether it is a device, and no file or silence in place of one."""
    from voice_coach.app.factory import NONE  # noqa: PLC0415 - engines
    from voice_coach.audio.sound import is_recording  # noqa: PLC0415 - numpy

    return not is_recording(device.setting) and device.setting != NONE


def _chosen(
    device_setup: "DeviceSetup",
    options: Options,
    speakers: "list[Candidate]",
    microphones: "list[Candidate]",
) -> "tuple[Candidate, Candidate, Levels]":
    """Return the speaker, the microphone and its levels.

    Raises:
        CoachError: `setup.none` if one of them was not chosen.
        StoppedError: It was stopped.
    """
    speaker = device_setup.speaker(speakers, microphones[0].setting)
    if speaker is None:
        again = options.command("setup", "--keyboard")
        raise CoachError("setup.none", device_texts.NO_SPEAKER_CHOSEN.format(command=again))
    kept = device_setup.microphone(microphones, speaker.setting)
    if kept is None:
        doctor = options.command("doctor")
        raise CoachError("setup.none", device_texts.NO_MICROPHONE_CHOSEN.format(command=doctor))
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
    """Write devices into the settings, and whether headphones are worn, and say so."""
    write_devices(options.home, microphone.setting, speaker.setting, headphones=headphones)
    settings = load_settings(options.home)
    for part, device in (("speaker", speaker), ("microphone", microphone)):
        used = getattr(settings, part)
        if used != device.setting:
            variable = ENVIRONMENT[part]
            echo(device_texts.SETUP_OVERRULED.format(variable=variable, value=used), err=True)
    if as_json:
        print_json(
            {
                "speaker": speaker.setting,
                "microphone": microphone.setting,
                "interrupt": settings.interrupt,
                "level": asdict(levels) if levels is not None else None,
                "settings": str(options.home.settings),
            }
        )
        return
    written = device_texts.SETUP_WRITTEN.format(
        speaker=speaker.setting,
        microphone=microphone.setting,
        path=options.home.settings,
    )
    if settings.interrupt == "headphones":
        written = f"{written}\n{device_texts.SETUP_HEADPHONES}"
    undo = device_texts.SETUP_UNDO.format(command=options.command("setup", "--reset"))
    echo(f"{written}\n{undo}", err=options.events == "-")


def _candidates(options: Options, part: "Direction") -> "list[Candidate]":
    """Return what to try: what is set already, then the others, the default one first.

    A file, or silence, stands for itself; nothing else is tried then.

    Raises:
        CoachError: There is no device, or what is set is none of them.
    """
    from voice_coach.app.device_setup import Candidate  # noqa: PLC0415 - engines
    from voice_coach.app.factory import NONE  # noqa: PLC0415 - engines
    from voice_coach.audio.devices import query_devices  # noqa: PLC0415 - PortAudio
    from voice_coach.audio.sound import is_recording, is_wav  # noqa: PLC0415 - numpy

    wanted: str | None = getattr(options.settings, part)
    is_file = is_recording if part == "microphone" else is_wav
    if wanted is not None and (is_file(wanted) or wanted == NONE):
        return [Candidate(wanted, wanted)]
    devices = query_devices()
    first = devices.find(wanted, part)
    others = [each for each in devices.candidates(part) if each != first]
    return [
        Candidate(devices.stable_name(each, part), each.plain_name) for each in (first, *others)
    ]


def _first(options: Options, part: "Direction") -> "Candidate":
    """Return the device that is set, or the default one, if it opens.

    Raises:
        CoachError: There is none, or it does not.
    """
    from voice_coach.app.diagnostics import try_device  # noqa: PLC0415 - PortAudio

    candidate = _candidates(options, part)[0]
    try_device(part, candidate.setting)
    return candidate


def _watch(
    options: Options, closing: ExitStack, *, as_json: bool
) -> "Callable[[Runtime], AbstractContextManager[None]]":
    """Return what shows each session; the events of all of them go into one file."""
    from voice_coach.cli.display import EventWriter, watched  # noqa: PLC0415 - engines

    shown = replace(options, events=None)
    if as_json or options.events == "-":
        shown = replace(shown, captions_asked="none")
    first = iter((True,))

    def watch(runtime: "Runtime") -> AbstractContextManager[None]:
        return watched(runtime, shown, tells_keys=next(first, False))

    if options.events is None:
        return watch
    writer = EventWriter(options.events)
    closing.callback(writer.close)

    @contextmanager
    def both(runtime: "Runtime") -> Iterator[None]:
        with watch(runtime):
            runtime.stream.observers.insert(0, writer.observe)
            yield

    return both


@contextmanager
def _meter() -> Iterator[Callable[[float], None]]:
    from voice_coach.cli.meter import Meter  # noqa: PLC0415 - rich

    with Meter(quiet=not sys.stderr.isatty()) as meter:
        yield meter.show
