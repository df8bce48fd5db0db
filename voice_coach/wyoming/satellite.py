"""A Wyoming satellite as microphone and speaker: a small machine in another room.

One connection carries both ways. It is opened again after it was lost, as a device is. A satellite
may send nothing for long, until somebody speaks or says its wake word; silence stands for that.
"""

import threading
from collections import deque
from contextlib import suppress

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.player import Player
from voice_coach.audio.simulator import ticks
from voice_coach.audio.sound import BlockCallback, Resampler
from voice_coach.audio.streams import BLOCKS_A_SECOND, RETRY_SECONDS, Part, failed_event
from voice_coach.errors import CoachError
from voice_coach.protocol.events import Failed, Recovered
from voice_coach.protocol.inbox import Post
from voice_coach.wyoming.address import Address
from voice_coach.wyoming.server_connection import (
    Connection,
    audio_format,
    samples_of,
    sound_format,
)
from voice_coach.wyoming.services import DESCRIBE_SECONDS, describe

WHAT = "satellite"

MICROPHONE_RATE = 16000
"""Hz; what satellites record at."""

SPEAKER_RATE = 22050
"""Hz; what satellites play at unless they are told otherwise. Others are converted there."""

LEAD_SECONDS = 0.2
"""Of sound that is sent ahead, so that a busy Wi-Fi is not heard."""

DEVICE_SECONDS = 0.1
"""That a satellite's own player holds ready."""

QUIET_SECONDS = 10.0
"""Of silence in which the sound goes on: a satellite that stops its player loses the beat."""

GAP_SECONDS = 0.3
"""Without sound from a satellite, after which silence stands in its place."""

PROBE_SECONDS = 3.0
"""Without any event, after which a satellite is asked whether it is there."""


class Satellite:
    """The connection to a satellite. Raises as `Connection`; of one that is busy, `wyoming.lost`.

    Posts `Failed(part, …)` and `Recovered(part)` for each of the parts that are in use.
    """

    def __init__(self, address: Address, post: Post, *, allow_public: bool) -> None:
        self._address = address
        self._allow_public = allow_public
        self._post = post
        self._parts: list[Part] = []
        self._closing = threading.Event()
        self._heard: deque[NDArray[np.int16]] = deque()
        self._arrived = threading.Event()
        self._resampler = (MICROPHONE_RATE, Resampler(MICROPHONE_RATE, MICROPHONE_RATE))
        describe(address, WHAT, allow_public=allow_public)  # else a port of something else is run
        self._connection: Connection | None = self._connect()
        self._thread = threading.Thread(target=self._run, name="satellite", daemon=True)

    def use(self, part: Part) -> None:
        """Begin to serve as `part`."""
        self._parts.append(part)
        if not self._thread.is_alive():
            self._thread.start()

    def play(self, samples: NDArray[np.int16]) -> None:
        """Send the next stretch of sound; it is lost while the satellite is away."""
        self._send("audio-chunk", audio_format(SPEAKER_RATE), samples.astype("<i2").tobytes())

    def begin_sound(self) -> None:
        """Announce sound."""
        self._send("audio-start", audio_format(SPEAKER_RATE))

    def end_sound(self) -> None:
        """Announce that there is none for a while."""
        self._send("audio-stop")

    def take(self, seconds: float) -> NDArray[np.int16] | None:
        """Return what was recorded next, within `seconds`; None if nothing was."""
        if not self._heard and not self._arrived.wait(seconds):
            return None
        self._arrived.clear()
        return self._heard.popleft() if self._heard else None

    def leave(self, part: Part) -> None:
        """Serve as `part` no longer; the last one ends the connection."""
        if part in self._parts:
            self._parts.remove(part)
        if not self._parts:
            self._closing.set()
            if (connection := self._connection) is not None:
                connection.close()

    def _connect(self) -> Connection:
        connection = Connection(self._address, WHAT, allow_public=self._allow_public)
        connection.send("run-satellite")
        return connection

    def _send(self, kind: str, data: dict[str, object] | None = None, pcm: bytes = b"") -> None:
        if (connection := self._connection) is not None:
            with suppress(CoachError):  # the thread that reads finds it lost, too
                connection.send(kind, data, pcm)

    # The thread that reads.

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                if self._connection is not None:
                    self._read(self._connection)
            except CoachError as error:
                if self._closing.is_set():
                    return
                self._lose(error)
            if not self._wait_for_return():
                return

    def _read(self, connection: Connection) -> None:
        """Take what the satellite sends until it is closed; raises CoachError if it is lost."""
        asked = False
        while not self._closing.is_set():
            if connection.has_more(PROBE_SECONDS):
                event = connection.receive(DESCRIBE_SECONDS)
                asked = False
                if event.type == "audio-chunk":
                    self._hear(connection, event.data, event.payload or b"")
            elif asked:
                raise connection.slow()
            else:
                connection.send("describe")
                asked = True

    def _hear(self, connection: Connection, data: dict[str, object], pcm: bytes) -> None:
        form = sound_format(data)
        if form is None:
            raise connection.nonsense()
        rate, channels = form
        if self._resampler[0] != rate:
            self._resampler = (rate, Resampler(rate, MICROPHONE_RATE))
        self._heard.append(self._resampler[1].convert(samples_of(pcm, channels)))
        self._arrived.set()

    def _lose(self, error: CoachError) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None
        for part in self._parts:
            self._post(Failed(part, error.code, error.message, error.command))

    def _wait_for_return(self) -> bool:
        """Return whether the satellite is there again; False when closed."""
        while not self._closing.wait(RETRY_SECONDS):
            try:
                describe(self._address, WHAT, allow_public=self._allow_public)
                self._connection = self._connect()
            except CoachError:
                continue
            for part in self._parts:
                self._post(Recovered(part))
            return True
        return False


