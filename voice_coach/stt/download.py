"""Downloading and installing speech models: the only module that uses the net.

One GET goes out, which names the file, this program and how much has arrived; nothing else. No
entry of an archive may lead out of the folder, be anything but a file or a folder, or grow without
measure. Whatever happens, the folder of installed models holds a whole model or none. What has
arrived of a download is kept under a name that says so, and resumed by the next attempt.
"""

import errno
import hashlib
import os
import re
import shutil
import ssl
import stat
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPException, HTTPMessage
from io import FileIO
from pathlib import Path, PurePosixPath
from typing import IO, Any, Literal
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from voice_coach.errors import CoachError, Command
from voice_coach.private_files import PRIVATE_FOLDER, make_private_folder, private_opener
from voice_coach.stt.models import (
    MODELS,
    KnownModel,
    ModelPaths,
    clear_work,
    folder_error,
    forget_download,
    is_model,
    short_name,
)

PATIENCE_SECONDS = 15.0
"""A server that is silent for longer counts as gone."""

_REMOVE = Command("models remove")

BLOCK_BYTES = 64 * 1024

_RANGE_NOT_SATISFIABLE = 416

_PARTIAL_CONTENT = 206

MAX_ENTRIES = 10_000
"""A model has some twenty files."""

MAX_GROWTH = 10
"""Times the archive's own length: the models known here unpack to less than three times of it."""

_COPY_BYTES = 1024 * 1024

_ENCRYPTED_FLAG = 0x1

Step = Literal["download", "check", "unpack"]

Progress = Callable[[Step, int, int], None]
"""Takes a step, how many bytes of it are done, and how many there are."""

_DISK_FULL_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def fetch(
    address: str, file: FileIO, validator: Path, size: int, on_progress: Callable[[int], None]
) -> None:
    """Download a file, or the rest of it where the server's validator is still the same.

    The caller's checksum tells whether it is the right one. `validator` is a file beside it that
    keeps the server's validator (RFC 9110, `If-Range`); `size` is in bytes, and `on_progress` takes
    the bytes that have arrived, the first time before any does.

    Raises OSError; `model.offline` if the server cannot be reached, `model.server` if it does not
    have the file, `model.size` if it has another one, `model.truncated` if the connection ends
    early; what has arrived then stays in the file.
    """
    received = file.seek(0, os.SEEK_END)
    if received > size:
        received = 0
    on_progress(received)
    if received == size:
        return
    with closing(_request(address, received, validator)) as response:
        received = _start_of(response, received, size)
        file.seek(received)
        file.truncate()
        if not received:
            _keep_validator(response.headers, validator)
        _receive(response, file, received, size, on_progress)


def _request(address: str, received: int, validator: Path) -> Any:
    request = Request(address, headers={"User-Agent": "voice-coach"})  # noqa: S310 - see _opener
    if received:
        request.add_header("Range", f"bytes={received}-")
        name = validator.read_text(encoding="ascii") if validator.exists() else ""
        if name:
            request.add_header("If-Range", name)
    try:
        return _opener().open(request, timeout=PATIENCE_SECONDS)
    except HTTPError as error:
        error.close()
        if error.code == _RANGE_NOT_SATISFIABLE and received:
            return _request(address, 0, validator)
        raise CoachError(
            "model.server",
            f"{_host(address)} does not give the archive: it answered {error.code} "
            f"({error.reason}) to {address}. Try again later.",
        ) from error
    except (OSError, HTTPException) as error:
        raise _unreachable(address, error) from error


