"""`voice-coach export`: sessions as files."""

import json
from collections.abc import Sequence
from pathlib import Path

import click

from voice_coach import __version__, texts
from voice_coach.cli.history import open_journal
from voice_coach.cli.options import home_option
from voice_coach.cli.wording import at_work, counted
from voice_coach.settings import home_folder

FORMATS = ("markdown", "json", "html", "srt", "vtt")
STDOUT = "-"


def _print_schema(ctx: click.Context, _: click.Parameter, asked: bool) -> None:  # noqa: FBT001
    if not asked or ctx.resilient_parsing:
        return
    from voice_coach.handing.format import schema  # noqa: PLC0415 - not for --help

    click.echo(json.dumps(schema(), indent=2, ensure_ascii=False))
    ctx.exit()


@click.command()
@click.argument("sessions", metavar="[SESSION]...", nargs=-1)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="markdown",
    show_default=True,
    help="markdown, srt and vtt are one file a session; json can be imported again.",
)
@click.option("--out", metavar="PATH|-", help="The file, or the folder for several; - is stdout.")
@click.option("--force", is_flag=True, help="Replace files that are there.")
@click.option(
    "--schema",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_schema,
    help="Print the JSON Schema of the format json instead.",
)
@home_option
def export(
    *,
    home: str | None,
    sessions: Sequence[str],
    form: str,
    out: str | None,
    force: bool,
) -> None:
    """Hand over sessions as files that are readable by you alone; without SESSION all of them.

    SESSION is an id, the beginning of one, `last`, or a practice's name. What was undone is in the
    format json only, and marked there.
    """
    from voice_coach.handing.exporting import exported, places  # noqa: PLC0415 - not for --help
    from voice_coach.handing.files import write_all  # noqa: PLC0415
    from voice_coach.stage import wall_clock  # noqa: PLC0415

    if out is None:
        raise click.UsageError("Say where to with --out PATH, or --out - for stdout.")
    folder, _ = home_folder(home)
    with open_journal(folder, to_read=True) as journal, at_work(texts.READING):
        ids = [journal.find(name).id for name in sessions] if sessions else None
        wholes, loose = journal.wholes(ids)
    if not wholes and not loose:
        click.echo(texts.NO_SESSIONS, err=True)
        return
    made = exported(form, wholes, loose, wall_clock(), __version__)
    if out == STDOUT:
        if len(made) > 1:
            raise click.UsageError(f"{form} has one file a session. Name one SESSION, or a folder.")
        click.echo("".join(made.values()).encode(), nl=False)  # UTF-8 at any terminal
        return
    with at_work(texts.WRITING):
        write_all(places(form, made, Path(out).expanduser()), force=force)
    told = texts.EXPORTED.format(sessions=counted(len(wholes), "session"), place=out)
    click.echo(told, err=True)
