"""The commands about speech models."""

import sys
from pathlib import Path
from urllib.parse import urlsplit

import click

from voice_coach import texts
from voice_coach.cli.console import INTERRUPTED, interruptible, megabytes, print_json, warn
from voice_coach.cli.params import home_option, json_option
from voice_coach.cli.shelf import Shelf, lines, rows
from voice_coach.errors import CoachError
from voice_coach.settings import Home, model_site
from voice_coach.stt.models import KnownModel, disk_usage, is_model
from voice_coach.stt.models import remove as delete_model


@click.group(invoke_without_command=True)
@json_option
@home_option
@click.pass_context
def models(ctx: click.Context, home: Home, as_json: bool) -> None:  # noqa: FBT001 - a flag
    """List speech models: those that are here, and those that can be installed."""
    if ctx.invoked_subcommand is not None:
        ctx.default_map = {name: {"home": home} for name in models.commands}
        return
    shelf = Shelf(home)
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
    shelf = Shelf(home)
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
    shelf = Shelf(home)
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
    shelf = Shelf(home)
    places = shelf.places_of(name)
    size = megabytes(disk_usage(places))
    question = texts.REMOVE_MODEL.format(name=places.name, size=size, folder=places.folder)
    if not yes and not click.confirm(question):
        click.echo(texts.MODEL_KEPT)
        return
    delete_model(places)
    click.echo(texts.MODEL_REMOVED.format(name=places.name))
    if shelf.forget(places.name):
        click.echo(texts.MODEL_UNSET)
    click.echo(shelf.who_listens())


def _agreed(model: KnownModel, shelf: Shelf) -> bool:
    """Say what would be downloaded, and ask where somebody is there to be asked."""
    host = urlsplit(model_site() or model.address).hostname
    told = texts.OFFER_MODEL.format(name=model.name, size=megabytes(model.size), host=host)
    click.echo(told, err=True)
    if not sys.stdin.isatty() or click.confirm(texts.OFFER_ASK, default=True, err=True):
        return True
    click.echo(texts.NOT_NOW.format(command=shelf.command("install")), err=True)
    return False


def _install(model: KnownModel, shelf: Shelf) -> Path:
    """Install a model and show how far it is; ends the program if it is interrupted."""
    from voice_coach.cli.progress import InstallSteps  # noqa: PLC0415 - rich

    # Nothing else in the program may import this: it is the one way from here to the net.
    from voice_coach.stt.download import install as install_model  # noqa: PLC0415

    site = model_site()
    shelf.make_home()
    if model.checksum.startswith("md5:"):
        click.echo(texts.MODEL_MD5.format(name=model.name), err=True)
    try:
        with interruptible(), InstallSteps() as steps:
            return install_model(model, shelf.folder, steps.show, site)
    except KeyboardInterrupt:
        click.echo(texts.MODEL_BROKEN_OFF, err=True)
        sys.exit(INTERRUPTED)
