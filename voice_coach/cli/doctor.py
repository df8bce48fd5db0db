"""`voice-coach doctor`: could a spoken session run here, and if not, what to do."""

import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from voice_coach.cli.history import print_json
from voice_coach.cli.options import Options, in_home, json_option, session_options, warn
from voice_coach.errors import CoachError
from voice_coach.texts import device as texts

if TYPE_CHECKING:
    from voice_coach.audio.levels import Levels
    from voice_coach.audio.soundcheck import Row

SECONDS, SECONDS_UNATTENDED = 5.0, 2.0
"""How long the microphone is listened to: with somebody there to say a sentence, and without."""


@click.command()
@click.option("--voices", is_flag=True, help="List the voices there are, and nothing else.")
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
    listens: bool,
    seconds: float | None,
    as_json: bool,
) -> None:
    """Check voice, ear, model, microphone, speaker, journal and disk.

    Lists the microphones and speakers, listens to the microphone for a few seconds, and says when
    it is silent, too loud or too noisy. Nothing of it is kept. The exit status is 1 if a spoken
    session could not run.
    """
    from voice_coach.checkup import examine, voices_of  # noqa: PLC0415 - all a session needs

    if voices:
        found = voices_of(options.settings)
        if as_json:
            print_json(found)
        else:
            click.echo("\n".join(found))
        return
    findings = examine(options.settings, options.home)
    well = all(finding.ok for finding in findings)
    microphones, speakers = _devices(options)
    if not as_json:
        for finding in findings:
            detail = in_home(finding.detail)
            click.echo(f"{'ok' if finding.ok else 'NO':>3}  {finding.name:<10}  {detail}")
        _list(texts.MICROPHONES, microphones)
        _list(texts.SPEAKERS, speakers)
    hears = any(finding.name == "microphone" and finding.ok for finding in findings)
    levels = _listened(options, seconds, as_json=as_json) if listens and hears else None
    if as_json:
        rows = {"microphones": microphones, "speakers": speakers}
        print_json(
            {"ok": well, "checks": [asdict(finding) for finding in findings]}
            | {name: [asdict(row) for row in some] for name, some in rows.items()}
            | {"level": asdict(levels) if levels is not None else None}
        )
    else:
        if levels is not None:
            from voice_coach.audio.soundcheck import in_figures  # noqa: PLC0415

            click.echo(f"{in_figures(levels)}\n{texts.VERDICTS[levels.verdict]}")
        click.echo(texts.CHOOSE.format(command=options.command("setup")))
    ctx.exit(0 if well else 1)


def _devices(options: Options) -> "tuple[list[Row], list[Row]]":
    """Microphones and speakers; none where no device can be used at all: a check says why."""
    from voice_coach.audio.listing import look  # noqa: PLC0415 - needs PortAudio
    from voice_coach.audio.soundcheck import rows_of  # noqa: PLC0415

    try:
        devices = look()
    except CoachError:
        return [], []
    settings = options.settings
    return (
        rows_of(devices, "microphone", settings.microphone),
        rows_of(devices, "speaker", settings.speaker),
    )


def _list(title: str, rows: "Sequence[Row]") -> None:
    click.echo(title)
    for row in rows:
        channels = "1 channel" if row.channels == 1 else f"{row.channels} channels"
        remark = "".join((", default" if row.default else "", ", used" if row.used else ""))
        about = f"{row.host}, {channels}, {row.rate} Hz{remark}"
        click.echo(f"{'*' if row.used else '':>3} {row.number:>2}  {row.name}  ({about})")
    if not rows:
        click.echo(f"     {texts.NO_DEVICES}")


def _listened(options: Options, seconds: float | None, *, as_json: bool) -> "Levels | None":
    """What the microphone is like; None if it was lost meanwhile, which is printed."""
    from voice_coach.audio.soundcheck import is_file, listen  # noqa: PLC0415 - needs PortAudio
    from voice_coach.cli.meter import Meter  # noqa: PLC0415 - rich, where shown

    microphone = options.settings.microphone
    attended = sys.stdin.isatty() and sys.stderr.isatty()
    seconds = seconds or (SECONDS if attended else SECONDS_UNATTENDED)
    if not is_file(microphone) and (attended or not as_json):
        text = texts.LISTEN if seconds >= SECONDS else texts.LISTEN_ONLY
        click.echo(text.format(seconds=seconds), err=as_json)
    try:
        with Meter(quiet=as_json or is_file(microphone)) as meter:
            return listen(microphone, seconds, meter.show)
    except CoachError as error:
        warn(error.spoken)
        return None
