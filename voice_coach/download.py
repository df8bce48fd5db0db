"""Downloading published files: the only module that uses the net.

One GET goes out, which names the file, this program and how much has arrived; nothing else. What
has arrived is kept under a name that says so, and resumed by the next attempt. Who asks for a file
puts it in its place only when its size and checksum are those that were published.
"""

import errno
import hashlib
import os
import re
import shutil
import ssl
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from io import FileIO
from typing import IO, Any
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

from voice_coach.errors import CoachError, Command
from voice_coach.private_files import PRIVATE_FOLDER, PartialFile, private_opener

PATIENCE_SECONDS = 15.0
"""A server that is silent for longer counts as gone."""

BLOCK_BYTES = 64 * 1024

_RANGE_NOT_SATISFIABLE = 416

_PARTIAL_CONTENT = 206

_DISK_FULL_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

Progress = Callable[[str, int, int], None]
"""Takes a step (`download`, `check`), how many bytes of it are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file that somebody has published.

    `kind` is the first part of its errors' codes, such as `model`. `size` is in bytes, `checksum`
    its `sha256:` or `md5:` and hexadecimal digits. `remove` is the command that deletes what has
    arrived, with `typed` after it.
    """

    kind: str
    name: str
    address: str
    size: int
    checksum: str
    remove: Command
    typed: str

    @property
    def host(self) -> str:
        """The name of the server."""
        return urlsplit(self.address).hostname or self.address

    def error(self, reason: str, message: str, command: Command | None = None) -> CoachError:
        """Return an error whose code is of this kind of file."""
        return CoachError(f"{self.kind}.{reason}", message, command)


@contextmanager
def downloaded(
    published: PublishedFile, partial: PartialFile, on_progress: Progress, *, room: int = 0
) -> Iterator[None]:
    """Download a file, or the rest of it, and hold it, whole and checked, for this program alone.

    Inside, the caller puts it in its place. `room` is how many bytes that takes beyond the file.

    Raises OSError; of the kind of the file, `offline` if the server cannot be reached, `server` if
    it does not have the file, `size` if it has another one, `truncated` if the connection ends
    early, `checksum` if it is not the published one, `busy` if another program downloads it now;
    `disk.full`. What has arrived stays, unless it is wrong.
    """
    partial.path.parent.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    descriptor = private_opener(partial.path, os.O_RDWR | os.O_CREAT)
    with open(descriptor, "r+b", buffering=0) as file:  # noqa: PTH123 - a descriptor
        _lock(descriptor, published)
        try:
            _check_space(published, partial, file, room)
            _fetch(
                published, partial, file, lambda done: on_progress("download", done, published.size)
            )
            _verify_checksum(published, partial, file, on_progress)
            yield
        finally:
            if os.fstat(descriptor).st_size == 0:
                partial.forget()


def _lock(descriptor: int, published: PublishedFile) -> None:
    if sys.platform == "win32":
        return
    import fcntl  # noqa: PLC0415 - not on every platform

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise published.error(
            "busy",
            f"Another program is installing {published.name} just now. Wait until it is done.",
        ) from error


def _check_space(published: PublishedFile, partial: PartialFile, file: FileIO, room: int) -> None:
    """Refuse at once what cannot end well."""
    missing = published.size - file.seek(0, os.SEEK_END) + room
    free = shutil.disk_usage(partial.path.parent).free
    if free < missing:
        raise CoachError(
            "disk.full",
            f"Installing {published.name} takes {missing / 1e6:.0f} MB more, and only "
            f"{free / 1e6:.0f} MB are free at {partial.path.parent}. Please make room.",
        )


def _fetch(
    published: PublishedFile, partial: PartialFile, file: FileIO, on_progress: Callable[[int], None]
) -> None:
    """Download a file, or the rest of it where the server's validator is still the same.

    `on_progress` takes the bytes that have arrived, the first time before any does.
    """
    received = file.seek(0, os.SEEK_END)
    if received > published.size:
        received = 0
    on_progress(received)
    if received == published.size:
        return
    with closing(_request(published, received, partial)) as response:
        received = _start_of(response, received, published)
        file.seek(received)
        file.truncate()
        if not received:
            _keep_validator(response.headers, partial)
        _receive(response, file, received, published, on_progress)


def _request(published: PublishedFile, received: int, partial: PartialFile) -> Any:
    request = Request(published.address, headers={"User-Agent": "voice-coach"})  # noqa: S310 - see _opener
    if received:
        request.add_header("Range", f"bytes={received}-")
        validator = partial.validator
        name = validator.read_text(encoding="ascii") if validator.exists() else ""
        if name:
            request.add_header("If-Range", name)
    try:
        return _opener().open(request, timeout=PATIENCE_SECONDS)
    except HTTPError as error:
        error.close()
        if error.code == _RANGE_NOT_SATISFIABLE and received:
            return _request(published, 0, partial)
        raise published.error(
            "server",
            f"{published.host} does not give the file: it answered {error.code} "
            f"({error.reason}) to {published.address}. Try again later.",
        ) from error
    except (OSError, HTTPException) as error:
        raise _unreachable(published, error) from error


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


