"""Sound in the builder: its rate, and how it is read."""

import numpy as np
import soxr
from numpy.typing import NDArray

RATE = 16000
"""Hz; what Vosk's models hear."""

Sound = NDArray[np.float32]
"""Samples at `RATE`, one dimension, as large as 16-bit integers."""


def at_model_rate(samples: NDArray[np.int16], rate: int) -> Sound:
    """Return the samples at `RATE`."""
    sound = samples.astype(np.float32)
    return sound if rate == RATE else soxr.resample(sound, rate, RATE).astype(np.float32)


def speech_level(sound: Sound) -> float:
    """Return the standard deviation of what is not silence; 1 where all is."""
    loud = sound[np.abs(sound) > 0.02 * np.abs(sound).max(initial=0.0)]
    return float(np.std(loud)) or 1.0 if len(loud) else 1.0
