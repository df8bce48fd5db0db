"""`voice-coach practices`: list them, read one like a script, check your own."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voice_coach import texts
from voice_coach.cli.options import home_option, json_option
from voice_coach.errors import CoachError
from voice_coach.settings import home_folder

if TYPE_CHECKING:
    from voice_coach.library import Library
    from voice_coach.session.practice import Step


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
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        for practice in found:
            click.echo(f"{practice.name:<24} {practice.minutes:>3g} min  {practice.about}")
    for error in errors:
        click.echo(f"voice-coach: {error.spoken}", err=True)
    if errors:
        ctx.exit(1)


@practices.command()
@click.argument("name")
@home_option
def show(home: str | None, name: str) -> None:
    """Read a practice like a script, from start to end."""
    practice = _library(home).load(name)
    click.echo(f"{practice.title} ({practice.minutes:g} min)\n{practice.about}\n")
    for line in _script(practice.steps, ""):
        click.echo(line)


def _script(steps: Sequence["Step"], margin: str) -> Iterator[str]:
    for step in steps:
        condition = ", ".join(f"{key}: {value}" for key, value in step.when.items())
        note = f"  [if {condition}]" if condition else ""
        if step.say is not None:
            yield f"{margin}Coach: {step.say}{note}"
        elif step.ask is not None:
            yield f"{margin}Coach: {step.ask}{note}"
            yield f"{margin}  You: … ({_expected(step)}; for example: {step.example})"
        elif step.breathe is not None:
            length = f"{step.minutes:g} minutes" if step.minutes else f"{step.cycles} breaths"
            yield f"{margin}(breathing, {step.breathe}, {length}){note}"
        elif step.silence is not None:
            yield f"{margin}(silence, {step.silence:g} seconds){note}"
        elif step.each is not None:
            yield f"{margin}(for each open {step.each}){note}"
            yield from _script(step.do, margin + "    ")
        if step.keep is not None:
            yield f"{margin}  (kept as {step.keep})"


def _expected(step: "Step") -> str:
    if step.answer == "choice":
        return " / ".join(step.choices)
    return f"{step.low} to {step.high}" if step.answer == "number" else step.answer


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

    click.echo(json.dumps(practice_schema(), indent=2, ensure_ascii=False))
