"""The player: tracks go in, blocks of samples come out.

It counts samples and knows no clock, so a cue in the twentieth minute of a breathing exercise is as
exact as the first one.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.sound import BlockCallback, Sound, to_int16
from voice_coach.protocol.inbox import Message, Post

FADE_SECONDS = 0.005
"""Of a hushed sound: too short to be heard as speech, too long to click."""

RAMP_SECONDS = 0.1
"""For a change of volume by 1.0."""


class Source(Protocol):
    """Yields samples at its player's rate."""

    def read(self, frames: int) -> NDArray[np.int16]:
        """Return up to `frames` samples, none at the end; never block, lock, or touch a file."""
        ...


class SoundSource:
    """A source over one sound, which must be at its player's rate."""

    def __init__(self, sound: Sound) -> None:
        self.rate = sound.rate
        self._samples = sound.samples
        self._done = 0

    def read(self, frames: int) -> NDArray[np.int16]:
        """Return the next `frames` samples, or what is left of them."""
        start = self._done
        self._done = min(start + frames, len(self._samples))
        return self._samples[start : self._done]


@dataclass
class Track:
    """A source to play, and the events to post as it sounds.

    Attributes:
        marks: Sample offsets, each with the event to post in the pull that contains it. Those at
            or beyond the track's end are posted with the first sample after it.
        cut: What to post if the track is hushed before its end; its remaining marks then are not.
    """

    source: Source
    marks: Sequence[tuple[int, Message]] = ()
    cut: Message | None = None


class _Playing:
    __slots__ = ("_marks", "_next", "cut", "done", "source")

    def __init__(self, track: Track) -> None:
        self.source = track.source
        self.cut = track.cut
        self.done = 0
        self._marks = sorted(track.marks, key=lambda mark: mark[0])
        self._next = 0

    def read(self, frames: int, post: Post) -> NDArray[np.int16]:
        """Read samples and post the marks they pass; all that are left if the track ends here."""
        samples = self.source.read(frames)
        self.done += len(samples)
        ended = len(samples) < frames
        while self._next < len(self._marks) and (ended or self._marks[self._next][0] < self.done):
            post(self._marks[self._next][1])
            self._next += 1
        return samples

    def finish(self, post: Post) -> None:
        for _, event in self._marks[self._next :]:
            post(event)

    def fade(self, curve: NDArray[np.float32]) -> NDArray[np.int16] | None:
        """Return its last samples, fading along `curve`; None if it had ended."""
        samples = self.source.read(len(curve))
        return to_int16(samples * curve[: len(samples)]) if len(samples) else None


class Player:
    """Plays tracks one after the other, without gaps, and falls silent at once when hushed.

    `pull` belongs to the thread that feeds the device; everything else may be called from any
    thread. There is no lock between them: commands wait in a deque for the next pull.

    Args:
        post: Takes the tracks' events. The device waits meanwhile, so it must return at once.

    Attributes:
        listeners: Are given each block that is pulled, silence included, on the same terms.
    """

    def __init__(self, rate: int, post: Post) -> None:
        self.rate = rate
        self._post = post
        self._commands: deque[_Playing | None] = deque()  # None is a hush
        self._tracks: deque[_Playing] = deque()
        self._tail = np.zeros(0, np.int16)  # what still fades out
        frames = max(1, int(FADE_SECONDS * rate))
        self._fade = (0.5 + 0.5 * np.cos(np.pi * np.arange(1, frames + 1) / frames)).astype(
            np.float32
        )
        self._volume = 1.0
        self._gain = 1.0  # on its way to the volume
        self._position = 0
        self.listeners: list[BlockCallback] = []

    @property
    def volume(self) -> float:
        """The volume, 0 (silent) to 2; what is set beyond is limited. Changes glide."""
        return self._volume

    @volume.setter
    def volume(self, volume: float) -> None:
        self._volume = min(max(volume, 0.0), 2.0)

    @property
    def idle(self) -> bool:
        """True while nothing sounds and nothing is queued."""
        # Commands first: a track leaves them only after it is among the tracks.
        return not self._commands and not self._tracks and not len(self._tail)

    @property
    def position(self) -> int:
        """Samples pulled since the start."""
        return self._position

    def play(self, track: Track) -> None:
        """Play a track after all that is queued; raises ValueError for a sound of another rate."""
        rate = getattr(track.source, "rate", self.rate)
        if rate != self.rate:
            raise ValueError(f"a source at {rate} Hz in a player at {self.rate} Hz")
        self._commands.append(_Playing(track))

    def hush(self) -> None:
        """Fade out within 5 ms, drop everything queued so far, and post each dropped `cut`."""
        self._commands.append(None)

    def pull(self, frames: int) -> NDArray[np.int16]:
        """Return the next `frames` samples, shape (frames,), with silence where nothing plays."""
        self._run_commands()
        block = np.zeros(frames, np.int16)
        filled = min(frames, len(self._tail))
        block[:filled] = self._tail[:filled]
        self._tail = self._tail[filled:]
        while filled < frames and self._tracks:
            samples = self._tracks[0].read(frames - filled, self._post)
            block[filled : filled + len(samples)] = samples
            filled += len(samples)
            if filled < frames:
                self._tracks.popleft()
        self._amplify(block[:filled])
        self._position += frames
        for listener in self.listeners:
            listener(block)
        return block

    def _run_commands(self) -> None:
        while self._commands:
            command = self._commands[0]
            if command is None:
                self._drop()
            else:
                self._tracks.append(command)
            self._commands.popleft()

    def _drop(self) -> None:
        while self._tracks:
            playing = self._tracks[0]
            faded = playing.fade(self._fade) if playing.done else self._tail
            if faded is None:  # the last pull took its last sample: it ended before this
                playing.finish(self._post)
            else:
                self._tail = faded
                if playing.cut is not None:
                    self._post(playing.cut)
            self._tracks.popleft()

    def _amplify(self, sounding: NDArray[np.int16]) -> None:
        """Apply the volume in place, gliding so that a change does not click."""
        target = self._volume
        if not len(sounding):
            self._gain = target  # in silence nothing can click
        if self._gain == target:
            if target != 1.0 and len(sounding):
                sounding[:] = to_int16(sounding * np.float32(target))
            return
        change = target - self._gain
        steps = np.arange(1, len(sounding) + 1) / (RAMP_SECONDS * self.rate)
        gains = self._gain + np.clip(change, -steps, steps)
        self._gain = target if abs(change) <= steps[-1] else float(gains[-1])
        sounding[:] = to_int16(sounding * gains)
