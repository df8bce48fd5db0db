"""`voice-coach practices`: list them, read one like a script, check your own."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voice_coach import texts
from voice_coach.cli.history import print_json
from voice_coach.cli.options import home_option, json_option, warn
from voice_coach.errors import CoachError
from voice_coach.settings import home_folder

if TYPE_CHECKING:
    from voice_coach.library import Library
    from voice_coach.session.practice import Practice


def _library(home: str | None) -> "Library":
    from voice_coach.library import Library  # noqa: PLC0415 - msgspec, not for --help
    from voice_coach.settings import load_settings  # noqa: PLC0415

    folder, _ = home_folder(home)
    return Library(folder, load_settings(folder).language)


@click.group(invoke_without_command=True)
@json_option
@home_option
@click.pass_context
def practices(ctx: click.Context, home: str | None, as_json: bool) -> None:  # noqa: FBT001 - a flag
    """List the practices there are: the program's and those in your home folder."""
    if ctx.invoked_subcommand is not None:
        return
    found, errors = _library(home).all()
    if as_json:
        rows = [
            {
                "name": practice.name,
                "title": practice.title,
                "minutes": practice.minutes,
                "source": practice.source,
                "tags": list(practice.tags),
                "about": practice.about,
            }
            for practice in found
        ]
        print_json(rows)
    else:
        _list(found)
    for error in errors:
        warn(error.spoken)
    if errors:
        ctx.exit(1)


def _list(found: "Sequence[Practice]") -> None:
    """Print practices by source and theme, each on a line that begins with its name."""
    from voice_coach.session.themes import by_source_and_theme  # noqa: PLC0415 - msgspec, not for --help

    for number, (heading, group) in enumerate(by_source_and_theme(found).items()):
        click.echo(("\n" if number else "") + heading)
        for practice in group:
            click.echo(f"{practice.name:<24} {practice.minutes:>3g} min  {practice.about}")


@practices.command()
@click.argument("name")
@home_option
def show(home: str | None, name: str) -> None:
    """Read a practice like a script, from start to end."""
    from voice_coach.cli.script import script  # noqa: PLC0415 - msgspec, not for --help

    for line in script(_library(home).load(name)):
        click.echo(line)


@practices.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.pass_context
def check(ctx: click.Context, files: Sequence[Path]) -> None:
    """Check practice files: first their language, then how they will sound."""
    from voice_coach.library import read_file  # noqa: PLC0415 - msgspec, not for --help
    from voice_coach.session.linting import findings  # noqa: PLC0415

    broken = False
    for file in files:
        try:
            remarks = findings(read_file(file))
        except CoachError as error:
            broken = True
            click.echo(error.spoken, err=True)
            continue
        click.echo(texts.PRACTICE_READS_WELL.format(file=file) if not remarks else f"{file}:")
        for remark in remarks:
            click.echo(f"  {remark}")
    if broken:
        ctx.exit(1)


@practices.command()
def schema() -> None:
    """Print the JSON Schema of a practice file, for editors."""
    from voice_coach.session.parsing import schema as practice_schema  # noqa: PLC0415

    print_json(practice_schema())
