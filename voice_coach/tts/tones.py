"""Tones: earcons, the bell, and the tone that paces a breath.

The breath's tone is made while it plays, by counting samples: nothing wakes up for a cue, so none
can be late, and twenty minutes need no more memory than one block. Speech lies over it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.loudness import with_loudness
from voice_coach.audio.player import Track
from voice_coach.audio.sound import FULL_SCALE, Sound, to_int16
from voice_coach.breathing import Cue, Phase, Timeline
from voice_coach.protocol.effects import Earcon
from voice_coach.protocol.inbox import Message

Samples = NDArray[np.floating]

EARCON_LUFS = -26.0
"""Each signal is as loud as the others, and a little less than speech."""

MAX_EARCON_PEAK_DB = -12.0

BELL_PEAK = 10 ** (-20 / 20) * FULL_SCALE

EDGE_SECONDS = 0.03

BREATH_PEAK = 10 ** (-14 / 20) * FULL_SCALE - 1
"""No sample of a breathing exercise goes beyond it, words included."""

TONE_PEAK = 0.75 * BREATH_PEAK

OVERTONE_SHARE = 0.2
"""Of the third harmonic, for speakers too small to sound the tone itself."""

TONE_HEIGHT = (1 + 3 * OVERTONE_SHARE) ** 1.5 / (27 * OVERTONE_SHARE) ** 0.5
"""The maximum of sin x + OVERTONE_SHARE sin 3x."""

WORD_GAIN = 0.5
"""Spoken words are at most half as loud as a prompt, and quieter where the tone needs the room."""

WORD_EDGE_SECONDS = 0.01

SOFT_SHARE = 0.5
"""The volume of a word that only reminds, beside one that leads."""

DUCKED_SHARE = 0.7
"""The share of the tone that gives way to speech, which would be hard to follow through it."""

DUCK_SECONDS = 0.25
"""For the tone to give way, and of silence between a word and an announcement."""

BELL_SECONDS = 3.0

STRIKE_SECONDS = 0.015
"""A bell is struck, so it is sudden beside our other sounds; but softly, and no click."""


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
    "you": (_Note(0.0, 0.07, 494, 494), _Note(0.11, 0.1, 494, 494)),
    "trouble": (_Note(0.0, 0.1, 220, 220), _Note(0.12, 0.12, 175, 175)),
}
"""Speak (rising), thank you (falling), waiting, all done, your own words, a fault."""


class _BellPartial(NamedTuple):
    """One of the tones that make up a bell: its share, and in how many seconds it fades."""

    hz: float
    share: float
    fade_seconds: float


BELL_PARTIALS: tuple[_BellPartial, ...] = (
    _BellPartial(528.0, 1.0, 0.8),
    _BellPartial(531.0, 0.4, 1.0),  # close to the first, so that it sways as it fades
    _BellPartial(1109.0, 0.3, 0.35),
    _BellPartial(1426.0, 0.15, 0.2),
)


def earcon(name: Earcon, rate: int) -> Sound:
    """Return the signal called `name`, 90 to 250 ms long, at `rate` Hz."""
    notes = EARCONS[name]
    mix = np.zeros(round(max(note.start + note.seconds for note in notes) * rate))
    for note in notes:
        frames = round(note.seconds * rate)
        at = np.arange(float(frames))
        tone = sine(at, frames, note.first_hz, note.last_hz, rate)
        start = round(note.start * rate)
        mix[start : start + frames] += tone * edges(at, frames, EDGE_SECONDS, rate)
    sound = Sound(to_int16(mix * (0.1 * FULL_SCALE / np.abs(mix).max())), rate)
    return with_loudness(sound, EARCON_LUFS, MAX_EARCON_PEAK_DB)


def bell(rate: int) -> Sound:
    """Return the bell that marks the minutes of unpaced breathing, at `rate` Hz."""
    frames = round(BELL_SECONDS * rate)
    at = np.arange(float(frames))
    mix = np.zeros(frames, np.float32)
    for partial in BELL_PARTIALS:
        fading = np.exp(at / (-partial.fade_seconds * rate)).astype(np.float32)
        mix += np.float32(partial.share) * fading * sine(at, frames, partial.hz, partial.hz, rate)
    mix *= swell(np.minimum(1, at / (STRIKE_SECONDS * rate)))
    mix *= swell(np.minimum(1, 2 - 2 * at / frames))  # silent at its end
    return Sound(to_int16(mix * (BELL_PEAK / np.abs(mix).max())), rate)


def sine(at: Samples, frames: int, first_hz: float, last_hz: float, rate: int) -> Samples:
    """Return a sine whose pitch moves evenly over `frames` samples, at samples `at`."""
    turns = at * (first_hz / rate + (last_hz - first_hz) / (2 * frames * rate) * at)
    turns -= np.floor(turns)  # what is left fits into half the bits, which is ten times as fast
    wave: Samples = np.sin(turns.astype(np.float32) * np.float32(2 * np.pi))
    return wave


def swell(share: Samples) -> Samples:
    """Return a curve from 0 to 1 without a corner at either end."""
    return share * share * (3 - 2 * share)


def edges(at: Samples, frames: int, seconds: float, rate: int) -> Samples:
    """Return a plateau at samples `at`: raised-cosine edges of `seconds`, `frames` long, else 0."""
    edge = max(1.0, min(seconds * rate, frames / 2))
    near = np.clip(np.minimum(at + 0.5, frames - at - 0.5) / edge, 0, 1)
    plateau: Samples = 0.5 - 0.5 * np.cos(np.pi * near)
    return plateau


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

TOP_UP_GLIDE = _Glide(270.0, 337.5, crest=0.65)
"""The second breath in goes on rising where the first one ended."""


def breath_track(  # noqa: PLR0917 - a track's parts, in a track's order
    timeline: Timeline,
    words: Mapping[str, Sound],
    rate: int,
    make_event: Callable[[Cue], Message],
    done: Message,
    cut: Message | None,
    *,
    rang: Message | None = None,
) -> Track:
    """Return the track of a breathing exercise, at the player's `rate` in Hz.

    `words` are the sounds of `timeline.spoken`; what has no sound stays unspoken. The event of a
    cue is posted as its first sample is pulled, exactly `round(cue.start * rate)` samples into the
    track; `done` at the end, `cut` instead if it is hushed before, and `rang` as each bell begins.
    """
    source = BreathSource(timeline, words, rate)
    marks = [(round(cue.start * rate), make_event(cue)) for cue in timeline.cues]
    if rang is not None:
        marks += [(round(at * rate), rang) for at in timeline.bells]
    return Track(source, [*marks, (source.frames, done)], cut)


class BreathSource:
    """Renders a timeline as it is read, until it ends or its last bell has faded, at `rate` Hz."""

    def __init__(self, timeline: Timeline, words: Mapping[str, Sound], rate: int) -> None:
        self.rate = rate
        self.frames = round(timeline.seconds * rate)
        self._done = 0
        self._at = 0
        self._segments: list[_Segment] = []
        spoken = {word: sound.at(rate).samples for word, sound in words.items()}
        starts = [round(cue.start * rate) for cue in timeline.cues]
        for cue, start, end in zip(timeline.cues, starts, [*starts[1:], self.frames], strict=False):
            glide = TOP_UP_GLIDE if cue.top_up else GLIDES.get(cue.phase)
            phase = _BreathPhase(start, end - start, rate, glide)
            if cue.word in spoken:
                phase.speak(spoken[cue.word], share=SOFT_SHARE if cue.soft else 1.0)
            if cue.notice in spoken:
                phase.speak(spoken[cue.notice])
            self._segments.append(phase)
        if timeline.bells:
            strike = bell(rate).samples
            self._segments += [_Bell(round(at * rate), strike) for at in timeline.bells]
            self.frames = max(self.frames, round(timeline.bells[-1] * rate) + len(strike))

    def read(self, frames: int) -> NDArray[np.int16]:
        """Return the next `frames` samples, or what is left of them."""
        start = self._done
        self._done = min(start + frames, self.frames)
        block = np.zeros(self._done - start, np.int16)
        while self._at < len(self._segments):
            segment = self._segments[self._at]
            first, last = max(start, segment.start), min(self._done, segment.start + segment.frames)
            if first < last:
                samples = segment.samples(first - segment.start, last - segment.start)
                block[first - start : last - start] = to_int16(samples)
            if segment.start + segment.frames > self._done:
                break
            self._at += 1
        return block


class _Segment(Protocol):
    """A stretch of an exercise that is not silent; `start` and `frames` in samples."""

    @property
    def start(self) -> int: ...
    @property
    def frames(self) -> int: ...
    def samples(self, first: int, last: int) -> Samples:
        """Return the samples from `first` up to `last`, counted within the segment."""
        ...


@dataclass(frozen=True)
class _Bell:
    """One stroke of the bell; all strokes share their samples."""

    start: int
    strike: NDArray[np.int16]

    @property
    def frames(self) -> int:
        return len(self.strike)

    def samples(self, first: int, last: int) -> Samples:
        return self.strike[first:last].astype(np.float32)


class _Speech(NamedTuple):
    """Words in a phase: where in it they begin, and how loud they are beside a prompt."""

    start: int
    words: NDArray[np.int16]
    gain: float

    @property
    def end(self) -> int:
        return self.start + len(self.words)


@dataclass
class _BreathPhase:
    """One phase of one breath; `start` and `frames` in samples.

    Its tone swells out of silence and sinks back into it, so no phase can click into the next.
    """

    start: int
    frames: int
    rate: int
    glide: _Glide | None
    speeches: list[_Speech] = field(default_factory=list)

    def speak(self, words: NDArray[np.int16], *, share: float = 1.0) -> None:
        """Have words begin with the phase, or after those before, in the room the tone leaves."""
        start = 0
        if self.speeches:
            start = self.speeches[-1].end + round(DUCK_SECONDS * self.rate)
        words = words[: max(0, self.frames - start)]
        if not len(words):
            return
        tone = (1 - DUCKED_SHARE) * TONE_PEAK * self._max_loudness(start, start + len(words))
        height = max(1.0, float(np.abs(words.astype(np.float32)).max()))
        gain = share * min(WORD_GAIN, (BREATH_PEAK - tone) / height)
        self.speeches.append(_Speech(start, words, gain))

    def samples(self, first: int, last: int) -> Samples:
        """Return the samples from `first` up to `last`, counted within the phase."""
        block: Samples = np.zeros(last - first, np.float32)
        if self.glide is not None:
            at = np.arange(first, last, dtype=np.float64)
            low, high = self.glide.first_hz, self.glide.last_hz
            tone = sine(at, self.frames, low, high, self.rate)
            tone += OVERTONE_SHARE * tone * (3 - 4 * tone * tone)  # sin 3x out of sin x
            block = tone * self._loudness(at) * np.float32(TONE_PEAK / TONE_HEIGHT)
            for speech in self.speeches:
                block *= 1 - DUCKED_SHARE * self._ducking(speech, at)
        for speech in self.speeches:
            start, end = max(first, speech.start), min(last, speech.end)
            if start < end:
                words = speech.words[start - speech.start : end - speech.start]
                at = np.arange(start, end, dtype=np.float64) - speech.start
                shape = edges(at, len(speech.words), WORD_EDGE_SECONDS, self.rate)
                block[start - first : end - first] += speech.gain * shape * words
        return block

    def _ducking(self, speech: _Speech, at: Samples) -> Samples:
        """Return how far the tone gives way to a speech at these samples, 0 to 1."""
        edge = round(DUCK_SECONDS * self.rate)
        frames = len(speech.words) + 2 * edge
        return edges(at - speech.start + edge, frames, DUCK_SECONDS, self.rate)

    def _loudness(self, at: Samples) -> Samples:
        """Return how loud the tone is at these samples, 0 to 1."""
        crest = self.glide.crest if self.glide is not None else 1.0
        share = (at / self.frames).astype(np.float32)
        return swell(np.minimum(share / crest, (1 - share) / (1 - crest)))

    def _max_loudness(self, first: int, last: int) -> float:
        """Return how loud the tone gets between two samples, 0 to 1."""
        if self.glide is None:
            return 0.0
        crest = min(max(first, round(self.glide.crest * self.frames)), last)
        return float(self._loudness(np.array([crest], np.float64))[0])
