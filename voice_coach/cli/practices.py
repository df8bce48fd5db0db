"""The commands about practices."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from voice_coach import texts
from voice_coach.cli.history import print_json
from voice_coach.cli.params import home_option, json_option, warn
from voice_coach.errors import CoachError
from voice_coach.practice.library import Library, article_of, by_article_and_theme, read_file
from voice_coach.practice.schema import MAX_MEMORIES, Compare, Practice, Step
from voice_coach.settings import Home, load_settings

MARGIN = "    "


def script(practice: Practice) -> Iterator[str]:
    """The lines of a practice, from start to end."""
    yield f"{practice.title} ({practice.minutes:g} min)"
    yield practice.about
    if article := article_of(practice):
        yield texts.PRACTICE_FROM.format(article=article)
    yield ""
    yield from _lines(practice.steps, "")


def _lines(steps: Sequence[Step], margin: str) -> Iterator[str]:
    for step in steps:
        if step.say is not None:
            yield f"{margin}Coach: {step.say.strip()}{_note(step)}"
        elif step.ask is not None and step.order is None:
            yield f"{margin}Coach: {step.ask.strip()}{_note(step)}"
            yield f"{margin}  You: … ({_expected(step)}; for example: {_examples(step)})"
        elif happens := _happens(step):
            yield f"{margin}({happens}){_note(step)}"
        if step.order is not None:
            yield f"{margin}{MARGIN}Coach: {step.ask or texts.ORDER_ASK}"
        yield from _lines(step.do, margin + MARGIN)
        alone = not any((step.say, step.ask))
        before, note = (margin, _note(step)) if alone else (f"{margin}  ", "")
        yield from (f"{before}({left}){note}" for left in _left_behind(step))


def _happens(step: Step) -> str:
    """What goes on in a step without words of its own; "" where it only keeps or marks."""
    if step.breathe is not None:
        return f"breathing, {step.breathe}{_length(step)}"
    if step.silence is not None:
        return f"silence, {step.silence:g} seconds"
    if step.order is not None:
        return f"{step.order} is put in order, two at a time"
    if step.forget:
        return f"what was said to {_listed(step.forget)} is deleted"
    if step.close is not None:
        return f"each {step.close} of earlier sessions that is still open is replaced"
    return _loop(step)


def _loop(step: Step) -> str:
    if step.each is not None:
        order = ", the newest first" if step.newest else ""
        most = f", at most {step.most or MAX_MEMORIES}"
        return f"for each {step.status or 'open'} {step.each}{order}{most}"
    if step.over is not None:
        return f"for each of {step.over}{f', at most {step.most}' if step.most else ''}"
    if step.rounds is not None:
        return f"up to {step.rounds} times, until there is nothing more"
    if step.nearest is not None:
        return f"with the open {step.nearest} that comes nearest to {step.to}"
    return ""


def _length(step: Step) -> str:
    if step.minutes is not None:
        return f", {step.minutes:g} minutes"
    return f", {step.cycles} breaths" if step.cycles is not None else ""


def _left_behind(step: Step) -> Iterator[str]:
    """What a step keeps, and what it makes of the memory its loop is at."""
    if step.keep is not None:
        words = f": {step.text}" if step.text is not None else ""
        status = f", {step.status}" if step.status is not None else ""
        yield f"kept as {step.keep}{status}{words}"
    if step.mark is not None:
        yield f"marked as {step.mark}"


def _expected(step: Step) -> str:
    if step.choices_from is not None:
        return f"one of {step.choices_from}"
    if step.answer == "choice":
        return " / ".join(step.choices)
    return f"{step.low} to {step.high}" if step.answer == "number" else step.answer


def _examples(step: Step) -> str:
    return " / ".join((step.example or "", *step.examples))


def _note(step: Step) -> str:
    """When a step is led, in brackets; "" if always."""
    conditions = [f"{name}: {_wanted(wanted)}" for name, wanted in step.when.items()]
    if step.count is not None:
        status = f"{step.count.status} " if step.count.status is not None else ""
        days = f" of {step.count.days} days" if step.count.days is not None else ""
        conditions.append(f"{step.count.least} or more {status}{step.count.kind}{days}")
    if step.recurs is not None:
        conditions.append(f"a word comes again in {step.recurs.least} or more {step.recurs.kind}")
    if step.earlier is not None:
        conditions.append(f"there is an earlier {step.earlier.kind} of {step.earlier.name}")
    return f"  [if {'; '.join(conditions)}]" if conditions else ""


def _wanted(wanted: str | list[str] | Compare) -> str:
    if isinstance(wanted, Compare):
        limits = {"below": wanted.below, "above": wanted.above, "the same as": wanted.same}
        found = [f"{how} {limit}" for how, limit in limits.items() if limit is not None]
        return " and ".join(found)
    return wanted if isinstance(wanted, str) else " or ".join(wanted)


def _listed(names: Sequence[str]) -> str:
    return " and ".join(names)


def _library(home: Home) -> Library:

    return Library(home.practices, load_settings(home).language)


@click.group(invoke_without_command=True)
@json_option
@home_option
@click.pass_context
def practices(ctx: click.Context, home: Home, as_json: bool) -> None:  # noqa: FBT001 - a flag
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
                "article": article_of(practice),
                "tags": list(practice.tags),
                "about": practice.about,
            }
            for practice in found
        ]
        print_json(rows)
    else:
        _list(found)
    for error in errors:
        warn(error)
    if errors:
        ctx.exit(1)


def _list(found: Sequence[Practice]) -> None:
    """Print practices by article and theme, each on a line that begins with its name."""
    for number, (heading, group) in enumerate(by_article_and_theme(found).items()):
        click.echo(("\n" if number else "") + heading)
        for practice in group:
            click.echo(f"{practice.name:<24} {practice.minutes:>3g} min  {practice.about}")


@practices.command()
@click.argument("name")
@home_option
def show(home: Home, name: str) -> None:
    """Read a practice like a script, from start to end."""
    for line in script(_library(home).load(name)):
        click.echo(line)


@practices.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.pass_context
def check(ctx: click.Context, files: Sequence[Path]) -> None:
    """Check practice files: first their language, then how they will sound."""
    from voice_coach.practice.linter import findings  # noqa: PLC0415

    broken = False
    for file in files:
        try:
            remarks = findings(read_file(file))
        except CoachError as error:
            broken = True
            click.echo(error.message, err=True)
            continue
        click.echo(texts.PRACTICE_READS_WELL.format(file=file) if not remarks else f"{file}:")
        for remark in remarks:
            click.echo(f"  {remark}")
    if broken:
        ctx.exit(1)


@practices.command()
def schema() -> None:
    """Print the JSON Schema of a practice file, for editors."""
    from voice_coach.practice.parser import schema as practice_schema  # noqa: PLC0415

    print_json(practice_schema())