def _opener() -> OpenerDirector:
    opener = OpenerDirector()
    for handler in (
        ProxyHandler(),
        HTTPHandler(),
        HTTPSHandler(),
        _Redirects(),
        HTTPDefaultErrorHandler(),
        HTTPErrorProcessor(),
        UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


class _Redirects(HTTPRedirectHandler):
    """Follows a redirection, but not out of an encrypted connection."""

    def redirect_request(  # noqa: PLR0917 - urllib's signature
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        if req.type == "https" and urlsplit(newurl).scheme != "https":
            raise HTTPError(newurl, code, "a redirection to an unprotected address", headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _start_of(response: Any, received: int, size: int) -> int:
    """Return where in the file the response begins; raises `model.size` for another file."""
    length = response.headers.get("Content-Length", "")
    begins, total = 0, int(length) if length.isdecimal() else None
    if response.status == _PARTIAL_CONTENT:
        told = re.fullmatch(
            r"bytes (\d+)-\d+/(\d+|\*)", response.headers.get("Content-Range", "").strip()
        )
        begins = int(told[1]) if told else -1
        total = int(told[2]) if told and told[2] != "*" else size
    if begins not in (0, received) or (total is not None and total != size):
        raise CoachError(
            "model.size",
            f"{_host(response.url)} sends something else than the archive: its length is "
            f"{total} bytes and not {size}. It may be the page of a network that wants a "
            "login; nothing was kept of it. Open any page in a browser, and try again.",
        )
    return begins


def _keep_validator(headers: HTTPMessage, validator: Path) -> None:
    """Keep the server's validator. A weak ETag is no use: it may stand for other bytes."""
    etag = headers.get("ETag", "")
    name = etag if etag.startswith('"') else headers.get("Last-Modified", "")
    if name and name.isascii():
        with open(validator, "w", encoding="ascii", opener=private_opener) as file:
            file.write(name)
    else:
        validator.unlink(missing_ok=True)


def _receive(
    response: Any, file: FileIO, received: int, size: int, on_progress: Callable[[int], None]
) -> None:
    while received < size:
        try:
            block = response.read1(min(BLOCK_BYTES, size - received))  # what is there, at once
        except (OSError, HTTPException) as error:
            raise _truncated(received, size, _reason(error)) from error
        if not block:
            raise _truncated(received, size, "the server ended it")
        rest = memoryview(block)
        while rest:
            rest = rest[file.write(rest) :]
        received += len(block)
        on_progress(received)


def _truncated(received: int, size: int, why: str) -> CoachError:
    return CoachError(
        "model.truncated",
        f"The connection broke off after {received / 1e6:.1f} of {size / 1e6:.1f} MB: {why}. "
        "What has arrived is kept: the same command goes on from there.",
    )


def _unreachable(address: str, error: Exception) -> CoachError:
    reason = error.reason if isinstance(error, URLError) else error
    host = _host(address)
    if isinstance(reason, ssl.SSLCertVerificationError):
        return CoachError(
            "model.offline",
            f"Whoever answers at {host} cannot prove to be {host}: {reason.verify_message}. "
            "Nothing was fetched. Check the clock of this machine, and the network it is in.",
        )
    return CoachError(
        "model.offline",
        f"{host} cannot be reached: {_reason(reason)}. Nothing was changed. "
        "Check the connection to the net, and run the same command again.",
    )


def _reason(reason: object) -> str:
    if isinstance(reason, TimeoutError):
        return f"no answer in {PATIENCE_SECONDS:.0f} seconds"
    return getattr(reason, "strerror", None) or str(reason) or type(reason).__name__


def _host(address: str) -> str:
    return urlsplit(address).hostname or address


def unpack(archive: Path, folder: Path, on_progress: Callable[[int, int], None]) -> None:
    """Unpack a zip archive into a new folder; if that fails, the caller deletes what is in it.

    `on_progress` takes the bytes that were written, and how many there are in all. Raises OSError,
    and `model.archive` if the archive is damaged or not safe to unpack; nothing was written outside
    of the folder.
    """
    try:
        with ZipFile(archive) as zipped:
            entries = _checked_entries(zipped, archive.stat().st_size)
            _write_all(zipped, entries, folder, on_progress)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError) as error:
        raise _unsafe(f"it is damaged ({error})") from error


def _unsafe(why: str) -> CoachError:
    return CoachError(
        "model.archive",
        f"The archive is not unpacked: {why}. It was deleted, and nothing was installed. "
        f"Choose another model; {MODELS} lists them.",
        MODELS,
    )


def _checked_entries(zipped: ZipFile, archive_bytes: int) -> dict[ZipInfo, PurePosixPath]:
    entries = zipped.infolist()
    if len(entries) > MAX_ENTRIES:
        raise _unsafe(f"it has {len(entries)} entries, more than any model")
    size = sum(entry.file_size for entry in entries)
    if size > MAX_GROWTH * archive_bytes:
        raise _unsafe(f"it would grow from {archive_bytes} to {size} bytes, which no model does")
    return {entry: _entry_path(entry) for entry in entries}


def _entry_path(entry: ZipInfo) -> PurePosixPath:
    """Return the path of an entry inside the folder; raises `model.archive` if it is unsafe."""
    name = entry.orig_filename  # zipfile's own is already trimmed into something harmless
    path = PurePosixPath(name)
    if (
        not path.parts
        or path.is_absolute()
        or ".." in path.parts
        or "\\" in name
        or ":" in path.parts[0]
        or not name.isprintable()
    ):
        raise _unsafe(f"its entry {name!r} leads out of the folder")
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise _unsafe(f"its entry {name!r} is a link or a device")
    if entry.flag_bits & _ENCRYPTED_FLAG or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise _unsafe(f"its entry {name!r} is packed in a way no model is")
    return path


def _write_all(
    zipped: ZipFile,
    entries: dict[ZipInfo, PurePosixPath],
    folder: Path,
    on_progress: Callable[[int, int], None],
) -> None:
    total = sum(entry.file_size for entry in entries)
    done = 0
    folder.mkdir(mode=PRIVATE_FOLDER)
    for entry, path in entries.items():
        try:
            make_private_folder(folder / (path if entry.is_dir() else path.parent))
            if entry.is_dir():
                continue
            with (
                zipped.open(entry) as source,
                open(folder / path, "xb", opener=private_opener) as file,
            ):
                while block := source.read(_COPY_BYTES):
                    file.write(block)
                    done += len(block)
                    on_progress(done, total)
        except (FileExistsError, NotADirectoryError) as error:
            raise _unsafe(f"its entry {entry.filename!r} is there twice") from error


def install(
    model: KnownModel,
    folder: Path,
    on_progress: Progress = lambda _step, _done, _total: None,
    site: str | None = None,
) -> Path:
    """Install a model and return its folder; one that is installed already stays as it is.

    `folder` is made where it is missing, readable by its owner. `site` is an address under which
    the archive stands as NAME.zip, in place of the model's own.

    Raises what `fetch` and `unpack` raise; `model.checksum` if the archive is not the published
    one; `model.busy` if another program installs it now; `disk.full`; `model.folder` if the folder
    cannot be written.
    """
    places = ModelPaths(folder, model.name)
    address = f"{site.rstrip('/')}/{model.name}.zip" if site else model.address
    with _file_errors(places):
        folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        if _is_installed(places):
            return places.model
        with _download_file(places) as file:
            _check_space(places, model.size, file)
            fetch(
                address,
                file,
                places.validator,
                model.size,
                lambda done: on_progress("download", done, model.size),
            )
            _verify_checksum(file, model, places, on_progress)
            _unpack(places, on_progress)
            forget_download(places)
    return places.model


def _is_installed(places: ModelPaths) -> bool:
    """Return whether the model is installed; raises `model.folder` if its place is taken."""
    if is_model(places.model):
        return True
    if os.path.lexists(places.model):
        raise CoachError(
            "model.folder",
            f"{places.model} is no whole speech model, and in the way of one. "
            f"Delete it with: {_REMOVE} {short_name(places.name)}",
            _REMOVE,
        )
    return False


@contextmanager
def _download_file(places: ModelPaths) -> Iterator[FileIO]:
    """Open what has arrived of the archive, for this program alone; an empty one does not stay."""
    descriptor = private_opener(places.download, os.O_RDWR | os.O_CREAT)
    with open(descriptor, "r+b", buffering=0) as file:  # noqa: PTH123 - a descriptor
        _lock(descriptor, places)
        try:
            yield file
        finally:
            if os.fstat(descriptor).st_size == 0:
                forget_download(places)


def _lock(descriptor: int, places: ModelPaths) -> None:
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


def _check_space(places: ModelPaths, size: int, file: FileIO) -> None:
    """Refuse at once what cannot end well: unpacked, a model is no smaller than its archive."""
    missing = size - file.seek(0, os.SEEK_END) + size
    free = shutil.disk_usage(places.folder).free
    if free < missing:
        raise CoachError(
            "disk.full",
            f"Installing {places.name} takes {missing / 1e6:.0f} MB more, and only "
            f"{free / 1e6:.0f} MB are free at {places.folder}. Please make room.",
        )


def _verify_checksum(
    file: FileIO, model: KnownModel, places: ModelPaths, on_progress: Progress
) -> None:
    """Compare the archive with its published checksum; a wrong one is deleted."""
    kind, _, digits = model.checksum.partition(":")
    digest = hashlib.new(kind, usedforsecurity=False)
    file.seek(0)
    done = 0
    while block := file.read(1024 * 1024):
        digest.update(block)
        done += len(block)
        on_progress("check", done, model.size)
    if digest.hexdigest() != digits:
        forget_download(places)
        raise CoachError(
            "model.checksum",
            f"The archive of {model.name} that arrived is not the one that was published: its "
            f"{kind.upper()} is {digest.hexdigest()} and not {digits}. It was deleted, and nothing "
            "was installed. Try again; if it happens again, the server or someone on the way "
            "sends something else.",
        )


def _unpack(places: ModelPaths, on_progress: Progress) -> None:
    """Unpack the archive beside its place, and let the model appear there in one step."""
    clear_work(places)
    try:
        unpack(places.download, places.work, lambda done, total: on_progress("unpack", done, total))
        _model_in(places.work).rename(places.model)
    except CoachError:
        forget_download(places)  # what cannot be unpacked now cannot be later
        raise
    finally:
        shutil.rmtree(places.work, ignore_errors=True)


def _model_in(folder: Path) -> Path:
    for candidate in (folder, *sorted(folder.iterdir())):
        if is_model(candidate):
            return candidate
    raise _unsafe("it holds no speech model")


@contextmanager
def _file_errors(places: ModelPaths) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in _DISK_FULL_ERRORS:
            raise folder_error(places.folder, error) from error
        kept = (
            " What has arrived of the download is kept, and the same command goes on with it; "
            f"{_REMOVE} {short_name(places.name)} deletes it."
        )
        is_kept = places.download.exists()
        raise CoachError(
            "disk.full",
            f"The disk is full, or you may not write more, at {places.folder}. {places.name} was "
            f"not installed. Please make room.{kept if is_kept else ''}",
            _REMOVE if is_kept else None,
        ) from error
