"""Installs a speech model: downloads its archive, checks it, unpacks it, lets it appear.

Whatever happens on the way, the folder of installed models holds a whole model or none. Only what
has arrived of a download is kept, under a name that says so, so that the next attempt goes on.
"""

import errno
import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from typing import Literal

from voice_coach.ear.archive import unpack, unsafe
from voice_coach.ear.download import fetch
from voice_coach.ear.models import KnownModel, folder_trouble, is_model, short_name
from voice_coach.ear.places import Places, clear_work, forget_download
from voice_coach.errors import CoachError

Step = Literal["download", "check", "unpack"]
Tell = Callable[[Step, int, int], None]
"""Is told a step, how many bytes of it are done, and how many there are."""

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def install(
    model: KnownModel,
    folder: Path,
    tell: Tell = lambda _step, _done, _total: None,
    site: str | None = None,
) -> Path:
    """Install a model; the folder it lies in then.

    Args:
        model: Which. One that is there already stays as it is.
        folder: Of the installed models; it is made where it is missing, readable by its owner.
        tell: How far it is.
        site: An address under which the archive stands as NAME.zip, in place of the model's own.

    Raises:
        CoachError: What `fetch` and `unpack` raise; `model.checksum` if the archive is not the
            published one; `model.busy` if another program installs it now; `disk.full`;
            `model.folder` if the folder cannot be written.
    """
    places = Places(folder, model.name)
    address = f"{site.rstrip('/')}/{model.name}.zip" if site else model.address
    with _in_words(places):
        folder.mkdir(mode=0o700, exist_ok=True)
        if _is_there(places):
            return places.model
        with _download_file(places) as file:
            _check_room(places, model.size, file)
            fetch(
                address,
                file,
                places.validator,
                model.size,
                lambda done: tell("download", done, model.size),
            )
            _check(file, model, places, tell)
            _unpack(places, tell)
            forget_download(places)
    return places.model


def _is_there(places: Places) -> bool:
    """Whether the model is installed already.

    Raises:
        CoachError: `model.folder` if something else is in its place.
    """
    if is_model(places.model):
        return True
    if os.path.lexists(places.model):
        raise CoachError(
            "model.folder",
            f"{places.model} is no whole speech model, and in the way of one. "
            f"Delete it with: voice-coach models remove {short_name(places.name)}",
        )
    return False


@contextmanager
def _download_file(places: Places) -> Iterator[FileIO]:
    """What has arrived of the archive, for this program alone; an empty one does not stay."""
    descriptor = os.open(places.download, os.O_RDWR | os.O_CREAT, 0o600)
    with open(descriptor, "r+b", buffering=0) as file:  # noqa: PTH123 - a descriptor
        _lock(descriptor, places)
        try:
            yield file
        finally:
            if os.fstat(descriptor).st_size == 0:
                forget_download(places)


def _lock(descriptor: int, places: Places) -> None:
    if sys.platform == "win32":
        return
    import fcntl  # noqa: PLC0415 - not on every platform

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise CoachError(
            "model.busy",
            f"Another program is installing {places.name} just now. Wait until it is done.",
        ) from error


def _check_room(places: Places, size: int, file: FileIO) -> None:
    """Refuse at once what cannot end well: unpacked, a model is no smaller than its archive."""
    missing = size - file.seek(0, os.SEEK_END) + size
    free = shutil.disk_usage(places.folder).free
    if free < missing:
        raise CoachError(
            "disk.full",
            f"Installing {places.name} takes {missing / 1e6:.0f} MB more, and only "
            f"{free / 1e6:.0f} MB are free at {places.folder}. Please make room.",
        )


def _check(file: FileIO, model: KnownModel, places: Places, tell: Tell) -> None:
    """Compare the archive with its published checksum; a wrong one is deleted."""
    kind, _, digits = model.checksum.partition(":")
    digest = hashlib.new(kind, usedforsecurity=False)
    file.seek(0)
    done = 0
    while block := file.read(1024 * 1024):
        digest.update(block)
        done += len(block)
        tell("check", done, model.size)
    if digest.hexdigest() != digits:
        forget_download(places)
        raise CoachError(
            "model.checksum",
            f"The archive of {model.name} that arrived is not the one that was published: its "
            f"{kind.upper()} is {digest.hexdigest()} and not {digits}. It was deleted, and nothing "
            "was installed. Try again; if it happens again, the server or someone on the way "
            "sends something else.",
        )


def _unpack(places: Places, tell: Tell) -> None:
    """Unpack the archive beside its place, and let the model appear there in one step."""
    clear_work(places)
    try:
        unpack(places.download, places.work, lambda done, total: tell("unpack", done, total))
        _model_in(places.work).rename(places.model)
    except CoachError:
        forget_download(places)  # what cannot be unpacked now cannot be later
        raise
    finally:
        shutil.rmtree(places.work, ignore_errors=True)


def _model_in(folder: Path) -> Path:
    """The model's folder in what was unpacked: mostly the only one there."""
    for candidate in (folder, *sorted(folder.iterdir())):
        if is_model(candidate):
            return candidate
    raise unsafe("it holds no speech model")


@contextmanager
def _in_words(places: Places) -> Iterator[None]:
    """Turn the errors of the file system into those a person can do something about."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise folder_trouble(places.folder, error) from error
        kept = (
            " What has arrived of the download is kept, and the same command goes on with it; "
            f"voice-coach models remove {short_name(places.name)} deletes it."
        )
        raise CoachError(
            "disk.full",
            f"The disk is full, or you may not write more, at {places.folder}. {places.name} was "
            f"not installed. Please make room.{kept if places.download.exists() else ''}",
        ) from error
