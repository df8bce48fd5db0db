"""Downloads one file, and goes on where an earlier attempt was cut off.

The only module that asks anything of the net. One GET goes out, which names the file, this program
and, to go on, how much has arrived; nothing else. Only `voice-coach models install` comes here.
"""

import os
import re
import ssl
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPException, HTTPMessage
from io import FileIO
from pathlib import Path
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

from voice_coach.errors import CoachError

PATIENCE_SECONDS = 15.0
"""How long a server may take to answer, and be silent in between, until it counts as gone."""

BLOCK_BYTES = 64 * 1024
_NOT_SATISFIABLE = 416
_PARTIAL = 206


def fetch(
    address: str, file: FileIO, validator: Path, size: int, tell: Callable[[int], None]
) -> None:
    """Download a file, or the rest of it.

    Where the server gave the file a name at first, a rest is only taken of what still has that
    name; else the whole file is fetched again. Whether it is the right one is for the caller's
    checksum to say.

    Args:
        address: Of the file; `http:` or `https:`. A proxy of the environment is used.
        file: What has arrived so far, open for reading and writing. It stays open.
        validator: A file beside it, which keeps what the server called it (RFC 9110, `If-Range`).
        size: The file's length in bytes.
        tell: Is called with the bytes that have arrived, the first time before any does.

    Raises:
        CoachError: `model.offline` if the server cannot be reached, `model.server` if it does not
            have the file, `model.size` if it has another one, `model.truncated` if the connection
            ends early; what has arrived then stays in the file.
        OSError: The file cannot be written.
    """
    have = file.seek(0, os.SEEK_END)
    if have > size:
        have = 0
    tell(have)
    if have == size:
        return
    with closing(_ask(address, have, validator)) as response:
        have = _goes_on_at(response, have, size)
        file.seek(have)
        file.truncate()
        if not have:
            _remember(response.headers, validator)
        _receive(response, file, have, size, tell)


def _ask(address: str, have: int, validator: Path) -> Any:
    """The server's answer to the request for what follows the first `have` bytes."""
    request = Request(address, headers={"User-Agent": "voice-coach"})  # noqa: S310 - see _opener
    if have:
        request.add_header("Range", f"bytes={have}-")
        name = validator.read_text(encoding="ascii") if validator.exists() else ""
        if name:
            request.add_header("If-Range", name)
    try:
        return _opener().open(request, timeout=PATIENCE_SECONDS)
    except HTTPError as error:
        error.close()
        if error.code == _NOT_SATISFIABLE and have:
            return _ask(address, 0, validator)
        raise CoachError(
            "model.server",
            f"{_host(address)} does not give the archive: it answered {error.code} "
            f"({error.reason}) to {address}. Try again later.",
        ) from error
    except (OSError, HTTPException) as error:
        raise _unreachable(address, error) from error


def _opener() -> OpenerDirector:
    """What opens `http:` and `https:` addresses, and no others."""
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


def _goes_on_at(response: Any, have: int, size: int) -> int:
    """Where in the file the answer begins: where it was asked to, or at the beginning.

    Raises:
        CoachError: `model.size` if the server's file has another length.
    """
    length = response.headers.get("Content-Length", "")
    begins, total = 0, int(length) if length.isdecimal() else None
    if response.status == _PARTIAL:
        told = re.fullmatch(
            r"bytes (\d+)-\d+/(\d+|\*)", response.headers.get("Content-Range", "").strip()
        )
        begins = int(told[1]) if told else -1
        total = int(told[2]) if told and told[2] != "*" else size
    if begins not in (0, have) or (total is not None and total != size):
        raise CoachError(
            "model.size",
            f"{_host(response.url)} sends something else than the archive: its length is "
            f"{total} bytes and not {size}. It may be the page of a network that wants a "
            "login; nothing was kept of it. Open any page in a browser, and try again.",
        )
    return begins


def _remember(headers: HTTPMessage, validator: Path) -> None:
    """Keep what the server calls the file. A weak ETag is no use: it may stand for other bytes."""
    etag = headers.get("ETag", "")
    name = etag if etag.startswith('"') else headers.get("Last-Modified", "")
    if name and name.isascii():
        descriptor = os.open(validator, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "w", encoding="ascii") as file:  # noqa: PTH123 - a descriptor
            file.write(name)
    else:
        validator.unlink(missing_ok=True)


def _receive(
    response: Any, file: FileIO, have: int, size: int, tell: Callable[[int], None]
) -> None:
    while have < size:
        try:
            block = response.read1(min(BLOCK_BYTES, size - have))  # what is there, at once
        except (OSError, HTTPException) as error:
            raise _cut_off(have, size, _why(error)) from error
        if not block:
            raise _cut_off(have, size, "the server ended it")
        rest = memoryview(block)
        while rest:
            rest = rest[file.write(rest) :]
        have += len(block)
        tell(have)


def _cut_off(have: int, size: int, why: str) -> CoachError:
    return CoachError(
        "model.truncated",
        f"The connection broke off after {have / 1e6:.1f} of {size / 1e6:.1f} MB: {why}. "
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
        f"{host} cannot be reached: {_why(reason)}. Nothing was changed. "
        "Check the connection to the net, and run the same command again.",
    )


def _why(reason: object) -> str:
    if isinstance(reason, TimeoutError):
        return f"no answer in {PATIENCE_SECONDS:.0f} seconds"
    return getattr(reason, "strerror", None) or str(reason) or type(reason).__name__


def _host(address: str) -> str:
    return urlsplit(address).hostname or address
