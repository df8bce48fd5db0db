"""Addresses of services, and which of them are private."""

import pytest

from voice_coach.errors import CoachError
from voice_coach.wyoming.address import Address, is_private, is_satellite


@pytest.mark.parametrize(
    ("uri", "host", "port"),
    [
        ("tcp://192.168.1.20:10300", "192.168.1.20", 10300),
        (" tcp://attic.local:10300 ", "attic.local", 10300),
        ("tcp://[fd00::1]:10200", "fd00::1", 10200),
        ("wyoming://bedroom", "bedroom", 10700),
        ("wyoming://bedroom:10701", "bedroom", 10701),
    ],
)
def test_an_address_is_a_host_and_a_port(uri, host, port):
    assert Address.parse(uri, "ear_uri") == Address(host, port)


@pytest.mark.parametrize(
    "uri",
    ["", "attic", "attic:10300", "tcp://attic", "http://attic:80", "tcp://attic:99999", "tcp://:1"],
)
def test_what_is_no_address_is_refused_and_named(uri):
    with pytest.raises(CoachError, match="ear_uri") as caught:
        Address.parse(uri, "ear_uri")

    assert caught.value.code == "wyoming.address"


def test_a_satellite_in_place_of_a_device_is_one_by_its_scheme():
    assert is_satellite("wyoming://bedroom:10700")
    assert not is_satellite("tcp://bedroom:10700")
    assert not is_satellite(None)


@pytest.mark.parametrize(
    "address",
    ["10.1.2.3", "172.16.0.1", "172.31.9.9", "192.168.0.7", "127.0.0.1", "169.254.3.4",
     "::1", "fd12::1", "fe80::1%eth0", "::ffff:192.168.1.20"],
)  # fmt: skip
def test_addresses_within_a_home_are_private(address):
    assert is_private(address)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "172.32.0.1", "192.169.0.1", "11.0.0.1", "100.64.0.1", "240.0.0.1",
     "2001:db8::1", "2a00::1", "::ffff:8.8.8.8", "::"],
)  # fmt: skip
def test_all_others_are_not(address):
    assert not is_private(address)