class SatelliteMicrophone:
    """The microphone of a satellite. See `voice_coach.audio.streams.Microphone`."""

    rate = MICROPHONE_RATE
    latency = DEVICE_SECONDS

    def __init__(self, satellite: Satellite, post: Post) -> None:
        self._satellite = satellite
        self._post = post
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, on_block: BlockCallback) -> None:
        """Begin to hand over blocks of 20 ms, of silence where the satellite sends nothing."""
        self._satellite.use("microphone")
        self._thread = threading.Thread(
            target=self._run, args=(on_block,), name="microphone", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Stop. Closing again does nothing."""
        self._closing.set()
        self._satellite.leave("microphone")
        if self._thread is not None:
            self._thread.join(1.0)

    def _run(self, on_block: BlockCallback) -> None:
        frames = self.rate // BLOCKS_A_SECOND
        silence, rest = np.zeros(frames, np.int16), np.zeros(0, np.int16)
        patience = GAP_SECONDS
        try:
            while not self._closing.is_set():
                sound = self._satellite.take(patience)
                if sound is None:
                    # The gap that was waited for has passed as well.
                    for _ in range(round(patience * BLOCKS_A_SECOND)):
                        on_block(silence)
                    patience = 1 / BLOCKS_A_SECOND
                    continue
                patience = GAP_SECONDS
                rest = np.concatenate([rest, sound])
                whole = len(rest) // frames * frames
                for block in rest[:whole].reshape(-1, frames):
                    on_block(block)
                rest = rest[whole:]
        except Exception as error:  # noqa: BLE001 - the edge: a thread must not end silently
            self._post(failed_event("microphone", error))


class SatelliteSpeaker:
    """The loudspeaker of a satellite. See `voice_coach.audio.streams.Speaker`.

    Its player goes on at the pace of the wall clock whether the satellite is there or not.
    """

    rate = SPEAKER_RATE
    latency = LEAD_SECONDS + DEVICE_SECONDS

    def __init__(self, satellite: Satellite, post: Post) -> None:
        self.player = Player(self.rate, post)
        self._satellite = satellite
        self._post = post
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="speaker", daemon=True)

    def start(self) -> None:
        """Begin to pull."""
        self._satellite.use("speaker")
        self._thread.start()

    def close(self) -> None:
        """Stop at once. Closing again does nothing."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join()
        self._satellite.leave("speaker")

    def _run(self) -> None:
        frames = self.rate // BLOCKS_A_SECOND
        quiet, sounding = 0, False
        try:
            for _ in ticks(1 / BLOCKS_A_SECOND, self._closing):
                block = self.player.pull(frames)
                quiet = 0 if block.any() else quiet + 1
                if not sounding and not quiet:
                    self._satellite.begin_sound()
                    self._satellite.play(np.zeros(round(LEAD_SECONDS * self.rate), np.int16))
                    sounding = True
                if sounding:
                    self._satellite.play(block)
                if sounding and quiet > QUIET_SECONDS * BLOCKS_A_SECOND:
                    self._satellite.end_sound()
                    sounding = False
            if sounding:
                self._satellite.end_sound()
        except Exception as error:  # noqa: BLE001 - the edge: a thread must not end silently
            self._post(failed_event("speaker", error))
