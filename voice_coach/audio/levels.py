"""The levels of a recording, in dBFS, and whether a recognizer can work with it.

A sine that just fits has -3 dBFS (RMS); silence has none and is given as `MIN_DBFS`. The measures
are those of telephony, simplified. The limits are conventions, on the safe side of what was
measured (docs/decisions/0019).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.sound import FULL_SCALE

Verdict = Literal["silent", "clipped", "noisy", "faint", "unspoken", "good"]

MIN_DBFS = -100.0
"""Below the smallest sample other than 0, which is -90."""

SILENT_PEAK_DBFS = -72.0
"""Of the loudest sample. Less than eight steps of 32768: no microphone that is on, not even a quiet
one in a quiet room, stays below; a muted one is at 0 or flickers by a step or two."""

MIN_CLIPPED_SHARE = 0.005
"""Of all samples that sound, at least so many are clipped. Speech at the level of telephony, 26 dB
below full scale (ITU-T P.56), has none; raised by 16 dB it has 0.018."""

MIN_CLIPPED_RUN = 3
"""Samples at full scale in a row that cannot be chance; audio editors look for as many."""

CLIPPING_LEVEL = 0.99
"""Of full scale: what was clipped before its rate was converted ripples below."""

MIN_SNR_DB = 12.0
"""From noise to speech. Of white noise 10 dB below the voice 12.5 is measured: from there down
recognizers that were trained on clean speech lose more and more words."""

MAX_NOISE_DBFS = -40.0
"""With nobody speaking: only a little more than `MIN_SNR_DB` below a voice of telephony."""

MIN_SPEECH_DBFS = -60.0
"""34 dB below telephony: somebody far away, or a microphone turned down."""

SPEECH_MARGIN_DB = 6.0
"""Above the noise, from which a moment counts as speech: twice the amplitude."""

MIN_SPOKEN_SECONDS = 0.3
"""Less than this that stands out is a click or a cough."""

_FRAME_SECONDS = 0.02

_NOISE_PERCENTILE = 10.0


@dataclass(frozen=True, slots=True)
class Levels:
    """The measures of a recording.

    Attributes:
        noise: dBFS (RMS) of the quietest tenth of it.
        speech: dBFS (RMS) of what stands out from the noise; None if nothing does.
        ratio: dB from noise to speech; None without speech.
        clipped: The share of samples clipped at full scale, 0 to 1.
        verdict: `silent`, `clipped`, `noisy`, `faint`, `unspoken` (nobody spoke) or `good`.
    """

    seconds: float
    peak: float
    noise: float
    speech: float | None
    ratio: float | None
    clipped: float
    verdict: Verdict


def measure(samples: NDArray[np.int16], rate: int) -> Levels:
    """Return the levels of int16 mono at `rate` Hz, best with a quiet moment before speech."""
    frames = _frame_levels(samples, rate)
    peak = _peak(samples)
    noise = float(np.percentile(frames, _NOISE_PERCENTILE)) if len(frames) else MIN_DBFS
    active = frames[frames >= noise + SPEECH_MARGIN_DB]
    spoken = len(active) * _FRAME_SECONDS >= MIN_SPOKEN_SECONDS
    speech = 10 * float(np.log10(np.mean(10 ** (active / 10)))) if spoken else None
    ratio = speech - noise if speech is not None else None
    clipped = _clipped(samples)
    return Levels(
        seconds=round(len(samples) / rate, 2),
        peak=round(peak, 1),
        noise=round(noise, 1),
        speech=round(speech, 1) if speech is not None else None,
        ratio=round(ratio, 1) if ratio is not None else None,
        clipped=round(clipped, 4),
        verdict=_verdict(peak, noise, speech, clipped),
    )


def is_muted(samples: NDArray[np.int16]) -> bool:
    """Return whether even the loudest sample is softer than any microphone that is on."""
    return _peak(samples) < SILENT_PEAK_DBFS


def level(block: NDArray[np.int16]) -> float:
    """Return the level of one block, in dBFS (RMS), for a meter."""
    samples = block.astype(np.float64)
    return _decibels(float(np.sqrt(np.mean(samples**2)))) if len(samples) else MIN_DBFS


def _verdict(peak: float, noise: float, speech: float | None, clipped: float) -> Verdict:
    if peak < SILENT_PEAK_DBFS:
        return "silent"
    if clipped >= MIN_CLIPPED_SHARE:
        return "clipped"
    if speech is None:
        return "noisy" if noise > MAX_NOISE_DBFS else "unspoken"
    if speech - noise < MIN_SNR_DB:
        return "noisy"
    return "faint" if speech < MIN_SPEECH_DBFS else "good"


def _frame_levels(samples: NDArray[np.int16], rate: int) -> NDArray[np.float64]:
    """Return dBFS (RMS) of every 20 ms, without a constant offset, as cheap hardware has it."""
    size = max(1, round(_FRAME_SECONDS * rate))
    whole = samples[: len(samples) // size * size].astype(np.float64)
    if not len(whole):
        return np.zeros(0)
    frames = (whole - np.median(whole)).reshape(-1, size)
    power = np.mean(frames**2, axis=1) / FULL_SCALE**2
    levels: NDArray[np.float64] = 10 * np.log10(np.maximum(power, 10 ** (MIN_DBFS / 10)))
    return levels


def _peak(samples: NDArray[np.int16]) -> float:
    return _decibels(float(np.abs(samples.astype(np.float64)).max(initial=0.0)))


def _decibels(amplitude: float) -> float:
    if amplitude <= 0:
        return MIN_DBFS
    return max(MIN_DBFS, 20 * float(np.log10(amplitude / FULL_SCALE)))


def _clipped(samples: NDArray[np.int16]) -> float:
    """Return the share of samples in runs at full scale, of those that are not quite silent."""
    sounding = int(np.count_nonzero(np.abs(samples.astype(np.int32)) > FULL_SCALE // 100))
    if not sounding:
        return 0.0
    at_full_scale = np.abs(samples.astype(np.int32)) >= CLIPPING_LEVEL * FULL_SCALE
    edges = np.diff(np.concatenate([[False], at_full_scale, [False]]).astype(np.int8))
    lengths = np.flatnonzero(edges == -1) - np.flatnonzero(edges == 1)
    return float(lengths[lengths >= MIN_CLIPPED_RUN].sum()) / sounding
