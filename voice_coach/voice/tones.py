"""Our own sounds: a few soft signals, and the tone that leads the breath.

Signals are short and quiet enough to be heard without waking anybody from an exercise. The breath's
tone is made while it plays, by counting samples: nothing wakes up for a cue, so none can be late,
and twenty minutes need no more memory than one block.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.player import Track
from voice_coach.audio.sound import FULL_SCALE, Sound, to_int16
from voice_coach.session.breathing import Cue, Phase, Timeline
from voice_coach.session.effects import Earcon

Samples = NDArray[np.floating]

EARCON_PEAK = 10 ** (-20 / 20) * FULL_SCALE
EDGE_SECONDS = 0.03

BREATH_PEAK = 10 ** (-14 / 20) * FULL_SCALE - 1
"""No sample of a breathing exercise goes beyond it, words included."""

TONE_PEAK = 0.75 * BREATH_PEAK
OVERTONE = 0.2
"""The third harmonic, for speakers too small to sound the tone itself."""

HEIGHT = (1 + 3 * OVERTONE) ** 1.5 / (27 * OVERTONE) ** 0.5
"""How high sin x + OVERTONE sin 3x goes."""

WORD_GAIN = 0.5
"""Spoken words are at most half as loud as a prompt, and quieter where the tone needs the room."""

WORD_EDGE_SECONDS = 0.01


class _Note(NamedTuple):
    """A sine that glides from one pitch to another; times in seconds."""

    start: float
    seconds: float
    first_hz: float
    last_hz: float


EARCONS: dict[Earcon, tuple[_Note, ...]] = {
    "open": (_Note(0.0, 0.16, 392, 587),),
    "close": (_Note(0.0, 0.16, 587, 392),),
    "paused": (_Note(0.0, 0.08, 330, 330), _Note(0.12, 0.08, 330, 330)),
    "finished": tuple(_Note(0.0, 0.25, hz, hz) for hz in (392, 494, 587)),
    "trouble": (_Note(0.0, 0.1, 220, 220), _Note(0.12, 0.12, 175, 175)),
}
"""What each signal is made of: speak (rising), thank you (falling), waiting, all done, a fault."""


class _Glide(NamedTuple):
    """The tone of a phase: its pitch at the start and the end, and where in it it is loudest."""

    first_hz: float
    last_hz: float
    crest: float


GLIDES: dict[Phase, _Glide] = {
    "in": _Glide(180.0, 270.0, crest=0.65),
    "out": _Glide(270.0, 180.0, crest=0.3),
}
"""Phases without a glide are silent."""


def earcon(name: Earcon, rate: int) -> Sound:
    """The signal called `name`, 90 to 250 ms long, at `rate` Hz."""
    notes = EARCONS[name]
    mix = np.zeros(round(max(note.start + note.seconds for note in notes) * rate))
    for note in notes:
        frames = round(note.seconds * rate)
        sine = _sine(np.arange(float(frames)), frames, note.first_hz, note.last_hz, rate)
        start = round(note.start * rate)
        mix[start : start + frames] += sine * _edges(frames, EDGE_SECONDS, rate)
    return Sound(to_int16(mix * (EARCON_PEAK / np.abs(mix).max())), rate)


def breath_track(  # noqa: PLR0917 - a track's parts, in a track's order
    timeline: Timeline,
    words: Mapping[str, Sound],
    rate: int,
    make_event: Callable[[Cue], object],
    done: object,
    cut: object | None,
) -> Track:
    """A whole breathing exercise, to be played.

    Args:
        timeline: What to breathe.
        words: The sound of each word the cues speak; a word without a sound stays unspoken.
        rate: The player's rate, in Hz.
        make_event: What to post as a cue's first sample is pulled, which is exactly
            `round(cue.start * rate)` samples into the track.
        done: What to post at the end.
        cut: What to post instead if it is hushed before.
    """
    source = BreathSource(timeline, words, rate)
    marks = [(round(cue.start * rate), make_event(cue)) for cue in timeline.cues]
    return Track(source, [*marks, (source.frames, done)], cut)


class BreathSource:
    """Renders a timeline as it is read: a player's source.

    Attributes:
        rate: In Hz.
        frames: Its length in samples.
    """

    def __init__(self, timeline: Timeline, words: Mapping[str, Sound], rate: int) -> None:
        self.rate = rate
        self.frames = round(timeline.seconds * rate)
        self._done = 0
        self._at = 0
        self._phases: list[_BreathPhase] = []
        spoken = {word: sound.at(rate).samples for word, sound in words.items()}
        starts = [round(cue.start * rate) for cue in timeline.cues]
        for cue, start, end in zip(timeline.cues, starts, [*starts[1:], self.frames], strict=False):
            phase = _BreathPhase(start, end - start, rate, GLIDES.get(cue.phase))
            if cue.word in spoken:
                phase.speak(spoken[cue.word])
            self._phases.append(phase)

    def read(self, frames: int) -> NDArray[np.int16]:
        """The next `frames` samples, or what is left of them."""
        start = self._done
        self._done = min(start + frames, self.frames)
        block = np.zeros(self._done - start, np.int16)
        while self._at < len(self._phases):
            phase = self._phases[self._at]
            first, last = max(start, phase.start), min(self._done, phase.start + phase.frames)
            if first < last:
                samples = phase.samples(first - phase.start, last - phase.start)
                block[first - start : last - start] = to_int16(samples)
            if phase.start + phase.frames > self._done:
                break
            self._at += 1
        return block


@dataclass
class _BreathPhase:
    """One phase of one breath; `start` and `frames` in samples.

    Its tone swells out of silence and sinks back into it, so no phase can click into the next.
    """

    start: int
    frames: int
    rate: int
    glide: _Glide | None
    word: Samples | None = None

    def speak(self, samples: NDArray[np.int16]) -> None:
        """Have a word begin with the phase, within the room the tone leaves it."""
        word = samples[: self.frames].astype(np.float64)
        if not len(word):
            return
        tone = 0.0
        if self.glide is not None:
            crest = max(1, round(self.glide.crest * self.frames))
            tone = TONE_PEAK * float(_swell(np.minimum(len(word) / crest, np.ones(1)))[0])
        gain = min(WORD_GAIN, (BREATH_PEAK - tone) / max(1.0, float(np.abs(word).max())))
        self.word = gain * word * _edges(len(word), WORD_EDGE_SECONDS, self.rate)

    def samples(self, first: int, last: int) -> Samples:
        """The samples from `first` up to `last`, counted within the phase."""
        block: Samples = np.zeros(last - first, np.float32)
        if self.glide is not None:
            low, high, crest = self.glide.first_hz, self.glide.last_hz, self.glide.crest
            at = np.arange(first, last, dtype=np.float64)
            sine = _sine(at, self.frames, low, high, self.rate)
            sine += OVERTONE * sine * (3 - 4 * sine * sine)  # sin 3x out of sin x
            share = (at / self.frames).astype(np.float32)
            swell = _swell(np.minimum(share / crest, (1 - share) / (1 - crest)))
            block = sine * swell * np.float32(TONE_PEAK / HEIGHT)
        if self.word is not None and first < len(self.word):
            spoken = self.word[first:last]
            block[: len(spoken)] += spoken
        return block


def _sine(at: Samples, frames: int, first_hz: float, last_hz: float, rate: int) -> Samples:
    """At samples `at`, a sine whose pitch moves evenly over `frames` samples, from its start."""
    turns = at * (first_hz / rate + (last_hz - first_hz) / (2 * frames * rate) * at)
    turns -= np.floor(turns)  # what is left fits into half the bits, which is ten times as fast
    sine: Samples = np.sin(turns.astype(np.float32) * np.float32(2 * np.pi))
    return sine


def _swell(share: Samples) -> Samples:
    """From 0 to 1 without a corner at either end."""
    return share * share * (3 - 2 * share)


def _edges(frames: int, seconds: float, rate: int) -> Samples:
    """Ones with a raised-cosine edge of `seconds` at both ends, or as much of it as there is."""
    at = np.arange(frames) + 0.5
    edge = max(1.0, min(seconds * rate, frames / 2))
    edges: Samples = 0.5 - 0.5 * np.cos(np.pi * np.minimum(1, np.minimum(at, frames - at) / edge))
    return edges
