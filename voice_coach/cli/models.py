"""The commands about speech models."""

import sys
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from voice_coach import texts
from voice_coach.cli.console import interruptible
from voice_coach.cli.params import command_line, home_option, json_option, warn
from voice_coach.errors import CoachError
from voice_coach.private_files import make_private_folder
from voice_coach.settings import Home, load_settings, model_in_file, write_model
from voice_coach.stt.models import (
    INSTALL,
    KnownModel,
    ModelPaths,
    SpeechModel,
    by_name,
    check_language,
    demo_model,
    find_model,
    folder_error,
    installed_models,
    known_models,
    recommended_model,
    same_language,
    short_name,
    unfinished_downloads,
)


class Steps:
    """Shows the steps of an installation as they are done. A context manager.

    Args:
        console: Where; without one, stderr.
    """

    def __init__(self, console: Console | None = None) -> None:
        console = console or Console(stderr=True, highlight=False)
        self._console = console
        self._bars: dict[str, TaskID] = {}
        self._progress = Progress(
            TextColumn("{task.description:<11}"),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
        )

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def tell(self, step: str, done: int, total: int) -> None:
        """Take how many of a step's bytes are done."""
        name = texts.MODEL_STEPS[step]
        if step not in self._bars:
            self._bars[step] = self._progress.add_task(name, total=total, completed=done)
            if not self._console.is_terminal:
                begun = f", {megabytes(done)} are here" if step == "download" and done else ""
                self._console.print(f"{name} {megabytes(total)}{begun}", soft_wrap=True)
        self._progress.update(self._bars[step], completed=done)


def megabytes(size: int) -> str:
    """A size as a person reads it, such as `41 MB`."""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{max(1, round(size / 1e6))} MB"


def rows(folder: Path, used: SpeechModel | None) -> list[dict[str, Any]]:
    """Every model, known or installed, the demo model and what was chosen by its folder.

    Args:
        folder: Of the installed models.
        used: The one that listens, or None where the chosen one is not there.

    Raises:
        CoachError: `model.folder` if the folder cannot be read.
    """
    installed = {model.name: model for model in installed_models(folder)}
    arrived = unfinished_downloads(folder)
    known = {model.name: model for model in known_models()}
    there = installed | {demo_model().name: demo_model()}
    if used is not None and used.path not in [model.path for model in there.values()]:
        there = {**there, str(used.path): used}
    found = [
        _row(name, known.get(name), there.get(name), arrived.get(name, 0))
        for name in dict.fromkeys((*known, *there))
    ]
    for row in found:
        row["in_use"] = used is not None and row["path"] == str(used.path)
    return found


def _row(
    name: str, known: KnownModel | None, there: SpeechModel | None, arrived: int
) -> dict[str, Any]:
    model = known or there
    return {
        "name": name,
        "language": model.language if model else "",
        "licence": model.licence if model else "",
        "size": known.size if known else None,
        "checksum": known.checksum if known else None,
        "word_error_rate": known.word_error_rate if known else None,
        "address": known.address if known else None,
        "recommended": bool(known and known.recommended),
        "demo": bool(there and there.demo),
        "installed": there is not None,
        "in_use": False,
        "arrived": arrived,
        "path": str(there.path) if there else None,
    }


def lines(folder: Path, used: SpeechModel | None, language: str) -> list[str]:
    """The list as it is printed: first those for the language of the practices.

    Raises:
        CoachError: `model.folder` if the folder cannot be read.
    """
    found = rows(folder, used)
    width = max(len(row["name"]) for row in found)
    fitting = [row for row in found if not row["language"] or _fits(row, language)]
    printed = [texts.MODELS_FOR.format(language=language)]
    printed += [_line(row, width) for row in fitting]
    others = [row for row in found if row not in fitting]
    if others:
        printed += ["", texts.MODELS_OTHER, *(_line(row, width) for row in others)]
    offered = recommended_model(language)
    if offered is not None:
        command = f"{INSTALL} {short_name(offered.name)}"
        printed += ["", texts.MODELS_HOW.format(command=command)]
    return printed


def _fits(row: dict[str, Any], language: str) -> bool:
    return same_language(row["language"], language)


def _line(row: dict[str, Any], width: int) -> str:
    """A model on one line, which begins with its name."""
    size = megabytes(row["size"]) if row["size"] else ""
    errors = f"{row['word_error_rate']:g} % word errors" if row["word_error_rate"] else ""
    remarks = [
        texts.MODEL_DEMO if row["demo"] else "",
        "in use" if row["in_use"] else "installed" if row["installed"] and not row["demo"] else "",
        "recommended" if row["recommended"] else "",
        f"{megabytes(row['arrived'])} have arrived" if row["arrived"] else "",
    ]
    remark = ", ".join(filter(None, remarks))
    line = f"{row['name']:<{width}}  {row['language']:<5}  {size:>6}  {errors:<18}  {remark}"
    return line.rstrip()


