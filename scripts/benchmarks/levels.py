"""Levels of samples: the places where sound begins and ends."""

import numpy as np
from numpy.typing import NDArray

LOUD = 200
"""A sample beyond this, of 32767 (-44 dB), belongs to speech. Its first and last moments are
quieter, by a few milliseconds, at the end of what is said as at the beginning of what follows."""

QUIET = 16
"""Samples up to this (-66 dB) are inaudible."""

QUIET_SECONDS = 0.008
"""A tone or a voice crosses zero again and again, but not for so long."""


def last_loud(samples: NDArray[np.int16], before: int) -> int | None:
    """Return the last loud sample before the given one."""
    loud = np.flatnonzero(np.abs(samples[:before].astype(np.int32)) > LOUD)
    return int(loud[-1]) if len(loud) else None


def first_loud(samples: NDArray[np.int16], after: int) -> int | None:
    """Return the first loud sample from the given one on."""
    loud = np.flatnonzero(np.abs(samples[after:].astype(np.int32)) > LOUD)
    return after + int(loud[0]) if len(loud) else None


def falls_silent(samples: NDArray[np.int16], after: int, rate: int) -> int | None:
    """Return the first sample, from the given one on, of a silence; the end is one."""
    sounding = np.flatnonzero(np.abs(samples[after:].astype(np.int32)) > QUIET)
    ends = np.append(sounding, len(samples) - after + round(QUIET_SECONDS * rate))
    starts = np.insert(sounding + 1, 0, 0)
    silences = np.flatnonzero(ends - starts >= QUIET_SECONDS * rate)
    return after + int(starts[silences[0]]) if len(silences) else None
