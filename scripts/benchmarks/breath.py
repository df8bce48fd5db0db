"""The timing of breathing cues, beside a loop that sleeps from cue to cue.

Twenty minutes of breathing are rendered at 48 kHz through the player, in blocks of uneven length as
devices ask for them, and each cue is then found in the samples. The tone of a phase swells from
nothing, so there is no first sample to look for; but its shape is known, and where the shape fits
best the phase begins. The fit is good to a small part of a sample.
"""

import time
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from benchmarks.bench import Bench
from benchmarks.figure import Details, Measured, spread
from voice_coach.audio.player import Player
from voice_coach.breathing import Cue, Timeline, cycles_for, find_pattern, unfold
from voice_coach.protocol.events import Cued, Spoke
from voice_coach.protocol.inbox import Message
from voice_coach.tts.tones import GLIDES, OVERTONE_SHARE, breath_track

RATE = 48000
MINUTES = 20
PATTERN = "box"  # it has both kinds of boundaries: from silence into a tone and back
BLOCKS = (960, 1024, 2205, 441)
"""Frames a pull, in turn."""

FITTED = 1.0
"""Seconds of each phase that are fitted."""

STEP = 16.0
"""Samples by which the shape is moved to either side to see where it fits better."""

STEPS = 40
LIKENESS = 1e-4
"""The fit ends where it moves by less than a hundredth of a sample, or after so many steps. What
is then left of the samples is at most this share of their squares, or it is not the shape."""

CUE_SECONDS = 1.0
"""Between two cues of the sleeping loop."""

Samples = NDArray[np.float64]


def render(timeline: Timeline) -> tuple[Samples, int]:
    """Return all samples, and the number of events that came with the first sample of their cue."""
    index = {cue: number for number, cue in enumerate(timeline.cues)}
    posted: list[Message] = []
    player = Player(RATE, posted.append)
    over = Spoke(0, completed=True)
    player.play(breath_track(timeline, {}, RATE, lambda cue: Cued(0, index[cue]), over, None))
    blocks: list[NDArray[np.int16]] = []
    in_time = 0
    while over not in posted:
        seen, start = len(posted), player.position
        blocks.append(player.pull(BLOCKS[len(blocks) % len(BLOCKS)]))
        for message in posted[seen:]:
            if isinstance(message, Cued):
                cue = timeline.cues[message.index]
                in_time += start <= round(cue.start * RATE) < player.position
    return np.concatenate(blocks).astype(np.float64), in_time


def _shape(cue: Cue, shift: float) -> Samples:
    """Return the tone of a cue `shift` samples late: in both phases, with its overtone."""
    glide, frames = GLIDES[cue.phase], cue.seconds * RATE
    at = np.arange(round(FITTED * RATE)) - shift
    rise = (glide.last_hz - glide.first_hz) / (2 * frames)
    angle = 2 * np.pi / RATE * at * (glide.first_hz + rise * at)
    share = np.clip(at / (glide.crest * frames), 0, 1)
    swell = share * share * (3 - 2 * share)
    waves = (np.sin(angle), np.cos(angle), np.sin(3 * angle), np.cos(3 * angle))
    weights = (1, 1, OVERTONE_SHARE, OVERTONE_SHARE)
    return np.stack([weight * swell * wave for weight, wave in zip(weights, waves, strict=True)], 1)


def _misfit(samples: Samples, cue: Cue, shift: float) -> float:
    """Return the share of the samples' squares that is left without the shape, 0 to 1."""
    shape = _shape(cue, shift)
    # Not with @: for arrays of this form its threads cost more than they save.
    common = np.einsum("ij,i->j", shape, samples)
    fitted = common @ np.linalg.solve(np.einsum("ij,ik->jk", shape, shape), common)
    whole = np.einsum("i,i->", samples, samples)
    return float(1 - fitted / whole) if whole else 1.0


def find_error(samples: Samples, cue: Cue) -> float:
    """Return how many samples late a cue begins, found in the samples.

    Raises:
        ValueError: Nothing like the cue begins anywhere near.
    """
    start = round(cue.start * RATE)
    misfit = partial(_misfit, samples[start : start + round(FITTED * RATE)], cue)
    shift = 0.0
    for _ in range(STEPS):
        below, here, above = misfit(shift - STEP), misfit(shift), misfit(shift + STEP)
        curve = below - 2 * here + above
        move = STEP * (below - above) / (2 * curve) if curve > 0 else STEP
        shift += float(np.clip(move, -RATE / 10, RATE / 10))
        if abs(move) < 0.01:
            break
    if misfit(shift) > LIKENESS:
        raise ValueError(f"cue {cue.cycle} ({cue.phase}) is not where it should be")
    return shift


@cache
def ours(bench: Bench) -> tuple[list[float], Details]:
    """Return the errors of all cues with a tone, in samples, in order; and further details."""
    pattern = find_pattern(PATTERN)
    timeline = unfold(pattern, cycles_for(pattern, MINUTES))
    samples, in_time = render(timeline)
    tones = [cue for cue in timeline.cues if cue.phase in GLIDES][:: bench.times(1, 5)]
    errors = [find_error(samples, cue) for cue in tones]
    details: Details = {
        "minutes": timeline.seconds / 60,
        "cues": len(timeline.cues),
        "events_in_the_pull_of_their_sample": in_time,
    }
    return errors, details


@cache
def sleeping(bench: Bench) -> list[float]:
    """Return the errors of a loop that sleeps from cue to cue, in samples; they add up."""
    count = bench.times(20, 3)
    started = time.monotonic()
    errors = []
    for cue in range(1, count + 1):
        time.sleep(CUE_SECONDS)
        errors.append((time.monotonic() - started - cue * CUE_SECONDS) * RATE)
    return errors


def cue_error(bench: Bench) -> Measured:
    """Measure the largest error, in samples."""
    errors, details = ours(bench)
    usual = sleeping(bench)
    largest = max(map(abs, errors))
    details = spread([abs(error) for error in errors]) | details
    details["usual_seconds"] = len(usual) * CUE_SECONDS
    jitter = np.diff([0.0, *usual])
    details["usual_jitter_ms"] = float(np.std(jitter)) * 1000 / RATE
    return Measured(largest, max(map(abs, usual)), details)


def drift(bench: Bench) -> Measured:
    """Measure the growth of the error, in samples a minute, by a line through all errors."""
    errors, _ = ours(bench)
    usual = sleeping(bench)
    apart = 60 * MINUTES / len(errors)
    return Measured(
        abs(_slope(errors, apart)),
        abs(_slope(usual, CUE_SECONDS)),
        {"minutes": MINUTES, "usual_minutes": len(usual) * CUE_SECONDS / 60},
    )


def _slope(errors: list[float], apart: float) -> float:
    """Return the growth in a minute of errors that are `apart` seconds apart."""
    minutes = np.arange(len(errors)) * apart / 60
    return float(np.polyfit(minutes, errors, 1)[0])
