"""Addresses of Wyoming services, and which of them lie within the home."""

import ipaddress
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from voice_coach.errors import CoachError

ENGINE = "wyoming"
"""The engine of servers, in the settings of recognizer and voice."""

DEFAULT_PORTS = {"tcp": None, "wyoming": 10700}
"""The schemes of an address, each with its port where none is named: 10700 is the satellites'."""

PRIVATE_NETWORKS = tuple(
    map(
        ipaddress.ip_network,
        (
            "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7",  # private: RFC 1918, 4193
            "127.0.0.0/8", "::1/128",  # this machine
            "169.254.0.0/16", "fe80::/10",  # this link: RFC 3927, 4291
        ),
    )
)  # fmt: skip
"""What cannot be reached from outside. Python's own `is_private` has more, such as 240.0.0.0/4."""


@dataclass(frozen=True, slots=True)
class Address:
    """The host and the port of a Wyoming service."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @classmethod
    def parse(cls, uri: str, name: str) -> Self:
        """Return the address in `tcp://host:port`; `name` is the setting it stands in.

        Raises `wyoming.address` if it is none.
        """
        try:
            parts = urlsplit(uri.strip())
            port = parts.port or DEFAULT_PORTS.get(parts.scheme)
        except ValueError:  # a port that is no number, or beyond 65535
            parts, port = urlsplit(""), None
        if parts.scheme not in DEFAULT_PORTS or not parts.hostname or port is None:
            raise CoachError(
                "wyoming.address",
                f"{name} is {uri!r}, and has to be the address of a Wyoming service, "
                "such as tcp://192.168.1.20:10300. Correct it in settings.toml.",
            )
        return cls(parts.hostname, port)


def is_satellite(device: str | None) -> bool:
    """Return whether a satellite is meant in place of a sound device: wyoming://host."""
    return device is not None and device.lower().startswith("wyoming://")


def is_public(host: str) -> bool:
    """Return whether a host is a numeric address that is not private; a name may be either."""
    try:
        return not is_private(host)
    except ValueError:
        return False


def is_private(address: str) -> bool:
    """Return whether a numeric address can be reached from within the home alone.

    Raises ValueError if it is none.
    """
    number = ipaddress.ip_address(address.partition("%")[0])  # fe80::1%eth0 names its link, too
    mapped = getattr(number, "ipv4_mapped", None)  # ::ffff:192.168.1.20
    return any((mapped or number) in network for network in PRIVATE_NETWORKS)
