"""Takes the coach's own voice out of what the microphone hears.

The work is done by WebRTC's audio processing, which comes with the extra `echo` (the package
livekit, of which only this part is used: it opens no connection). It is given what the speaker
plays and what the microphone hears, and finds the delay between the two, and the room, by itself.
See docs/decisions/0017.
"""

from collections import deque
from collections.abc import Callable
from typing import Any

import numpy as np
import soxr
from numpy.typing import NDArray

from voice_coach.audio.devices import Microphone
from voice_coach.audio.player import Player
from voice_coach.audio.sound import to_int16
from voice_coach.errors import CoachError

RATE = 16000
"""Hz of what is handed on: what the recogniser works at."""

FRAME = RATE // 100
"""Samples: it takes frames of exactly ten milliseconds."""

MOST_AHEAD = 0.5
"""Seconds of played sound that may wait for the microphone. More means that the two devices' clocks
have run apart, and the oldest is passed over: the delay is then found anew."""

MOST_BLOCKS = 1000
"""Played blocks that may wait while the microphone is gone: some ten seconds."""


class EchoCanceller:
    """Hears what the speaker plays, and takes it out of what the microphone hears.

    Args:
        played_rate: Of what is played, in Hz.
        heard_rate: Of what the microphone hears, in Hz.

    Raises:
        CoachError: `echo.missing` if the extra is not installed, or does not work here.
    """

    def __init__(self, played_rate: int, heard_rate: int) -> None:
        livekit = load_livekit()
        self._frame_of = livekit.AudioFrame
        try:
            self._apm = livekit.AudioProcessingModule(echo_cancellation=True)
        except Exception as error:  # whatever its library raises
            raise _missing() from error
        self._waiting: deque[NDArray[np.int16]] = deque(maxlen=MOST_BLOCKS)  # speaker's thread
        self._played = _Frames(played_rate)
        self._heard = _Frames(heard_rate)

    def play(self, block: NDArray[np.int16]) -> None:
        """Take a block that is played, int16 mono; safe in the speaker's callback."""
        self._waiting.append(block.copy())

    def clean(self, block: NDArray[np.int16]) -> NDArray[np.int16]:
        """What the microphone has heard besides, int16 mono at `RATE`.

        Of a block that is no multiple of ten milliseconds the rest comes with the next one.
        """
        while self._waiting:
            self._played.put(self._waiting.popleft())
        self._played.keep(round(MOST_AHEAD * RATE))
        self._heard.put(block)
        cleaned = []
        while len(self._heard) >= FRAME:
            played = self._frame_of(self._played.take().tobytes(), RATE, 1, FRAME)
            heard = self._frame_of(self._heard.take().tobytes(), RATE, 1, FRAME)
            self._apm.process_reverse_stream(played)
            self._apm.process_stream(heard)
            cleaned.append(np.frombuffer(heard.data, np.int16))
        return np.concatenate([np.zeros(0, np.int16), *cleaned])


class _Frames:
    """Sound on its way to the canceller, at its rate, in its frames."""

    def __init__(self, rate: int) -> None:
        # In floating point, because soxr adds dither to int16.
        self._convert = (
            soxr.ResampleStream(rate, RATE, 1, dtype="float32") if rate != RATE else None
        )
        self._samples = np.zeros(0, np.int16)

    def __len__(self) -> int:
        return len(self._samples)

    def put(self, block: NDArray[np.int16]) -> None:
        if self._convert is not None:
            block = to_int16(self._convert.resample_chunk(block.astype(np.float32)))
        self._samples = np.concatenate([self._samples, block])

    def take(self) -> NDArray[np.int16]:
        """The next frame; silence fills it up where there is not so much."""
        frame, self._samples = self._samples[:FRAME], self._samples[FRAME:]
        return np.pad(frame, (0, FRAME - len(frame)))

    def keep(self, most: int) -> None:
        self._samples = self._samples[max(0, len(self._samples) - most) :]


class EchoFreeMicrophone:
    """A microphone that does not hear what a player plays. See `voice_coach.audio.devices`.

    Raises:
        CoachError: `echo.missing`; see `EchoCanceller`.
    """

    rate = RATE

    def __init__(self, microphone: Microphone, player: Player) -> None:
        self._microphone = microphone
        self._canceller = EchoCanceller(player.rate, microphone.rate)
        player.listeners.append(self._canceller.play)

    def start(self, on_block: Callable[[NDArray[np.int16]], None]) -> None:
        """Begin to hand over what is heard, int16 mono, in order, from one thread."""
        self._microphone.start(lambda block: on_block(self._canceller.clean(block)))

    def close(self) -> None:
        """Stop, and let the device go."""
        self._microphone.close()


def load_livekit() -> Any:
    """The library, imported now.

    Raises:
        CoachError: `echo.missing`.
    """
    try:
        import livekit.rtc as rtc  # noqa: PLC0415, PLR0402 - an extra; mypy finds it so
    except (ImportError, OSError) as error:
        raise _missing() from error
    return rtc


def _missing() -> CoachError:
    return CoachError(
        "echo.missing",
        "Echo cancellation needs a package that is not there, or does not work here. "
        "Install it with: pip install 'voice-coach[echo]'. Or use headphones, with --headphones.",
    )
