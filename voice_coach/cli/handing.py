"""`voice-coach export` and `import`: sessions as files, and back."""

import json
from collections.abc import Sequence
from pathlib import Path

import click

from voice_coach import __version__, texts
from voice_coach.cli.history import open_journal
from voice_coach.cli.options import home_option
from voice_coach.cli.wording import counted
from voice_coach.errors import CoachError
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
    with open_journal(folder) as journal:
        ids = [journal.find(name).id for name in sessions] if sessions else None
        wholes, loose = journal.wholes(ids)
    if not wholes and not loose:
        click.echo(texts.NO_SESSIONS, err=True)
        return
    made = exported(form, wholes, loose, wall_clock(), __version__)
    if out == STDOUT:
        if len(made) > 1:
            raise click.UsageError(f"{form} has one file a session. Name one SESSION, or a folder.")
        click.echo("".join(made.values()), nl=False)
        return
    write_all(places(form, made, Path(out).expanduser()), force=force)
    told = texts.EXPORTED.format(sessions=counted(len(wholes), "session"), place=out)
    click.echo(told, err=True)


@click.command("import")
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@home_option
@click.pass_context
def import_(ctx: click.Context, home: str | None, files: Sequence[Path]) -> None:
    """Take in what `export --format json` wrote.

    A session that is here already stays as it is, so importing twice adds nothing. Each FILE is
    taken in whole or not at all.
    """
    from voice_coach.handing.format import from_json  # noqa: PLC0415 - not for --help
    from voice_coach.journal.store import Journal  # noqa: PLC0415
    from voice_coach.stage import wall_clock  # noqa: PLC0415

    folder, _ = home_folder(home)
    failed = False
    for file in files:
        try:
            wholes, loose = from_json(_read(file), str(file))
            with Journal.open(folder / "journal.db", clock=wall_clock) as journal:
                received = journal.receive(wholes, loose)
        except CoachError as error:
            failed = True
            click.echo(f"voice-coach: {error.spoken}", err=True)
            continue
        told = texts.IMPORTED.format(
            file=file,
            sessions=counted(received.sessions, "session"),
            turns=counted(received.turns, "turn"),
            memories=counted(received.memories, "memory", "memories"),
        )
        click.echo(f"{told} {_known(received.known)}".strip())
    if failed:
        ctx.exit(1)


def _known(number: int) -> str:
    if not number:
        return ""
    words = {"are": "is", "s": "s", "it": "it is"} if number == 1 else {
        "are": "are", "s": "", "it": "they are",
    }  # fmt: skip
    return texts.IMPORTED_KNOWN.format(sessions=counted(number, "session"), **words)


def _read(file: Path) -> bytes:
    """The content of a file.

    Raises:
        CoachError: `import.unreadable`.
    """
    try:
        return file.read_bytes()
    except OSError as error:
        raise CoachError(
            "import.unreadable",
            f"{file} cannot be read: {error.strerror}. Name a file that voice-coach export "
            "--format json wrote.",
        ) from None
