"""A connection to a Wyoming service: events over a plain socket, in the caller's thread.

The one module with a socket beside `download.py`. Who connects has been told the host by the
person; one that is no private address is refused unless they allowed that.
"""

import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.sound import Sound, to_int16
from voice_coach.errors import CoachError, Command
from voice_coach.wyoming.address import Address, is_private, is_public

if TYPE_CHECKING:
    from wyoming.event import Event

CONNECT_SECONDS = 2.0
"""For a machine in the same house to take a connection: a hundred times what Wi-Fi takes."""

SEND_SECONDS = 5.0
"""For a service to take what is sent; a network takes a piece of speech in a fraction of that."""

CHUNK_BYTES = 8192
"""Of sound in an event: a quarter of a second at 16000 Hz."""

MAX_LINE_BYTES = 1_000_000
"""Of an event's first line; wyoming's own are below a kilobyte."""

MAX_PART_BYTES = 16_000_000
"""Of an event's data or payload: three minutes of sound at 44100 Hz."""

DOCTOR = Command("doctor")


class Connection:
    """An open connection to the service at `address`, called `what` in messages.

    Raises `wyoming.missing` without the package wyoming, `wyoming.public` if the host has a public
    address and `allow_public` is False, `wyoming.unreachable` if nobody answers there. After any
    error a connection is closed, and of no more use.
    """

    def __init__(self, address: Address, what: str, *, allow_public: bool) -> None:
        self._name = f"The {what} at {address}"
        self._wyoming = _import_wyoming()
        self._socket = self._connect(address, allow_public=allow_public)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._reader = _Reader(self._socket)
        self._sending = threading.Lock()

    def send(self, kind: str, data: dict[str, Any] | None = None, payload: bytes = b"") -> None:
        """Send an event; raises `wyoming.lost` if the service is gone, `wyoming.slow`."""
        with self._errors(), self._sending, self._socket.makefile("wb") as writer:
            self._socket.settimeout(SEND_SECONDS)
            self._wyoming.write_event(self._wyoming.Event(kind, data or {}, payload), writer)

    def send_sound(self, sound: Sound) -> None:
        """Send a sound, from its start to its stop; raises as `send`."""
        form = audio_format(sound.rate)
        self.send("audio-start", form)
        pcm = sound.samples.astype("<i2").tobytes()
        for start in range(0, len(pcm), CHUNK_BYTES):
            self.send("audio-chunk", form, pcm[start : start + CHUNK_BYTES])
        self.send("audio-stop")

    def receive(self, seconds: float) -> "Event":
        """Return the next event, which has to be whole within `seconds`.

        Raises `wyoming.slow`, `wyoming.lost` if the service is gone, `wyoming.nonsense` if what it
        sends is no event, `wyoming.refused` if it reports an error.
        """
        with self._errors():
            self._reader.deadline = time.monotonic() + seconds
            try:
                event: Event | None = self._wyoming.read_event(self._reader)
            except (KeyError, TypeError, AttributeError, RecursionError) as error:
                raise ValueError from error  # JSON, but no event
            if self._reader.interruption is not None:  # the package keeps a Ctrl-C to itself
                raise self._reader.interruption
            if event is None and self._reader.has_ended:
                raise ConnectionError
            if event is None or not isinstance(event.data, dict):
                raise ValueError
        if event.type == "error":
            self.close()
            raise CoachError("wyoming.refused", f"{self._name} reports an error. Look at its log.")
        return event

    def has_more(self, seconds: float = 0.0) -> bool:
        """Return whether something comes within `seconds` to be received, or the service is gone.

        Raises `wyoming.lost` if it was closed here.
        """
        with self._errors():
            if self._socket.fileno() < 0:
                raise ConnectionError
            found, _, _ = select.select([self._socket], [], [], seconds)
            return self._reader.holds_line or bool(found)

    def close(self) -> None:
        """Close it, from any thread. Closing again does nothing."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes who waits for it
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def slow(self) -> CoachError:
        """Return the error for a service that does not answer in time; closes."""
        self.close()
        return CoachError(
            "wyoming.slow", f"{self._name} takes too long to answer. It may be too busy."
        )

    def nonsense(self) -> CoachError:
        """Return the error for an event that is not what the protocol has there; closes."""
        self.close()
        return CoachError(
            "wyoming.nonsense",
            f"{self._name} does not speak Wyoming as it should. "
            f"See that the port is that of the service that is meant: {DOCTOR}",
            DOCTOR,
        )

    def _connect(self, address: Address, *, allow_public: bool) -> socket.socket:
        if not allow_public and is_public(address.host):
            raise self._public()
        try:
            found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:  # a host with no such name, or no name at all
            raise self._unreachable("its name is not known") from error
        if not allow_public and not all(is_private(str(each[4][0])) for each in found):
            raise self._public()
        reason = ""
        for family, kind, protocol, _, place in found:  # the very addresses that were checked
            found_socket = socket.socket(family, kind, protocol)
            found_socket.settimeout(CONNECT_SECONDS)
            try:
                found_socket.connect(place)
            except OSError as error:
                found_socket.close()
                reason = (error.strerror or "no answer").lower()
            else:
                return found_socket
        raise self._unreachable(reason)

    def _public(self) -> CoachError:
        return CoachError(
            "wyoming.public",
            f"{self._name} is not in a private network, so nothing is sent there. "
            "If your sound may leave your home, set allow_public = true in settings.toml.",
        )

    def _unreachable(self, reason: str) -> CoachError:
        return CoachError(
            "wyoming.unreachable",
            f"{self._name} cannot be reached ({reason}). "
            f"See that it is switched on and that its address is right: {DOCTOR}",
            DOCTOR,
        )

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except TimeoutError as error:
            raise self.slow() from error
        except OSError as error:
            self.close()
            raise CoachError(
                "wyoming.lost", f"{self._name} has ended the connection. Look at its log."
            ) from error
        except ValueError as error:
            raise self.nonsense() from error
        except BaseException:
            self.close()
            raise


class _Reader:
    """The binary reader that `wyoming.event.read_event` wants: with limits, and a deadline for all.

    A socket's own timeout holds for each piece, so a service that dribbles would hold us for good.
    """

    def __init__(self, connected: socket.socket) -> None:
        self.deadline = 0.0
        self.has_ended = False
        self.interruption: KeyboardInterrupt | None = None
        self._socket = connected
        self._buffer = bytearray()

    @property
    def holds_line(self) -> bool:
        return b"\n" in self._buffer

    def readline(self) -> bytes:
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            if searched > MAX_LINE_BYTES:
                raise ValueError
            if not self._fill():
                return b""
        return self._take(end + 1)

    def read(self, size: int) -> bytes:
        if size > MAX_PART_BYTES:
            raise ValueError
        while len(self._buffer) < size:
            if not self._fill():
                return b""
        return self._take(size)

    def _take(self, size: int) -> bytes:
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def _fill(self) -> bool:
        piece: bytes | None = None
        try:
            while piece is None:
                remaining = self.deadline - time.monotonic()
                if remaining <= 0:
                    raise TimeoutError
                self._socket.settimeout(remaining)
                with suppress(TimeoutError):  # who sends meanwhile sets another one
                    piece = self._socket.recv(65536)
        except KeyboardInterrupt as error:
            self.interruption = error
            raise
        self.has_ended = not piece
        self._buffer += piece
        return not self.has_ended


def audio_format(rate: int) -> dict[str, Any]:
    """Return the protocol's description of int16 mono at `rate` Hz."""
    return {"rate": rate, "width": 2, "channels": 1}


