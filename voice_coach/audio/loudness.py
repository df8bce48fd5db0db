"""Loudness, as broadcasters measure it (ITU-R BS.1770-4): how loud a sound seems, in LUFS.

Recordings are weighted by how well people hear each pitch (K weighting), and what is quiet in them,
such as the pauses in speech, does not count.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.sound import FULL_SCALE, Sound, to_int16

BLOCK_SECONDS = 0.4

STEP_SECONDS = 0.1

OFFSET_DB = -0.691
"""So that a sine of 997 Hz at full scale has -3.01 LUFS."""

SILENT_LUFS = -70.0
"""Blocks below do not count; what has no other is given as this."""

GATE_DB = -10.0
"""Blocks so far below the mean of the others do not count either."""

_SHELF_HZ, _SHELF_DB, _SHELF_Q = 1681.974450955533, 3.999843853973347, 0.7071752369554196
_LOW_CUT_HZ, _LOW_CUT_Q = 38.13547087602444, 0.5003270373238773
"""The two filters of BS.1770 for any rate: they give its coefficients at 48 kHz (De Man, 2014)."""


def loudness(sound: Sound) -> float:
    """Return the integrated loudness in LUFS; of what is shorter than 0.4 s that of all of it."""
    samples = sound.samples.astype(np.float32) / FULL_SCALE
    if not len(samples):
        return SILENT_LUFS
    power = np.cumsum(np.concatenate([[0.0], _weighted(samples, sound.rate) ** 2]))
    size = min(round(BLOCK_SECONDS * sound.rate), len(samples))
    starts = np.arange(0, len(samples) - size + 1, max(1, round(STEP_SECONDS * sound.rate)))
    blocks = (power[starts + size] - power[starts]) / size
    loud = blocks[_lufs(blocks) > SILENT_LUFS]
    if not len(loud):
        return SILENT_LUFS
    heard = loud[_lufs(loud) > _lufs(loud.mean()) + GATE_DB]
    return float(_lufs(heard.mean()))


def with_loudness(sound: Sound, lufs: float, peak_db: float) -> Sound:
    """Return a sound at a loudness in LUFS, with no sample beyond `peak_db` of full scale.

    A silence stays a silence.
    """
    found = loudness(sound)
    if found <= SILENT_LUFS:
        return sound
    peak = float(np.abs(sound.samples.astype(np.float32)).max()) / FULL_SCALE
    gain = min(10 ** ((lufs - found) / 20), 10 ** (peak_db / 20) / peak)
    return with_gain(sound, gain)


def with_gain(sound: Sound, gain: float) -> Sound:
    """Return a sound with each sample `gain` times as large; read-only, as it may be shared."""
    samples = to_int16(sound.samples.astype(np.float32) * np.float32(gain))
    samples.flags.writeable = False
    return Sound(samples, sound.rate)


def _lufs(power: NDArray[np.float64] | np.floating) -> NDArray[np.float64]:
    return OFFSET_DB + 10 * np.log10(np.maximum(power, 1e-12))


def _weighted(samples: NDArray[np.floating], rate: int) -> NDArray[np.floating]:
    """Return samples as they are heard: filtered by multiplying their spectrum."""
    size = 1 << (len(samples) + rate // 4).bit_length()  # room for the filter to ring
    spectrum = np.fft.rfft(samples, size) * _response(size, rate)
    filtered: NDArray[np.floating] = np.fft.irfft(spectrum, size)[: len(samples)]
    return filtered


@lru_cache(maxsize=2)
def _response(size: int, rate: int) -> NDArray[np.complex128]:
    """Return the K weighting at each frequency of a spectrum of `size` samples."""
    z = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    k = np.tan(np.pi * _SHELF_HZ / rate)
    high = 10 ** (_SHELF_DB / 20)
    band = high**0.4996667741545416
    shelf = (
        (high + band * k / _SHELF_Q + k * k)
        + 2 * (k * k - high) * z
        + (high - band * k / _SHELF_Q + k * k) * z**2
    ) / ((1 + k / _SHELF_Q + k * k) + 2 * (k * k - 1) * z + (1 - k / _SHELF_Q + k * k) * z**2)
    k = np.tan(np.pi * _LOW_CUT_HZ / rate)
    low_cut = (1 - 2 * z + z**2) / (
        1
        + 2 * (k * k - 1) / (1 + k / _LOW_CUT_Q + k * k) * z
        + (1 - k / _LOW_CUT_Q + k * k) / (1 + k / _LOW_CUT_Q + k * k) * z**2
    )
    response: NDArray[np.complex128] = shelf * low_cut
    return response
