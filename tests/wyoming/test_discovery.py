"""Services that announce themselves in the local network."""

import json
import os
import subprocess
import sys

import pytest

from tests.wyoming.conftest import Server

pytestmark = [pytest.mark.program, pytest.mark.usefixtures("other_machines")]

ANNOUNCED = """
import socket, sys
from zeroconf import ServiceInfo, Zeroconf
network = Zeroconf()
network.register_service(ServiceInfo(
    "_wyoming._tcp.local.", "attic._wyoming._tcp.local.",
    port=int(sys.argv[1]), addresses=[socket.inet_aton("127.0.0.1")],
))
from voice_coach.cli import main
sys.argv = ["voice-coach", "doctor", "--network", "--json"]
main()
"""


def test_the_doctor_finds_a_server_says_what_it_is_and_how_quick(piper: Server, home):
    """Without the guard against sockets: zeroconf asks the whole network."""
    around = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    del around["SOCKETS_SEEN"]
    program = [sys.executable, "-c", ANNOUNCED, str(piper.port)]
    done = subprocess.run(program, env=around, capture_output=True, text=True, check=True)

    found = {each["address"]: each for each in json.loads(done.stdout)}
    here = found[f"127.0.0.1:{piper.port}"]
    assert here["kinds"] == ["text to speech"]
    assert here["programs"] == ["piper"]
    assert 0 < here["seconds"] < 5
