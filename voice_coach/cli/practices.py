"""The commands about practices."""

import json
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

import click

from voice_coach import texts
from voice_coach.cli.console import echo, print_json, warn
from voice_coach.cli.params import home_option, json_option
from voice_coach.errors import CoachError
from voice_coach.practice.library import (
    Library,
    article_of,
    by_article_and_theme,
    name_of,
    read_file,
)
from voice_coach.practice.linter import findings
from voice_coach.practice.parser import schema as practice_schema
from voice_coach.practice.schema import MAX_MEMORIES, Compare, Practice, Step
from voice_coach.practice.steps import (
    Ask,
    Breathe,
    ForEach,
    Forget,
    ForItems,
    Keep,
    Mark,
    Nearest,
    Rank,
    Repeat,
    Replace,
    Say,
    Silence,
    Wording,
    wordings,
)
from voice_coach.private_files import make_private_folder, replace_file
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
        note = _note(step)
        match step:
            case Say():
                yield from _spoken(step.say, margin, note)
            case Ask():
                yield from _spoken(step.ask, margin, note)
                examples = " / ".join(step.all_examples())
                yield f"{margin}  You: … ({_expected(step)}; for example: {examples})"
                if step.keep is not None:
                    yield f"{margin}  ({_kept(step)})"
                if step.mark is not None:
                    yield f"{margin}  (marked as {step.mark})"
            case Keep():
                yield f"{margin}({_kept(step)}){note}"
            case Mark():
                yield f"{margin}(marked as {step.mark}){note}"
            case _:
                yield f"{margin}({_happens(step)}){note}"
        if isinstance(step, Rank):
            yield from _spoken(step.ask or texts.ORDER_ASK, margin + MARGIN)
        yield from _lines(step.do, margin + MARGIN)


def _spoken(text: Wording, margin: str, note: str = "") -> Iterator[str]:
    """Yield what is said, and the other wordings that take turns with it."""
    first, *others = wordings(text)
    yield f"{margin}Coach: {first.strip()}{note}"
    for other in others:
        yield f"{margin}   or: {other.strip()}"


def _happens(step: Step) -> str:
    """Return what goes on in a step without words of its own."""
    match step:
        case Breathe():
            ramp = ", shorter breaths first" if step.ramp else ""
            happens = f"breathing, {step.breathe}{_length(step)}{ramp}"
        case Silence():
            happens = f"silence, {step.silence:g} seconds"
        case Rank():
            happens = f"{step.order} is put in order, two at a time"
        case Forget():
            happens = f"what was said to {' and '.join(step.forget)} is deleted"
        case Replace():
            happens = f"each {step.close} of earlier sessions that is still open is replaced"
        case ForEach():
            happens = f"for each {step.status or 'open'} {step.each}{_which(step)}"
        case ForItems():
            happens = f"for each of {step.over}{f', at most {step.most}' if step.most else ''}"
        case Repeat():
            happens = f"up to {step.rounds} times, until there is nothing more"
        case Nearest():
            happens = f"with the open {step.nearest} that comes nearest to {step.to}"
        case _:
            raise AssertionError(step)
    return happens


def _which(step: ForEach) -> str:
    """Return which memories a loop goes through, beside their kind and status."""
    return "".join(
        (
            f" of at least {step.older} days" if step.older is not None else "",
            ", before its day, too" if step.early else "",
            ", the newest first" if step.newest else "",
            f", at most {step.most or MAX_MEMORIES}",
        )
    )


def _length(step: Breathe) -> str:
    if step.minutes is not None:
        return f", {step.minutes:g} minutes"
    return f", {step.cycles} breaths" if step.cycles is not None else ""


def _kept(step: Ask | Keep) -> str:
    words = f": {step.text}" if step.text is not None else ""
    status = f", {step.status}" if step.status is not None else ""
    return f"kept as {step.keep}{status}{words}"


def _expected(question: Ask) -> str:
    if question.choices_from is not None:
        return f"one of {question.choices_from}"
    if question.answer == "choice":
        return " / ".join(question.choices)
    is_number = question.answer == "number"
    return f"{question.low} to {question.high}" if is_number else question.answer


def _note(step: Step) -> str:
    """Return when a step is led, in brackets; "" if always."""
    conditions = [f"{name}: {_wanted(wanted)}" for name, wanted in step.when.items()]
    if isinstance(step, Say):
        conditions += _about_memories(step)
    return f"  [if {'; '.join(conditions)}]" if conditions else ""


def _about_memories(step: Say) -> Iterator[str]:
    if step.count is not None:
        status = f"{step.count.status} " if step.count.status is not None else ""
        days = f" of {step.count.days} days" if step.count.days is not None else ""
        yield f"{step.count.least} or more {status}{step.count.kind}{days}"
    if step.recurs is not None:
        yield f"a word comes again in {step.recurs.least} or more {step.recurs.kind}"
    if step.earlier is not None:
        yield f"there is an earlier {step.earlier.kind} of {step.earlier.name}"


def _wanted(wanted: str | list[str] | Compare) -> str:
    if isinstance(wanted, Compare):
        limits = {"below": wanted.below, "above": wanted.above, "the same as": wanted.same}
        found = [f"{how} {limit}" for how, limit in limits.items() if limit is not None]
        return " and ".join(found)
    return wanted if isinstance(wanted, str) else " or ".join(wanted)


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
        echo(("\n" if number else "") + heading)
        for practice in group:
            echo(f"{practice.name:<24} {practice.minutes:>3g} min  {practice.about}")


@practices.command()
@click.argument("name")
@home_option
def show(home: Home, name: str) -> None:
    """Read a practice like a script, from start to end."""
    for line in script(_library(home).load(name)):
        echo(line)


@practices.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.pass_context
def check(ctx: click.Context, files: Sequence[Path]) -> None:
    """Check practice files: first their language, then how they will sound."""
    broken = False
    for file in files:
        try:
            remarks = findings(read_file(file))
        except CoachError as error:
            broken = True
            echo(error.message, err=True)
            continue
        echo(texts.PRACTICE_READS_WELL.format(file=file) if not remarks else f"{file}:")
        for remark in remarks:
            echo(f"  {remark}")
    if broken:
        ctx.exit(1)


@practices.command()
@click.argument("title", nargs=-1, required=True)
@home_option
def new(home: Home, title: Sequence[str]) -> None:
    """Write a practice to begin with into your own folder, called TITLE.

    For example: voice-coach practices new One kind thing
    """
    path = _make_file(" ".join(title), home.practices)
    echo(texts.PRACTICE_NEW.format(path=path, name=path.stem))


def _make_file(title: str, folder: Path) -> Path:
    """Write a practice to begin with, called `title`, into a folder; return its path.

    Raises:
        CoachError: `practice.name` if no name can be made of the title, `practice.exists` if there
            is such a file, `practice.file` if it can not be written.
    """
    name = name_of(title)
    if not name:
        raise CoachError("practice.name", f"{title!r} has no letter in it to name a file after.")
    path = folder / f"{name}.toml"
    text = files("voice_coach").joinpath("practices", "new.toml").read_text(encoding="utf-8")
    _, _, rest = text.partition("\n")
    title = json.dumps(" ".join(title.split()), ensure_ascii=False)
    try:
        make_private_folder(folder)
        if path.exists():
            raise CoachError("practice.exists", f"There is {path} already. Choose another name.")
        replace_file(path, f"title = {title}\n{rest}".encode())
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise CoachError("practice.file", f"{path} can not be written: {reason}.") from None
    return path


@practices.command()
def schema() -> None:
    """Print the JSON Schema of a practice file, for editors."""
    print_json(practice_schema())
