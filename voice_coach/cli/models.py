"""The commands about speech models."""

import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from voice_coach import texts
from voice_coach.cli.console import INTERRUPTED, confirm, echo, megabytes, print_json, warn
from voice_coach.cli.model_store import ModelStore
from voice_coach.cli.output import interruptible
from voice_coach.cli.params import home_option, json_option
from voice_coach.errors import CoachError
from voice_coach.settings import Home, model_site
from voice_coach.stt.models import (
    INSTALL,
    KnownModel,
    SpeechModel,
    disk_usage,
    installed_models,
    is_model,
    known_models,
    recommended_model,
    same_language,
    shipped_model,
    short_name,
    unfinished_downloads,
)
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
    store = ModelStore(home)
    try:
        used = store.used()
    except CoachError as error:
        if error.code == "model.folder":
            raise
        used = None  # what was chosen is not there, and the list is what helps then
        warn(error)
    if as_json:
        print_json(_rows(store.folder, used))
    else:
        echo("\n".join(_lines(store.folder, used, store.settings.language)))


@models.command()
@click.argument("name", required=False)
@click.option(
    "--offer",
    is_flag=True,
    help="Only where the model that ships would listen otherwise; asks first, at a terminal.",
)
@home_option
def install(home: Home, name: str | None, offer: bool) -> None:  # noqa: FBT001 - a flag
    """Download a speech model, check it and install it.

    NAME is a name from the list, with or without `vosk-model-` and its version; without it, the
    recommended model for your language. A download that was broken off goes on where it stopped.

    For example: voice-coach models install small-en-us
    """
    store = ModelStore(home)
    if offer and not store.needs_one():
        return
    model = store.known(name)
    if is_model(store.folder / model.name):
        echo(texts.MODEL_THERE.format(name=model.name))
    elif offer and not _agreed(model, store):
        return
    else:
        path = _install(model, store)
        echo(texts.MODEL_INSTALLED.format(name=model.name, path=path))
    echo(store.summary(model))


@models.command()
@click.argument("name")
@home_option
def use(home: Home, name: str) -> None:
    """Listen with NAME from now on: a model from the list, or the folder of one.

    It is written into settings.toml; every other line there stays as it is.
    """
    store = ModelStore(home)
    model = store.find(name)
    if not is_model(model.path):
        raise CoachError(
            "ear.model-broken",
            f"The folder {model.path} does not hold a whole speech model. Nothing was changed.",
        )
    store.choose(model)
    echo(store.in_use(model.name))


@models.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@home_option
def remove(home: Home, name: str, yes: bool) -> None:  # noqa: FBT001 - a flag
    """Delete the model NAME, and what has arrived of a download of it, after asking."""
    store = ModelStore(home)
    paths = store.paths_of(name)
    size = megabytes(disk_usage(paths))
    question = texts.REMOVE_MODEL.format(name=paths.name, size=size, folder=paths.folder)
    if not yes and not confirm(question):
        echo(texts.MODEL_KEPT)
        return
    delete_model(paths)
    echo(texts.MODEL_REMOVED.format(name=paths.name))
    if store.forget(paths.name):
        echo(texts.MODEL_UNSET)
    echo(store.in_use())


def _rows(folder: Path, used: SpeechModel | None) -> list[dict[str, Any]]:
    """Return every model: known, installed, the model that ships, and one chosen by its folder.

    Args:
        folder: Of the installed models.
        used: The one that listens, or None where the chosen one is not there.

    Raises:
        CoachError: `model.folder` if the folder cannot be read.
    """
    installed = {model.name: model for model in installed_models(folder)}
    arrived = unfinished_downloads(folder)
    known = {model.name: model for model in known_models()}
    there = installed | {shipped_model().name: shipped_model()}
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
        "demo": bool(there and there.shipped),
        "installed": there is not None,
        "in_use": False,
        "arrived": arrived,
        "path": str(there.path) if there else None,
    }


def _lines(folder: Path, used: SpeechModel | None, language: str) -> list[str]:
    """Return the list as it is printed: first those for the language of the practices.

    Raises:
        CoachError: `model.folder` if the folder cannot be read.
    """
    found = _rows(folder, used)
    width = max(len(row["name"]) for row in found)
    matching = [
        row for row in found if not row["language"] or same_language(row["language"], language)
    ]
    printed = [texts.MODELS_FOR.format(language=language)]
    printed += [_line(row, width) for row in matching]
    others = [row for row in found if row not in matching]
    if others:
        printed += ["", texts.MODELS_OTHER, *(_line(row, width) for row in others)]
    offered = recommended_model(language)
    if offered is not None:
        command = f"{INSTALL} {short_name(offered.name)}"
        printed += ["", texts.MODELS_HOW.format(command=command)]
    return printed


def _line(row: dict[str, Any], width: int) -> str:
    """Return a model on one line, which begins with its name."""
    size = megabytes(row["size"]) if row["size"] else ""
    errors = f"{row['word_error_rate']:g} % word errors" if row["word_error_rate"] else ""
    remarks = [
        texts.MODEL_SHIPPED if row["demo"] else "",
        "in use" if row["in_use"] else "installed" if row["installed"] and not row["demo"] else "",
        "recommended" if row["recommended"] else "",
        f"{megabytes(row['arrived'])} have arrived" if row["arrived"] else "",
    ]
    remark = ", ".join(filter(None, remarks))
    line = f"{row['name']:<{width}}  {row['language']:<5}  {size:>6}  {errors:<18}  {remark}"
    return line.rstrip()


def _agreed(model: KnownModel, store: ModelStore) -> bool:
    """Say what would be downloaded, and ask where somebody is there to be asked."""
    host = urlsplit(model_site() or model.address).hostname
    message = texts.OFFER_MODEL.format(name=model.name, size=megabytes(model.size), host=host)
    echo(message, err=True)
    if not sys.stdin.isatty() or confirm(texts.OFFER_ASK, default=True, err=True):
        return True
    echo(texts.NOT_NOW.format(command=store.command("install")), err=True)
    return False


def _install(model: KnownModel, store: ModelStore) -> Path:
    """Install a model and show how far it is; ends the program if it is interrupted."""
    from voice_coach.cli.progress import InstallSteps  # noqa: PLC0415 - rich

    # Nothing else in the program may import this: it is the one way from here to the net.
    from voice_coach.stt.installer import install as install_model  # noqa: PLC0415 - ssl

    site = model_site()
    store.make_home()
    if model.checksum.startswith("md5:"):
        echo(texts.MODEL_MD5.format(name=model.name), err=True)
    try:
        with interruptible(), InstallSteps() as steps:
            return install_model(model, store.folder, steps.show, site)
    except KeyboardInterrupt:
        echo(texts.MODEL_BROKEN_OFF, err=True)
        sys.exit(INTERRUPTED)
