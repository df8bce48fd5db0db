"""Stands before every Python process a test starts: nobody opens a socket unseen.

Python imports a module of this name as it starts, where it finds one; `tests/conftest.py` has it
found. Each socket is written down, and the test that started the process fails (see `no_sockets`);
what would reach beyond this machine is refused as well. A test with a web site of its own, on this
machine, says so with SOCKETS=here.
"""

import os
import sys

SOCKETS = {
    "socket.__new__", "socket.bind", "socket.connect", "socket.getaddrinfo",
    "socket.gethostbyname", "socket.sendto", "socket.sendmsg",
}  # fmt: skip
HERE = {"127.0.0.1", "localhost", "::1", ""}


def watch(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook; cannot be taken away again."""
    if event not in SOCKETS or "SOCKETS_SEEN" not in os.environ:
        return
    if os.environ.get("SOCKETS") == "here" and _is_here(event, arguments):
        return
    with open(os.environ["SOCKETS_SEEN"], "a", encoding="utf-8") as seen:  # noqa: PTH123 - while Python starts
        seen.write(f"{os.getpid()} {event}\n")
    if event != "socket.__new__":
        raise PermissionError(f"no sockets in a test: {event}")


def _is_here(event: str, arguments: tuple[object, ...]) -> bool:
    if event == "socket.__new__":
        return True
    host = arguments[0] if event in {"socket.getaddrinfo", "socket.gethostbyname"} else None
    address = arguments[1] if len(arguments) > 1 else None
    if host is None and isinstance(address, tuple):
        host = address[0]
    return host is None or (host.decode() if isinstance(host, bytes) else host) in HERE


sys.addaudithook(watch)