def sound_format(data: dict[str, Any]) -> tuple[int, int] | None:
    """Return the rate in Hz and the channels of sound in an event; None if it is not int16."""
    rate, width, channels = (data.get(key) for key in ("rate", "width", "channels"))
    if not isinstance(rate, int) or not 8000 <= rate <= 192_000 or width != 2:
        return None
    return (rate, channels) if channels in (1, 2) else None


def samples_of(pcm: bytes, channels: int) -> NDArray[np.int16]:
    """Return whole frames of the protocol's sound as int16 mono, shape (frames,)."""
    whole = len(pcm) // (2 * channels) * 2 * channels
    frames = np.frombuffer(pcm[:whole], "<i2").reshape(-1, channels)
    return frames[:, 0].astype(np.int16) if channels == 1 else to_int16(frames.mean(axis=1))


def _import_wyoming() -> Any:
    """Return the package's reader and writer; raises `wyoming.missing`."""
    try:
        from wyoming import event  # noqa: PLC0415 - an extra, and only where it is asked for
    except ImportError as error:
        raise missing() from error
    return event


def missing() -> CoachError:
    """Return the error for the extra that is not installed."""
    return CoachError(
        "wyoming.missing",
        "To use services on other machines, the package wyoming is needed. "
        "Install it with: pip install 'voice-coach[wyoming]'",
    )