class Shelf:
    """The speech models of one home folder.

    Args:
        home: The home folder.

    Attributes:
        folder: Where the installed models lie; it need not exist.
        settings: The settings in force.

    Raises:
        CoachError: The settings have a fault.
    """

    def __init__(self, home: Home) -> None:
        self._home = home
        self.folder = home.models
        self.settings = load_settings(home)

    def used(self) -> SpeechModel:
        """The model that listens.

        Raises:
            CoachError: The chosen one is not there, or for another language.
        """
        return self.find(self.settings.model)

    def find(self, wanted: str | None) -> SpeechModel:
        """A model that can listen, by its name or folder.

        Raises:
            CoachError: There is none, or it is for another language.
        """
        language = self.settings.language
        return check_language(find_model(wanted, self.folder, language), language)

    def needs_one(self) -> bool:
        """Whether the demo model listens for want of another and not by choice."""
        if self.settings.model is not None or not self.used().demo:
            return False
        return recommended_model(self.settings.language) is not None

    def known(self, name: str | None) -> KnownModel:
        """The model to install: the one of that name, or the recommended one.

        Raises:
            CoachError: `ear.model-unknown` if there is none.
        """
        language = self.settings.language
        found = {model.name: model for model in known_models()}
        model = found.get(by_name(name, found) or "") if name else recommended_model(language)
        if model is not None:
            return model
        what = f"called {name}" if name else f"for the language {language}"
        raise CoachError(
            "ear.model-unknown",
            f"No speech model {what} is known here; {self.command()} lists those that are. "
            f"Any other model for Vosk can be used once its folder lies in {self.folder}.",
        )

    def places_of(self, name: str) -> ModelPaths:
        """The places of a model of which something is here, if only a part of its download.

        Raises:
            CoachError: `ear.model-missing` if nothing is, `model.shipped` if it is the demo model.
        """
        here = self._names()
        found = by_name(name, here)
        if found is not None:
            return ModelPaths(self.folder, found)
        if by_name(name, [demo_model().name]):
            raise CoachError(
                "model.shipped", "The demo model is part of the program and cannot be removed."
            )
        raise CoachError(
            "ear.model-missing",
            f"No speech model called {name} is in {self.folder}. "
            f"There: {', '.join(here) or 'nothing'}.",
        )

    def _names(self) -> list[str]:
        try:
            there = [path.name for path in self.folder.iterdir() if not path.name.startswith(".")]
        except FileNotFoundError:
            there = []
        except OSError as error:
            raise folder_error(self.folder, error) from error
        return sorted({*there, *unfinished_downloads(self.folder)})

    def make_home(self) -> None:
        """Make the home folder where it is missing, for its owner alone.

        Raises:
            CoachError: `model.folder` if it cannot be made.
        """
        try:
            make_private_folder(self._home.path)
        except OSError as error:
            raise folder_error(self._home.path, error) from error

    def choose(self, model: SpeechModel) -> None:
        """Write a model into the settings, by its name or, if it lies elsewhere, its folder."""
        self.make_home()
        ours = model.demo or model.path.parent == self.folder
        self._write(model.name if ours else str(model.path.resolve()))

    def forget(self, name: str) -> bool:
        """Take a model out of the settings; whether it was there."""
        if by_name(model_in_file(self._home) or "", [name]) is None:
            return False
        self._write(None)
        return True

    def _write(self, name: str | None) -> None:
        write_model(self._home, name)
        self.settings = load_settings(self._home)

    def command(self, *words: str) -> str:
        """What to type to run `voice-coach models` with these words, in this home."""
        return command_line("models", *words, home=self._home)

    def told_of(self, model: KnownModel) -> str:
        """What an installed model is good for: it listens, or why it does not.

        Raises:
            CoachError: As `who_listens`.
        """
        spoken = self.settings.language
        if same_language(model.language, spoken):
            return self.who_listens(model.name)
        return texts.MODEL_OTHER_LANGUAGE.format(
            name=short_name(model.name), language=model.language, spoken=spoken
        )

    def who_listens(self, wanted: str | None = None) -> str:
        """Which model listens from now on; and if it is not the wanted one, how to change that.

        Raises:
            CoachError: The one the environment names is not there.
        """
        used = self.used()
        if self.settings.model != model_in_file(self._home):
            return texts.MODEL_OVERRULED.format(name=used.name)
        if wanted in (None, used.name):
            remark = f" ({texts.MODEL_DEMO})" if used.demo else ""
            return texts.MODEL_USED.format(name=f"{used.name}{remark}")
        command = self.command("use", short_name(wanted or ""))
        return texts.MODEL_NOT_USED.format(used=used.name, command=command)


INTERRUPTED = 130