def _start_of(response: Any, received: int, published: PublishedFile) -> int:
    """Return where in the file the response begins; raises `size` for another file."""
    size = published.size
    length = response.headers.get("Content-Length", "")
    begins, total = 0, int(length) if length.isdecimal() else None
    if response.status == _PARTIAL_CONTENT:
        told = re.fullmatch(
            r"bytes (\d+)-\d+/(\d+|\*)", response.headers.get("Content-Range", "").strip()
        )
        begins = int(told[1]) if told else -1
        total = int(told[2]) if told and told[2] != "*" else size
    if begins not in (0, received) or (total is not None and total != size):
        raise published.error(
            "size",
            f"{urlsplit(response.url).hostname} sends something else than {published.name}: its "
            f"length is {total} bytes and not {size}. It may be the page of a network that wants a "
            "login; nothing was kept of it. Open any page in a browser, and try again.",
        )
    return begins


def _keep_validator(headers: HTTPMessage, partial: PartialFile) -> None:
    """Keep the server's validator. A weak ETag is no use: it may stand for other bytes."""
    etag = headers.get("ETag", "")
    name = etag if etag.startswith('"') else headers.get("Last-Modified", "")
    if name and name.isascii():
        with open(partial.validator, "w", encoding="ascii", opener=private_opener) as file:
            file.write(name)
    else:
        partial.validator.unlink(missing_ok=True)


def _receive(
    response: Any,
    file: FileIO,
    received: int,
    published: PublishedFile,
    on_progress: Callable[[int], None],
) -> None:
    size = published.size
    while received < size:
        try:
            block = response.read1(min(BLOCK_BYTES, size - received))  # what is there, at once
        except (OSError, HTTPException) as error:
            raise _truncated(received, published, _reason(error)) from error
        if not block:
            raise _truncated(received, published, "the server ended it")
        rest = memoryview(block)
        while rest:
            rest = rest[file.write(rest) :]
        received += len(block)
        on_progress(received)


def _truncated(received: int, published: PublishedFile, why: str) -> CoachError:
    return published.error(
        "truncated",
        f"The connection broke off after {received / 1e6:.1f} of {published.size / 1e6:.1f} MB: "
        f"{why}. What has arrived is kept: the same command goes on from there.",
    )


def _unreachable(published: PublishedFile, error: Exception) -> CoachError:
    reason = error.reason if isinstance(error, URLError) else error
    host = published.host
    if isinstance(reason, ssl.SSLCertVerificationError):
        return published.error(
            "offline",
            f"Whoever answers at {host} cannot prove to be {host}: {reason.verify_message}. "
            "Nothing was fetched. Check the clock of this machine, and the network it is in.",
        )
    return published.error(
        "offline",
        f"{host} cannot be reached: {_reason(reason)}. Nothing was changed. "
        "Check the connection to the net, and run the same command again.",
    )


def _reason(reason: object) -> str:
    if isinstance(reason, TimeoutError):
        return f"no answer in {PATIENCE_SECONDS:.0f} seconds"
    return getattr(reason, "strerror", None) or str(reason) or type(reason).__name__


def _verify_checksum(
    published: PublishedFile, partial: PartialFile, file: FileIO, on_progress: Progress
) -> None:
    """Compare the file with its published checksum; a wrong one is deleted."""
    kind, _, digits = published.checksum.partition(":")
    digest = hashlib.new(kind, usedforsecurity=False)
    file.seek(0)
    done = 0
    while block := file.read(1024 * 1024):
        digest.update(block)
        done += len(block)
        on_progress("check", done, published.size)
    if digest.hexdigest() != digits:
        partial.forget()
        raise published.error(
            "checksum",
            f"What arrived of {published.name} is not what was published: its {kind.upper()} is "
            f"{digest.hexdigest()} and not {digits}. It was deleted, and nothing was installed. "
            "Try again; if it happens again, the server or someone on the way sends something "
            "else.",
        )


@contextmanager
def disk_errors(
    published: PublishedFile,
    partial: PartialFile,
    folder_error: Callable[[OSError], CoachError],
) -> Iterator[None]:
    """Translate an OSError of what is inside: `disk.full`, or else what `folder_error` returns."""
    try:
        yield
    except OSError as error:
        if error.errno not in _DISK_FULL_ERRORS:
            raise folder_error(error) from error
        kept = (
            " What has arrived of the download is kept, and the same command goes on with it; "
            f"{published.remove} {published.typed} deletes it."
        )
        is_kept = partial.path.exists()
        raise CoachError(
            "disk.full",
            f"The disk is full, or you may not write more, at {partial.path.parent}. "
            f"{published.name} was not installed. Please make room.{kept if is_kept else ''}",
            published.remove if is_kept else None,
        ) from error
