"""Wyoming services that announce themselves in the local network, by zeroconf."""

import time
from typing import Any

from voice_coach.errors import CoachError
from voice_coach.wyoming.address import Address
from voice_coach.wyoming.server_connection import missing
from voice_coach.wyoming.services import Service, describe

SERVICE_TYPE = "_wyoming._tcp.local."

SEARCH_SECONDS = 2.0
"""For answers: RFC 6762 has them come within a tenth of a second, and asks again after one."""


def discover(seconds: float = SEARCH_SECONDS) -> list[Service]:
    """Return the services in the local network that answer, by address.

    Only private addresses are asked. Raises `wyoming.missing` without the extra,
    `wyoming.unreachable` if this machine is in no network.
    """
    services = []
    for address in sorted(_announced(seconds), key=str):
        try:
            services.append(describe(address, "service", allow_public=False))
        except CoachError:
            continue  # it was announced, and is gone or a stranger's
    return services


def _announced(seconds: float) -> set[Address]:
    try:
        import zeroconf  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise missing() from error
    try:
        network = zeroconf.Zeroconf()
    except OSError as error:
        raise CoachError(
            "wyoming.unreachable",
            f"The local network cannot be searched: {error.strerror}. See that there is one.",
        ) from error
    names: set[str] = set()

    def take(name: str, state_change: Any, **_: object) -> None:
        if state_change is not zeroconf.ServiceStateChange.Removed:
            names.add(name)

    try:
        zeroconf.ServiceBrowser(network, SERVICE_TYPE, handlers=[take])
        time.sleep(seconds)
        found = [network.get_service_info(SERVICE_TYPE, name, timeout=1000) for name in names]
        return {
            Address(host, info.port)
            for info in found
            if info is not None and info.port
            for host in info.parsed_addresses()[:1]
        }
    finally:
        network.close()
