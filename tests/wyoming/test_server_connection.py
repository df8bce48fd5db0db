"""Connections to servers: how far they reach, and servers that do not behave."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from voice_coach.errors import CoachError
from voice_coach.wyoming.address import Address
from voice_coach.wyoming.server_connection import Connection
from voice_coach.wyoming.services import describe

pytestmark = pytest.mark.usefixtures("other_machines")

WHAT = "speech-to-text server"


class Misbehaving:
    """A server on this machine that says the same, whatever it is asked."""

    def __init__(self, say: Callable[[socket.socket], object]) -> None:
        self._bound = socket.create_server(("127.0.0.1", 0))
        self.address = Address(*self._bound.getsockname())
        self._say = say
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        try:
            while True:
                connected, _ = self._bound.accept()
                with connected:
                    self._say(connected)
        except OSError:
            return

    def close(self) -> None:
        self._bound.close()


@pytest.fixture
def server() -> Iterator[Callable[..., Address]]:
    servers: list[Misbehaving] = []

    def start(say: Callable[[socket.socket], object]) -> Address:
        servers.append(Misbehaving(say))
        return servers[-1].address

    yield start
    for each in servers:
        each.close()


def error_of(call: Callable[[], object]) -> CoachError:
    with pytest.raises(CoachError) as caught:
        call()
    return caught.value


@pytest.mark.parametrize("host", ["8.8.8.8", "2001:4860:4860::8888"])
def test_a_public_address_is_refused_before_anything_is_sent_there(host):
    error = error_of(lambda: Connection(Address(host, 10300), WHAT, allow_public=False))

    assert error.code == "wyoming.public"
    assert host in error.message
    assert "allow_public = true" in error.message


def test_a_public_address_is_tried_where_that_is_allowed(no_sockets):
    error_of(lambda: Connection(Address("8.8.8.8", 10300), WHAT, allow_public=True))

    assert "socket.getaddrinfo" in no_sockets.read_text()  # which the guard has refused
    no_sockets.unlink()


def test_a_port_where_nobody_answers_is_one_clear_error():
    with socket.create_server(("127.0.0.1", 0)) as bound:
        address = Address(*bound.getsockname())

    error = error_of(lambda: describe(address, WHAT, allow_public=False))

    assert error.code == "wyoming.unreachable"
    assert str(address) in error.message
    assert error.command is not None


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (b"", "wyoming.lost"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "wyoming.nonsense"),
        (b"[]\n", "wyoming.nonsense"),
        (b"{}\n", "wyoming.nonsense"),
        (b'{"type": "info", "data": [1]}\n', "wyoming.nonsense"),
        (b'{"type": "info", "data": {"asr": [{"no": "name"}]}}\n', "wyoming.nonsense"),
        (b'{"type": "info", "data": {"asr": 7}}\n', "wyoming.nonsense"),
        (b'{"type": "info", "data_length": 99}\n{"asr"', "wyoming.lost"),
        (b'{"type": "info", "payload_length": 99999999999}\n', "wyoming.nonsense"),
        (b'{"type": "info", "data_length": "many"}\n', "wyoming.nonsense"),
        (b"x" * 2_000_000, "wyoming.nonsense"),
        (b"\xff\xfe\x00\n", "wyoming.nonsense"),
        (b'{"type": "error", "data": {"text": "secret words"}}\n', "wyoming.refused"),
    ],
)
def test_nonsense_is_one_clear_error_and_quotes_nothing(server, said, code):
    def say(connected: socket.socket) -> None:
        connected.recv(100)
        connected.sendall(said)

    error = error_of(lambda: describe(server(say), WHAT, allow_public=False))

    assert error.code == code
    assert "secret" not in error.message


def test_a_server_that_dribbles_is_too_slow_in_the_end(server):
    def say(connected: socket.socket) -> None:
        for _ in range(40):
            connected.sendall(b" ")
            time.sleep(0.05)

    with Connection(server(say), WHAT, allow_public=False) as connection:
        began = time.monotonic()
        error = error_of(lambda: connection.receive(0.3))

    assert error.code == "wyoming.slow"
    assert time.monotonic() - began < 1.5


def test_events_that_come_in_one_packet_are_told_apart(server):
    lines = [json.dumps({"type": f"number-{number}"}).encode() + b"\n" for number in range(3)]

    def say(connected: socket.socket) -> None:
        connected.sendall(b"".join(lines))
        connected.recv(1)

    with Connection(server(say), WHAT, allow_public=False) as connection:
        kinds = [connection.receive(5).type for _ in range(3)]

        assert kinds == ["number-0", "number-1", "number-2"]
        assert not connection.has_more()