@click.group(invoke_without_command=True)
@json_option
@home_option
@click.pass_context
def models(ctx: click.Context, home: Home, as_json: bool) -> None:  # noqa: FBT001 - a flag
    """List speech models: those that are here, and those that can be installed."""
    if ctx.invoked_subcommand is not None:
        ctx.default_map = {name: {"home": home} for name in models.commands}
        return
    from voice_coach.cli.history import print_json  # noqa: PLC0415 - none of it for --help

    shelf = _shelf(home)
    try:
        used = shelf.used()
    except CoachError as error:
        if error.code == "model.folder":
            raise
        used = None  # what was chosen is not there, and the list is what helps then
        warn(error)
    if as_json:
        print_json(rows(shelf.folder, used))
    else:
        click.echo("\n".join(lines(shelf.folder, used, shelf.settings.language)))


@models.command()
@click.argument("name", required=False)
@click.option(
    "--offer",
    is_flag=True,
    help="Only where the demo model would listen otherwise; asks first, at a terminal.",
)
@home_option
def install(home: Home, name: str | None, offer: bool) -> None:  # noqa: FBT001 - a flag
    """Download a speech model, check it and install it.

    NAME is a name from the list, with or without `vosk-model-` and its version; without it, the
    recommended model for your language. A download that was broken off goes on where it stopped.

    For example: voice-coach models install small-en-us
    """
    from voice_coach.stt.models import is_model  # noqa: PLC0415 - not for --help

    shelf = _shelf(home)
    if offer and not shelf.needs_one():
        return
    model = shelf.known(name)
    if is_model(shelf.folder / model.name):
        click.echo(texts.MODEL_THERE.format(name=model.name))
    elif offer and not _agreed(model, shelf):
        return
    else:
        path = _install(model, shelf)
        click.echo(texts.MODEL_INSTALLED.format(name=model.name, path=path))
    click.echo(shelf.told_of(model))


@models.command()
@click.argument("name")
@home_option
def use(home: Home, name: str) -> None:
    """Listen with NAME from now on: a model from the list, or the folder of one.

    It is written into settings.toml; every other line there stays as it is.
    """
    from voice_coach.stt.models import is_model  # noqa: PLC0415 - not for --help

    shelf = _shelf(home)
    model = shelf.find(name)
    if not is_model(model.path):
        raise CoachError(
            "ear.model-broken",
            f"The folder {model.path} does not hold a whole speech model. Nothing was changed.",
        )
    shelf.choose(model)
    click.echo(shelf.who_listens(model.name))


@models.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@home_option
def remove(home: Home, name: str, yes: bool) -> None:  # noqa: FBT001 - a flag
    """Delete the model NAME, and what has arrived of a download of it, after asking."""
    from voice_coach.stt.models import disk_usage  # noqa: PLC0415
    from voice_coach.stt.models import remove as delete  # noqa: PLC0415

    shelf = _shelf(home)
    places = shelf.places_of(name)
    size = megabytes(disk_usage(places))
    question = texts.REMOVE_MODEL.format(name=places.name, size=size, folder=places.folder)
    if not yes and not click.confirm(question):
        click.echo(texts.MODEL_KEPT)
        return
    delete(places)
    click.echo(texts.MODEL_REMOVED.format(name=places.name))
    if shelf.forget(places.name):
        click.echo(texts.MODEL_UNSET)
    click.echo(shelf.who_listens())


def _shelf(home: Home) -> "Shelf":

    return Shelf(home)


def _agreed(model: "KnownModel", shelf: "Shelf") -> bool:
    """Say what would be downloaded, and ask where somebody is there to be asked."""
    from voice_coach.settings import model_site  # noqa: PLC0415

    host = urlsplit(model_site() or model.address).hostname
    told = texts.OFFER_MODEL.format(name=model.name, size=megabytes(model.size), host=host)
    click.echo(told, err=True)
    if not sys.stdin.isatty() or click.confirm(texts.OFFER_ASK, default=True, err=True):
        return True
    click.echo(texts.NOT_NOW.format(command=shelf.command("install")), err=True)
    return False


def _install(model: "KnownModel", shelf: "Shelf") -> Path:
    """Install a model and show how far it is; ends the program if it is interrupted."""
    # Nothing else in the program may import this: it is the one way from here to the net.
    from voice_coach.settings import model_site  # noqa: PLC0415
    from voice_coach.stt.download import install as install_model  # noqa: PLC0415

    site = model_site()
    shelf.make_home()
    if model.checksum.startswith("md5:"):
        click.echo(texts.MODEL_MD5.format(name=model.name), err=True)
    try:
        with interruptible(), Steps() as steps:
            return install_model(model, shelf.folder, steps.tell, site)
    except KeyboardInterrupt:
        click.echo(texts.MODEL_BROKEN_OFF, err=True)
        sys.exit(INTERRUPTED)
